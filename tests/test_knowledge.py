"""What was known when: patches say for every pair of days what the replay says."""

from __future__ import annotations

from hypothesis import given, settings

from tests.given import Given, agreement, day
from tests.strategies import Log, facts_of, logs, news_days
from tests.test_chronicle import known_days_of
from tests.test_timeline import record
from tracker.days import END, day_text
from tracker.folding import Folded
from tracker.history import breakpoints
from tracker.knowledge import Knowledge, knowledge
from tracker.projection import courses

LAW = settings(max_examples=100, deadline=None)


def known_of(folded: Folded, subject: str, as_of: int, known_by: int | None = None) -> Knowledge:
    """What was known of a subject."""
    (course,) = folded.courses(known_by, [subject])
    return knowledge(course, folded.history(subject), as_of, known_by)


def status_at(seen: Knowledge, as_of: int, known: int) -> list[str]:
    """The statuses of the patches that hold a pair of days: one, or none where nothing was known."""
    return [one.status for one in seen.patches if one.occurred_from <= as_of <= one.occurred_to
            and one.published_from <= known <= one.published_to]


@given(logs(), news_days(), news_days())
@LAW
def test_patches_say_what_the_replay_says_and_do_not_overlap(log: Log, as_of: int, known_by: int) -> None:
    facts = facts_of(log)
    folded = Folded(facts)
    for subject in folded.subjects:
        seen = known_of(folded, subject, as_of, known_by)
        assert all(one.occurred_to <= as_of and one.published_to <= known_by for one in seen.patches)
        for known in [*[one for one in known_days_of(facts) if one <= known_by][-4:], known_by]:
            course = courses(facts, known, [subject])[subject]
            for turn in [*breakpoints(course)[:6], as_of]:
                for asked in (turn - 1, turn):
                    if asked <= as_of:
                        status = course.at(asked).view.status
                        assert status_at(seen, asked, known) == ([status] if status else [])


@given(logs())
@LAW
def test_neighbours_of_one_status_are_one_patch(log: Log) -> None:
    folded = Folded(facts_of(log))
    for subject in folded.subjects:
        patches = known_of(folded, subject, END - 1, END - 1).patches
        for one in patches:
            for other in patches:
                if one.status == other.status:
                    assert not (one[2:4] == other[2:4] and one.occurred_to + 1 == other.occurred_from)
                    assert not (one[:2] == other[:2] and one.published_to + 1 == other.published_from)


def test_what_was_known_of_the_memorandum() -> None:
    seen = known_of(Folded(record()), "jp-kr-us-tisa", day("2016-01-05"))
    assert [(one.status, *map(day_text, one[:4])) for one in seen.patches] == [
        ("signed", "2014-12-31", "2016-01-05", "2015-04-30", "2016-01-05"),
        ("concluded", "2015-04-05", "2016-01-05", "2015-04-05", "2015-04-29"),
    ]
    assert day_text(seen.first) == "2014-10-01" and day_text(seen.published_first) == "2015-04-05"
    assert [day_text(one.published) for one in seen.tellings] == ["2015-04-05", "2015-04-05", "2015-04-30"]


def test_two_statuses_of_the_same_days_are_two_patches() -> None:
    log = Given(agreement("x", "JP", "KR"))
    log.press("2014-01-01", "x", "proposed", "2012-01-01")
    log.press("2015-01-01", "x", "signed", "2012-01-01")
    seen = known_of(Folded(log.facts()), "x", day("2016-01-01"))
    assert [(one.status, day_text(one.occurred_from), day_text(one.published_from)) for one in seen.patches] == [
        ("proposed", "2012-01-01", "2014-01-01"), ("signed", "2012-01-01", "2015-01-01")]


def test_what_is_known_reaches_the_last_publication() -> None:
    log = Given(agreement("x", "JP", "KR"))
    log.press("2014-06-01", "x", "signed", "2014-01-01")
    seen = known_of(Folded(log.facts()), "x", day("2014-03-01"))
    assert (day_text(seen.known_by), day_text(seen.last)) == ("2014-06-01", "2014-06-01")
    assert status_at(seen, day("2014-03-01"), day("2014-06-01")) == ["signed"]
    assert known_of(Folded(log.facts()), "x", day("2014-03-01"), day("2014-05-31")).patches == ()
