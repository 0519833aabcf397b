"""The register: what a log holds, and what was taken in since, are asked alike."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.readmodel.kept import append, new_log, record_entries
from tests.strategies import Log as Entries
from tests.strategies import facts_of, logs
from tracker.readmodel import KnownLog, Reader
from tracker.recording import Recorder
from tracker.register import Entries as Taken
from tracker.register import Layer
from tracker.visible import catalogue, taken_back

IDS = st.sampled_from("abcd")


@settings(max_examples=50, deadline=None)
@given(logs(), st.data())
def test_however_much_of_it_lies_in_a_log_the_register_says_the_same(entries: Entries, data: st.DataObject) -> None:
    """It is what the facts say, whether all is taken in, or the log holds some of it."""
    cut = data.draw(st.integers(0, len(entries)), "in the log")
    facts = facts_of(entries)
    listed, undone = catalogue(facts), taken_back(facts)
    alone = Taken()
    for one in entries:
        alone.take(one.id, one.content)
    with new_log() as log:
        record_entries(log, entries[:cut], raw=True)
        Recorder(log).catch_up()
        reader = Reader(log)
        above = Taken(KnownLog(log.database, reader.subjects, reader.sources))
        for one in entries[cut:]:
            above.take(one.id, one.content)
        for register in (alone, above, alone.copy(), above.copy()):
            assert dict(register.subjects) == listed.subjects
            assert dict(register.sources) == listed.sources
            for one in entries:
                assert one.id in register
                noted = register.noted(one.id)
                assert noted is not None and noted.type == one.content["type"]
                assert register.taken_back_by(one.id) == undone.get(one.id)
            assert "no such event" not in register and register.noted("0" * 32) is None
        for one in entries:
            said, also = alone.noted(one.id), above.noted(one.id)
            assert said is not None and also is not None
            assert (said.topic, said.declares, said.target) == (also.topic, also.declares, also.target)


@given(st.dictionaries(IDS, st.integers()), st.lists(st.tuples(IDS, st.none() | st.integers())))
def test_a_layer_is_a_mapping_with_changes_above_another(below: dict[str, int], changes: list[tuple[str, int | None]]
                                                         ) -> None:
    layer, expected = Layer(below), dict(below)
    kept = dict(below)
    for key, value in changes:
        layer.own[key] = value
        if value is None:
            expected.pop(key, None)
        else:
            expected[key] = value
    other = layer.copy()
    for found in (layer, other):
        assert dict(found) == expected and len(found) == len(expected) and sorted(found) == sorted(expected)
        assert all((key in found) == (key in expected) and found.get(key) == expected.get(key) for key in "abcd")
    other.own["e"] = 1
    assert "e" in other and "e" not in layer and not layer.__contains__(3) and below == kept


def test_a_copy_takes_in_what_the_register_does_not() -> None:
    register = Taken()
    filed = {"type": "source_filed", "source": "s", "publisher": "P", "published": "2012"}
    register.take("1", filed)
    copy = register.copy()
    copy.take("2", {"type": "source_amended", "source": "s", "published": "2013"})
    copy.take("3", {"type": "retracted", "event": "2", "reason": "r"})
    copy.take("4", {"type": "retracted", "event": "3", "reason": "r"})
    assert register.sources["s"].published.text == "2012" and "2" not in register
    assert copy.sources["s"].published.text == "2013"
    assert (copy.taken_back_by("2"), copy.taken_back_by("3")) == (None, "4") and copy.undone_by == {"3": "4"}


def test_the_log_itself_is_not_changed_by_what_is_taken_in() -> None:
    with new_log() as log:
        append(log, [{"type": "source_filed", "source": "s", "publisher": "P", "published": "2012"}])
        Recorder(log).catch_up()
        reader = Reader(log)
        register = Taken(KnownLog(log.database, reader.subjects, reader.sources))
        register.take("2", {"type": "source_amended", "source": "s", "published": "2013"})
        assert register.sources["s"].published.text == "2013"
        assert Reader(log).sources["s"].published.text == "2012" and log.head() == 1
