"""The events of the log as strict models: what a content may hold.

The rule kept here: a content is checked as it stands (no coercion, no unknown key), and stored as it was
given; a model never changes what is hashed. The JSON Schema in `events/schema.json` is generated from
these classes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Any, Literal, TypeVar, Union

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from tracker.errors import BadInput
from tracker.fields import (
    PATTERNS,
    ActWord,
    Count,
    Date,
    EventId,
    Grade,
    Id,
    Interval,
    Language,
    Name,
    Party,
    Prose,
    Published,
    Reliability,
    Sha256,
    Url,
)
from tracker.names import did_you_mean


def _bad(path: tuple[str, ...], reason: str, todo: str = "") -> BadInput:
    """A content that is no event: `path` leads to the key at fault."""
    where = ".".join(path)
    return BadInput(f"{where}: {reason}" if where else reason, todo=todo, path=path)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    def content(self) -> dict[str, Any]:
        """The content as JSON values, with the keys that were set."""
        return self.model_dump(exclude_unset=True)


class SubjectRegistered(_Strict):
    """An agreement or a meeting series enters the catalogue."""

    type: Literal["subject_registered"] = "subject_registered"
    subject: Id
    kind: Literal["agreement", "series"]
    name: Name
    parties: list[Party] = []
    aliases: list[Name] = []


class SubjectAmended(_Strict):
    """What is new about a subject: parties and aliases are added, a name replaces."""

    type: Literal["subject_amended"] = "subject_amended"
    subject: Id
    name: Name | None = None
    parties: list[Party] | None = None
    aliases: list[Name] | None = None

    @model_validator(mode="after")
    def _says_something(self) -> SubjectAmended:
        return _amends(self, "name, parties or aliases")


class SourceFiled(_Strict):
    """A published article or document, filed once."""

    type: Literal["source_filed"] = "source_filed"
    source: Id
    publisher: Name
    published: Published
    origin: Name | None = None
    title: Name | None = None
    language: Language | None = None
    url: Url | None = None
    sha256: Sha256 | None = None
    reliability: Reliability | None = None


class SourceAmended(_Strict):
    """What is new about a source; each field told replaces."""

    type: Literal["source_amended"] = "source_amended"
    source: Id
    publisher: Name | None = None
    published: Published | None = None
    origin: Name | None = None
    title: Name | None = None
    language: Language | None = None
    url: Url | None = None
    sha256: Sha256 | None = None
    reliability: Reliability | None = None

    @model_validator(mode="after")
    def _says_something(self) -> SourceAmended:
        return _amends(self, "a field of the source")


class Locator(_Strict):
    """Where in the source it stands: a paragraph and its first words, or characters `start` to `end`
    (exclusive) with the SHA-256 of that passage."""

    paragraph: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    starts: Name | None = None
    start: Count | None = None
    end: Count | None = None
    sha256: Sha256 | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Locator:
        if self.start is not None and self.end is not None and self.end < self.start:
            raise PydanticCustomError("tracker", "{reason}", {"reason": "the passage ends before it starts"})
        return self


class Reported(_Strict):
    """What a source says happened to a subject."""

    type: Literal["reported"] = "reported"
    subject: Id
    act: ActWord
    source: Id
    occurred: Date | None = None
    planned_for: Date | None = None
    effective: Date | None = None
    until: Date | None = None
    every: Interval | None = None
    by: list[Party] | None = None
    place: Name | None = None
    round: Name | None = None
    successor: Id | None = None
    confirms: EventId | None = None
    certainty: Literal["asserted", "possible", "denied"] | None = None
    attribution: Literal["on_record", "anonymous", "media", "author", "analyst", "document"] | None = None
    grade: Grade | None = None
    locator: Locator | None = None
    said: Name | None = None
    note: Prose | None = None


class Retracted(_Strict):
    """An event is taken back."""

    type: Literal["retracted"] = "retracted"
    event: EventId
    reason: Prose
    source: Id | None = None


class Corrected(_Strict):
    """An event is taken back and another content stands in its place."""

    type: Literal["corrected"] = "corrected"
    event: EventId
    reason: Prose
    replacement: Annotated[Union[Reported, SubjectRegistered, SourceFiled], Field(discriminator="type")]  # noqa: UP007


Event = Union[SubjectRegistered, SubjectAmended, SourceFiled, SourceAmended, Reported, Retracted, Corrected]  # noqa: UP007
TYPES: Mapping[str, type[_Strict]] = {
    "subject_registered": SubjectRegistered,
    "subject_amended": SubjectAmended,
    "source_filed": SourceFiled,
    "source_amended": SourceAmended,
    "reported": Reported,
    "retracted": Retracted,
    "corrected": Corrected,
}


Model = TypeVar("Model", bound=_Strict)


def _amends(model: Model, needed: str) -> Model:
    key = "subject" if "subject" in type(model).model_fields else "source"
    if not any(getattr(model, name) is not None for name in model.model_fields_set - {"type", key}):
        raise PydanticCustomError("tracker", "{reason}", {"reason": f"amends nothing: give {needed}"})
    return model


def parse_content(content: Mapping[str, Any]) -> Event:
    """The event a content stands for. Raises `BadInput`, whose `path` leads to the first key at fault."""
    kind = content.get("type")
    if not isinstance(kind, str):
        raise _bad((), 'has no "type"', f"It is one of {', '.join(TYPES)}.")
    model = TYPES.get(kind)
    if model is None:
        raise _bad(("type",), f"{kind!r} is not a type of event",
                       did_you_mean(kind, TYPES) or f"It is one of {', '.join(TYPES)}.")
    try:
        return model.model_validate(content)  # type: ignore[return-value]
    except ValidationError as error:
        raise _first_fault(error, model) from None


def _first_fault(error: ValidationError, model: type[_Strict]) -> BadInput:
    fault = error.errors(include_url=False)[0]
    path = tuple(str(part) for part in fault["loc"] if part not in TYPES)
    if fault["type"] == "extra_forbidden":
        fields = _fields_at(model, path[:-1])
        return _bad(path, "unknown key", did_you_mean(path[-1], fields) or f"Known keys: {', '.join(fields)}.")
    if fault["type"] == "missing":
        return _bad(path, "is required and missing", "Give it and try again.")
    context = fault.get("ctx") or {}
    if fault["type"] == "tracker":
        return _bad(path, str(context["reason"]).rstrip("."), str(context.get("todo") or ""))
    if fault["type"] == "string_pattern_mismatch":
        return _bad(path, f"{_cut(fault['input'])} does not have the form it needs", PATTERNS.get(
            context.get("pattern", ""), f"The pattern is {context.get('pattern')}."))
    if fault["type"] == "literal_error":
        expected = re.findall(r"'([^']*)'", str(context.get("expected", "")))
        return _bad(path, f"{_cut(fault['input'])} is not one of {', '.join(expected)}",
                        did_you_mean(str(fault["input"]), expected))
    reason = _REASONS.get(fault["type"], fault["msg"][:1].lower() + fault["msg"][1:])
    return _bad(path, reason.format(**context), "Mend it and try again.")


_REASONS = {
    "string_too_short": "is empty",
    "string_too_long": "is longer than {max_length} characters",
    "string_type": "is not a text",
    "string_unicode": "is not whole Unicode text",
    "int_type": "is not a whole number",
    "list_type": "is not a list",
    "model_type": "is not an object",
    "greater_than_equal": "is less than {ge}",
    "less_than_equal": "is more than {le}",
}


def _fields_at(model: type[_Strict], path: tuple[str, ...]) -> list[str]:
    """The keys known at a path below a content."""
    if path[-1:] == ("locator",):
        return list(Locator.model_fields)
    if path[-1:] == ("replacement",):
        return list(Reported.model_fields)
    return list(model.model_fields)


def _cut(value: object, most: int = 60) -> str:
    text = repr(value)
    return text if len(text) <= most else f"{text[:most]}…"


@lru_cache(maxsize=1)
def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of one content, as published in `events/schema.json`."""
    adapter: TypeAdapter[Any] = TypeAdapter(Annotated[Event, Field(discriminator="type")])
    schema = adapter.json_schema()
    for model in schema["$defs"].values():
        if "type" in model["properties"]:  # a default of the classes, for people who write Python
            model["required"] = ["type", *model.get("required", ())]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "One event of an agreement log: its content",
        "description": "One line of a JSON Lines file to import. Dates are EDTF (ISO 8601-2).",
        **schema,
    }
