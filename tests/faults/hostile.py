"""Files that somebody may hand us to import: each broken, or meant to do harm, in one way.

`python tests/faults/hostile.py FOLDER` writes them into a folder. Each holds two sound lines, the hostile one,
and a sound
one after it, but where the file as a whole is what is wrong. The same files come out every time.
"""

from __future__ import annotations

import gzip
import json
import pathlib
import sys
from collections.abc import Iterator
from typing import Any, NamedTuple

Content = dict[str, Any]

LINE_LIMIT = 1 << 20
SOUND: list[Content] = [
    {"type": "subject_registered", "subject": "x", "kind": "agreement", "name": "X", "parties": ["JP", "KR"]},
    {"type": "source_filed", "source": "s", "publisher": "P", "published": "2012-12-31"},
]
AFTER: Content = {"type": "reported", "subject": "x", "act": "urged", "source": "s"}
REPORT: Content = {"type": "reported", "subject": "x", "act": "signed", "source": "s", "occurred": "2012-06"}


class Case(NamedTuple):
    """A file: its name, what is in it, and the code it is refused with; None where it is taken, and shown harmless."""

    name: str
    data: bytes
    code: str | None


def case(name: str, line: bytes | str, code: str | None) -> Case:
    """A file in which one line is hostile."""
    told = line.encode("utf-8", "surrogatepass") if isinstance(line, str) else line
    head = b"".join(json.dumps(one).encode() + b"\n" for one in SOUND)
    return Case(f"{name}.jsonl", head + told + b"\n" + json.dumps(AFTER).encode() + b"\n", code)


def report(**told: Any) -> str:
    """A report with these details, as a line."""
    return json.dumps({**REPORT, **told}, ensure_ascii=False)


def note(raw: str) -> str:
    """A report whose note is written just so."""
    return json.dumps(REPORT)[:-1] + f',"note":"{raw}"}}'


def number(raw: str) -> str:
    """A report whose paragraph is written just so."""
    return json.dumps(REPORT)[:-1] + f',"locator":{{"paragraph":{raw}}}}}'


NOT_JSON = (
    "{", "}", "[", '{"type"', '{"type":', '{"type":"reported"', '{"type":"reported",}', '{"type" "reported"}',
    "{'type':1}",
    '{type:"reported"}', '{"type":"reported"} {"type":"reported"}', '{"type":"reported"}{}',
    "<script>alert(1)</script>",
    "=cmd|'/c calc'!A1", "---\ntype: reported", '// {"type":1}', '{"type":"reported" /* x */}', '{"a":tru}',
    '{"a":True}', '{"a":None}',
    '{"a":undefined}', '{"a":.5}', '{"a":+1}', '{"a":01}', '{"a":0x10}', '{"a":1_000}', '{"a":"\\x41"}',
    '{"a":"\\u12"}', '{"a":"\\u12g4"}',
    '{"a":"b', '{"a":"b\\', '{"a":"b\\"}', '{"":}', "\x0b", "\x0c{}", "{}\x0b", "\u00a0{}", "\u2028{}", "\u200b{}",
    "{}\x1a", "\x1b[2J{}",
    '{"a":1}\r{"b":2}', '{"a":[1,2}', '{"a":[1 2]}', '{"a":{"b":1]}', "(" * 1_000, '"' * 1_001, "\\" * 1_001, "{" * 30,
    ",", ":",
)
NUMBERS = {
    "not-whole": ("1.5", "1.0", "1e5", "1E5", "1e-5", "-0", "-0.0", "0e0", "1e400", "1." + "0" * 5_000,
    "9" * 400 + ".5"),
    "large-number": ("9007199254740992", "-9007199254740992", "9" * 18, "9" * 5_000, "-" + "9" * 100_000,
    "18446744073709551616"),
    "not-a-number": ("NaN", "Infinity", "-Infinity"),
    "event": ("0", "-1", "1000001", "9007199254740991", "true", "null", '"1"', "[1]", '{"a":1}'),
}
TEXTS = {
    "nul": ("\0", "\\u0000", "a\\u0000b", "\\\\\\u0000"),
    "half-pair": ("\\ud800", "\\udc00", "\\udc00\\ud800", "\\ud83d\\ud83d\\ude00", "\\ud800x\\udc00", "\\uDBFF"),
    "control-character": ("\x01", "\t", "\x1b[31m", "\x08", "\x1f", "a\rb"),
    "event": ("\\u001b[31m", "\\u0007", "\\u009b2J", "\\u0085", "\\r", "\\b", "", " ", "\\n", "\\u2003", "\x7f",
    "\x85", "\x9b31m"),
}
BYTES = {
    "not-utf-8": (b"\xff", b"\xc0\xaf", b"\xc1\xbf", b"\xe0\x80\xaf", b"\xed\xa0\x80", b"\xed\xbf\xbf",
    b"\xf4\x90\x80\x80", b"\xf5\x80\x80\x80",
                  b"\xc3", b"\xe2\x82", b"\x80", b"\xbf", b"\xfe\xff", b"\xf8\x88\x80\x80\x80", b"\xe9t\xe9"),
}
WRONG_VALUES: tuple[Any, ...] = (7, True, [], {}, "", " ", "x" * 30_000, "\x1b]0;x\x07", ["JP"], {"a": 1})
FIELDS = ("subject", "act", "source", "occurred", "planned_for", "every", "by", "place", "confirms", "certainty",
"grade", "locator")
BAD_DATES = (
    "2012-13", "2012-02-30", "2012-6", "12-06-2012", "June 2012", "2012/2011", "[2012..2011]", "[]", "[..]", "..", "/",
    "2012//2013",
    "2012-06-29T12:00", "20120629", "2012-W10", "XXXX", "-0000", "Y2012", "{2012,2013}", "2012~~", "~2012", "２０１２",
    "2012\n", "0" * 10_000,
    "[" * 1_000, "2012," * 5_000, "9" * 9_000, "1e3", "2012-00", "2012-06-00", "-", "null",
)
SHOWN = (
    "=cmd|'/c calc'!A1", "+1", "-1+1", "@SUM(A1)", " =1", "\u202egnp", "\u2066x\u2069", "a\u2028b", "\ufeff", "\u200b",
    "\u200dx", "\u3164",
    "\U000e0041\U000e007f", "e" + "\u0301" * 500, "\ufe0f" * 50, "\ue000", "\U0010ffff", "\ufffe",
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))", "| a | b |", "```", "{{7*7}}", "%s%n%x", "$(reboot)", "`reboot`",
    "'; DROP TABLE events; --", "../../etc/passwd",
    "\\u001b[31m", "&lt;b&gt;", "one\nFORGED", "한국 日本 עברית العربية", "👩‍💻", "NEAR(a b)", '"', "\\", "x" * 20_000,
)


def _lines() -> Iterator[Case]:
    for at, line in enumerate(NOT_JSON):
        yield case(f"not-json-{at:02}", line, "not-json")
    for code, numbers in NUMBERS.items():
        for at, raw in enumerate(numbers):
            yield case(f"number-{code}-{at:02}", number(raw), None if (code, raw) == ("event", "null") else code)
    for code, texts in TEXTS.items():
        for at, raw in enumerate(texts):
            yield case(f"text-{code}-{at:02}", note(raw), code)
    for at, raw_bytes in enumerate(BYTES["not-utf-8"]):
        yield case(f"bytes-{at:02}", note("@").encode().replace(b"@", raw_bytes), "not-utf-8")
    for at, date in enumerate(BAD_DATES):
        yield case(f"date-{at:02}", report(occurred=date), "event")
    for field in FIELDS:
        for at, value in enumerate(WRONG_VALUES):
            if (field, at) not in {("by", 2), ("by", 8), ("locator", 3),
            ("round", 4)} and not (field == "place" and at == 6):
                yield case(f"field-{field}-{at}", report(**{field: value}), "event")
    for at, text in enumerate(SHOWN):
        yield case(f"shown-{at:02}", report(note=text), None)


def _shapes() -> Iterator[Case]:
    for name, line, code in (
        ("a-list", "[]", "not-object"), ("a-text", '"x"', "not-object"), ("null", "null", "not-object"),
        ("a-number", "1", "not-object"),
        ("content-null", '{"content":null}', "not-object"), ("content-list", '{"content":[1],"id":"0"}', "not-object"),
        ("content-in-content", '{"content":{"content":{}}}', "event"), ("no-type", "{}", "event"),
        ("type-null", '{"type":null}', "event"),
        ("type-list", '{"type":["reported"]}', "event"), ("type-odd", '{"type":"\\u001b[2J"}', "event"),
        ("proto", '{"__proto__":{},"type":"x"}', "event"),
        ("twice", '{"type":"reported","type":"reported"}', "duplicate-key"),
        ("twice-escaped", '{"type":1,"\\u0074ype":2}', "duplicate-key"),
        ("twice-deep", '{"a":[{"b":{"c":1,"d":2,"c":3}}]}', "duplicate-key"),
        ("twice-long", f'{{"{"k" * 900}":1,"{"k" * 900}":2}}', "duplicate-key"),
        ("twice-bidi", '{"\u202ea":1,"\u202ea":2}', "duplicate-key"),
        ("deep-33", '{"a":' * 33 + "1" + "}" * 33, "deep"),
        ("deep-lists", '{"a":' + "[" * 100_000, "deep"), ("deep-objects", '{"a":' * 100_000, "deep"),
        ("deep-mixed", '{"a":[' * 200, "deep"),
        ("wide", '{"type":"reported","by":[' + ",".join(['"JP"'] * 100_000) + "]}", "event"),
        ("many-keys", "{" + ",".join(f'"{at}":1' for at in range(60_000)) + "}", "event"),
        ("many-objects", '{"a":[' + ",".join(["{}"] * 200_000) + "]}", "event"),
        ("many-escapes", note("\\u0041" * 100_000), "event"), ("many-pairs", note("\\ud83d\\ude00" * 80_000), "event"),
        ("long-line", note("x" * LINE_LIMIT), "long-line"), ("long-blanks", " " * (LINE_LIMIT + 1), "long-line"),
        ("unfinished-long", '{"a":"' + '\\"' * 400_000, "not-json"),
        ("backslashes", '{"a":"' + "\\\\" * 400_000, "not-json"),
        ("unknown-key", report(nota="x"), "event"), ("key-with-escape", report(**{"\x1b[2J": 1}), "event"),
        ("key-of-bidi", report(**{"\u202e": 1}), "event"),
        ("other-subject", report(subject="y"), "event"), ("other-source", report(source="t"), "event"),
        ("future", report(occurred="2099"), "event"),
        ("no-event", json.dumps({"type": "retracted", "event": "0" * 32, "reason": "x"}), "event"),
        ("itself", json.dumps({"type": "corrected", "event": "0" * 32, "reason": "x",
        "replacement": {"type": "corrected"}}), "event"),
        ("script-address", json.dumps({"type": "source_filed", "source": "t", "publisher": "P", "published": "2012",
        "url": "javascript:x"}), "event"),
        ("id-of-paths", json.dumps({"type": "source_filed", "source": "../../x", "publisher": "P",
        "published": "2012"}), "event"),
        ("registered-again", json.dumps({**SOUND[0], "name": "Y"}), "event"),
        ("wrong-kind", report(act="held"), "event"),
    ):
        yield case(f"shape-{name}", line, code)


def _files() -> Iterator[Case]:
    sound = b"".join(json.dumps(one).encode() + b"\n" for one in [*SOUND, AFTER])
    packed = gzip.compress(sound, mtime=0)
    two = packed + gzip.compress(json.dumps(REPORT).encode(), mtime=0)
    yield from (
        Case("empty.jsonl", b"", None), Case("blank.jsonl", b"\n\r\n \t\n", None),
        Case("no-end.jsonl", sound.rstrip(b"\n"), None),
        Case("crlf.jsonl", sound.replace(b"\n", b"\r\n"), None),
        Case("many-blanks.jsonl", b"\n" * 100_000 + sound, None),
        Case("more-blanks.jsonl", b"\n" * 100_001 + sound, "blanks"),
        Case("bom.jsonl", b"\xef\xbb\xbf" + sound, "byte-order-mark"),
        Case("two-boms.jsonl", b"\xef\xbb\xbf" * 2 + sound, "byte-order-mark"),
        Case("bom-later.jsonl", sound + b"\xef\xbb\xbf" + sound, "byte-order-mark"),
        Case("utf-16.jsonl", sound.decode().encode("utf-16"), "not-utf-8"),
        Case("utf-16-le.jsonl", sound.decode().encode("utf-16-le"), "not-json"),
        Case("utf-32.jsonl", sound.decode().encode("utf-32"), "not-utf-8"),
        Case("latin-1.jsonl", note("é").encode("latin-1"), "not-utf-8"),
        Case("cr-only.jsonl", sound.replace(b"\n", b"\r"), "not-json"),
        Case("zeros.jsonl", b"\0" * 100_000, "not-json"),
        Case("database.jsonl", b"SQLite format 3\0" + b"\0" * 4_000, "not-json"),
        Case("picture.jsonl", b"\x89PNG\r\n\x1a\n", "not-utf-8"),
        Case("page.jsonl", b"<!doctype html>\n<script>alert(1)</script>", "not-json"),
        Case("cut.jsonl", sound[:-20], "not-json"),
        Case("packed.jsonl", packed, "packed"), Case("plain.jsonl.gz", sound, "not-gzip"),
        Case("cut.jsonl.gz", packed[:-12], "not-gzip"),
        Case("head.jsonl.gz", packed[:5], "not-gzip"), Case("no-tail.jsonl.gz", packed[:-1], "not-gzip"),
        Case("empty.jsonl.gz", b"", None),
        Case("spoilt.jsonl.gz", packed[:30] + bytes([packed[30] ^ 255]) + packed[31:], "not-gzip"),
        Case("wrong-sum.jsonl.gz", packed[:-8] + b"\0\0\0\0" + packed[-4:], "not-gzip"),
        Case("method.jsonl.gz", packed[:2] + b"\x07" + packed[3:], "not-gzip"),
        Case("garbage-after.jsonl.gz", packed + b"garbage", "not-gzip"),
        Case("zeros-after.jsonl.gz", packed + b"\0" * 512, None),
        Case("two-members.jsonl.gz", two, None), Case("member-cut.jsonl.gz", two[:-9], "not-gzip"),
        Case("packed-twice.jsonl.gz", gzip.compress(packed, mtime=0), "packed"),
        Case("bomb-line.jsonl.gz", gzip.compress(b"x" * 30_000_000, mtime=0), "long-line"),
        Case("bomb-blanks.jsonl.gz", gzip.compress(b"\n" * (8 << 20), mtime=0), "blanks"),
        Case("bomb-repeated.jsonl.gz", gzip.compress(sound + (b" " * 1_000_000 + b"\n") * 70, mtime=0), "bomb"),
    )


def cases() -> list[Case]:
    """All the files."""
    return [*_lines(), *_shapes(), *_files()]


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(exist_ok=True)
    for one in cases():
        (folder / one.name).write_bytes(one.data)
    sys.stdout.write(f"{len(cases())} files in {folder}\n")
