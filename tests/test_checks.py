"""Checks: only what cannot be is refused, with the path to its key; what is unusual is told; nothing is guessed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from tests.given import agreement, reported, series, source
from tests.readmodel.kept import new_log, record
from tests.strategies import Log, facts_of, logs
from tracker.canonical import content_id
from tracker.checks import Register
from tracker.errors import BadInput, NotFound, TrackerError
from tracker.visible import catalogue, taken_back

Content = dict[str, Any]
SIGNED = reported("x", "signed", "2012-06-29", source="s")
UNKNOWN = "f" * 32


class Desk:
    """A register to which contents are appended as the log would: checked, then taken in."""

    def __init__(self, *contents: Content) -> None:
        self.register = Register()
        for content in contents:
            self.take(content)

    def take(self, content: Content) -> str:
        self.register.check(content)
        event_id = content_id(content)
        self.register.take(event_id, content)
        return event_id

    def warned(self, content: Content) -> list[str]:
        return self.register.check(content)

    def retract(self, event: str, reason: str = "not so") -> str:
        return self.take({"type": "retracted", "event": event, "reason": reason})

    def correct(self, event: str, replacement: Content) -> str:
        return self.take({"type": "corrected", "event": event, "reason": "put right", "replacement": replacement})

    def undone(self) -> set[str]:
        return set(self.register.undone_by)


@pytest.fixture
def desk() -> Desk:
    return Desk(agreement("x", "JP", "KR"), series("talks", "JP", "KR"), source("s", "2012-06-30"))


def refused(desk: Desk, content: Content) -> TrackerError:
    with pytest.raises((BadInput, NotFound)) as caught:
        desk.register.check(content)
    return caught.value


# What cannot be


@pytest.mark.parametrize(
    ("content", "kind", "path", "told"),
    [
        (reported("y", "signed", source="s"), NotFound, "subject", "Register it first"),
        (reported("talk", "held", source="s"), NotFound, "subject", 'Did you mean "talks"?'),
        (reported("The agreement x", "signed", source="s"), NotFound, "subject", 'Did you mean "x"?'),
        (reported("x", "signed", source="t"), NotFound, "source", "File it first"),
        (reported("x", "held", source="s"), BadInput, "act", "meeting series, and x is an agreement"),
        (reported("talks", "signed", source="s"), BadInput, "act", "agreement, and talks is a meeting series"),
        (reported("x", "signing_scheduled", source="s"), BadInput, "act", "needs planned_for"),
        (reported("x", "entry_scheduled", source="s"), BadInput, "act", "needs planned_for"),
        (reported("talks", "scheduled", source="s"), BadInput, "act", "--for"),
        (reported("talks", "cadence_set", source="s"), BadInput, "act", "needs every"),
        (reported("x", "signed", source="s", round="1"), BadInput, "round", "only a meeting series has rounds"),
        (reported("x", "superseded", source="s", successor="y"), NotFound, "successor", "No subject"),
        (reported("x", "signed", source="s", confirms=UNKNOWN), NotFound, "confirms", "ffffffff to confirm"),
        (reported("x", "signed", "2012-07-02", source="s"), BadInput, "occurred", "signing_scheduled with planned_for"),
        (reported("x", "entered_into_force", "2013", source="s"), BadInput, "occurred", "entry_scheduled"),
        (reported("x", "terminated", "2013", source="s"), BadInput, "occurred", "notice_served with effective"),
        (reported("talks", "held", "2012-07-02/..", source="s"), BadInput, "occurred", "by scheduled with planned_for"),
        (agreement("x", "JP"), BadInput, "subject", "registered already"),
        (source("s", "2013"), BadInput, "source", "filed already"),
        ({"type": "subject_amended", "subject": "y", "name": "Y"}, NotFound, "subject", "No subject"),
        ({"type": "source_amended", "source": "t", "origin": "Y"}, NotFound, "source", "No source"),
        ({"type": "retracted", "event": UNKNOWN, "reason": "r"}, NotFound, "event", "no event ffffffff"),
        ({"type": "corrected", "event": UNKNOWN, "reason": "r", "replacement": SIGNED}, NotFound, "event", "no event"),
    ],
)
def test_what_cannot_be_is_refused_with_the_key_at_fault(
    desk: Desk, content: Content, kind: type[TrackerError], path: str, told: str
) -> None:
    before = everything(desk.register)
    error = refused(desk, content)
    assert type(error) is kind and error.path == (path,)
    assert told in str(error)
    assert everything(desk.register) == before


@pytest.mark.parametrize("occurred", ["2012-07-01", "2012-07", "2012", "2012-06-30/..", "[2012-07-01..]", "[..2014]"])
def test_what_may_have_begun_by_the_day_after_is_no_future(desk: Desk, occurred: str) -> None:
    assert desk.warned(reported("x", "signed", occurred, source="s")) == []


def test_a_source_that_may_be_of_a_whole_month_has_its_grace_from_the_months_end(desk: Desk) -> None:
    desk.take(source("m", "2012-06"))
    assert desk.warned(reported("x", "signed", "2012-07-01", source="m")) == []
    assert refused(desk, reported("x", "signed", "2012-07-02", source="m")).path == ("occurred",)


def test_a_plan_may_be_for_any_day(desk: Desk) -> None:
    assert desk.warned(reported("x", "signing_scheduled", source="s", planned_for="2050")) == []


def test_facts_out_of_order_are_welcome(desk: Desk) -> None:
    desk.take(reported("x", "terminated", "2012-01", source="s"))
    assert desk.warned(reported("x", "proposed", "2012-06-30", source="s")) == []


# What is told


def test_what_is_usual_and_missing_is_told(desk: Desk) -> None:
    (told,) = desk.warned(reported("x", "notice_served", source="s", by=["KR"]))
    assert told == "notice_served usually tells effective (--effective)."
    assert desk.warned(reported("x", "notice_served", source="s", by=["KR"], effective="2012-12")) == []


def test_who_is_no_party_is_told_where_parties_are_known(desk: Desk) -> None:
    (told,) = desk.warned(reported("x", "signed", source="s", by=["JP", "US"]))
    assert told == "United States (US) is not a party of x."
    desk.take({"type": "subject_amended", "subject": "x", "parties": ["US"]})
    assert desk.warned(reported("x", "signed", source="s", by=["JP", "US"])) == []
    desk.take(agreement("open"))
    assert desk.warned(reported("open", "signed", source="s", by=["US"])) == []
    assert desk.warned(reported("x", "urged", source="s", by=["CN"])) == []


def test_a_confirmation_of_something_else_is_told(desk: Desk) -> None:
    held = desk.take(reported("talks", "held", "2012-06-29", source="s"))
    (told,) = desk.warned(reported("x", "signed", source="s", confirms=held))
    assert "held of talks" in told and "no effect" in told
    assert desk.warned(reported("talks", "held", source="s", confirms=held)) == []


def test_a_correction_may_be_confirmed(desk: Desk) -> None:
    corrected = desk.correct(desk.take(SIGNED), reported("x", "proposed", source="s"))
    assert desk.warned(reported("x", "proposed", source="s", confirms=corrected)) == []
    assert desk.warned(reported("x", "signed", source="s", confirms=corrected))


@pytest.mark.parametrize("words", [{"name": "X"}, {"aliases": ["THE AGREEMENT X"]}, {"name": "the pact"}])
def test_a_name_that_another_subject_has_is_told(desk: Desk, words: Content) -> None:
    desk.take({"type": "subject_amended", "subject": "x", "aliases": ["The Pact"]})
    (told,) = desk.warned(agreement("other", "JP", **words))
    assert "also names x" in told


@pytest.mark.parametrize("kept", [False, True])
def test_a_name_that_another_subject_has_no_more_is_not_told(kept: bool) -> None:
    """Renamed in the same breath as it was registered, or later; told of by each of its names now, and no other."""
    with new_log() as log:
        first = [agreement("x", "JP", name="The Pact"), agreement("z", "JP", name="Pact")]
        renamed: list[Content] = [{"type": "subject_amended", "subject": "x", "name": "Treaty", "aliases": ["Accord"]}]
        if kept:
            record(log, first)
            first = []
        others = [agreement(f"other-{at}", "JP", name=word) for at, word in enumerate(
            ("the pact", "TREATY", "accord", "X"))]
        told = record(log, [*first, *renamed, *others]).warnings
    assert [one.split(":")[0] for one in told] == [
        '"Treaty" also names x', '"Accord" also names x', '"x" also names x']


# What is taken back


def test_the_catalogue_is_amended_or_corrected_and_not_retracted() -> None:
    desk = Desk()
    registered, filed = desk.take(agreement("x", "JP")), desk.take(source("s", "2012-06-30"))
    for event in (registered, filed):
        error = refused(desk, {"type": "retracted", "event": event, "reason": "r"})
        assert isinstance(error, BadInput) and error.path == ("event",) and "cannot be retracted" in str(error)
    desk.correct(registered, agreement("x", "JP", "KR"))
    desk.correct(filed, source("s", "2012-07-30"))
    assert desk.register.subjects["x"].parties == ("JP", "KR")
    assert desk.register.sources["s"].published.text == "2012-07-30"


@pytest.mark.parametrize(
    "make",
    [
        lambda desk, signed: {"type": "retracted", "event": signed, "reason": "again"},
        lambda desk, signed: {"type": "corrected", "event": signed, "reason": "again", "replacement": SIGNED},
    ],
)
def test_what_is_taken_back_is_not_taken_back_again(desk: Desk, make: Any) -> None:
    signed = desk.take(SIGNED)
    by = desk.retract(signed)
    error = refused(desk, make(desk, signed))
    assert error.path == ("event",) and by[:8] in error.happened and by[:8] in error.todo


def test_a_retraction_cites_a_source_that_is_filed(desk: Desk) -> None:
    signed = desk.take(SIGNED)
    assert refused(desk, {"type": "retracted", "event": signed, "reason": "r", "source": "t"}).path == ("source",)
    desk.take({"type": "retracted", "event": signed, "reason": "r", "source": "s"})


def test_a_retraction_and_an_amendment_cannot_be_corrected(desk: Desk) -> None:
    retraction = desk.retract(desk.take(SIGNED))
    amendment = desk.take({"type": "subject_amended", "subject": "x", "name": "X"})
    for event in (retraction, amendment):
        error = refused(desk, {"type": "corrected", "event": event, "reason": "r", "replacement": SIGNED})
        assert error.path == ("event",) and "cannot be corrected" in error.happened


def test_a_correction_says_the_same_kind_of_thing(desk: Desk) -> None:
    signed = desk.take(SIGNED)
    content = {"type": "corrected", "event": signed, "reason": "r"}
    assert refused(desk, {**content, "replacement": source("t", "2012")}).path == ("replacement", "type")
    registered = content_id(agreement("x", "JP", "KR"))
    error = refused(desk, {**content, "event": registered, "replacement": SIGNED})
    assert error.path == ("replacement", "type")


@pytest.mark.parametrize(
    ("replacement", "path"),
    [
        (reported("y", "signed", source="s"), "subject"),
        (reported("x", "held", source="s"), "act"),
        (reported("x", "signed", "2013", source="s"), "occurred"),
        (reported("x", "signed", source="t"), "source"),
    ],
)
def test_what_a_correction_puts_in_place_is_checked_too(desk: Desk, replacement: Content, path: str) -> None:
    signed = desk.take(SIGNED)
    content = {"type": "corrected", "event": signed, "reason": "r", "replacement": replacement}
    assert refused(desk, content).path == ("replacement", path)
    fine = {**content, "replacement": reported("x", "signed", source="s", by=["US"])}
    assert "not a party" in desk.warned(fine)[0]


def test_a_restated_entry_keeps_the_id_and_the_kind_that_reports_refer_to(desk: Desk) -> None:
    desk.take(SIGNED)
    registered, filed = content_id(agreement("x", "JP", "KR")), content_id(source("s", "2012-06-30"))
    for event, replacement, path in (
        (registered, agreement("z", "JP", "KR"), "subject"),
        (registered, series("x", "JP", "KR"), "kind"),
        (filed, source("t", "2012-06-30"), "source"),
    ):
        content = {"type": "corrected", "event": event, "reason": "r", "replacement": replacement}
        assert refused(desk, content).path == ("replacement", path)


def test_a_retraction_retracted_gives_back_what_it_took(desk: Desk) -> None:
    signed = desk.take(SIGNED)
    first = desk.retract(signed)
    second = desk.retract(first)
    assert desk.undone() == {first}
    assert desk.warned({"type": "retracted", "event": signed, "reason": "after all"}) == []
    desk.retract(second)
    assert desk.undone() == {signed, second}, "the first retraction counts again"


def test_a_correction_retracted_gives_back_what_it_replaced(desk: Desk) -> None:
    signed = desk.take(SIGNED)
    first = desk.correct(signed, reported("x", "proposed", source="s"))
    second = desk.correct(first, reported("x", "agreed", source="s"))
    assert desk.undone() == {signed, first}
    desk.retract(second)
    assert desk.undone() == {signed, second}
    desk.retract(first)
    assert desk.undone() == {first, second}


def test_amendments_taken_back_are_gone_from_the_catalogue_and_come_back(desk: Desk) -> None:
    added = desk.take({"type": "subject_amended", "subject": "x", "parties": ["US"], "aliases": ["pact"]})
    named = desk.take({"type": "subject_amended", "subject": "x", "name": "Renamed"})
    dated = desk.take({"type": "source_amended", "source": "s", "published": "2012-07-30", "origin": "Agency"})
    retraction = desk.retract(added)
    desk.retract(dated)
    subject = desk.register.subjects["x"]
    assert (subject.name, subject.parties, subject.aliases) == ("Renamed", ("JP", "KR"), ())
    assert desk.register.sources["s"].published.text == "2012-06-30" and desk.register.sources["s"].origin is None
    desk.retract(retraction)
    desk.retract(named)
    subject = desk.register.subjects["x"]
    assert (subject.name, subject.parties, subject.aliases) == ("The agreement x", ("JP", "KR", "US"), ("pact",))


def everything(register: Register) -> object:
    own = {key: value for key, value in vars(register).items() if key not in ("known", "subjects", "sources")}
    return repr((register.subjects.own, register.sources.own, own))


def test_a_copy_takes_in_what_the_register_does_not(desk: Desk) -> None:
    signed = desk.take(SIGNED)
    amended = desk.take({"type": "subject_amended", "subject": "x", "parties": ["US"]})
    before = everything(desk.register)
    trial = Desk()
    trial.register = desk.register.copy()
    assert everything(trial.register) == before
    trial.take(agreement("y", "JP"))
    trial.take(source("t", "2012"))
    trial.take(reported("y", "proposed", source="t"))
    trial.correct(signed, reported("x", "proposed", source="s"))
    trial.retract(amended)
    assert everything(desk.register) == before
    assert desk.warned({"type": "retracted", "event": signed, "reason": "r"}) == []


@settings(max_examples=100, deadline=None)
@given(logs())
def test_the_register_knows_the_catalogue_as_the_replay_does(log: Log) -> None:
    register = Register()
    for one in log:
        register.take(one.id, one.content)
    listed = catalogue(facts_of(log))
    assert register.subjects == listed.subjects and register.sources == listed.sources


@settings(max_examples=100, deadline=None)
@given(logs())
def test_the_register_knows_what_is_taken_back_as_the_replay_does(log: Log) -> None:
    register = Register()
    for one in log:
        register.take(one.id, one.content)
    assert register.undone_by == taken_back(facts_of(log))
