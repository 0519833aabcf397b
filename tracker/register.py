"""What is known of a log's events, while more are taken in.

The rule kept here: what the log holds is asked of it, one thing at a time, and never read whole; what was taken in
since lies above it, and may be thrown away.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol, Self, TypeVar

from tracker.facts import Facts, Source, Subject
from tracker.visible import amended_source, amended_subject, catalogue, new_source, new_subject

UNDOING = ("retracted", "corrected")


_NONE: Mapping[str, Any] = MappingProxyType({})


class Noted(NamedTuple):
    """What the checks need to know of an event: its type, the subject and act it reports (or its replacement does),
    the subject or source it declares, and what it takes back."""

    type: str
    topic: tuple[str, str] | None = None
    declares: str | None = None
    target: str | None = None


class Known(Protocol):
    """What a log holds, for the checks: answered from its read model, or from another."""

    @property
    def subjects(self) -> Mapping[str, Subject]:
        """The subjects by id."""
        ...

    @property
    def sources(self) -> Mapping[str, Source]:
        """The sources by id."""
        ...

    def named(self, word: str) -> Iterable[Subject]:
        """The subjects whose id, name or alias is this word, casefolded."""
        ...

    def noted(self, event_id: str) -> Noted | None:
        """What is known of an event; None where there is none."""
        ...

    def holds(self, event_id: str) -> bool:
        """Whether there is an event with this id."""
        ...

    def held(self, event_ids: Collection[str]) -> Mapping[str, int]:
        """Those of these ids that an event has, with its position."""
        ...

    def undoings_of(self, event_id: str) -> Iterable[str]:
        """The events that retract or correct an event, in the order of the log."""
        ...

    def declaring(self, named: str) -> Facts:
        """The registration, filing and amendments of a subject or source, and what takes those back."""
        ...

    def content(self, event_id: str) -> Mapping[str, Any]:
        """What an event says."""
        ...


class Declared:
    """A log of which only subjects and sources are known, or of none: an empty one."""

    def __init__(self, subjects: Mapping[str, Subject] = _NONE, sources: Mapping[str, Source] = _NONE) -> None:
        self.subjects = subjects
        self.sources = sources

    def named(self, word: str) -> Iterable[Subject]:
        return ()

    def noted(self, event_id: str) -> Noted | None:
        return None

    def holds(self, event_id: str) -> bool:
        return False

    def held(self, event_ids: Collection[str]) -> Mapping[str, int]:
        return _NONE

    def undoings_of(self, event_id: str) -> Iterable[str]:
        return ()

    def declaring(self, named: str) -> Facts:
        return Facts()

    def content(self, event_id: str) -> Mapping[str, Any]:
        raise KeyError(event_id)


Value = TypeVar("Value")


class Layer(Mapping[str, Value]):
    """A mapping with changes of its own above another, which stays as it is."""

    def __init__(self, below: Mapping[str, Value], own: Mapping[str, Value | None] | None = None) -> None:
        self._below = below
        self.own: dict[str, Value | None] = dict(own or {})

    def get(self, key: str, default: Any = None) -> Any:
        """What the key stands for here, else below, else `default`."""
        found = self.own[key] if key in self.own else self._below.get(key)
        return found if found is not None else default

    def __getitem__(self, key: str) -> Value:
        found: Value | None = self.get(key)
        if found is None:
            raise KeyError(key)
        return found

    def __contains__(self, key: object) -> bool:
        if not isinstance(key, str):
            return False
        return self.own[key] is not None if key in self.own else key in self._below

    def __iter__(self) -> Iterator[str]:
        return iter([*(key for key in self._below if key not in self.own),
                     *(key for key, value in self.own.items() if value is not None)])

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def copy(self) -> Layer[Value]:
        """Another with the same changes."""
        return Layer(self._below, self.own)


class Entries:
    """What the checks hold a content against: what a log holds, and what was taken in since."""

    def __init__(self, known: Known | None = None) -> None:
        self.known: Known = known if known is not None else Declared()
        self.subjects: Layer[Subject] = Layer(self.known.subjects)
        self.sources: Layer[Source] = Layer(self.known.sources)
        self._noted: dict[str, Noted] = {}
        self._undoings: dict[str, list[str]] = {}
        self.contents: dict[str, Mapping[str, Any]] = {}  # of those that declare, or take back what does
        self._by_word: dict[str, dict[str, None]] = {}  # subjects taken in here, by all words they ever had

    def copy(self) -> Self:
        """Another that may take in what this one shall not."""
        other = type(self)(self.known)
        other.subjects, other.sources = self.subjects.copy(), self.sources.copy()
        other._noted = dict(self._noted)
        other._undoings = {target: list(by) for target, by in self._undoings.items()}
        other.contents = dict(self.contents)
        other._by_word = {word: dict(ids) for word, ids in self._by_word.items()}
        return other

    def __contains__(self, event_id: object) -> bool:
        return event_id in self._noted or (isinstance(event_id, str) and self.known.holds(event_id))

    def noted(self, event_id: str) -> Noted | None:
        """What is known of an event; None where there is none."""
        return self._noted.get(event_id) or self.known.noted(event_id)

    @property
    def undone_by(self) -> dict[str, str]:
        """Each event that something taken in here takes back, with what does."""
        found = {target: self.taken_back_by(target) for target in self._undoings}
        return {target: by for target, by in found.items() if by is not None}

    def taken_back_by(self, event_id: str) -> str | None:
        """The event that retracts or corrects an event, if one counts: not one that is itself retracted. (Of several,
        as only a foreign log has them, the last.)"""
        return next((by for by in reversed(self.undoings_of(event_id)) if not self._is_void(by)), None)

    def undoings_of(self, event_id: str) -> list[str]:
        """The events that retract or correct an event, in the order of the log."""
        return [*self.known.undoings_of(event_id), *self._undoings.get(event_id, ())]

    def _is_void(self, event_id: str) -> bool:
        for by in self.undoings_of(event_id):
            noted = self.noted(by)
            if noted is not None and noted.type == "retracted" and not self._is_void(by):
                return True
        return False

    def take(self, event_id: str, content: Mapping[str, Any]) -> None:
        """Take in an event of the log, or one that passed the checks."""
        kind = content["type"]
        told = content.get("replacement") or content
        topic = (told["subject"], told["act"]) if told["type"] == "reported" else None
        if kind in UNDOING:
            self._noted[event_id] = Noted(kind, topic, None, content["event"])
            self._undoings.setdefault(content["event"], []).append(event_id)
            declared = self._declared(content["event"])
            if declared is not None:
                self.contents[event_id] = content
                self._declare_anew(declared)
            return
        declares = content["source" if kind.startswith("source") else "subject"] if topic is None else None
        self._noted[event_id] = Noted(kind, topic, declares)
        if declares is None:
            return
        self.contents[event_id] = content
        if kind == "subject_registered" and declares not in self.subjects:
            self._hold(new_subject(content))
        elif kind == "source_filed" and declares not in self.sources:
            self.sources.own[declares] = new_source(content)
        elif kind == "subject_amended" and declares in self.subjects:
            self._hold(amended_subject(self.subjects[declares], content))
        elif kind == "source_amended" and declares in self.sources:
            self.sources.own[declares] = amended_source(self.sources[declares], content)

    def _declared(self, event_id: str) -> tuple[str, str] | None:
        """The type and the subject or source of the declaration that a chain of undoings leads to, if it does."""
        noted = self.noted(event_id)
        while noted is not None and noted.target is not None:
            noted = self.noted(noted.target)
        return (noted.type, noted.declares) if noted is not None and noted.declares is not None else None

    def _declare_anew(self, declared: tuple[str, str]) -> None:
        """A subject or source as its declarations make it, with those taken in here."""
        kind, named = declared
        facts = self.known.declaring(named).copy()
        for event_id, content in self.contents.items():
            chain = self._declared(event_id)
            if chain is not None and chain[1] == named:
                facts.add(event_id, facts.position + 1, content, 0)
        listed = catalogue(facts)
        if kind.startswith("source"):
            self.sources.own[named] = listed.sources.get(named)
        elif named in listed.subjects:
            self._hold(listed.subjects[named])
        else:
            self.subjects.own[named] = None

    def _hold(self, subject: Subject) -> None:
        self.subjects.own[subject.id] = subject
        for word in _words(subject):
            self._by_word.setdefault(word, {})[subject.id] = None

    def named(self, words: Iterable[str]) -> list[Subject]:
        """The subjects that have one of these words, casefolded, for an id, a name or an alias."""
        asked = sorted(words)
        ids = {subject.id: None for word in asked for subject in self.known.named(word)}
        for word in asked:
            ids |= self._by_word.get(word, {})
        found = [self.subjects[one] for one in ids if one in self.subjects]
        return [one for one in found if not _words(one).isdisjoint(asked)]


def _words(subject: Subject) -> set[str]:
    return {word.casefold() for word in (subject.id, subject.name, *subject.aliases)}
