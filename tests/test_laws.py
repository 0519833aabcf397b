"""The laws of replay, on logs drawn at random: what holds of every log, on every day, whatever was reported."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.given import Given, agreement
from tests.strategies import (
    FIRST_NEWS,
    FIRST_RECORDED,
    LAST_NEWS,
    SUBJECTS,
    Content,
    Entry,
    Log,
    agreement_states,
    appended,
    days,
    entry,
    facts_of,
    logs,
    news_days,
    occurrences,
    series_states,
    spans,
)
from tracker import lifecycle, meetings
from tracker.cadence import cadence
from tracker.canonical import content_id, envelope
from tracker.dates import When
from tracker.days import BEGINNING, END, Window, day_text
from tracker.facts import from_envelopes
from tracker.lifecycle import Agreement
from tracker.meetings import Series
from tracker.occurrences import Occurrence
from tracker.projection import (
    CHOICES_TRIED_FOR,
    AgreementState,
    Board,
    Course,
    SeriesState,
    courses,
    fold_agreement,
    fold_series,
    replay,
)
from tracker.rows import VERDICTS
from tracker.visible import COUNTED, DENIED, Claim, catalogue, claims
from tracker.vocabulary import (
    ACTIVE,
    ACTS,
    AGREEMENT_STATUSES,
    DORMANT,
    FLAGS,
    ROUND_STATUSES,
    SERIES_ACTS,
    SERIES_STATUSES,
    UNRESOLVED,
)

LAW = settings(max_examples=200, deadline=None)


# What is compared: all that a board says, but for positions


def seen(board: Board) -> dict[str, object]:
    """What a board says about each subject."""
    return {
        **{state.subject.id: agreement_seen(state) for state in board.agreements},
        **{state.subject.id: series_seen(state, board.standpoint.as_of) for state in board.series},
    }


def agreement_seen(state: AgreementState) -> object:
    view = state.view
    misfits = [(misfit.events, way.events if way else None) for misfit, way in view.state.misfits]
    return (
        state.subject, view.status, view.since, state.flags, state.possible, dict(view.by_party),
        events_of(view.made_by), misfits,
    )


def series_seen(state: SeriesState, day: int) -> object:
    view = state.view
    rounds = [(one.name, one.status, one.date, one.place, events_of(one.round.made_by)) for one in view.rounds]
    misfits = [(misfit.events, way.events if way else None) for misfit, way in view.state.misfits]
    return (
        state.subject, view.status, view.since, state.flags, state.possible, rounds, cadence(view, day),
        events_of(view.made_by), misfits,
    )


def events_of(occurred: tuple[Occurrence, ...]) -> list[tuple[str, ...]]:
    return [one.events for one in occurred]


def board_of(log: Log, as_of: int, known_by: int | None = None) -> dict[str, object]:
    return seen(replay(facts_of(log), as_of, known_by))


# Evolve is pure and total


@LAW
@given(agreement_states(), st.lists(occurrences(), max_size=8), news_days())
def test_an_agreement_evolves_by_anything_from_anywhere(state: Agreement, told: list[Occurrence], day: int) -> None:
    before = repr(state)
    after = fold_agreement(state, told)
    assert fold_agreement(state, told) == after
    assert repr(state) == before
    assert after.status in {None, state.status, *AGREEMENT_STATUSES}
    assert set(lifecycle.view(after, day).flags) <= set(FLAGS)
    assert all(isinstance(turn, int) for turn in lifecycle.turning_days(after))


@LAW
@given(series_states(), st.lists(occurrences(), max_size=8), news_days())
def test_a_series_evolves_by_anything_from_anywhere(state: Series, told: list[Occurrence], day: int) -> None:
    before = repr(state)
    after = fold_series(state, told)
    assert fold_series(state, told) == after
    assert repr(state) == before
    assert after.status in {None, state.status, *SERIES_STATUSES}
    view = meetings.view(after, day)
    assert set(view.flags) <= set(FLAGS)
    assert {one.status for one in view.rounds} <= {*ROUND_STATUSES, "no such status"}
    assert cadence(view, day).verdict in VERDICTS
    assert all(turn <= END for turn in meetings.turning_days(after))


@LAW
@given(st.lists(occurrences(), max_size=8), st.randoms(use_true_random=False))
def test_whatever_happens_in_whatever_order_the_status_is_one_of_the_vocabulary(
    told: list[Occurrence], dice: random.Random
) -> None:
    dice.shuffle(told)
    assert fold_agreement(Agreement(("JP", "KR", "US")), told).status in {None, *AGREEMENT_STATUSES}
    assert fold_series(Series(), told).status in {None, *SERIES_STATUSES}


# Known by


def publication(log: Log) -> dict[str, When]:
    """When each source was published, as filed and amended, whenever that was recorded."""
    return {name: source.published for name, source in catalogue(facts_of(log)).sources.items()}


def last_days(log: Log) -> list[int]:
    """The last days on which the sources may have been published."""
    return sorted(published.latest for published in publication(log).values())


def known(log: Log, day: int) -> Log:
    """The log without what was reported, taken back or put right after the day.

    The catalogue counts whatever the day is. A correction stays where a correction of it is known: it keeps back
    what it corrected.
    """
    published = {name: date.latest for name, date in publication(log).items()}
    told = {one.id: one.content.get("replacement") or one.content for one in log}

    def about_the_catalogue(content: Content) -> bool:
        if content["type"] == "corrected":
            return about_the_catalogue(content["replacement"])
        return about_the_catalogue(told[content["event"]]) if "event" in content else content["type"] != "reported"

    def known_on(one: Entry) -> int:
        content = one.content
        if about_the_catalogue(content):
            return BEGINNING
        if content["type"] == "retracted":
            return published[content["source"]] if content["source"] else one.recorded
        if content["type"] == "corrected":
            cited = content["replacement"]["source"]
            mended = cited == told[content["event"]]["source"]
            return max(published[cited], one.recorded) if mended else published[cited]
        return published[content["source"]]

    kept: Log = []
    void, corrected = set[str](), set[str]()
    for one in reversed(log):
        if known_on(one) <= day or one.id in corrected:
            kept.insert(0, one)
            if "event" in one.content and one.id not in void:
                (void if one.content["type"] == "retracted" else corrected).add(one.content["event"])
    return kept


@settings(LAW, max_examples=250)
@given(logs(), news_days(), news_days(), st.data())
def test_known_by_a_day_is_the_log_without_what_was_published_later(
    log: Log, day: int, known_by: int, data: st.DataObject
) -> None:
    last = data.draw(st.sampled_from(last_days(log)))
    for until in (known_by, last - 1, last):
        assert board_of(log, day, until) == board_of(known(log, until), day)


@LAW
@given(logs(undone=False), news_days(), st.integers(0, 400))
def test_once_everything_is_published_what_is_known_is_hindsight(log: Log, day: int, later: int) -> None:
    last = last_days(log)[-1]
    assert board_of(log, day, last + later) == board_of(log, day)


@LAW
@given(logs(), news_days())
def test_once_everything_is_published_and_recorded_what_is_known_is_hindsight(log: Log, day: int) -> None:
    last = max(*last_days(log), log[-1].recorded)
    assert board_of(log, day, last) == board_of(log, day)


@LAW
@given(logs(), news_days())
def test_before_anything_is_published_nothing_is_known(log: Log, day: int) -> None:
    board = replay(facts_of(log), day, last_days(log)[0] - 1)
    assert {state.view.status for state in board.states} <= {None}
    assert {state.subject.id for state in board.states} == {
        one.content["subject"] for one in log if one.content["type"] == "subject_registered"
    }


@LAW
@given(logs(amended=False), news_days(), st.none() | news_days(), st.sampled_from(("2012-06-28", "2012", "2013-01~")))
def test_a_day_of_publication_that_is_amended_counts_as_if_it_had_been_filed(
    log: Log, day: int, known_by: int | None, published: str
) -> None:
    named = {one.content.get("event") for one in log}
    filed = next((one for one in log if one.content["type"] == "source_filed" and one.id not in named), None)
    if filed is not None:
        told = {"source": filed.content["source"], "published": published}
        amended = [*log, entry({"type": "source_amended", **told}, log[-1].recorded)]
        restated = [one._replace(content={**one.content, **told}) if one is filed else one for one in log]
        assert board_of(amended, day, known_by) == board_of(restated, day, known_by)


# At a position


def stored(log: Log) -> Iterator[bytes]:
    """The log's envelopes, as they are stored."""
    for position, one in enumerate(log, 1):
        yield envelope(one.content, one.id, position, f"{day_text(one.recorded)}T12:00:00Z", "tests")


@LAW
@given(logs(), news_days(), st.none() | news_days(), st.data())
def test_at_a_position_only_the_first_events_count(
    log: Log, day: int, known_by: int | None, data: st.DataObject
) -> None:
    position = data.draw(st.integers(0, len(log)))
    facts = from_envelopes(stored(log), at=position)
    alone = facts_of(log[:position])
    assert facts == alone
    board = replay(facts, day, known_by)
    assert board.standpoint.position == position
    assert seen(board) == seen(replay(alone, day, known_by))


# The order of appending


def shuffled(log: Log, dice: random.Random) -> Log:
    """The log with registrations, filings and reports in any order; what amends and takes back follows in its own."""
    first = [one for one in log if one.content["type"] in ("subject_registered", "source_filed", "reported")]
    rest = [one for one in log if one not in first]
    dice.shuffle(first)
    return first + rest


@settings(LAW, max_examples=250)
@given(logs(), news_days(), st.randoms(use_true_random=False))
def test_the_order_of_appending_does_not_change_what_hindsight_says(log: Log, day: int, dice: random.Random) -> None:
    other = shuffled(log, dice)
    assert board_of(other, day) == board_of(log, day)
    assert board_of(other, END) == board_of(log, END)


@LAW
@given(logs(), st.randoms(use_true_random=False))
def test_the_order_of_appending_does_not_change_what_corroborates_what(log: Log, dice: random.Random) -> None:
    def told(log: Log) -> list[object]:
        return [
            ([(one.act, one.since, one.window, one.events, one.differing, one.by, one.place, one.planned_for, one.round,
               one.effective, one.until, one.every, one.successor, [denial.id for denial in one.denials])
              for one in course.told.occurrences],
             [[claim.id for claim in some]
              for some in (course.told.signals, course.told.unresolved, course.told.denials)])
            for course in courses(facts_of(log)).values()
        ]

    assert told(shuffled(log, dice)) == told(log)


@settings(LAW, max_examples=100)
@given(logs(), logs(), news_days(), st.none() | news_days())
def test_importing_twice_changes_nothing(log: Log, other: Log, day: int, known_by: int | None) -> None:
    once = appended(log)
    later = [one._replace(recorded=one.recorded + 1000) for one in log]
    assert facts_of(appended(log, later)) == facts_of(once)
    assert board_of(appended(log, later, later), day, known_by) == board_of(once, day, known_by)
    assert appended(log, other, log, other) == appended(log, other)


# Taking back and putting right


LAST_RECORDED = FIRST_RECORDED + 10_000


def standing_reports(log: Log) -> list[Entry]:
    """The reports that nothing in the log takes back or ever did."""
    named = {one.content.get("event") for one in log}
    return [one for one in log if one.content["type"] == "reported" and one.id not in named]


def retraction(target: Entry, source: str | None = None) -> Entry:
    reason = {"reason": "the publisher withdrew the article", "source": source}
    return entry({"type": "retracted", "event": target.id, **reason}, LAST_RECORDED)


def correction(target: Entry, replacement: Content) -> Entry:
    content = {"type": "corrected", "event": target.id, "reason": "wrong month", "replacement": replacement}
    return entry(content, LAST_RECORDED)


def without(log: Log, target: Entry) -> Log:
    return [one for one in log if one.id != target.id]


def with_instead(log: Log, target: Entry, corrected: Entry) -> Log:
    """The log in which the target was right from the start: what the correction says stands in its place and is
    what others confirm."""

    def confirming(content: Content) -> Content:
        if content.get("confirms") == target.id:
            return {**content, "confirms": corrected.id}
        return {**content, "replacement": confirming(content["replacement"])} if "replacement" in content else content

    right = Entry(corrected.id, corrected.content["replacement"], corrected.recorded)
    return [right if one.id == target.id else one._replace(content=confirming(one.content)) for one in log]


@LAW
@given(logs(), news_days(), st.data())
def test_a_retracted_report_counts_as_if_it_had_never_been_made(log: Log, day: int, data: st.DataObject) -> None:
    for target in standing_reports(log)[:3]:
        source = data.draw(st.none() | st.sampled_from(sorted(publication(log))))
        assert board_of([*log, retraction(target, source)], day) == board_of(without(log, target), day)


@LAW
@given(logs(), news_days(), st.integers(2, 5))
def test_every_second_retraction_restores_what_the_one_before_took_back(log: Log, day: int, times: int) -> None:
    for target in standing_reports(log)[:3]:
        chain = [target]
        for _ in range(times):
            chain.append(retraction(chain[-1]))
        remains = log if times % 2 == 0 else without(log, target)
        assert board_of([*log, *chain[1:]], day) == board_of(remains, day)


@LAW
@given(logs(), news_days(), st.data())
def test_a_retraction_counts_from_the_day_it_was_recorded_or_its_source_published(
    log: Log, day: int, data: st.DataObject
) -> None:
    for target in standing_reports(log)[:2]:
        source, date = data.draw(st.sampled_from(sorted(publication(log).items())))
        for told, counts_from in ((retraction(target), LAST_RECORDED), (retraction(target, source), date.latest)):
            before, then = counts_from - 1, counts_from
            assert board_of([*log, told], day, before) == board_of(log, day, before)
            assert board_of([*log, told], day, then) == board_of(without(log, target), day, then)


@LAW
@given(logs(), news_days(), st.sampled_from(("2012-06-29", "2012", "[2012-06-15..2012-06-24]")))
def test_a_correction_puts_its_replacement_in_the_place_of_the_report(log: Log, day: int, date: str) -> None:
    for target in standing_reports(log)[:3]:
        first = correction(target, {**target.content, "occurred": "2012-06-28", "place": "Seoul"})
        again = correction(first, {**target.content, "occurred": date, "note": "put right"})
        assert board_of([*log, first], day) == board_of(with_instead(log, target, first), day)
        assert board_of([*log, first, again], day) == board_of(with_instead(log, target, again), day)
        assert board_of([*log, first, retraction(first)], day) == board_of(log, day)
        assert board_of([*log, first, again, retraction(again)], day) == board_of([*log, first], day)


# As of


def last_days_told(occurred: tuple[Occurrence, ...]) -> set[int]:
    """The last days of all that is told: when it happened, and what was planned for, effective from, or until then."""
    dates = [date for one in occurred for date in (one.planned_for, one.effective, one.until) if date is not None]
    return {one.window.latest for one in occurred} | {date.latest for date in dates if date.latest < END}


@settings(LAW, max_examples=250)
@given(logs(), st.none() | news_days())
def test_an_occurrence_is_certain_from_its_last_day_on_and_possible_from_its_first(
    log: Log, known_by: int | None
) -> None:
    for course in courses(facts_of(log), known_by).values():
        for one in course.told.occurrences:
            first, last = one.window
            assert all(one in course.certain(day) for day in (last, last + 1, last + 31, last + 10_000))
            assert one not in course.certain(last - 1)
            assert (one.events in events_of(course.maybe(first))) is (first < last)
            assert (one.events in events_of(course.maybe(last - 1))) is (first < last)
            assert one.events not in events_of(course.maybe(first - 1))
            assert one.events not in events_of(course.maybe(last))


@LAW
@given(logs(), st.none() | news_days(), news_days(), st.integers(0, 400))
def test_what_is_certain_stays_certain_and_in_the_same_order(
    log: Log, known_by: int | None, day: int, later: int
) -> None:
    for course in courses(facts_of(log), known_by).values():
        then = course.certain(day)
        assert course.certain(day + later)[: len(then)] == then
        told = [
            (one.window.latest, one.window.earliest, ACTS[course.subject.kind][one.act].rank, min(one.events))
            for one in course.told.occurrences
        ]
        assert told == sorted(told)


@LAW
@given(logs(), st.none() | news_days())
def test_the_status_is_the_fold_of_what_was_over_by_the_end_of_the_day(log: Log, known_by: int | None) -> None:
    for course in courses(facts_of(log), known_by).values():
        bounds = {day for one in course.told.occurrences for day in (one.window.latest - 1, one.window.latest)}
        for day in bounds:
            over = [one for one in course.told.occurrences if one.window.latest < day + 1]
            over.sort(key=lambda one: one.order)
            state = course.at(day)
            if isinstance(state, AgreementState):
                assert state.view == lifecycle.view(fold_agreement(Agreement(course.subject.parties), over), day)
            else:
                assert state.view == meetings.view(fold_series(Series(), over), day)


@LAW
@given(logs(), st.none() | news_days(), news_days())
def test_what_is_possible_is_never_what_is_certain(log: Log, known_by: int | None, day: int) -> None:
    for state in replay(facts_of(log), day, known_by).states:
        assert state.view.status not in state.possible
        assert len(set(state.possible)) == len(state.possible)
        assert set(state.possible) <= {*AGREEMENT_STATUSES, *SERIES_STATUSES}


@LAW
@given(logs(), st.none() | news_days(), news_days(), st.randoms(use_true_random=False))
def test_whatever_part_of_the_possible_has_happened_the_board_told_that_status(
    log: Log, known_by: int | None, day: int, dice: random.Random
) -> None:
    for course in courses(facts_of(log), known_by).values():
        maybe = course.maybe(day)
        if len(maybe) <= CHOICES_TRIED_FOR:
            happened = [*course.certain(day), *(one for one in maybe if dice.random() < 0.6)]
            state = course.at(day)
            if isinstance(state, AgreementState):
                now = lifecycle.view(fold_agreement(Agreement(course.subject.parties), happened), day).status
            else:
                now = meetings.view(fold_series(Series(), happened), day).status
            assert now in (None, state.view.status, *state.possible)


@LAW
@given(logs(), st.none() | news_days())
def test_a_day_after_every_publication_nothing_is_merely_possible(log: Log, known_by: int | None) -> None:
    """What is reported has happened; the day's grace is for what the date line puts a day ahead."""
    board = replay(facts_of(log), last_days(log)[-1] + 1, known_by)
    assert all(not state.possible for state in board.states)


@LAW
@given(logs(), st.none() | news_days(), news_days())
def test_a_status_is_made_by_reports_and_has_a_date_that_had_begun(log: Log, known_by: int | None, day: int) -> None:
    for state in replay(facts_of(log), day, known_by).states:
        view = state.view
        assert (view.status is None) == (not view.made_by) == (view.since is None)
        if view.since is not None:
            assert When.parse(view.since).earliest <= day


@LAW
@given(logs(undone=False))
def test_a_status_began_after_the_last_day_on_which_another_was_seen(log: Log) -> None:
    """But for a notice, whose suspension may have run out before it was certain."""
    for course in courses(facts_of(log)).values():
        looked = sorted({day for last in last_days_told(course.told.occurrences) for day in (last, last + 1)})
        for day, later in pairwise(looked):
            state, then = course.at(day), course.at(later)
            changed = state.view.status != then.view.status and "notice" not in str(then.view.status)
            if isinstance(then, AgreementState) and changed and then.view.since is not None:
                assert When.parse(then.view.since).latest > day


def test_a_notice_that_is_suspended_again_is_suspended_since_the_second_time() -> None:
    log = Given(agreement("information", "JP", "KR"))
    log.report("information", "notice_served", "2012", by=["KR"])
    log.report("information", "notice_suspended", "2013", by=["KR"], until="2014")
    log.report("information", "notice_suspended", "2016", by=["KR"], until="2017")
    assert log.board("2015-06-30").status("information") == "notice pending"
    assert log.board("2016-12-31").status("information") == "notice suspended"
    assert log.board("2016-12-31").since("information") == "2016"


@LAW
@given(logs(), news_days(), news_days())
def test_a_series_that_met_stays_active_until_something_else_is_reported(log: Log, one: int, other: int) -> None:
    for course in courses(facts_of(log)).values():
        (before, first), (after, second) = ((day, course.at(day).view) for day in sorted((one, other)))
        met = {ACTIVE, DORMANT}
        if course.subject.kind == "series" and first.status in met and second.status not in met:
            new = course.certain(after)[len(course.certain(before)) :]
            assert any(SERIES_ACTS[one.act].level == "series" and SERIES_ACTS[one.act].status for one in new)


# What is told


def all_claims(course: Course) -> list[Claim]:
    told = course.told
    return [
        *(claim for one in told.occurrences for claim in (*one.claims, *one.denials)),
        *told.signals, *told.unresolved, *told.denials,
    ]


@LAW
@given(logs(), st.none() | news_days())
def test_no_visible_report_is_lost_and_none_counts_twice(log: Log, known_by: int | None) -> None:
    facts = facts_of(log)
    visible = [claim for _, claim in claims(facts, catalogue(facts), known_by)]
    told = [claim for course in courses(facts, known_by).values() for claim in all_claims(course)]
    assert {claim.id for claim in told} == {claim.id for claim in visible}
    once = [claim.id for claim in told if claim.part != DENIED]  # a denial may dispute several
    assert len(once) == len(set(once))


@LAW
@given(logs(), st.none() | news_days())
def test_a_report_is_dated_as_it_says_but_no_later_than_it_was_published(log: Log, known_by: int | None) -> None:
    published = publication(log)
    facts = facts_of(log)
    reports = facts.told()
    for course in courses(facts, known_by).values():
        for claim in all_claims(course):
            report = reports[claim.id]
            last = published[report.source].latest
            assert claim.published == last
            date = report.occurred or published[report.source]
            lasting = ACTS[course.subject.kind][report.act].state
            told = date.start if lasting else date.window
            assert claim.window.earliest == told.earliest
            assert claim.window.latest == min(told.latest, max(last, told.earliest))


LASTING = [(kind, act.name) for kind, table in ACTS.items() for act in table.values() if act.state]


@LAW
@given(st.sampled_from(LASTING), spans(2011, 2013))
def test_a_state_that_lasted_a_span_began_in_the_first_date_of_the_span(lasting: tuple[str, str], span: str) -> None:
    kind, act = lasting
    subject = next(one for one in SUBJECTS if one["kind"] == kind)
    source = {"type": "source_filed", "source": "archive", "publisher": "Archive", "published": "2100"}
    report = {"type": "reported", "subject": subject["subject"], "act": act, "source": "archive", "occurred": span}
    (course,) = courses(facts_of([entry(one, FIRST_RECORDED) for one in (subject, source, report)])).values()
    (began,) = course.told.occurrences
    first, last = span.split("/")
    told = When.parse(first).window if first not in ("", "..") else Window(BEGINNING, When.parse(last).latest)
    assert began.window == told.intersection(When.parse(span).window)


@LAW
@given(logs(), st.none() | news_days())
def test_an_occurrence_is_dated_within_the_dates_of_all_its_reports(log: Log, known_by: int | None) -> None:
    for course in courses(facts_of(log), known_by).values():
        for one in course.told.occurrences:
            plain = [claim.window for claim in one.claims if claim.confirms is None]
            assert all(one.window.intersection(window) == one.window for window in plain)
            if len(plain) == len(one.claims):
                assert one.window.earliest == max(window.earliest for window in plain)
                assert one.window.latest == min(window.latest for window in plain)
            assert When.parse(one.since).window == one.window


@LAW
@given(days(FIRST_NEWS, LAST_NEWS), st.integers(1, 60), st.integers(0, 10), st.booleans())
def test_a_broad_report_of_one_of_two_meetings_joins_neither_by_guess(
    first: int, apart: int, around: int, confirmed: bool
) -> None:
    series = next(one for one in SUBJECTS if one["kind"] == "series")
    told = {"type": "reported", "subject": series["subject"], "act": "held", "source": "archive"}
    source = {"type": "source_filed", "source": "archive", "publisher": "Archive", "published": "2030"}
    one, other = ({**told, "occurred": day_text(day)} for day in (first, first + apart))
    confirms = {"confirms": content_id(other)} if confirmed else {}
    broad = {**told, "occurred": Window(first - around, first + apart + around).text(), **confirms}
    log = [entry(content, FIRST_RECORDED) for content in (series, source, broad, one, other)]
    (course,) = courses(facts_of(log)).values()
    joined = [content_id(other), content_id(broad)] if confirmed else [content_id(other)]
    assert [list(occurred.events) for occurred in course.told.occurrences] == [[content_id(one)], joined]
    assert [claim.id for claim in course.told.unresolved] == ([] if confirmed else [content_id(broad)])
    assert (UNRESOLVED in course.at(first + apart).flags) is not confirmed


@LAW
@given(logs(), st.none() | news_days())
def test_reports_of_one_occurrence_are_of_one_act_and_round(log: Log, known_by: int | None) -> None:
    for course in courses(facts_of(log), known_by).values():
        for one in course.told.occurrences:
            assert {claim.act for claim in one.claims} == {one.act}
            assert {claim.part for claim in one.claims} == {COUNTED}
            rounds = {claim.round for claim in one.claims if claim.confirms is None} - {None}
            assert len(rounds) <= 1


# The clock


@LAW
@given(logs(undone=False), news_days())
def test_with_nothing_new_reported_a_status_changes_on_turning_days_only(log: Log, drawn: int) -> None:
    for course in courses(facts_of(log)).values():
        certain = course.certain(END)
        for day in {drawn, *(last + later for last in last_days_told(certain) for later in (0, 1, 2))}:
            if course.subject.kind == "agreement":
                agreement = fold_agreement(Agreement(course.subject.parties), certain)
                before, after = (lifecycle.view(agreement, one) for one in (day - 1, day))
                assert before == after or day in lifecycle.turning_days(agreement)
            else:
                series = fold_series(Series(), certain)
                earlier, later_on = (meetings.view(series, one)._replace(day=0) for one in (day - 1, day))
                assert earlier == later_on or day in meetings.turning_days(series)
