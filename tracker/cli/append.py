"""`append`, `retract`, `correct`: one new event, shown before it is saved."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from tracker.canonical import SHOWN_LENGTH
from tracker.cli.context import App, clock, note, recorder, say, telling
from tracker.cli.options import ActWord, SourceName, SubjectName, report_details, yes_option
from tracker.errors import NOTHING_SAVED, BadInput, UsageError
from tracker.vocabulary import OPTIONS

if TYPE_CHECKING:
    from tracker.log import Log
    from tracker.recording import Receipt, Recorder


@click.command()
@click.argument("subject", required=False, type=SubjectName())
@click.argument("act", required=False, type=ActWord())
@report_details
@yes_option
@click.pass_obj
def append_command(app: App, /, subject: str | None, act: str | None, yes: bool, **told: Any) -> None:
    """Record that a source reports an ACT of a SUBJECT. Without arguments, asks step by step.

    Dates are EDTF: 2012, 2012-06, 2012-06-29, 2012-06~ (about), 2012?, 2010/2012, 2010/..,
    [2014-10..2014-12], [..2010], 2015-21 (spring). The same report appended twice is stored once.

    \b
    Examples:
      tracker append
      tracker append gsomia urged --source ann-2013-01-11 --paragraph 14 --by US
      tracker append dtt held --on 2012-01-30/2012-01-31 --source stripes-2012-01-31 --place Seoul
      tracker append acsa signing_scheduled --for 2016-06 --source japan-times-2016-01-04
    """
    from tracker.recording import Recorder

    with app.open() as log:
        writer = Recorder(log)
        if subject is None:
            from tracker.cli.form import ask_report

            contents = ask_report(writer)
            if contents is None:
                say(NOTHING_SAVED)
                return
            tell(writer.record(contents, recorded=clock.now(), recorder=recorder(), today=clock.today()))
            return
        if act is None or told["source"] is None:
            missing = "ACT" if act is None else "--source"
            raise UsageError(f"{missing} is missing: a report says what happened, and who says so.",
                             saved=NOTHING_SAVED,
                             todo="`tracker append SUBJECT ACT --source SOURCE`; `tracker append` alone asks for each.")
        writer.catch_up()
        save(writer, report_content(writer, log, subject, act, told), yes)


def report_content(writer: Recorder, log: Log, subject: str, act: str, told: dict[str, Any]) -> dict[str, Any]:
    """The content of a report from the options given; names become ids."""
    from tracker.names import find_source, find_subject

    register = writer.register
    content: dict[str, Any] = {
        "type": "reported", "subject": find_subject(subject, register.subjects).id, "act": act,
    }
    content |= given_details(writer, log, told)
    content["source"] = find_source(told["source"], register.sources).id
    return content


def given_details(writer: Recorder, log: Log, told: dict[str, Any]) -> dict[str, Any]:
    """The details that were given, under the content's keys."""
    from tracker.cli.explain import find_event
    from tracker.names import find_subject

    content = {key: told[key] for key in OPTIONS if key != "by" and told.get(key) is not None}
    if told.get("by"):
        content["by"] = sorted({code for codes in told["by"] for code in codes})
    if told.get("successor"):
        content["successor"] = find_subject(told["successor"], writer.register.subjects).id
    if told.get("confirms"):
        content["confirms"] = find_event(log, told["confirms"]).id
    locator = {key: told[key] for key in ("paragraph", "starts") if told.get(key) is not None}
    if locator:
        content["locator"] = locator
    return content


def save(writer: Recorder, content: dict[str, Any], yes: bool) -> None:
    """Tell what the event changes, ask on a terminal where there is something to think about, then save it."""
    preview = writer.preview([content], clock.now(), clock.today())
    if preview.new:
        warn(preview)
        worrying = preview.warnings or any(change.late for change in preview.changes)
        if worrying and not yes and sys.stdin.isatty() and not click.confirm("Save?", default=True, err=True):
            say(NOTHING_SAVED)
            return
    receipt = writer.record([content], recorded=clock.now(), recorder=recorder(), today=clock.today())
    tell(receipt)


def warn(preview: Receipt) -> None:
    """Warnings, and what a late report changes, before anything is saved."""
    for warning in preview.warnings:
        note(f"warning: {warning}", style="yellow")
    for change in preview.changes:
        if change.late:
            note(f"late report: it changes today's status of {change.name}: {change.before} -> {change.after}",
                 style="yellow")


def tell(receipt: Receipt) -> None:
    """What was saved, and which of today's statuses it moved."""
    places = ", ".join(str(appended.position) for appended in receipt.appended)
    with telling(f"It is recorded, at position {places}."):
        _tell(receipt)


def _tell(receipt: Receipt) -> None:
    for content, appended in zip(receipt.contents, receipt.appended, strict=True):
        shown = appended.id[:SHOWN_LENGTH]
        if not appended.new:
            say(f"Already recorded at position {appended.position}, as event {shown}. Nothing changed.")
        elif content["type"] == "source_filed" and receipt.contents[1:]:
            say(f"Filed {content['source']} at position {appended.position}, as event {shown}.")
        else:
            say(f"Recorded at position {appended.position}, as event {shown}.")
    for change in receipt.changes:
        say(f"  {change.name}: {change.before or 'not followed'} -> {change.after}")


@click.command()
@click.argument("event")
@click.option("--reason", required=True, metavar="TEXT", help="Why it is taken back.")
@click.option("--source", type=SourceName(), metavar="SOURCE",
              help="The source that takes it back; the retraction then counts from the day that was published.")
@yes_option
@click.pass_obj
def retract_command(app: App, event: str, reason: str, source: str | None, yes: bool) -> None:
    """Take an EVENT back, by a new event. Nothing is deleted.

    A retraction counts from the day its source was published, or else from today; seen from before that day
    (--known-by), the event still counts. A retraction can be retracted.

    \b
    Examples:
      tracker retract 1a2b3c4d --reason "the publisher withdrew the article"
      tracker retract 1a2b3c4d --reason "denied by both ministries" --source kyodo-2012-07-01
    """
    from tracker.cli.explain import find_event
    from tracker.names import find_source
    from tracker.recording import Recorder

    with app.open() as log:
        writer = Recorder(log)
        writer.catch_up()
        content: dict[str, Any] = {"type": "retracted", "event": find_event(log, event).id, "reason": reason}
        if source is not None:
            content["source"] = find_source(source, writer.register.sources).id
        save(writer, content, yes)


@click.command()
@click.argument("event")
@click.option("--reason", required=True, metavar="TEXT", help="What was wrong.")
@click.option("--subject", type=SubjectName(), metavar="SUBJECT", help="The right subject.")
@click.option("--act", type=ActWord(), metavar="ACT", help="The right act.")
@report_details
@click.option("--without", multiple=True, type=click.Choice([*OPTIONS, "locator"]), metavar="DETAIL",
              help="Leave this detail out. May be repeated.")
@yes_option
@click.pass_obj
def correct_command(
    app: App, /, event: str, reason: str, subject: str | None, act: str | None, without: tuple[str, ...], yes: bool,
    **told: Any,
) -> None:
    """Replace what an EVENT reports, by a new event: its details with those given here in their place.

    \b
    Examples:
      tracker correct 1a2b3c4d --on 2012-06-29 --reason "wrong month"
      tracker correct 1a2b3c4d --without place --reason "the place was of another meeting"
    """
    from tracker.cli.explain import find_event
    from tracker.names import find_source, find_subject
    from tracker.recording import Recorder

    with app.open() as log:
        writer = Recorder(log)
        writer.catch_up()
        stored = find_event(log, event)
        before = json.loads(stored.body)["content"]
        before = before.get("replacement", before)
        if before["type"] != "reported":
            raise BadInput(f"Event {stored.id[:SHOWN_LENGTH]} is of type {before['type']}; only a report is corrected "
                           "so.", saved=NOTHING_SAVED, todo="`tracker subject amend` and `tracker source amend` "
                           "change the catalogue.")
        replacement = {**before, **given_details(writer, log, told)}
        if "locator" in replacement and "locator" in before:
            replacement["locator"] = {**before["locator"], **replacement["locator"]}
        if subject is not None:
            replacement["subject"] = find_subject(subject, writer.register.subjects).id
        if act is not None:
            replacement["act"] = act
        if told.get("source") is not None:
            replacement["source"] = find_source(told["source"], writer.register.sources).id
        replacement = {key: value for key, value in replacement.items() if key not in without}
        if replacement == before:
            raise UsageError("The correction changes nothing.", saved=NOTHING_SAVED,
                             todo="Give at least one detail that differs, as in --on 2012-06-29.")
        save(writer, {"type": "corrected", "event": stored.id, "reason": reason, "replacement": replacement}, yes)
