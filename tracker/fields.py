"""The fields of the events: what each kind of value may be, checked by our own readers.

The rule kept here: one type for each kind of value (a date, a party, an act, an id …), with the reason and
the next step for a value that is none, and with what the JSON Schema says of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from tracker import vocabulary
from tracker.dates import When
from tracker.days import END, Duration
from tracker.errors import BadInput
from tracker.names import meant_act
from tracker.parties import is_code, parse_party


def _checked(kind: str, check: Callable[[str], object]) -> AfterValidator:
    """A validator that turns our own errors into pydantic's, which knows the place."""

    def validate(text: str) -> str:
        try:
            check(text)
        except BadInput as error:
            raise PydanticCustomError("tracker", "{reason}", {"reason": error.happened, "todo": error.todo}) from None
        return text

    validate.__name__ = kind
    return AfterValidator(validate)


def _is_party(code: str) -> None:
    if not is_code(code):
        raise BadInput(f"{code!r} is not a party's code", todo=_meant_party(code))


def _meant_party(text: str) -> str:
    try:
        return f'Did you mean "{parse_party(text)}"?'
    except BadInput as error:
        return error.todo


def _is_act(word: str) -> None:
    if word not in vocabulary.AGREEMENT_ACTS and word not in vocabulary.SERIES_ACTS:
        raise BadInput(
            f"{word!r} is not an act",
            todo=meant_act(word),
        )


def _is_finite(text: str) -> None:
    if When.parse(text).latest >= END:
        raise BadInput(f"{text}: a publication date needs an end", todo="Give the last day it can have been.")


_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def _is_plain(text: str) -> None:
    if _CONTROL.search(text):
        raise BadInput("holds control characters", todo="Take them out and try again.")
    if not text.strip():
        raise BadInput("is empty", todo="Write something, or leave it out.")


Name = Annotated[str, StringConstraints(min_length=1, max_length=500), _checked("plain", _is_plain)]
Prose = Annotated[str, StringConstraints(min_length=1, max_length=20_000), _checked("plain", _is_plain)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([._-][a-z0-9]+)*$", max_length=100)]
EventId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s\x00-\x1f\x7f-\x9f]+$", max_length=2000)]
Date = Annotated[
    str, _checked("date", When.parse),
    WithJsonSchema({"type": "string", "format": "edtf", "examples": ["2012-06", "[2014-10..2014-12]", "2010/.."]}),
]
Published = Annotated[str, _checked("date", _is_finite), WithJsonSchema({"type": "string", "format": "edtf"})]
Interval = Annotated[
    str, _checked("interval", Duration.parse), WithJsonSchema({"type": "string", "format": "duration"})
]
Party = Annotated[
    str, _checked("party", _is_party),
    WithJsonSchema({"type": "string", "description": "ISO 3166-1 alpha-2, or an organisation's code: EU, NATO, UN"}),
]
ActWord = Annotated[
    str, _checked("act", _is_act), WithJsonSchema({"type": "string", "enum": vocabulary.all_acts()})
]
Grade = Annotated[str, StringConstraints(pattern=r"^[A-F][1-6]$")]
Reliability = Annotated[str, StringConstraints(pattern=r"^[A-F]$")]
Language = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
Count = Annotated[int, Field(ge=0, le=2**53 - 1)]

PATTERNS = {
    r"^[a-z0-9]+([._-][a-z0-9]+)*$": "An id has small letters, digits and hyphens, as in jp-kr-gsomia.",
    r"^[0-9a-f]{32}$": "An event is named by its 32 hex digits.",
    r"^[0-9a-f]{64}$": "A SHA-256 digest has 64 hex digits in small letters.",
    r"^https?://[^\s\x00-\x1f\x7f-\x9f]+$": "Only http and https addresses are kept.",
    r"^[A-F][1-6]$": "A grade is a letter A to F and a digit 1 to 6 (Admiralty code), as in B2.",
    r"^[A-F]$": "A reliability is a letter A to F (Admiralty code).",
    r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$": "A language is a tag such as en, ko or pt-BR.",
}
"""What to say of a text that does not match a pattern."""
