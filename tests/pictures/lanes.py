"""Lanes of every kind, for the tests of pictures: what a log can say, and what it hardly ever says."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tests.strategies import edtf_texts
from tracker.days import BEGINNING, END
from tracker.timeline import (
    PARTS,
    STAGE_OF,
    Deadline,
    Happening,
    Lane,
    Meeting,
    Stretch,
    Telling,
    Timeline,
)
from tracker.vocabulary import OUT_OF_ORDER, ROUND_STATUSES, all_acts

FIRST, LAST = 700_000, 760_000
NAMES = (
    "Japan-South Korea GSOMIA", "A", "", "The Agreement between " + "the Government of a Republic and " * 5 + "another",
    "대한민국 정부와 일본국 정부 간의 군사비밀정보의 보호에 관한 협정",
    "日米韓防衛実務者協議および安全保障に関する高級事務レベル協議",
    "اتفاقية التعاون الأمني بين المملكة العربية السعودية ودولة الكويت", "Donaudampfschifffahrtsgesellschaft" * 4,
    "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW", "Соглашение о взаимной защите", "Συμφωνία", "🇯🇵🇰🇷 pact",
)
HOSTILE = (
    "</title><script>alert(1)</script>", "]]><script>alert(1)</script>", '" onload="alert(1)',
    "' onmouseover='alert(1)",
    "<!--<img src=x onerror=alert(1)>-->", "&lt;script&gt;alert(1)&lt;/script&gt;", "<svg/onload=alert(1)>",
    "</text></svg><iframe src=javascript:alert(1)>", "{{7*7}}${7*7}<%= 7*7 %>", "a\x00b\x0bc\x1b[31md\x7fe\x9bf",
    "\u202egnp.\u2066exe\ufeff\ufffe\uffff", "<style>*{display:none}</style>",
    "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>&y;",
)
"""Titles that try to be something else."""

names = st.one_of(st.sampled_from(NAMES + HOSTILE), st.text(max_size=60))
dates = st.one_of(st.sampled_from(("2012", "[2014-10..2014-12]", "[..2015-04-05]", "2012-06~")), edtf_texts())


@st.composite
def windows(draw: st.DrawFn) -> tuple[int, int]:
    """Days of any width, a few of them open."""
    first = draw(st.integers(FIRST, LAST))
    last = first + draw(st.sampled_from((0, 0, 1, 30, 365, 20_000)))
    which = draw(st.sampled_from(("", "", "", "start", "end", "both")))
    return BEGINNING if which in ("start", "both") else first, END if which in ("end", "both") else last


@st.composite
def stretches(draw: st.DrawFn, as_of: int) -> tuple[Stretch, ...]:
    """Statuses one after the other, up to a day."""
    starts = sorted(draw(st.sets(st.integers(FIRST, as_of), max_size=8)))
    found = []
    for number, first in enumerate(starts):
        last = starts[number + 1] - 1 if number + 1 < len(starts) else as_of
        early = draw(st.sampled_from((0, 0, 30, 365, 9_000, None)))
        found.append(Stretch(draw(st.sampled_from(sorted(STAGE_OF))), draw(st.none() | dates),
                             BEGINNING if early is None else first - early, first, last))
    return tuple(found)


@st.composite
def lanes(draw: st.DrawFn, as_of: int) -> Lane:
    """One subject."""
    of = draw(st.sampled_from(("", "", "week")))  # now and then everything happens in one week

    def window() -> tuple[int, int]:
        return (day := as_of - draw(st.integers(0, 6)), day) if of else draw(windows())

    acts, parts = st.sampled_from(all_acts()), st.sampled_from(PARTS)
    codes = st.lists(st.sampled_from(("JP", "KR", "US", "GB", "EU", "UN")), max_size=6, unique=True).map(tuple)
    meetings = [
        Meeting(draw(st.none() | names), draw(st.sampled_from(ROUND_STATUSES)), draw(st.none() | dates), draw(
            st.none() | names), *window(), 1, ()) for _ in range(draw(st.sampled_from((0, 0, 1, 3, 12))))]
    happenings = [
        Happening(draw(acts), draw(dates), draw(codes), *window(), draw(st.sampled_from((*PARTS, OUT_OF_ORDER))), 1, ())
        for _ in range(draw(st.sampled_from((0, 0, 2, 6))))]
    deadlines = [Deadline(draw(names), draw(dates), *window(), draw(st.booleans()))
                 for _ in range(draw(st.sampled_from((0, 0, 1, 2))))]
    tellings = [Telling(draw(st.integers(FIRST, LAST)), draw(acts), draw(parts), *window(), str(number))
                for number in range(draw(st.sampled_from((0, 1, 5, 20))))]
    possible = draw(st.sampled_from(((), (), ("signed",), ("terminated", "notice suspended"))))
    subject, kind = draw(st.sampled_from(("a", "b", "c"))), draw(st.sampled_from(("agreement", "series")))
    return Lane(
        subject, draw(names), kind, draw(codes),
        draw(stretches(as_of)), possible, draw(windows())[0] if possible else END, (), tuple(meetings),
        tuple(happenings), tuple(deadlines), tuple(sorted(tellings)))


@st.composite
def _timelines(draw: st.DrawFn) -> Timeline:
    as_of = draw(st.integers(FIRST + 10, LAST))
    first = draw(st.sampled_from((FIRST, as_of - 5, as_of - 400)))
    last = draw(st.sampled_from((LAST, as_of, as_of + 30)))
    some = draw(st.lists(lanes(as_of), max_size=4))
    return Timeline(tuple(sorted(some, key=lambda one: one.kind)), as_of, draw(st.none() | st.just(as_of)),
                    min(first, last), max(first, last), draw(st.booleans()))


def timelines() -> SearchStrategy[Timeline]:
    """Timelines of up to four lanes, over days or centuries."""
    return _timelines()
