"""Two connections to one log, driven at random, against a plain list."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tracker import canonical
from tracker.errors import Conflict
from tracker.log import Appended, Log, Stored, open_log

# Few contents, so that repeats are common; few seconds, so that clocks often disagree.
contents = st.builds(
    lambda note: {"type": "reported", "subject": "jp-kr-acsa", "act": "discussed", "source": "s", "note": note},
    st.sampled_from("abcdefghijklmnop"),
)
batches = st.lists(contents, max_size=5)
stamps = st.integers(0, 9).map(lambda second: f"2026-11-21T20:43:0{second}Z")
recorders = st.sampled_from(["desk", "기자"])
connections = st.sampled_from([0, 1])


class LogOfRecord(RuleBasedStateMachine):
    """The model is the list of what should be stored, and the last time of recording."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.mkdtemp()
        self.path = str(Path(self.folder, "tracker.db"))
        self.logs: list[Log] = [open_log(self.path, create=True), open_log(self.path)]
        self.model: list[Stored] = []
        self.last = ""

    def record(self, batch: list[dict[str, object]], recorded: str, recorder: str) -> list[Appended]:
        """What appending should return; the model takes it in."""
        result = []
        for content in batch:
            event_id = canonical.content_id(content)
            known = next((stored.position for stored in self.model if stored.id == event_id), None)
            if known is None:
                self.last = max(self.last, recorded)
                position = len(self.model) + 1
                body = canonical.envelope(content, event_id, position, self.last, recorder)
                self.model.append(Stored(position, event_id, body))
            result.append(Appended(known or len(self.model), event_id, known is None))
        return result

    @rule(which=connections, batch=batches, recorded=stamps, recorder=recorders)
    def append(self, which: int, batch: list[dict[str, object]], recorded: str, recorder: str) -> None:
        expected = self.record(batch, recorded, recorder)
        assert self.logs[which].append(batch, recorded=recorded, recorder=recorder) == expected

    @rule(which=connections, batch=batches, recorded=stamps)
    def append_expecting_the_head(self, which: int, batch: list[dict[str, object]], recorded: str) -> None:
        with self.logs[which].turn():
            head = self.logs[1 - which].head()
            expected = self.record(batch, recorded, "desk")
            assert self.logs[which].append(batch, recorded=recorded, recorder="desk", expected=head) == expected

    @rule(which=connections, batch=batches, recorded=stamps, off=st.sampled_from([-1, 1, 10]))
    def append_expecting_another_head(
        self, which: int, batch: list[dict[str, object]], recorded: str, off: int
    ) -> None:
        known = {stored.id: stored.position for stored in self.model}
        ids = [canonical.content_id(content) for content in batch]
        wrong = len(self.model) + off
        try:
            result = self.logs[which].append(batch, recorded=recorded, recorder="desk", expected=wrong)
        except Conflict as conflict:
            assert not known.keys() >= set(ids)
            assert (conflict.expected, conflict.head) == (wrong, len(self.model))
        else:
            assert result == [Appended(known[event_id], event_id, False) for event_id in ids]

    @rule(which=connections, after=st.integers(-1, 20))
    def read(self, which: int, after: int) -> None:
        assert list(self.logs[which].read(after)) == self.model[max(after, 0) :]

    @rule(which=connections, length=st.integers(0, 32), data=st.data())
    @precondition(lambda self: bool(self.model))
    def find(self, which: int, length: int, data: st.DataObject) -> None:
        prefix = data.draw(st.sampled_from(self.model)).id[:length]
        fitting = [stored for stored in self.model if stored.id.startswith(prefix)]
        assert self.logs[which].find(prefix) == sorted(fitting, key=lambda stored: stored.id)[:8]

    @rule(which=connections)
    def reopen(self, which: int) -> None:
        self.logs[which].close()
        self.logs[which] = open_log(self.path)

    @invariant()
    def both_stand_at_the_head(self) -> None:
        assert [log.head() for log in self.logs] == [len(self.model)] * 2

    def teardown(self) -> None:
        for log in self.logs:
            assert list(log.read()) == self.model
            log.close()
        shutil.rmtree(self.folder)


TestLogOfRecord = LogOfRecord.TestCase
TestLogOfRecord.settings = settings(
    max_examples=150, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
