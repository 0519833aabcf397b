"""The gates: whatever the text, no terminal, spreadsheet, table, page, link or calendar is led astray by it."""

from __future__ import annotations

import html
import json
import re
import unicodedata
from html.parser import HTMLParser
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Event
from jinja2 import Environment

from tracker import gates

PROPERTY = settings(max_examples=300, deadline=None)
HOSTILE = ("\x1b\x07\x9b\r\t\0\x7f\x85\u202e\u2066\u200f\u061c\u2028\u2029\ud800\ue000\ufeff\u200b\U000e0041\u3164"
           "\u200d\ufe0f\u0301\u206a\ufff9한e1\n|\\`*<>[]=+-@＝＋&#$;amp lt'\"")
TEXTS = st.one_of(st.text(st.characters(exclude_categories=())), st.text(HOSTILE, max_size=30))
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
ENTITY = re.compile("&[#0-9A-Za-z]+;")
TURNS = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
JOINERS = "\u200c\u200d"
# Default_Ignorable_Code_Point and what else nobody sees, but for joiners and variation selectors (Unicode 15).
UNSEEN = re.compile(
    "[\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff"
    "\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]"
)


def raw(text: str) -> list[str]:
    """The characters in a text that a terminal would act upon, or that nobody sees."""
    return [
        character
        for character in text
        if unicodedata.category(character) in ("Cc", "Cs", "Co", "Cn", "Zl", "Zp")
        or unicodedata.bidirectional(character) in TURNS
        or UNSEEN.match(character)
    ]


def joining(character: str) -> bool:
    """A mark, a joiner or a variation selector: whether it is let through depends on what stands before it."""
    return character in JOINERS or unicodedata.category(character) in ("Mn", "Me", "Cf")


@PROPERTY
@given(TEXTS)
def test_a_terminal_gets_nothing_it_would_act_upon(text: str) -> None:
    shown = gates.terminal(text)
    assert set(raw(shown)) <= {"\n"}
    assert raw(gates.one_line(text)) == []
    assert gates.terminal(shown) == shown
    assert not re.search("[\u200c\u200d]{2}|(^|[ -~])[\u200c\u200d]", shown), "a joiner joins nothing here"
    assert not re.search("[\ufe00-\ufe0f]{2}|(^|[ -\"$-)+-/:-~])[\ufe00-\ufe0f]", shown), "a selector selects nothing"
    shown.encode("utf-8")


@PROPERTY
@given(TEXTS)
def test_harmless_text_is_left_as_it_is(text: str) -> None:
    harmless = "".join(one for one in text if one not in raw(text) and not joining(one))
    assert gates.terminal(harmless) == gates.one_line(harmless) == harmless


@pytest.mark.parametrize("text", [
    "👩\u200d💻", "❤\ufe0f\u200d🔥", "1\ufe0f\u20e3", "می\u200cخواهم", "क्\u200dष", "葛\U000e0100城", "Việt",
    "Viê\u0323t", "שָׁלוֹם", "\u0600123", "한국", "e" + "\u0301" * gates.MARKS_LIMIT,
])
def test_what_writing_needs_is_left_as_it_is(text: str) -> None:
    assert gates.terminal(text) == text
    assert gates.json(text) == text


@pytest.mark.parametrize(("text", "shown"), [
    ("GSO\u200dMIA", "GSO\\u200dMIA"),
    ("GSO\u200bMIA", "GSO\\u200bMIA"),
    ("GSOMIA\ufe0f", "GSOMIA\\ufe0f"),
    ("葛\U000e0100\U000e0101", "葛\U000e0100\\U000e0101"),
    ("한\u200d\u200d", "한\u200d\\u200d"),
    ("\ufeffx", "\\ufeffx"),
    ("x\U000e0041\U000e007f", "x\\U000e0041\\U000e007f"),
    ("\u3164", "\\u3164"),
    ("co\xadop", "co\\xadop"),
    ("\ufff9a\ufffa", "\\ufff9a\\ufffa"),
    ("\u206a\u2062", "\\u206a\\u2062"),
])
def test_what_nobody_sees_is_shown_by_its_number(text: str, shown: str) -> None:
    assert gates.terminal(text) == shown


def test_marks_do_not_pile_up() -> None:
    pile = "e" + "\u0301" * 100
    assert gates.terminal(pile) == "e" + "\u0301" * gates.MARKS_LIMIT + "\\u0301" * (100 - gates.MARKS_LIMIT)
    between = "e" + "\u0301\ufe0f" * 50  # a selector between does not begin a new pile
    assert sum(gates.terminal(between).count(mark) for mark in "\u0301\ufe0f") <= gates.MARKS_LIMIT


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31m", "\\x1b[31m"),
        ("\r", "\\x0d"),
        ("\x9b", "\\x9b"),
        ("\u202eevil", "\\u202eevil"),
        ("\ud800", "\\ud800"),
        ("\U0010fffd", "\\U0010fffd"),
        ("a\nb", "a\nb"),
        ("é 한국 🕊", "é 한국 🕊"),
        ("\u2028", "\\u2028"),
        ("\t", "\\x09"),
    ],
)
def test_what_is_not_let_through_is_shown_by_its_number(text: str, shown: str) -> None:
    assert gates.terminal(text) == shown


def test_one_line_is_one_line() -> None:
    assert gates.one_line("a\nb\n\nc") == "a b  c"
    assert "\n" not in gates.one_line("\n")


@PROPERTY
@given(TEXTS)
def test_a_spreadsheet_gets_no_formula_and_nothing_a_terminal_would_act_upon(text: str) -> None:
    cell = gates.spreadsheet(text)
    assert not cell.lstrip(' \n"').startswith(FORMULA) and not cell.startswith(FORMULA)
    assert cell in (gates.terminal(text), f"'{gates.terminal(text)}")
    assert set(raw(cell)) <= {"\n"}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\n=1", "\n", "＝1+1", "＋1", "－1", "＠SUM(A1)", "=",
                                  '=HYPERLINK("x")', " =1", "\u3000=1", "\xa0\n =1", '"=1', '" "=1', "﹦1", " -1"])
def test_formulas_get_an_apostrophe(text: str) -> None:
    assert gates.spreadsheet(text) == f"'{text}"


@pytest.mark.parametrize(("text", "cell"), [("\t=1", "\\x09=1"), ("\r=1", "\\x0d=1"), ("\ufeff=1", "\\ufeff=1"),
                                            ("\u202e=1", "\\u202e=1"), ("=\x1b", "'=\\x1b")])
def test_what_is_shown_by_its_number_begins_no_formula(text: str, cell: str) -> None:
    assert gates.spreadsheet(text) == cell


@pytest.mark.parametrize("text", ["", "1", "2013-01-11", "a=b", " x", "jp-kr", "'=1", '"x"', "한국"])
def test_texts_that_are_no_formulas(text: str) -> None:
    assert gates.spreadsheet(text) == text


def unescaped(text: str, sign: str) -> list[str]:
    """Where a sign stands that no backslash takes its meaning from."""
    return re.findall(rf"(?<!\\)(?:\\\\)*{re.escape(sign)}", text)


@PROPERTY
@given(TEXTS)
def test_a_cell_of_a_markdown_table_holds_no_markup_and_no_line_end(text: str) -> None:
    cell = gates.markdown(text)
    assert raw(cell) == []
    for sign in "`*_{}[]<>#|~!":
        assert not unescaped(cell, sign), sign
    assert not re.search(r"(?<!\\)(?:\\\\)*\\$", cell), "the next pipe would be taken for text"


@PROPERTY
@given(TEXTS)
def test_a_markdown_cell_reads_as_the_line_did(text: str) -> None:
    assert read(gates.markdown(text)) == gates.one_line(text)


def read(cell: str) -> str:
    """A Markdown cell as it is shown: escapes and entities are what they stand for."""
    parts = re.split(r"\\([\\`*_{}\[\]<>#|~!$])", cell)
    return "".join(part if number % 2 else ENTITY.sub(lambda found: html.unescape(found[0]), part)
                   for number, part in enumerate(parts))


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("R&D", "R&D"),
        ("a & b;", "a & b;"),
        ("&amp;", "&amp;amp;"),
        ("&lt;b&gt;", "&amp;lt;b&amp;gt;"),
        ("&#60;", "&amp;\\#60;"),
        ("&#x3C;", "&amp;\\#x3C;"),
        ("US$5", "US$5"),
        ("$5 or $6", "\\$5 or \\$6"),
        ("$$x$$", "\\$\\$x\\$\\$"),
    ],
)
def test_entities_and_formulas_are_text_in_markdown(text: str, cell: str) -> None:
    assert gates.markdown(text) == cell
    assert read(cell) == text


# Pages, pictures, feeds and calendars


class Parsed(HTMLParser):
    """What an HTML parser sees: the elements, their attributes, and the text."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, attrs))

    def handle_data(self, data: str) -> None:
        self.text += data


MARKUP = st.one_of(TEXTS, st.lists(st.sampled_from(
    ["<script>", "</p>", "<!--", "-->", "]]>", "<![CDATA[", '"', "'", " onload=", "x", "&lt;", "&#60;", "&", ">", "<",
     "\n", "\0", "javascript:", "<img src=x onerror=alert(1)>", "\u2028", "{{", "`"]), max_size=8).map("".join))


@PROPERTY
@given(MARKUP)
def test_a_page_holds_the_text_and_no_element_of_it(text: str) -> None:
    page = Parsed(f'<p title="{gates.attribute(text)}">{gates.html(text)}</p>')
    assert page.elements == [("p", [("title", gates.one_line(text))])]
    assert page.text == gates.terminal(text)


@PROPERTY
@given(MARKUP)
def test_xml_stays_well_formed_and_holds_the_text(text: str) -> None:
    root = ElementTree.fromstring(f'<a b="{gates.attribute(text)}">{gates.xml(text)}</a>')
    assert (root.text or "") == root.get("b") == gates.one_line(text)
    assert not list(root)


def test_a_template_that_escapes_by_itself_escapes_once() -> None:
    template = Environment(autoescape=True).from_string("{{ told }}|{{ plain }}|{{ told ~ plain }}")
    shown = template.render(told=gates.html("<b>"), plain="<i>")
    assert shown == "&lt;b&gt;|&lt;i&gt;|&lt;b&gt;&lt;i&gt;"
    assert str(Environment(autoescape=True).from_string("{{ x[:2] }}").render(x=gates.html("<b>"))) == "&amp;l"


@pytest.mark.parametrize("address", [
    "https://example.org", "http://example.org/", "https://example.org:8443/a/b.html?x=1&y=2#part",
    "https://xn--3e0b707e.example/", "https://192.0.2.1/x", "https://example.org/a@b", "https://example.org/?to=http://x/",
    "https://example.org./", "https://example.org/%ED%95%9C",
])
def test_an_address_of_the_web_is_a_link(address: str) -> None:
    assert gates.link(address) == address


@pytest.mark.parametrize(("address", "leads_to"), [
    ("HTTPS://Example.org/A", "https://Example.org/A"),
    ("https://example.org/한국", "https://example.org/%ED%95%9C%EA%B5%AD"),
    ("https://example.org/\u202egnp", "https://example.org/%E2%80%AEgnp"),
    ("https://example.org/\"onload='x'<>", "https://example.org/%22onload=%27x%27%3C%3E"),
    ("https://example.org/100%", "https://example.org/100%25"),
    ("https://example.org/\U000e0041`{}|^", "https://example.org/%F3%A0%81%81%60%7B%7D%7C%5E"),
])
def test_what_an_attribute_could_not_hold_is_percent_encoded(address: str, leads_to: str) -> None:
    assert gates.link(address) == leads_to


@pytest.mark.parametrize("address", [
    "", "example.org", "//example.org", "/x", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)",
    "data:text/html,x", "vbscript:x", "file:///etc/passwd", "ftp://example.org", "mailto:a@example.org", "https:",
    "https:/example.org", "https:///example.org", "https://", "https://?x", "https://user@example.org",
    "https://bank.example:443@evil.example", "https://user:word@example.org/", "https://@example.org", "https://example.org\\@evil.example",
    "https:\\\\example.org", " https://example.org", "https://example.org ", "https://exa mple.org", "https://example.org\n",
    "https://example.org/\t", "https://example.org/\0", "https://example.org/\x1b[31m", "https://example.org/\ud800",
    "https://example.org/\x85", "https://example.org/a\u2028b", "https://example.org/a\u3000b", "https://한국.kr/",
    "https://ｅxample.org", "https://example。org", "https://exa\u200bmple.org", "https://example..org", "https://-example.org",
    "https://.example.org", "https://example.org:", "https://example.org:0/", "https://example.org:65536/",
    "https://example.org:１", "https://example.org:8x/", "https://[::1]/", "https://%65xample.org/",
    "https://" + "a" * 64 + ".org", "https://" + "a." * 130 + "org", "https://exam<b>ple.org", "https://example.org;x", "https://ex_ample.org/",
])
def test_what_leads_elsewhere_is_no_link(address: str) -> None:
    assert gates.link(address) is None


@PROPERTY
@given(MARKUP.map("https://example.org/".__add__) | MARKUP.map("https://".__add__) | MARKUP)
def test_a_link_leads_to_the_host_it_shows(address: str) -> None:
    leads_to = gates.link(address)
    if leads_to is not None:
        parts = urlsplit(leads_to)
        assert parts.scheme in ("http", "https") and parts.username is None and parts.password is None
        assert leads_to.isascii() and leads_to.isprintable() and not re.search("[\"'<>`\\\\ ]", leads_to)
        assert address.lower().startswith(f"{parts.scheme}://{parts.netloc}".lower())


@PROPERTY
@given(TEXTS)
def test_a_calendar_reads_back_as_it_was_written(text: str) -> None:
    entry = Event()
    entry.add("summary", gates.calendar(text))
    lines = Calendar.from_ical(b"BEGIN:VCALENDAR\r\n" + entry.to_ical() + b"END:VCALENDAR\r\n")
    (read_back,) = lines.walk("VEVENT")
    assert str(read_back["summary"]) == gates.calendar(text)
    assert set(raw(gates.calendar(text))) <= {"\n"}


@pytest.mark.parametrize(("text", "told"), [
    ("a\r\nATTACH:x", "a\nATTACH:x"), ("a\rb", "a\nb"), ("\x1b]8;;x\x07y", "]8;;xy"), ("a\tb", "ab"), ("\x9b1m", "1m"),
    ("a\u2028b", "a\nb"), ("\u202eb", "\\u202eb"), ("a;b,c\\d", "a;b,c\\d"), ("\ud800", "\\ud800"),
])
def test_a_calendar_gets_no_control_characters(text: str, told: str) -> None:
    assert gates.calendar(text) == told


PAIRED = TEXTS.filter(lambda text: not re.search("[\ud800-\udfff]", text))


@PROPERTY
@given(st.recursive(PAIRED, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(PAIRED, inner, max_size=3)))
def test_json_means_what_it_did_and_is_harmless_on_a_terminal(value: object) -> None:
    for indent in (None, 2):
        text = gates.json(json.dumps(value, ensure_ascii=False, indent=indent))
        assert json.loads(text) == value
        assert set(raw(text)) <= {"\n"}
