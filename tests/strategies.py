"""What the property tests draw from: days, windows, dates of every form, occurrences, states, whole logs.

A log is a list of entries, each a content of the format with the day it was recorded. Its dates come from a
few months of news, so that what is drawn overlaps, coincides and contradicts as news does.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tracker.canonical import content_id
from tracker.checks import Register
from tracker.dates import When
from tracker.days import BEGINNING, END, Duration, Window, day_number, year_text
from tracker.errors import BadInput, NotFound
from tracker.facts import Facts
from tracker.lifecycle import ALL, Agreement, Standing
from tracker.meetings import Series
from tracker.occurrences import DETAILS, NO_DOUBTS, Occurrence, doubts_of
from tracker.rounds import Round, Rounds
from tracker.vector import Vector
from tracker.visible import COUNTED, DENIED, Claim
from tracker.vocabulary import ACTS, AGREEMENT_STATUSES, FLAGS, ROUND_STATUSES, SERIES_STATUSES, all_acts

# Days and windows

FIRST_DAY, LAST_DAY = day_number(-9999, 1, 1), day_number(9999, 12, 31)
"""The days that EDTF can name one by one: of the years with four digits."""


def days(first: int = FIRST_DAY, last: int = LAST_DAY) -> SearchStrategy[int]:
    """A day's integer."""
    return st.integers(first, last)


def windows() -> SearchStrategy[Window]:
    """Closed and half-open windows, often of one day or of whole months or years; of long years only whole ones."""
    ends = st.tuples(days(), days()).map(sorted)
    dated = edtf_texts().map(lambda text: When.parse(text).window)
    return st.one_of(
        ends.map(lambda both: Window(both[0], both[1])),
        days().map(lambda day: Window(day, day)),
        days().map(lambda day: Window(BEGINNING, day)),
        days().map(lambda day: Window(day, END)),
        dated.filter(lambda window: window != Window(BEGINNING, END) and not _ends_within_a_long_year(window)),
    )


def _ends_within_a_long_year(window: Window) -> bool:
    """Whether an end is a day that EDTF cannot name: the winter of 9999 ends in the second month of 10000."""
    return LAST_DAY < window.latest < day_number(10_000, 12, 31)


def durations() -> SearchStrategy[Duration]:
    """Durations as they are written: at least one part, in the order Y, M, W, D, and not zero."""
    part = st.none() | st.integers(0, 400)
    texts = st.tuples(part, part, part, part).filter(any).map(
        lambda parts: "P" + "".join(f"{n}{unit}" for n, unit in zip(parts, "YMWD", strict=True) if n is not None)
    )
    return texts.map(Duration.parse)


# Dates

QUALIFIERS = ("", "?", "~", "%")


@lru_cache
def plain_dates(first_year: int = -9999, last_year: int = 9999) -> SearchStrategy[str]:
    """Dates without slash or brackets: days, months, seasons, years, unknown digits; each may be qualified."""
    years = st.integers(first_year, last_year).map(year_text)
    of_four_digits = st.integers(max(first_year, 0), max(last_year, 0)).map(year_text)
    first_day, last_day = datetime.date(max(first_year, 1), 1, 1), datetime.date(max(last_year, 1), 12, 31)
    forms = st.one_of(
        years,
        st.builds("{}-{:02d}".format, years, st.integers(1, 12)),
        st.builds("{}-{:02d}-{:02d}".format, years, st.integers(1, 12), st.integers(1, 28)),
        st.dates(first_day, last_day).map(datetime.date.isoformat),
        st.builds("{}-{}".format, years, st.integers(21, 24)),
        st.builds("{}-XX".format, years),
        st.builds("{}-XX-XX".format, years),
        st.builds("{}-{:02d}-XX".format, years, st.integers(1, 12)),
        of_four_digits.map(lambda year: year[:3] + "X"),
        of_four_digits.map(lambda year: year[:2] + "XX"),
    )
    return st.builds(str.__add__, forms, st.sampled_from(QUALIFIERS))


def long_years() -> SearchStrategy[str]:
    """Years of more than four digits, of either sign."""
    sizes = st.integers(10_000, 999_999_999)
    return st.builds("Y{}{}".format, st.sampled_from(("", "-")), sizes)


def _in_order(texts: Iterable[str]) -> list[str]:
    return sorted(texts, key=lambda text: When.parse(text).window)


def spans(first_year: int = -9999, last_year: int = 9999) -> SearchStrategy[str]:
    """`a/b`, with one side open or unknown at most."""
    ends = plain_dates(first_year, last_year)
    return st.one_of(
        st.tuples(ends, ends).map(_in_order).map("/".join),
        st.builds("{}/{}".format, ends, st.sampled_from(("", ".."))),
        st.builds("{}/{}".format, st.sampled_from(("", "..")), ends),
    )


def sets(first_year: int = -9999, last_year: int = 9999) -> SearchStrategy[str]:
    """`[a..b]`, `[..b]`, `[a..]`, and lists of these and of plain dates, in any precision."""
    ends = plain_dates(first_year, last_year)
    between = st.lists(ends | st.tuples(ends, ends).map(_in_order).map("..".join), max_size=2)
    open_start, open_end = (st.lists(ends.map(form.format), max_size=1) for form in ("..{}", "{}.."))
    elements = st.tuples(open_start, between, open_end).map(lambda parts: [*parts[0], *parts[1], *parts[2]])
    return elements.filter(bool).map(lambda texts: f"[{','.join(texts)}]")


@lru_cache
def edtf_texts(first_year: int = -9999, last_year: int = 9999) -> SearchStrategy[str]:
    """Every form of date that the tracker reads; long years only where any year may be drawn."""
    forms = [plain_dates(first_year, last_year), spans(first_year, last_year), sets(first_year, last_year)]
    if (first_year, last_year) == (-9999, 9999):
        forms.append(long_years())
    return st.one_of(forms)


# The news: few months, every form of date, many of them about the same days

NEWS_DATES = (
    "2012", "2012?", "2012%", "2012-XX", "201X", "2012-22", "2012-24", "2012-06", "2012-06~", "2012-06-XX", "2012-07",
    "2012-06-10", "2012-06-15", "2012-06-27", "2012-06-28?", "2012-06-29", "2012-06-30", "2012-07-01",
    "2012-05/2012-06", "2012-06-29/2012-06-30", "2012/2013", "2012-06/..", "2012-06/", "../2012-06", "/2013-01",
    "[2012-06..2012-08]", "[2012-06-28..2012-07-02]", "[2012-06,2012-09]", "[..2012-06-29]", "[2012-06-15..]",
    "[2012-06-01..2012-06-10]", "[2012-06-06..2012-06-15]", "[2012-06-11..2012-06-20]", "[2012-06-15..2012-06-24]",
    "[2012-06-21..2012-06-30]", "2013-01", "2013-01-10", "2013-01-11", "[2013-01-21..2013-01-31]", "2013",
)
FIRST_NEWS, LAST_NEWS = day_number(2011, 12, 1), day_number(2014, 1, 31)


@lru_cache
def news_dates() -> SearchStrategy[str]:
    """A date of the news: mostly one of a few, which overlap; now and then any date of those years."""
    few = st.sampled_from(NEWS_DATES)
    return st.one_of(few, few, few, edtf_texts(2011, 2013))


def news_days() -> SearchStrategy[int]:
    """A day to look at the board from: mostly the first or last day of a date, or a neighbour of those."""
    bounds = sorted({day for text in NEWS_DATES for day in When.parse(text).window if BEGINNING < day < END})
    near = st.builds(int.__add__, st.sampled_from(bounds), st.integers(-1, 1))
    return st.one_of(near, near, days(FIRST_NEWS, LAST_NEWS))


PARTIES = (("JP",), ("KR",), ("US",), ("JP", "KR"), ("KR", "US"), ("JP", "KR", "US"), ("EU",))


def parties() -> SearchStrategy[tuple[str, ...]]:
    """The parties that acted; often nobody is named."""
    return st.just(()) | st.sampled_from(PARTIES)


# Occurrences and states of any kind, likely or not

NEWS = tuple(map(When.parse, NEWS_DATES))
_dates = st.sampled_from(NEWS)
_texts = st.sampled_from(NEWS_DATES)
_windows = st.sampled_from([date.window for date in NEWS])
_claims = st.builds(
    lambda name, window, text, origin: Claim(name, COUNTED, "signed", *window, text, 0, FIRST_NEWS, origin),
    st.sampled_from("abcdef"), _windows, _texts, st.sampled_from(("agency", "ministry")),
)
_denial = Claim("g", DENIED, "signed", *NEWS[0].window, "2012", 0, 0, "p")
_occurrences = st.builds(
    lambda window, claims, **told: Occurrence(
        earliest=window.earliest, latest=window.latest, id=claims[0].id, claims=claims, **told
    ),
    act=st.sampled_from([*all_acts(), "no such act"]),
    rank=st.integers(0, 30),
    window=_windows,
    since=_texts,
    claims=st.tuples(_claims),
    differing=st.sampled_from([(), ("by",), DETAILS]),
    denials=st.sampled_from([(), (_denial,)]),
    by=parties(),
    round=st.sampled_from((None, None, "1", "2")),
    place=st.sampled_from((None, "Tokyo", "Seoul")),
    planned_for=st.none() | _dates,
    effective=st.none() | _dates,
    until=st.none() | _dates,
    every=st.sampled_from((None, "P6M", "P2W", "no duration")),
    successor=st.sampled_from((None, "another")),
)
_misfits = st.lists(st.tuples(_occurrences, st.none() | _occurrences), max_size=1).map(Vector.of)
_any_party = st.sampled_from(("JP", "KR", "US", "EU", ALL))
_agreement_statuses = st.sampled_from([*AGREEMENT_STATUSES, "ratified", "withdrawn", "no such status"])


def occurrences() -> SearchStrategy[Occurrence]:
    """Any occurrence of any act, of a word that is no act too, with any details."""
    return _occurrences


def _some(least: int = 0) -> SearchStrategy[tuple[Occurrence, ...]]:
    return st.lists(_occurrences, min_size=least, max_size=2).map(tuple)


def agreement_states() -> SearchStrategy[Agreement]:
    """Any state of an agreement, reachable or not."""
    return st.builds(
        Agreement,
        parties=parties(),
        status=st.none() | _agreement_statuses,
        since=st.none() | _texts,
        made_by=_some(),
        standings=st.dictionaries(_any_party, st.builds(Standing, _agreement_statuses, _occurrences), max_size=3),
        noted=st.dictionaries(st.sampled_from(FLAGS), _occurrences, max_size=1),
        misfits=_misfits,
        effective=st.dictionaries(_any_party, _dates, max_size=2),
        until=st.dictionaries(_any_party, _dates, max_size=2),
        plans=st.dictionaries(st.sampled_from(("signing_scheduled", "entry_scheduled")), _occurrences, max_size=1),
        asides=_some().map(Vector.of),
        doubts=st.just(NO_DOUBTS),
    ).map(lambda state: state._replace(doubts=doubts_of((*state.made_by, *state.asides))))


def series_states() -> SearchStrategy[Series]:
    """Any state of a series, reachable or not; but every round was made by something."""
    rounds = st.builds(
        Round,
        name=st.sampled_from((None, "1", "2")),
        status=st.sampled_from([*ROUND_STATUSES, "no such status"]),
        window=_windows,
        since=_texts,
        made_by=_some(least=1),
        planned=st.none() | _dates,
        place=st.sampled_from((None, "Tokyo")),
        took_place=st.none() | _occurrences,
    )
    series = st.builds(
        Series,
        status=st.none() | st.sampled_from([*SERIES_STATUSES, "no such status"]),
        since=st.none() | _texts,
        made_by=_some(),
        every=st.none() | durations(),
        misfits=_misfits,
        unresolved=_some().map(Vector.of),
        doubts=st.just(NO_DOUBTS),
        rounds=st.just(Rounds()),
        opened=st.none() | _occurrences,
    )
    return st.builds(
        lambda state, made: state._replace(rounds=Rounds.of(made), doubts=doubts_of(state.made_by)),
        series, st.lists(rounds, max_size=3))


# Logs

Content = Mapping[str, Any]


class Entry(NamedTuple):
    """An event to append: its id, its content, and the day it is recorded."""

    id: str
    content: Content
    recorded: int


Log = list[Entry]


def entry(content: Content, recorded: int) -> Entry:
    """The content with the id that its digest gives."""
    return Entry(content_id(content), content, recorded)


def appended(*batches: Iterable[Entry]) -> Log:
    """The log after the batches are appended in turn: what is recorded already is not recorded again."""
    kept: dict[str, Entry] = {}
    for batch in batches:
        for one in batch:
            kept.setdefault(one.id, one)
    return list(kept.values())


def facts_of(log: Sequence[Entry]) -> Facts:
    """The facts of a log, at positions 1, 2, 3 …"""
    facts = Facts()
    for position, one in enumerate(log, 1):
        facts.add(one.id, position, one.content, one.recorded)
    return facts


SUBJECTS: tuple[Content, ...] = tuple(
    {"type": "subject_registered", "subject": subject, "kind": kind, "name": name, "parties": list(members)}
    for subject, kind, name, members in (
        ("information", "agreement", "Information agreement", ("JP", "KR")),
        ("intelligence", "agreement", "Intelligence memorandum", ("JP", "KR", "US")),
        ("talks", "series", "Security talks", ("JP", "KR", "US")),
        ("dialogue", "series", "Security dialogue", ("JP", "KR")),
    )
)
FIRST_RECORDED = day_number(2012, 6, 28)
DATED = ("occurred", "planned_for", "effective", "until")
"""Details of a report that are dates."""

# What is drawn for a log are numbers, which pick among what the log holds by then and count round again; but
# one too large for `confirms` confirms nothing.
_number = st.integers(0, 5)
_details = st.sampled_from([
    *(("by", list(some)) for some in PARTIES),
    *((detail, number) for detail in DATED[1:] for number in range(6)),
    *(("every", every) for every in ("P6M", "P2W", "P1Y")),
    *(("place", place) for place in ("Tokyo", "Seoul")),
    *(("round", name) for name in ("1", "2")),
    *(("successor", subject["subject"]) for subject in SUBJECTS),
    *(("confirms", number) for number in range(12)),
    *(("certainty", certainty) for certainty in ("asserted", "possible", "denied", "denied")),
    *(("locator", {"paragraph": number}) for number in range(1, 5)),
])
_tellings = st.tuples(_number, _number, st.none() | _number, st.lists(_details, max_size=4))
_published = news_dates().filter(lambda text: When.parse(text).latest < END)
_changes = st.one_of(
    st.fixed_dictionaries(
        {"subject": _number},
        optional={"parties": st.just(["EU"]), "aliases": st.just(["the talks"]), "name": st.just("Renamed")},
    ),
    st.fixed_dictionaries(
        {"source": _number}, optional={"origin": st.sampled_from(("Agency", "Ministry")), "published": _published}
    ),
)
_second_thoughts = st.fixed_dictionaries(
    {"target": st.integers(0, 30), "later": st.sampled_from((0, 1, 30)), "source": st.none() | _number},
    optional={"replacement": _tellings},
)
_filings = st.fixed_dictionaries(
    {"published": _published}, optional={"origin": st.sampled_from(("Agency", "AGENCY", "Ministry"))}
)
_acts = st.fixed_dictionaries({
    kind: st.lists(
        st.sampled_from([*table, *(name for name, act in table.items() if act.status)]),
        min_size=1, max_size=4, unique=True,
    )
    for kind, table in ACTS.items()
})

Telling = tuple[int, int, int | None, list[tuple[str, Any]]]
DEFAULTS = {"planned_for": "2013-01", "every": "P6M"}
"""What is told where an act needs it and nothing was drawn."""


class _Desk:
    """Writes a log from the numbers drawn: about a few subjects, with a few acts, on a few dates."""

    def __init__(self, subjects: Sequence[Content], acts: Mapping[str, Sequence[str]], dates: Sequence[str]) -> None:
        self.subjects, self.acts, self.dates = subjects, acts, dates
        self.sources: list[Content] = []
        self.log: Log = []
        self.register = Register()
        self.today = FIRST_RECORDED
        for subject in subjects:
            self.write(subject)

    def write(self, content: Content) -> None:
        """Append the content, unless the checks refuse it or it is in the log."""
        one = entry(content, self.today)
        if one.id in self.register:
            return
        try:
            self.register.check(content)
        except (BadInput, NotFound):
            return
        self.register.take(one.id, content)
        self.log.append(one)

    def file(self, filing: Content) -> None:
        name = f"article-{len(self.sources) + 1}"
        self.sources.append({"type": "source_filed", "source": name, "publisher": f"Paper of {name}", **filing})
        self.write(self.sources[-1])

    def report(self, telling: Telling, source: Content) -> Content:
        """A report by the source, without an `occurred` that lies after its publication."""
        subject = _pick(self.subjects, telling[0])
        act = _pick(self.acts[subject["kind"]], telling[1])
        details = [*telling[3], ("occurred", telling[2])] if telling[2] is not None else telling[3]
        told = {key: _pick(self.dates, value) if key in DATED else value for key, value in details}
        reported = [one.id for one in self.log if one.content["type"] in ("reported", "corrected")]
        confirmed = told.pop("confirms", len(reported))
        if confirmed < len(reported):
            told["confirms"] = reported[confirmed]
        if "occurred" in told and _ahead(told["occurred"], source["published"]):
            del told["occurred"]
        if subject["kind"] == "agreement":
            told.pop("round", None)
        needed = {detail: DEFAULTS[detail] for detail in ACTS[subject["kind"]][act].needs}
        named = {"type": "reported", "subject": subject["subject"], "act": act, "source": source["source"]}
        return {**named, **needed, **told}

    def amend(self, change: Content) -> None:
        if "subject" in change:
            named = {"type": "subject_amended", "subject": _pick(self.subjects, change["subject"])["subject"]}
        else:
            named = {"type": "source_amended", "source": _pick(self.sources, change["source"])["source"]}
        self.write({**change, **named})

    def undo(self, thought: Content) -> None:
        """Retract or correct an event that counts."""
        self.today += thought["later"]
        target = _pick([one for one in self.log if one.id not in self.register.undone_by], thought["target"])
        source = None if thought["source"] is None else _pick(self.sources, thought["source"])
        content: dict[str, Any] = {"event": target.id, "reason": "in doubt"}
        if "replacement" not in thought:
            cited = source["source"] if source else None
            self.write({"type": "retracted", "source": cited, **content})
        elif target.content["type"] == "source_filed":
            filing = {**target.content, "published": _pick(self.sources, thought["target"])["published"]}
            self.write({"type": "corrected", "replacement": filing, **content})
        else:
            told = target.content.get("replacement", target.content)
            source = source or next((one for one in self.sources if one["source"] == told.get("source")), None)
            replacement = self.report(thought["replacement"], source or self.sources[0])
            self.write({"type": "corrected", "replacement": replacement, **content})


def _pick(among: Sequence[Any], number: int) -> Any:
    return among[number % len(among)]


@lru_cache
def _ahead(occurred: str, published: str) -> bool:
    return When.parse(occurred).earliest > When.parse(published).latest + 1


def _log(
    subjects: Sequence[Content], acts: Mapping[str, Sequence[str]], dates: Sequence[str], articles: Iterable[Any]
) -> Log:
    desk = _Desk(subjects, acts, dates)
    for later, filing, tellings, changes, thoughts in articles:
        desk.today += later
        desk.file(filing)
        for telling in tellings:
            desk.write(desk.report(telling, desk.sources[-1]))
        for change in changes:
            desk.amend(change)
        for thought in thoughts:
            desk.undo(thought)
    return desk.log


def logs(amended: bool = True, undone: bool = True) -> SearchStrategy[Log]:
    """A log that the checks accept: subjects are registered, articles filed one by one with their reports, soon or
    long after they were published, and in between some of it is amended, retracted and corrected. Time in the
    log never goes back."""
    article = st.tuples(
        st.sampled_from((0, 1, 30, 200)),
        _filings,
        st.lists(_tellings, max_size=6),
        st.lists(_changes, max_size=1 if amended else 0),
        st.lists(_second_thoughts, max_size=2 if undone else 0),
    )
    return st.builds(
        _log,
        st.lists(st.sampled_from(SUBJECTS), min_size=1, max_size=2, unique_by=lambda one: str(one["subject"])),
        _acts,
        st.lists(news_dates(), min_size=1, max_size=5),
        st.lists(article, min_size=1, max_size=4),
    )
