"""The read model says what replay says: after every append, however it came about, on every day of both clocks."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.readmodel.kept import assert_is_as_made_anew, assert_is_replay, new_log, record_entries
from tests.strategies import Log as Entries
from tests.strategies import entry, logs, news_days
from tracker.readmodel import Reader
from tracker.recording import Recorder

NOTES = (
    {"type": "note"}, {"type": "note", "aliases": 5}, {"type": "note", "replacement": "text"},
    {"type": "note", "name": ["x"]},
    {"type": "note", "subject": "talks", "act": "held", "source": "article-1", "event": "0" * 32},
)


def batches(data: st.DataObject, entries: Entries) -> Iterator[Entries]:
    """The entries cut at random: one, several, or all that is left."""
    while entries:
        size = data.draw(st.sampled_from((1, 1, 2, 3, 5, len(entries))), "size")
        yield entries[:size]
        entries = entries[size:]


@settings(max_examples=60, deadline=None)
@given(logs(), st.lists(news_days(), max_size=3), st.data())
def test_at_every_moment_the_read_model_is_the_replay(entries: Entries, days: list[int], data: st.DataObject) -> None:
    with new_log() as log:
        to = Recorder(log) if data.draw(st.booleans(), "goes on") else None
        for batch in batches(data, entries):
            record_entries(log, batch, to=to)
            if not Reader(log).is_kept:  # the last was of no proper form, and came by another way
                Recorder(log).catch_up()
            assert_is_replay(log, days, every=False)
        assert_is_replay(log, days)
        assert_is_as_made_anew(log.database)


@settings(max_examples=60, deadline=None)
@given(logs(), st.data())
def test_what_others_appended_is_caught_up_with(entries: Entries, data: st.DataObject) -> None:
    """In any order, with events that are no report of ours, of what nobody registered or filed, or not yet."""
    drawn = data.draw(st.sets(st.integers(0, len(NOTES) - 1)), "notes")
    strangers = [entry(NOTES[number], entries[0].recorded) for number in sorted(drawn)]
    mixed = data.draw(st.permutations([*entries, *strangers]))
    left_out = data.draw(st.integers(0, 2))
    with new_log() as log:
        for batch in batches(data, mixed[left_out:]):
            record_entries(log, batch, raw=True)
            assert not Reader(log).is_kept
            if data.draw(st.booleans(), "catch up"):
                Recorder(log).catch_up()
                assert_is_replay(log, every=False)
        Recorder(log).catch_up()
        assert_is_replay(log)
        assert_is_as_made_anew(log.database)
