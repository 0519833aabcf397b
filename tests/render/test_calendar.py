"""The calendar of what is due, read by icalendar and by vobject: days, words, and names that stay the same."""

from __future__ import annotations

import datetime
import re
import warnings
from typing import Any

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.given import Given, agreement, day, series
from tracker import reports
from tracker.boardrows import standing_of
from tracker.days import BEGINNING, END
from tracker.render.calendar import calendar_bytes, has_a_place

HOSTILE = "Talks\r\nEND:VEVENT\nBEGIN:VALARM\r\nACTION:DISPLAY,;\\\x00\x1b\u2028\u202e\ud800"


def due(log: Given, as_of: str) -> list[dict[str, Any]]:
    """The rows of `due`, up to a hundred years ahead."""
    board = log.board(as_of).board
    return reports.due([standing_of(state) for state in board.states], day(as_of), 36_500)


def recorded(log: Given, time: str = "2016-02-03T04:05:06Z") -> dict[str, tuple[int, str]]:
    """Position and time of recording of every event."""
    from tracker.canonical import content_id

    return {content_id(content): (number, time) for number, (content, _) in enumerate(log.entries, start=1)}


def entries(data: bytes) -> list[Any]:
    """The entries as icalendar reads them, after a look at the lines, and at what vobject reads."""
    lines = data.split(b"\r\n")
    assert lines[-1] == b"" and not any(b"\r" in line or b"\n" in line for line in lines)
    for line in lines:
        assert len(line) <= 75  # RFC 5545, section 3.1: octets
        line.decode("utf-8")  # and none is cut within a character
    found = icalendar.Calendar.from_ical(data)
    assert not found.errors
    told: list[Any] = found.walk("VEVENT")
    others = by_vobject(data)
    assert [str(one["summary"]) for one in told] == [one.summary.value for one in others]
    assert [str(one["uid"]) for one in told] == [one.uid.value for one in others]
    for one, other in zip(told, others, strict=True):
        assert (one["dtstart"].dt, one["dtend"].dt) == (other.dtstart.value, other.dtend.value)
        assert str(one["description"]) == other.description.value
    for name in ("uid", "dtstamp", "dtstart", "dtend", "summary", "description", "categories", "status", "transp"):
        assert all(name in one for one in told), name
    assert all(not one.errors and not one.subcomponents for one in told)
    return told


def by_vobject(data: bytes) -> list[Any]:
    """The entries as vobject reads them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its own, of what it imports
        import vobject

        calendar = vobject.readOne(data.decode("utf-8"))
    assert calendar.version.value == "2.0"
    return list(calendar.contents.get("vevent", []))


def only(data: bytes) -> Any:
    (found,) = entries(data)
    return found


@pytest.fixture
def talks() -> Given:
    return Given(series("talks", "JP", "KR", name="Security talks"))


def planned(log: Given, planned_for: str, act: str = "scheduled", said: str = "2016-01-05", **details: Any) -> str:
    return log.press(said, "talks", act, planned_for=planned_for, **details)


def made(log: Given, as_of: str = "2016-01-06", **told: Any) -> bytes:
    return calendar_bytes(due(log, as_of), day(as_of), recorded(log), **told)


def test_a_day_is_a_whole_day_and_its_end_is_the_next(talks: Given) -> None:
    planned(talks, "2016-02-29", place="Seoul")
    one = only(made(talks))
    assert (one["dtstart"].dt, one["dtend"].dt) == (datetime.date(2016, 2, 29), datetime.date(2016, 3, 1))
    assert one["dtstart"].params["VALUE"] == "DATE"
    assert (str(one["summary"]), str(one["location"])) == ("Security talks: round scheduled", "Seoul")
    assert (str(one["status"]), str(one["transp"])) == ("CONFIRMED", "TRANSPARENT")
    assert one["categories"].cats == ["Meeting"]


@pytest.mark.parametrize(("date", "first", "after", "words"), [
    ("[2016-01-11..2016-01-20]", "2016-01-11", "2016-01-21",
     "Planned: between 11 and 20 January 2016; the entry spans all the days it can be."),
    ("2016-02", "2016-02-01", "2016-03-01", "Planned: February 2016; the entry spans all the days it can be."),
    ("2016-02-10~", "2016-02-10", "2016-02-11", "Planned: about 10 February 2016."),
    ("[2016-03-31..]", "2016-03-31", "2016-04-01",
     "Planned: 31 March 2016 or later; the entry stands on the one day that is told."),
    ("[..2016-12-31]", "2016-12-31", "2017-01-01",
     "Planned: by 31 December 2016; the entry stands on the one day that is told."),
])
def test_a_date_that_is_not_one_day_is_said_in_words(
    talks: Given, date: str, first: str, after: str, words: str
) -> None:
    planned(talks, date)
    one = only(made(talks))
    assert (one["dtstart"].dt.isoformat(), one["dtend"].dt.isoformat()) == (first, after)
    assert str(one["description"]).splitlines()[0] == words
    assert str(one["status"]) == "TENTATIVE" and "Date uncertain" in one["categories"].cats


def test_what_is_proposed_or_late_is_tentative(talks: Given) -> None:
    planned(talks, "2016-02-10", "proposed")
    assert str(only(made(talks))["status"]) == "TENTATIVE"
    one = only(made(talks, "2016-03-01"))
    assert str(one["status"]) == "TENTATIVE" and one["categories"].cats == ["Meeting", "Overdue"]
    assert "The time has passed, and no report tells what came of it." in str(one["description"])


def test_an_entry_keeps_its_name_while_its_date_and_its_status_change(talks: Given) -> None:
    """A calendar that reads it again moves the entry, and does not add a second."""
    first = planned(talks, "2016-02-10")
    uid = str(only(made(talks))["uid"])
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", uid)
    assert str(only(made(talks, "2016-02-20"))["uid"]) == uid  # overdue by now
    planned(talks, "2016-02-12", said="2016-01-08")  # another day, by a later report
    moved = only(made(talks, "2016-01-09"))
    assert moved["dtstart"].dt == datetime.date(2016, 2, 12)
    assert str(moved["uid"]) == uid and first[:8] in str(moved["description"])
    assert str(only(made(talks, namespace="another log"))["uid"]) != uid


def test_rounds_with_a_name_and_without_have_names_of_their_own(talks: Given) -> None:
    planned(talks, "2016-02-10", round="1")
    planned(talks, "2016-06-10", round="2")
    planned(talks, "2016-09-10")
    uids = [str(one["uid"]) for one in entries(made(talks))]
    assert len(set(uids)) == 3


def test_rows_that_cannot_be_told_apart_get_names_of_their_own_all_the_same(talks: Given) -> None:
    planned(talks, "2016-02-10", round="1")
    (row,) = due(talks, "2016-01-06")
    data = calendar_bytes([row, dict(row), dict(row)], day("2016-01-06"))
    assert len({str(one["uid"]) for one in entries(data)}) == 3


def test_the_stamp_is_when_the_last_event_was_recorded_or_it_came_to_be_late(talks: Given) -> None:
    planned(talks, "2016-02-10")
    assert only(made(talks))["dtstamp"].dt == datetime.datetime(2016, 2, 3, 4, 5, 6, tzinfo=datetime.UTC)
    late = only(made(talks, "2016-06-01"))
    assert late["dtstamp"].dt == datetime.datetime(2016, 2, 11, tzinfo=datetime.UTC)
    unknown = calendar_bytes(due(talks, "2016-01-06"), day("2016-01-06"), recorded(talks, "yesterday"))
    assert only(unknown)["dtstamp"].dt == datetime.datetime(2016, 1, 6, tzinfo=datetime.UTC)


def test_the_same_rows_make_the_same_bytes_on_whatever_day(talks: Given) -> None:
    planned(talks, "2016-02-10")
    assert made(talks) == made(talks) == made(talks, "2016-02-01")
    assert made(talks, "2016-03-01") == made(talks, "2017-03-01") != made(talks)


def test_signings_and_notices_have_their_own_kind() -> None:
    log = Given(agreement("x", "JP", "KR"), agreement("y", "JP", "KR"), agreement("z", "JP", "KR"))
    log.press("2016-01-02", "x", "signing_scheduled", planned_for="2016-11-23")
    log.press("2016-01-03", "y", "entry_scheduled", planned_for="2016-12")
    log.press("2016-01-04", "z", "entered_into_force", "2010")
    log.press("2016-01-05", "z", "notice_served", effective="2016-04-01", by=["KR"])
    found = {one["categories"].cats[0]: one for one in entries(made(log))}
    assert set(found) == {"Signing", "Entry into force", "Notice"}
    assert str(found["Notice"]["description"]).startswith("Takes effect: 1 April 2016.")
    assert str(found["Notice"]["status"]) == str(found["Signing"]["status"]) == "CONFIRMED"
    assert str(found["Entry into force"]["status"]) == "TENTATIVE"


def test_the_calendar_says_what_it_is() -> None:
    """RFC 7986: a name, how often to look again, when it changed last; its own address where it has one."""
    log = Given(series("talks", "JP", "KR"))
    planned(log, "2016-02-10")
    data = made(log, address="https://site.example/due.ics", address_of=lambda subject: f"https://site.example/{subject}")
    calendar = icalendar.Calendar.from_ical(data)
    assert str(calendar["name"]) == str(calendar["x-wr-calname"]) == "Agreements and meetings: what is due"
    assert calendar["refresh-interval"].dt == datetime.timedelta(days=1)
    assert calendar["last-modified"].dt == datetime.datetime(2016, 2, 3, 4, 5, 6, tzinfo=datetime.UTC)
    assert str(calendar["source"]) == "https://site.example/due.ics" and calendar["uid"] != only(data)["uid"]
    assert str(only(data)["url"]) == "https://site.example/talks"
    for bad in ("javascript:alert(1)", "https://x\r\nATTENDEE:y", "/talks", "https://a b"):
        again = made(log, address=bad, address_of=lambda subject, bad=bad: bad)
        assert "url" not in only(again) and b"SOURCE" not in again and b"ATTENDEE" not in again


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(exclude_categories=()), max_size=200) | st.just(HOSTILE),
       st.text(st.characters(exclude_categories=()), max_size=80) | st.just(HOSTILE) | st.none())
def test_no_text_breaks_a_line_or_adds_a_part(name: str, place: str | None) -> None:
    row = {"subject": "x", "name": name, "what": f"round {name} scheduled", "date": "2016-02-10", "place": place,
           "days_left": 1, "days_overdue": 0, "events": ["0" * 32], "_from": day("2016-02-10"),
           "_until": day("2016-02-10"), "_thing": ("round", None)}
    one = only(calendar_bytes([row], day("2016-02-09")))
    assert not re.search("[\x00-\x1f\x7f-\x9f\u2028\u202e\ud800-\udfff]", str(one["summary"]))
    assert set(one) <= {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "CATEGORIES", "STATUS",
                        "TRANSP", "LOCATION"}


def test_long_names_in_letters_of_several_bytes_are_folded_between_letters(talks: Given) -> None:
    log = Given(series("talks", "JP", "KR", name="한일 안보 대화 " * 20 + "日韓安全保障対話" * 20 + "🕊" * 40))
    planned(log, "2016-02-10")
    assert "日韓安全保障対話" in str(only(made(log))["summary"])


@pytest.mark.parametrize(("first", "last", "fits"), [
    (1, 1, True), (0, 5, False), (day("9999-12-30"), day("9999-12-30"), True),
    (day("9999-12-31"), day("9999-12-31"), False), (BEGINNING, 10, True), (10, END, True), (-5, -5, False),
])
def test_only_days_that_a_calendar_has_are_entered(first: int, last: int, fits: bool) -> None:
    row = {"subject": "x", "name": "X", "what": "signing", "date": "2016", "place": None, "days_left": 0,
           "days_overdue": 0, "events": [], "_from": first, "_until": last, "_thing": ("signing", None)}
    assert has_a_place(row) is fits
    assert len(entries(calendar_bytes([row], 1))) == int(fits)
