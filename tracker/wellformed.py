"""Whether a content is well formed, for long imports: the verdict of the models, at a fifth of their time.

The rule kept here: what is taken here, the model takes; what is not, the model is asked, and says what is wrong. Each
field has the validator that the model has. In news most values come again (subjects, sources, days, parties), so a
field remembers which it has lately found right.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, get_type_hints

from pydantic import BaseModel, TypeAdapter, ValidationError

from tracker.events import Reported, SourceFiled, SubjectRegistered, parse_content

_MET = 4_096
"""How many values of a field are remembered as right."""
_SHORT = 200
"""Characters of a text that is remembered."""

_Validate = Callable[[object], object]

# Those without a rule that looks at several fields together.
_COMMON: Mapping[str, type[BaseModel]] = {
    "subject_registered": SubjectRegistered, "source_filed": SourceFiled, "reported": Reported,
}


def check_content(content: Mapping[str, Any]) -> None:
    """Refuse what `events.parse_content` refuses, in the same words. Raises `BadInput`."""
    if type(content) is not dict or not _is_plainly_right(content):
        parse_content(content)


def _is_plainly_right(content: dict[str, Any]) -> bool:
    """Whether every field is there that must be, and holds what it may. False says nothing: the model decides."""
    kind = content.get("type")
    model = _COMMON.get(kind) if isinstance(kind, str) else None
    if model is None:
        return False
    fields = _fields(model, tuple(content))
    if fields is None:
        return False
    for value, (validate, met) in zip(content.values(), fields, strict=True):
        known: Any = value if type(value) is str else _hashable(value)
        if known not in met:
            try:
                validate(value)
            except ValidationError:
                return False
            if known is not None and len(known) <= _SHORT:
                if len(met) >= _MET:
                    met.clear()
                met.add(known)
    return True


_Field = tuple[_Validate, set[object]]


def _fields(model: type[BaseModel], keys: tuple[str, ...]) -> list[_Field] | None:
    """The fields with these keys; None where one is not known, or one is missing. (Keys that are right are remembered:
    others may be of any length.)"""
    fields, needed, met = _validators(model)
    found = met.get(keys)
    if found is None and needed <= set(keys) <= fields.keys():
        if len(met) >= _MET:
            met.clear()
        found = met[keys] = [fields[key] for key in keys]
    return found


@lru_cache(maxsize=8)
def _validators(
    model: type[BaseModel],
) -> tuple[dict[str, _Field], frozenset[str], dict[tuple[str, ...], list[_Field]]]:
    """Each field's validator, as the model has it, with the values it has met; the fields that must be there; and the
    fields met together, in their order."""
    made = {
        name: TypeAdapter(hint, config=model.model_config).validator.validate_python
        for name, hint in get_type_hints(model, include_extras=True).items() if name in model.model_fields
    }
    needed = frozenset(name for name, info in model.model_fields.items() if info.is_required())
    return {name: (validate, set()) for name, validate in made.items()}, needed | {"type"}, {}


def _hashable(value: object) -> object:
    """A list of texts, or an object of texts and whole numbers, as a tuple; None for what is not remembered."""
    if type(value) is list and {str}.issuperset(map(type, value)):
        return (list, *value)
    if type(value) is dict and {str, int}.issuperset(map(type, value.values())):
        return (dict, *value.items())
    return None
