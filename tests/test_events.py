"""Events: a content is checked as it stands, by the models and by the published schema alike."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tests.given import agreement, reported, series, source
from tests.strategies import durations, edtf_texts
from tracker.canonical import content_id
from tracker.dates import When
from tracker.days import END
from tracker.errors import BadInput
from tracker.events import TYPES, json_schema, parse_content
from tracker.vocabulary import ATTRIBUTIONS, CERTAINTIES, all_acts

PROPERTY = settings(max_examples=120, deadline=None)
SCHEMA = Draft202012Validator(json_schema())
EVENT = "0123456789abcdef" * 2
REPORT = reported("x", "signed", source="s")


def told(path: tuple[str, ...], content: dict[str, Any]) -> str:
    """Why a content is no event; the fault is at this path."""
    with pytest.raises(BadInput) as caught:
        parse_content(content)
    assert caught.value.path == path, caught.value
    return str(caught.value)


# Contents of every type

_ids = st.from_regex(r"[a-z0-9]{1,6}([._-][a-z0-9]{1,6}){0,3}", fullmatch=True)
_names = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=30).filter(
    lambda text: bool(text.strip())
)
_events = st.text("0123456789abcdef", min_size=32, max_size=32)
_digests = st.text("0123456789abcdef", min_size=64, max_size=64)
_parties = st.lists(st.sampled_from(("JP", "KR", "US", "EU", "NATO", "UN")), max_size=3)
_dates = edtf_texts()
_published = _dates.filter(lambda text: When.parse(text).latest < END)
_locators = st.fixed_dictionaries(
    {},
    optional={
        "paragraph": st.none() | st.integers(1, 1_000_000),
        "starts": _names,
        "start": st.integers(0, 50),
        "end": st.integers(50, 2**53 - 1),
        "sha256": _digests,
    },
)
_source_details = {
    "origin": st.none() | _names,
    "title": st.none() | _names,
    "language": st.sampled_from(("en", "pt-BR", "zh-Hant", None)),
    "url": st.sampled_from(("https://x.org/a?b=c", "http://x", None)),
    "sha256": st.none() | _digests,
    "reliability": st.sampled_from((*"ABCDEF", None)),
}


def _typed(kind: str, needed: dict[str, Any], optional: dict[str, Any] | None = None) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries({"type": st.just(kind), **needed}, optional=optional or {})


_registered = _typed(
    "subject_registered",
    {"subject": _ids, "kind": st.sampled_from(("agreement", "series")), "name": _names},
    {"parties": _parties, "aliases": st.lists(_names, max_size=2)},
)
_filed = _typed("source_filed", {"source": _ids, "publisher": _names, "published": _published}, _source_details)
_reported = _typed(
    "reported",
    {"subject": _ids, "act": st.sampled_from(all_acts()), "source": _ids},
    {
        "occurred": st.none() | _dates,
        "planned_for": _dates,
        "effective": _dates,
        "until": st.none() | _dates,
        "every": st.none() | durations().map(lambda every: every.text),
        "by": st.none() | _parties,
        "place": st.none() | _names,
        "round": _names,
        "successor": _ids,
        "confirms": st.none() | _events,
        "certainty": st.sampled_from((*CERTAINTIES, None)),
        "attribution": st.sampled_from((*ATTRIBUTIONS, None)),
        "grade": st.sampled_from(("A1", "F6", None)),
        "locator": st.none() | _locators,
        "said": _names,
        "note": _names,
    },
)
CONTENTS: dict[str, st.SearchStrategy[Any]] = {
    "subject_registered": _registered,
    "subject_amended": _typed(
        "subject_amended",
        {"subject": _ids, "name": _names},
        {"parties": st.none() | _parties, "aliases": st.lists(_names, max_size=2)},
    ),
    "source_filed": _filed,
    "source_amended": _typed(
        "source_amended",
        {"source": _ids, "publisher": _names},
        {"published": st.none() | _published, **_source_details},
    ),
    "reported": _reported,
    "retracted": _typed("retracted", {"event": _events, "reason": _names}, {"source": st.none() | _ids}),
    "corrected": _typed(
        "corrected", {"event": _events, "reason": _names, "replacement": st.one_of(_reported, _registered, _filed)}
    ),
}


def test_every_type_is_drawn() -> None:
    assert set(CONTENTS) == set(TYPES)


@pytest.mark.parametrize("kind", CONTENTS)
def test_a_content_is_kept_as_it_was_given(kind: str) -> None:
    @settings(max_examples=60, deadline=None)
    @given(CONTENTS[kind])
    def holds(content: dict[str, Any]) -> None:
        before = copy.deepcopy(content)
        event = parse_content(content)
        assert type(event) is TYPES[kind]
        assert event.content() == content == before
        assert content_id(event.content()) == content_id(content)
        assert SCHEMA.is_valid(content), list(SCHEMA.iter_errors(content))

    holds()


_other_values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-1, 2),
    st.sampled_from(("", "x", "JP", "2012", "P1Y", "A1", EVENT, "é", "A B")),
    st.lists(st.sampled_from(("JP", 1, None)), max_size=2),
    st.just({}),
    st.just({"paragraph": 0}),
    st.just({"x": 1}),
)
_faults = st.sampled_from(("take out", "put in", "replace"))
OURS = ("act", "by", "parties", "published", "occurred", "planned_for", "effective", "until", "every")
"""Keys whose values our own readers check, of which the schema says less."""


def _structural(reason: BadInput) -> bool:
    """Whether the schema can tell too: not what only our own readers see, nor what two keys say together."""
    return not (set(reason.path) & set(OURS)) and not any(
        words in str(reason) for words in ("is empty", "control characters", "amends nothing", "before it starts")
    )


@PROPERTY
@given(
    st.one_of(*CONTENTS.values()),
    _faults,
    st.sampled_from(("note", "subject", "plase", "type", "x")),
    _other_values,
    st.data(),
)
def test_the_schema_and_the_models_refuse_the_same(
    content: dict[str, Any], fault: str, new: str, value: Any, data: st.DataObject
) -> None:
    key = new if fault == "put in" else data.draw(st.sampled_from(sorted(content)))
    changed = {**content, key: value}
    if fault == "take out":
        del changed[key]
    try:
        parse_content(changed)
    except BadInput as error:
        if _structural(error):
            assert not SCHEMA.is_valid(changed), error
    else:
        assert SCHEMA.is_valid(changed), list(SCHEMA.iter_errors(changed))


@PROPERTY
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=2)
            | st.dictionaries(
                st.sampled_from(("type", "subject", "event", "replacement", "locator", "source")), inner, max_size=4
            )
        ),
        max_leaves=8,
    ),
    st.sampled_from(list(TYPES)),
)
def test_any_value_under_any_key_is_an_event_or_bad_input(value: Any, kind: str) -> None:
    for content in (
        {"type": kind, "locator": value, "subject": value},
        {"type": value},
        {"type": kind, "replacement": value},
    ):
        with pytest.raises(BadInput):
            parse_content(content)


# Faults, each with the way to it


@pytest.mark.parametrize(
    ("change", "path", "phrase"),
    [
        ({"plase": "Seoul"}, ("plase",), 'Did you mean "place"?'),
        ({"locator": {"paragraf": 1}}, ("locator", "paragraf"), 'Did you mean "paragraph"?'),
        ({"locator": {"paragraph": 0}}, ("locator", "paragraph"), "is less than 1"),
        ({"locator": {"paragraph": True}}, ("locator", "paragraph"), "not a whole number"),
        ({"locator": {"start": 5, "end": 4}}, ("locator",), "ends before it starts"),
        ({"locator": {"end": 2**53}}, ("locator", "end"), f"is more than {2**53 - 1}"),
        ({"by": ["JP", "Korea"]}, ("by", "1"), "not a party's code"),
        ({"by": "JP"}, ("by",), "is not a list"),
        ({"occurred": "2012-13"}, ("occurred",), "13 is not a month"),
        ({"every": "PT1H"}, ("every",), "not a duration"),
        ({"act": "signd"}, ("act",), 'Did you mean "signed"'),
        ({"act": "acceded"}, ("act",), "Here that is ratified."),
        ({"certainty": "assertd"}, ("certainty",), 'Did you mean "asserted"'),
        ({"grade": "G1"}, ("grade",), "Admiralty"),
        ({"note": "x" * 20_001}, ("note",), "longer than 20000 characters"),
        ({"note": "a\x1b[31m"}, ("note",), "control characters"),
        ({"note": "a\x85"}, ("note",), "control characters"),
        ({"place": " \n"}, ("place",), "is empty"),
        ({"place": ""}, ("place",), "is empty"),
        ({"place": 7}, ("place",), "is not a text"),
        ({"subject": None}, ("subject",), "is not a text"),
    ],
)
def test_a_report_with_a_fault_tells_where_and_what(change: dict[str, Any], path: tuple[str, ...], phrase: str) -> None:
    assert phrase in told(path, {**REPORT, **change})


@pytest.mark.parametrize(
    "subject",
    [
        "X",
        "-x",
        "x-",
        "x--y",
        "x y",
        "x\n",
        "é",
        "",
        "x" * 101,
        "../x",
        "x/y",
        "x\0",
        "ｘ",
        "١",
    ],
)
def test_an_id_is_small_letters_and_digits_parted_by_single_marks(subject: str) -> None:
    told(("subject",), {**REPORT, "subject": subject})


@pytest.mark.parametrize("subject", ["x", "0", "jp-kr-gsomia", "a.b_c-d", "x" * 100])
def test_ids_that_are_fine(subject: str) -> None:
    assert parse_content({**REPORT, "subject": subject}).content()["subject"] == subject


@pytest.mark.parametrize("event", [EVENT[:8], EVENT.upper(), EVENT + "0", EVENT[:-1] + "g", EVENT + "\n"])
def test_an_event_is_named_by_its_32_digits(event: str) -> None:
    assert "32 hex digits" in told(("event",), {"type": "retracted", "event": event, "reason": "r"})


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://x", "https://", "https://a b", "file:///etc/passwd"])
def test_only_web_addresses_are_kept(url: str) -> None:
    told(("url",), source("s", "2012", url=url))


@pytest.mark.parametrize("character", ["\x1b", "\x07", "\x7f", "\x9b"])
def test_an_address_holds_no_control_character(character: str) -> None:
    told(("url",), source("s", "2012", url=f"https://x/{character}[31m"))


@pytest.mark.parametrize("published", ["2012/..", "[2012..]"])
def test_a_publication_has_an_end(published: str) -> None:
    assert "needs an end" in told(("published",), source("s", published))


@pytest.mark.parametrize(
    "content",
    [
        {"type": "subject_amended", "subject": "x"},
        {"type": "subject_amended", "subject": "x", "name": None},
        {"type": "source_amended", "source": "s"},
        {"type": "source_amended", "source": "s", "url": None},
    ],
)
def test_an_amendment_amends_something(content: dict[str, Any]) -> None:
    assert "amends nothing" in told((), content)


def test_the_type_says_what_it_is() -> None:
    assert "reported" in told((), {"subject": "x"}) and "reported" in told((), {"type": 7})
    assert 'Did you mean "reported"?' in told(("type",), {"type": "reportd"})
    assert "is required" in told(("kind",), {key: one for key, one in agreement("x").items() if key != "kind"})


def test_the_schema_asks_for_the_type_too() -> None:
    for content in (
        agreement("x", "JP"),
        series("x"),
        source("s", "2012"),
        REPORT,
        {"type": "subject_amended", "subject": "x", "name": "X"},
        {"type": "retracted", "event": EVENT, "reason": "r"},
    ):
        assert SCHEMA.is_valid(content)
        assert not SCHEMA.is_valid({key: one for key, one in content.items() if key != "type"}), content


def test_a_fault_in_a_replacement_is_told_below_it() -> None:
    corrected = {"type": "corrected", "event": EVENT, "reason": "r"}
    told(("replacement", "occurred"), {**corrected, "replacement": {**REPORT, "occurred": "soon"}})
    told(("replacement",), {**corrected, "replacement": {"type": "retracted", "event": EVENT, "reason": "r"}})
    assert '"place"' in told(("replacement", "plase"), {**corrected, "replacement": {**REPORT, "plase": "x"}})


def test_an_event_is_frozen_and_no_value_is_bent_to_fit() -> None:
    event = parse_content(REPORT)
    with pytest.raises(ValueError, match="frozen"):
        event.type = "retracted"  # type: ignore[misc,assignment]
    told(("locator", "paragraph"), {**REPORT, "locator": {"paragraph": "1"}})
    told(("by",), {**REPORT, "by": ("JP",)})


def test_the_schema_is_sound() -> None:
    Draft202012Validator.check_schema(json_schema())
    assert json.loads(json.dumps(json_schema())) == json_schema()
