"""JSON Lines: what is plain JSON is read as it stands, and everything else is refused with its place."""

from __future__ import annotations

import contextlib
import io
import json
import pathlib
import re
import time
import tracemalloc
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tracker import jsonl
from tracker.canonical import canonical
from tracker.errors import BadInput
from tracker.jsonfaults import CODES, DEPTH_LIMIT, LARGEST, fault_in
from tracker.jsonl import LINE_LIMIT, BadLine, Line, read_lines

PROPERTY = settings(max_examples=200, deadline=None)
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=20)
SCALARS = st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | TEXTS


def _deeper(values: SearchStrategy[Any]) -> SearchStrategy[Any]:
    return st.lists(values, max_size=3) | st.dictionaries(TEXTS, values, max_size=3)


OBJECTS = st.dictionaries(TEXTS, st.recursive(SCALARS, _deeper, max_leaves=12), max_size=5)


def read(data: bytes | str) -> list[Line]:
    return list(read_lines(io.BytesIO(data.encode() if isinstance(data, str) else data), "f"))


def refused(data: bytes | str) -> tuple[int, int, str]:
    """The line, the column and the reason of a refusal."""
    with pytest.raises(BadInput) as caught:
        read(data)
    file, line, column, reason = caught.value.happened.split(":", 3)
    assert file == "f"
    return int(line), int(column), reason.strip()


# What is read


@PROPERTY
@given(st.lists(OBJECTS.filter(lambda one: "content" not in one), max_size=4), st.booleans(), st.data())
def test_plain_objects_are_read_back_equal_and_at_their_lines(
    objects: list[dict[str, Any]], ascii_only: bool, data: st.DataObject
) -> None:
    end = data.draw(st.sampled_from(("\n", "\r\n", "\n\n", "\n \t\r\n")))
    file = end.join(json.dumps(one, ensure_ascii=ascii_only) for one in objects)
    lines = read(file)
    assert [line.content for line in lines] == objects
    assert [line.number for line in lines] == [1 + number * end.count("\n") for number in range(len(objects))]


@PROPERTY
@given(OBJECTS)
def test_of_an_envelope_the_content_is_read(content: dict[str, Any]) -> None:
    (line,) = read(json.dumps({"content": content, "id": "0", "position": 1, "version": 1}))
    assert line.content == content


@settings(max_examples=400, deadline=None)
@given(st.binary(max_size=80) | st.text('{}[]":,\\u0dD8aeE+-. 1\0\n', max_size=60).map(str.encode))
@example(b'{"a":"\\')
@example(b'{"\\ud800":1,"\\ud800":2}')
@example(b'{"a":1e400}')
@example(b'{"a":-0}')
@example(b'{"a":"\\ud83d\\ude00 \\udc00"}')
@example('{"a":\u2028}'.encode())
def test_any_bytes_are_read_or_refused_at_a_place_within_the_line(data: bytes) -> None:
    try:
        read(data)
    except BadInput as error:
        _, line, column, reason = error.happened.split(":", 3)
        raw = data.split(b"\n")[int(line) - 1]
        assert 1 <= int(column) <= len(raw.decode("utf-8", "replace")) + 1
        assert reason.strip()


@PROPERTY
@given(OBJECTS, st.integers(0, 200), st.sampled_from((b'"', b"{", b"[", b"\\", b"\xff", b"\0", b"1.5", b"NaN", b",")))
def test_a_sound_line_with_something_put_in_is_read_or_refused(content: dict[str, Any], at: int, extra: bytes) -> None:
    raw = json.dumps(content).encode()
    try:
        read(raw[:at] + extra + raw[at:])
    except BadInput as error:
        assert 1 <= int(error.happened.split(":")[2]) <= len(raw) + len(extra) + 1


# The limits, at their edge


def padded(size: int) -> str:
    return '{"a":"' + "x" * (size - 8) + '"}'


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_line_of_one_mebibyte_is_read_and_one_byte_more_is_not(end: str) -> None:
    (line,) = read(padded(LINE_LIMIT) + end)
    assert len(line.text) == LINE_LIMIT == 1 << 20
    assert refused("{}\n" + padded(LINE_LIMIT + 1) + end)[:2] == (2, 1)


def test_the_limit_counts_bytes_and_not_characters() -> None:
    assert "1 MiB" in refused('{"a":"' + "é" * (LINE_LIMIT // 2) + '"}')[2]


def test_thirty_two_levels_are_read_and_thirty_three_are_not() -> None:
    inner = DEPTH_LIMIT - 1
    assert read('{"a":' + "[" * inner + "]" * inner + "}")
    line, column, reason = refused('{"a":' + "[" * (inner + 1) + "]" * (inner + 1) + "}")
    assert (line, column) == (1, 6 + inner) and "32" in reason


def test_wide_is_not_deep_and_brackets_in_a_text_are_text() -> None:
    assert read('{"a":[' + ",".join(["[]"] * 100) + "]}")
    assert read(json.dumps({"a": "[" * 100 + '"' + "{" * 100}))


@pytest.mark.parametrize("sign", [1, -1])
def test_numbers_end_before_two_to_the_53rd(sign: int) -> None:
    (line,) = read(f'{{"a":{sign * (2**53 - 1)}}}')
    assert line.content["a"] == sign * (2**53 - 1)
    assert "2^53" in refused(f'{{"a":{sign * 2**53}}}')[2]


@pytest.mark.parametrize(
    ("token", "column"),
    [
        ("1.0", 6),
        ("1e3", 6),
        ("NaN", 6),
        ("-Infinity", 6),
        ('"\\u0000"', 7),
        ('"\0"', 7),
        ('"\\ud800"', 7),
        ("01", 7),
        ("1}{", 8),
        ('{"b":1,"b":1}', 13),
    ],
)
def test_what_is_not_plain_is_refused_where_it_stands(token: str, column: int) -> None:
    assert refused('{"a":' + token + "}")[1] == column


def test_a_column_counts_characters() -> None:
    assert refused('{"é":"한국","é":1}')[1] == 11
    assert refused(b'{"\xc3\xa9":"\xff"}')[1] == 7


def test_a_key_is_refused_at_its_own_place() -> None:
    (line,) = read('{"note":"place","locator":{"place":1},"place":2}')
    assert line.column(("place",)) == line.text.index('"place":2') + 1
    assert line.column(("locator", "place")) == line.text.index('"place":1') + 1
    assert line.column(()) == 1
    assert line.column(("locator", "none")) == line.text.index('"locator"') + 1  # what is missing: where it is missed
    error = line.refuse(BadInput("note: no", todo="Mend it.", path=("note",)))
    assert str(error) == "f:1:2: note: no [event] Nothing was saved. Mend it."
    assert (error.file, error.line, error.column, error.fault) == ("f", 1, 2, "event")


def test_a_key_is_found_however_it_is_written_and_where_the_content_stands() -> None:
    (line,) = read('{"id":{"note":1},"content":{"by":["JP","KR"],"\\u006eote":"x"}}')
    assert line.column(("note",)) == line.text.index('"\\u006e') + 1
    assert line.column(("by", "1")) == line.text.index('"KR"') + 1


# Where a fault is, and its code


@pytest.mark.parametrize(("data", "code", "column"), [
    ('{"note":"1.5","x":1.5}', "not-whole", 19),
    ('{"note":"a","a":1,"a":2}', "duplicate-key", 19),
    ('{"a":{"b":1},"b":2,"\\u0061":3}', "duplicate-key", 20),
    ('{"type":"a","note":"b","note":"b"}', "duplicate-key", 24),
    ('{"type":{"a":1,"a":1}}', "duplicate-key", 16),
    ('{"a":"\\ud83d\\ude00 \\udc00"}', "half-pair", 20),
    ('{"a":"\\ude00\\ud83d"}', "half-pair", 7),
    ('{"a":"\\\\u0000 \\u0000"}', "nul", 15),
    ('{"a\0":1}', "nul", 4),
    ('{"a":"b\tc"}', "control-character", 8),
    ('{"a":-0}', "not-whole", 6),
    ('{"a":1E5}', "not-whole", 6),
    ('{"a":0.0}', "not-whole", 6),
    ('{"a":-9007199254740992}', "large-number", 6),
    ('{"a":[NaN]}', "not-a-number", 7),
    ('{"a":Infinity}', "not-a-number", 6),
    ('{"a":+1}', "not-json", 6),
    ('{"a":.5}', "not-json", 6),
    ('{"a":0x1}', "not-json", 7),
    ('{"a":tru}', "not-json", 6),
    ('{"a":"b}', "not-json", 6),
    ('{"a":"\\x"}', "not-json", 7),
    ('{"a\\u"b":1}', "not-json", 4),
    ('{"a":"\\u12"}', "not-json", 7),
    ('{"a":"\\', "not-json", 7),
    ('{"a" 1}', "not-json", 6),
    ("{'a':1}", "not-json", 2),
    ('{"a":1,}', "not-json", 8),
    ('{"a":[1,]}', "not-json", 9),
    ('{"a":1}\v', "not-json", 8),
    ('{"a":1}\r{"b":2}', "not-json", 9),
    ('{"a":1} // x', "not-json", 9),
    ("\v", "not-json", 1),
    ("\ufeff".encode("utf-16-le") + b"{", "not-utf-8", 1),
    (b'{"\xc3\xa9":"\xc0\xaf"}', "not-utf-8", 7),
    (b'{"a":"\xf5\x80\x80\x80"}', "not-utf-8", 7),
    (b'{"a":"\xed\xa0\x80"}', "not-utf-8", 7),
    (b'{"a":"\xc3', "not-utf-8", 7),
    (b"\xef\xbb\xbf{}", "byte-order-mark", 1),
    (b"\x1f\x8b\x08", "packed", 1),
    ("[1]", "not-object", 1),
    ('{"id":1,"content":[]}', "not-object", 9),
    ('{"a":' + "[" * 40, "deep", 37),
    ("x" * (LINE_LIMIT + 1), "long-line", 1),
])
def test_a_fault_has_its_code_and_its_column(data: str | bytes, code: str, column: int) -> None:
    with pytest.raises(BadLine) as caught:
        read(data)
    assert (caught.value.fault, caught.value.line, caught.value.column) == (code, 1, column)
    assert caught.value.happened.startswith(f"f:1:{column}: ") and caught.value.happened.endswith(f"[{code}]")
    assert len(caught.value.happened) < 200


def test_of_a_text_at_fault_a_part_is_shown_and_nothing_unseen() -> None:
    _, _, reason = refused('{"\u202e' + "k" * 500 + '":1,"\u202e' + "k" * 500 + '":2}')
    assert reason == 'the key "\\u202e' + "k" * 54 + '…" stands twice [duplicate-key]'
    assert "\\x1b" in refused("\x1b[31m")[2]


JSON_PIECES = st.lists(st.sampled_from(
    ['"', "{", "}", "[", "]", ",", ":", "1", "-0", "0", "1.5", "e5", "9007199254740991", "9007199254740992", "NaN",
     "-Infinity", "true", "null", '"a"', '"b"', '"a":', '"\\u0061"', "\\", "\\ud83d", "\\ude00", "\\u0000",
     "\\\\u0000", "\0", "\t", "\r", " ", "é", "\u2028",
     "\x7f", "\ufeff", '{"a":1}', '"\\ud83d\\ude00"', "[" * 33]), max_size=14).map("".join)


@settings(max_examples=600, deadline=None)
@given(JSON_PIECES | st.builds('{{"a":{}}}'.format, JSON_PIECES) | OBJECTS.map(json.dumps))
@example('{"a":"\\\\ud800"}')
def test_the_walk_refuses_what_the_reader_refuses_and_nothing_else(text: str) -> None:
    """Python's own parser is the witness: strict, with every hook refusing."""
    def no(told: Any) -> Any:
        raise ValueError(told)

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        return dict(pairs) if len({key for key, _ in pairs}) == len(pairs) else no(pairs)

    def whole(token: str) -> int:
        return int(token) if token != "-0" and abs(int(token)) <= LARGEST else no(token)

    try:
        value = json.loads(text, object_pairs_hook=unique, parse_float=no, parse_constant=no, parse_int=whole)
        json.dumps(value, ensure_ascii=False).encode()
        sound = depth(value) <= DEPTH_LIMIT and "\0" not in "".join(texts(value))
    except (ValueError, RecursionError):
        sound = False
    fault = fault_in(text)
    assert (fault is None) == sound, (fault, text)
    assert fault is None or (fault.code in CODES and 0 <= fault.at <= len(text))


TIGHT = st.dictionaries(
    st.sampled_from(["note", "type", "é", "a"]), OBJECTS | st.sampled_from([0, "\n", "\x1f", "/"])).map(
    lambda told: json.dumps({"type": "x", **told}, ensure_ascii=False, separators=(",", ":")))


@settings(max_examples=400, deadline=None)
@given(st.builds('{{"type":{}}}'.format, JSON_PIECES) | TIGHT | OBJECTS.map(lambda told: json.dumps({"type": told})))
@example('{"type":"\\u0041"}')
@example('{"type":1.0}')
@example('{"type":[{"b":"\\/","a":0}]}')
def test_a_tight_line_is_read_as_any_other(text: str) -> None:
    """And its canonical text is that of its content."""
    try:
        found = jsonl._tight(text)
    except UnicodeEncodeError:
        found = None
    if found is not None:
        assert found == (jsonl._parsed(text, "f", 1), canonical(found[0]).decode())
        assert list(found[0]) == list(jsonl._parsed(text, "f", 1)), "its keys in their order"


def test_most_lines_are_tight_and_those_are_that_need_not_be_read_twice() -> None:
    (line,) = read('{"type":"reported","subject":"x","locator":{"starts":"é","paragraph":1}}')
    assert line.canonical == '{"locator":{"paragraph":1,"starts":"é"},"subject":"x","type":"reported"}'
    for other in ('{"type": "reported"}', '{"type":"\\u0041"}', '{"type":"a" }', '{"content":{"type":"a"}}'):
        assert next(iter(read(other))).canonical is None


def depth(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(depth, inner), default=0)


def texts(value: Any) -> list[str]:
    inner = [*value, *value.values()] if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [value] if isinstance(value, str) else [text for one in inner for text in texts(one)]


def test_every_code_is_explained_in_the_docs() -> None:
    page = (pathlib.Path(__file__).parent.parent / "docs" / "hostile-input.md").read_text("utf-8")
    told = re.findall(r"(?m)^\| `([a-z0-9-]+)` \| (.*) \|$", page)
    assert told == list(CODES.items())


# Hostile sizes


class Endless(io.RawIOBase):
    """A stream of many bytes that are made as they are read."""

    def __init__(self, size: int) -> None:
        self.left = size

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        count = min(self.left, len(into))
        into[:count] = b"x" * count
        self.left -= count
        return count


def test_a_line_of_fifty_megabytes_is_refused_in_bounded_memory() -> None:
    source = Endless(50_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(BadInput, match="longer than 1 MiB"):
            next(read_lines(io.BufferedReader(source), "f"))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 8 * LINE_LIMIT
    assert source.left > 48_000_000


def test_lines_are_handed_out_one_at_a_time() -> None:
    lines = read_lines(io.BytesIO(b'{"a":1}\n{"a":2}\nnot JSON\n'), "f")
    assert [next(lines).content["a"], next(lines).content["a"]] == [1, 2]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param('{"a":[' + "[]," * 40 + '"' + '\\"' * 25_000, id="a text without end, of quotes"),
        pytest.param('{"a":"' + "\\\\" * 400_000 + '"}', id="backslashes"),
        pytest.param('{"a":[' + "{}," * 200_000 + "{}]}", id="many small objects"),
        pytest.param('{"' + '":1,"'.join(map(str, range(80_000))) + '":1}', id="many keys"),
    ],
)
def test_no_line_takes_long(line: str) -> None:
    begun = time.process_time()
    with contextlib.suppress(BadInput):
        read(line)
    assert time.process_time() - begun < 2
