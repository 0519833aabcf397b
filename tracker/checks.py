"""What may be appended: an event held against the catalogue and the events before it.

The rule kept here: a content that was well formed is refused only for what cannot be (an unknown subject or
source, an act of the other kind, a detail without which it says nothing, a future told as past, a
retraction of nothing). Facts out of order are welcome; what they change is told, not refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tracker.canonical import SHOWN_LENGTH
from tracker.dates import When
from tracker.errors import BadInput, NotFound
from tracker.facts import Source, Subject
from tracker.names import did_you_mean, find_source, find_subject
from tracker.parties import party_name
from tracker.register import Entries
from tracker.vocabulary import ACTS, OPTIONS, Act

GRACE = 1
"""Days after its source's publication that something may be dated, for the date line."""

RETRACTABLE = ("reported", "retracted", "corrected", "subject_amended", "source_amended")
CORRECTABLE = ("reported", "corrected", "subject_registered", "source_filed")
PLANNED_WITH = {"signed": "signing_scheduled", "entered_into_force": "entry_scheduled",
                "provisionally_applied": "entry_scheduled", "held": "scheduled", "opened": "scheduled"}
"""The planning act that tells ahead of an act; for any other act, the planning acts of its kind."""

ENDS = ("withdrawn", "terminated")
"""Acts that a notice, with the day it takes effect, tells ahead of."""


class Register(Entries):
    """What a content is held against: what a log holds, and what was taken in since."""

    def check(self, content: Mapping[str, Any]) -> list[str]:
        """Refuse what cannot be appended; return what the reader should be warned of.

        `content` is well formed (`events.parse_content`). Raises `NotFound` for an unknown subject, source
        or event, and `BadInput` for the rest; `path` leads to the key at fault.
        """
        kind = content["type"]
        if kind == "reported":
            return self._check_report(content)
        if kind == "subject_registered":
            return self._check_registration(content)
        if kind == "source_filed" and content["source"] in self.sources:
            raise BadInput(
                f"The source {content['source']} is filed already, with other details.",
                todo="`tracker source amend` adds what is new; or choose another id.", path=("source",))
        if kind == "subject_amended":
            self._subject(content, "subject")
        if kind == "source_amended":
            self._source(content)
        if kind == "retracted":
            self._check_target(content, RETRACTABLE)
            if content.get("source") is not None:
                self._source(content)
        if kind == "corrected":
            return self._check_correction(content)
        return []

    def _check_registration(self, content: Mapping[str, Any]) -> list[str]:
        if content["subject"] in self.subjects:
            raise BadInput(
                f"The subject {content['subject']} is registered already, with other details.",
                todo="`tracker subject amend` adds a party or an alias; or choose another id.", path=("subject",))
        words = {word.casefold() for word in (content["name"], *(content.get("aliases") or ()))}
        return [
            f'"{word}" also names {other.id}: where both could be meant, only an id will do.'
            for other in self.named(words)
            for word in (other.id, other.name, *other.aliases)
            if word.casefold() in words
        ]

    def _check_report(self, content: Mapping[str, Any]) -> list[str]:
        subject = self._subject(content, "subject")
        act = find_act(content["act"], subject)
        source = self._source(content)
        for detail in act.needs:
            if content.get(detail) is None:
                raise BadInput(f"{act.name} needs {detail}: without it, it says nothing.",
                               todo=f"Give {detail} ({OPTIONS[detail]}).", path=("act",))
        if content.get("round") is not None and subject.kind != "series":
            raise BadInput(f"{subject.id} is an agreement; only a meeting series has rounds.",
                           todo="Leave the round out.", path=("round",))
        if content.get("successor") is not None:
            self._subject(content, "successor")
        if content.get("confirms") is not None and content["confirms"] not in self:
            raise NotFound(f"There is no event {content['confirms'][:SHOWN_LENGTH]} to confirm.",
                           todo="`tracker log` lists the events.", path=("confirms",))
        _refuse_future(content, act, source, subject)
        warnings = _unusual(content, act, subject)
        confirmed = self.noted(content["confirms"]) if content.get("confirms") is not None else None
        topic = confirmed.topic if confirmed is not None else None
        if topic is not None and topic != (subject.id, act.name):
            warnings.append(f"It confirms an event about something else ({topic[1]} of {topic[0]}), to no effect.")
        return warnings

    def _check_target(self, content: Mapping[str, Any], allowed: tuple[str, ...]) -> None:
        target = content["event"]
        noted, shown = self.noted(target), target[:SHOWN_LENGTH]
        if noted is None:
            raise NotFound(f"There is no event {shown} in this log.", todo="`tracker log` lists the events.",
                           path=("event",))
        by = self.taken_back_by(target)
        if by is not None:
            raise BadInput(f"Event {shown} is taken back already, by event {by[:SHOWN_LENGTH]}.",
                           todo=f"To change that, retract or correct {by[:SHOWN_LENGTH]}.", path=("event",))
        if noted.type not in allowed:
            raise BadInput(
                f"Event {shown} is of type {noted.type}, which cannot be {content['type']}.",
                todo="The catalogue changes with `tracker subject amend` and `tracker source amend`; a wrong entry "
                     "is restated by a `corrected` event.", path=("event",))

    def _check_correction(self, content: Mapping[str, Any]) -> list[str]:
        self._check_target(content, CORRECTABLE)
        replacement, target = content["replacement"], content["event"]
        noted = self.noted(target)
        before = {"type": "reported"} if noted is not None and noted.topic is not None else self._entry(target)
        if replacement["type"] != before["type"]:
            raise BadInput(f"What is {before['type']} cannot be replaced by what is {replacement['type']}.",
                           path=("replacement", "type"), todo="Retract the one and append the other.")
        if replacement["type"] != "reported":
            _refuse_another(before, replacement)
            return []
        try:
            return self._check_report(replacement)
        except (BadInput, NotFound) as error:
            error.path = ("replacement", *error.path)
            raise

    def _entry(self, event_id: str) -> Mapping[str, Any]:
        """The registration or filing that an event made or restated."""
        content = self.contents.get(event_id) or self.known.content(event_id)
        restated: Mapping[str, Any] | None = content.get("replacement")
        return restated if restated is not None else content

    def _subject(self, content: Mapping[str, Any], key: str) -> Subject:
        """The subject a content names by its id. Names and aliases are for people, not for the log."""
        named = content[key]
        found: Subject | None = self.subjects.get(named)
        if found is None:
            raise NotFound(f'No subject is registered as "{named}".', path=(key,),
                           todo=_near(named, self.subjects) or "Register it first: `tracker subject add`, or a "
                           "subject_registered line before this one.")
        return found

    def _source(self, content: Mapping[str, Any]) -> Source:
        named = content["source"]
        found: Source | None = self.sources.get(named)
        if found is None:
            raise NotFound(f'No source is filed as "{named}".', path=("source",),
                           todo=_near(named, {}, self.sources) or "File it first: `tracker source add`, or a "
                           "source_filed line before this one.")
        return found


def _refuse_another(before: Mapping[str, Any], replacement: Mapping[str, Any]) -> None:
    """A registration or filing keeps its id and its kind: the reports that name it would be lost."""
    for key in ("subject", "kind", "source"):
        if before.get(key) != replacement.get(key):
            raise BadInput(f"What is restated keeps its {key}, {before[key]}: reports refer to it.",
                           path=("replacement", key), todo="Register or file the other one by itself.")


def _near(named: str, subjects: Mapping[str, Subject], sources: Mapping[str, Source] | None = None) -> str:
    """"Did you mean" with ids only; an exact name or alias gives its id."""
    try:
        found = find_source(named, sources) if sources is not None else find_subject(named, subjects)
        return f'Did you mean "{found.id}"?'
    except NotFound:
        return did_you_mean(named, sources if sources is not None else subjects)


def find_act(word: str, subject: Subject) -> Act:
    """The act of the subject's kind with this name. Raises `BadInput`: the act is of the other kind."""
    acts = ACTS[subject.kind]
    if word in acts:
        return acts[word]
    what = "an agreement" if subject.kind == "agreement" else "a meeting series"
    other = "a meeting series" if subject.kind == "agreement" else "an agreement"
    raise BadInput(f'"{word}" is an act of {other}, and {subject.id} is {what}.', path=("act",),
                   todo=did_you_mean(word, acts) or f"`tracker acts --kind {subject.kind}` lists what fits.")


def _refuse_future(content: Mapping[str, Any], act: Act, source: Source, subject: Subject) -> None:
    """What has not happened yet is not reported as happened; plans have acts of their own."""
    if content.get("occurred") is None:
        return
    occurred = When.parse(content["occurred"])
    if occurred.earliest <= source.published.latest + GRACE:
        return
    todo = f"What is to take effect later is told by notice_served with effective (--effective {occurred})."
    if act.name not in ENDS:
        todo = f"A plan is told by {' or '.join(_planning(act, subject))} with planned_for (--for {occurred})."
    raise BadInput(
        f"{occurred} lies after the day {source.id} was published ({source.published}): it had not happened yet.",
        todo=todo, path=("occurred",))


def _planning(act: Act, subject: Subject) -> list[str]:
    """The planning acts that tell ahead of an act."""
    planning = PLANNED_WITH.get(act.name, "")
    if planning in ACTS[subject.kind]:
        return [planning]
    return [name for name, row in ACTS[subject.kind].items() if row.planning and row.needs]


def _unusual(content: Mapping[str, Any], act: Act, subject: Subject) -> list[str]:
    """What is accepted, but worth a second look: details usually told, and who is no party."""
    told = [f"{act.name} usually tells {detail} ({OPTIONS.get(detail, detail)})."
            for detail in act.wants if content.get(detail) is None]
    if act.per_party and subject.parties:
        told += [f"{party_name(party)} ({party}) is not a party of {subject.id}."
                 for party in content.get("by") or () if party not in subject.parties]
    return told
