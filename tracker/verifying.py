"""Verifying a log: the file, every event, the read model, and the checkpoints that were kept of it.

The rule kept here: `verify` says what was looked at and what was found, and no more. A log is "consistent with the
checkpoint of size 30", never untampered: what no checkpoint outside covers may have been changed by whoever could
write the file, and the answer says how many events that are. The log is read once, page by page; of the Merkle tree
one hash for each bit of its size is held.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tracker.checkpoint import Checkpoint, VerifierKey, signers, to_base64
from tracker.errors import TrackerError
from tracker.log import Log
from tracker.merkle import Tree, leaf_hash
from tracker.pausing import no_collecting

MOST_LISTED = 20
"""How many findings of each check are listed; all are counted."""
READ_MODEL = "read model"
CHECKPOINTS = "checkpoints"
TITLES = {READ_MODEL: "the read model as a replay gives it", CHECKPOINTS: "the checkpoints"}
FULL_UP_TO = 20_000
"""Up to how many events the whole read model is compared; of a longer log some subjects, drawn by lot."""

Progress = Callable[[str, int, int], None]


class Head(NamedTuple):
    """How many events a log has, and the root of the Merkle tree over their stored bytes."""

    size: int
    root: bytes


class Finding(NamedTuple):
    """Something that is not as it should be; at which event, where it concerns one."""

    says: str
    position: int | None = None


class Given(NamedTuple):
    """A checkpoint to compare with: where it was found, and whether it was kept outside the log's own folder.

    `leaves` gives the leaf hashes that were kept with it, if they were.
    """

    checkpoint: Checkpoint
    where: str
    is_outside: bool
    leaves: Callable[[], Iterator[bytes]] | None = None


@dataclass
class Check:
    """One check: what came of it. `found` are the first findings, `count` how many there are."""

    kind: str
    title: str
    count: int = 0
    found: list[Finding] = field(default_factory=list)
    note: str = ""

    def add(self, says: str, position: int | None = None) -> None:
        """Note a finding."""
        self.count += 1
        if len(self.found) < MOST_LISTED:
            self.found.append(Finding(says, position))


@dataclass
class Verdict:
    """What a log says to a checkpoint: `consistent`, `diverged` or `truncated`; and who signed it.

    `differs_at` is the first position that differs, where leaf hashes were kept. `signed_by` are the names of the
    known keys that signed it, `bad` those whose signature is none, `unknown` those of signatures nobody checked;
    `says` is what is found with it, in words.
    """

    size: int
    origin: str
    where: str
    is_outside: bool
    verdict: str
    signed_by: list[str] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    differs_at: int | None = None
    says: list[str] = field(default_factory=list)

    @property
    def counts(self) -> bool:
        """Whether it says anything for the events that it covers."""
        return self.verdict == "consistent" and not self.bad


@dataclass
class Verified:
    """What came of verifying a log: its checks, in their order, and the verdicts on checkpoints."""

    where: str
    head: Head
    checks: list[Check]
    verdicts: list[Verdict]
    compared: tuple[int, int]

    @property
    def findings(self) -> int:
        """How many findings there are."""
        return sum(check.count for check in self.checks)

    def covered(self, outside: bool) -> int:
        """How many events the checkpoints cover with which the log is consistent: those kept outside, or all."""
        return max((one.size for one in self.verdicts if one.counts and (one.is_outside or not outside)), default=0)


def tree_head(log: Log) -> Head:
    """The size of a log, and the root over its stored bytes. Raises `StorageFailed` for a gap in its positions."""
    tree = Tree()
    for leaf in leaf_hashes(log):
        tree.add(leaf)
    return Head(tree.size, tree.root())


def leaf_hashes(log: Log, progress: Progress | None = None) -> Iterator[bytes]:
    """The leaf hashes of a log, in order. Raises `CheckFailed` for a gap in its positions, which no tree can have."""
    from tracker.errors import CheckFailed

    head = log.head()
    for number, stored in enumerate(log.read(), 1):
        if stored.position != number:
            raise CheckFailed(f"The event at position {number} of {log.where} is missing.",
                              todo="`tracker verify` tells what else was found.")
        if progress is not None and number % 10_000 == 0:
            progress("hashing", number, head)
        yield leaf_hash(stored.body)


def verify(
    log: Log, given: Sequence[Given] = (), keys: Sequence[VerifierKey] = (), *, keys_named: bool = False,
    full: bool = False, quick: bool = False, progress: Progress | None = None, cores: int = 1,
) -> Verified:
    """Look at all of a log, and compare it with checkpoints.

    `keys` are those whose signatures the reader believes; other signatures are not checked. Where the reader has named
    keys (`keys_named`), a checkpoint that none of them signed is a finding. `full` compares the read model of every
    subject however long the log is; `quick` leaves the read model out, and SQLite's comparison of its indexes.
    """
    from tracker.log import checking
    from tracker.soundness import KINDS

    checks = {kind: Check(kind, title) for kind, title in {**KINDS, **TITLES}.items()}
    if progress is not None:
        progress("SQLite's own check", 0, 0)
    damage = checking.damage_meanwhile(log, not quick, FULL_UP_TO)
    try:
        altered = checking.altered_schema(log)
    except TrackerError as error:
        altered = [f"they cannot be read: {error.happened}"]
    for line in altered:
        checks["schema"].add(line)
    head, roots = _look_at_events(log, checks, {one.checkpoint.size for one in given}, progress)
    for line in damage():
        checks["sqlite"].add(line)
    if altered:  # as long as the unique index is whole, no id stands twice
        _look_for_repeated(log, checks["ids"])
    compared = (0, 0)
    if quick:
        checks[READ_MODEL].note = "not compared (--quick)"
    else:
        compared = _look_at_read_model(log, checks[READ_MODEL], not full and head.size > FULL_UP_TO, progress, cores)
    verdicts = [_verdict(log, one, head, roots, keys) for one in given]
    _tell_verdicts(checks[CHECKPOINTS], verdicts, head, keys_named)
    return Verified(log.where, head, list(checks.values()), verdicts, compared)


def _look_at_events(
    log: Log, checks: dict[str, Check], sizes: set[int], progress: Progress | None
) -> tuple[Head, dict[int, bytes]]:
    """Look at every event; the head of the tree over them, and the roots at some sizes."""
    from tracker.log import checking
    from tracker.soundness import Auditor

    tree = Tree()
    roots = {0: tree.root()} if 0 in sizes else {}
    position = 0
    try:
        head = log.head()
        auditor = Auditor(lambda event, place: checking.is_earlier(log, event, place))
        with no_collecting():
            for row in checking.rows(log, head):
                position = row.position
                for fault in auditor.faults(*row):
                    checks[fault.kind].add(fault.says, position)
                tree.add(leaf_hash(row.body or b""))
                if tree.size == position and tree.size in sizes:
                    roots[tree.size] = tree.root()
                if progress is not None and tree.size % 10_000 == 0:
                    progress("reading events", tree.size, head)
    except TrackerError as error:
        checks["sqlite"].add(f"reading the events ended after position {position}: {error.happened}")
    return Head(tree.size, tree.root()), roots


def _look_for_repeated(log: Log, check: Check) -> None:
    from tracker.log import checking

    try:
        for event, first, last in checking.repeated(log):
            check.add(f"the id {event} stands at position {first} too", last)
    except TrackerError as error:
        check.add(error.happened)


def _look_at_read_model(
    log: Log, check: Check, by_lot: bool, progress: Progress | None, cores: int
) -> tuple[int, int]:
    from tracker.readmodel.comparing import compare

    found = compare(log, by_lot, progress, cores)
    for line in found.differs:
        check.add(line)
    if found.why_not:
        check.note = f"not compared: {found.why_not}"
    elif found.subjects < found.of:
        check.note = f"{found.subjects:,} of {found.of:,} subjects, drawn by lot; --full compares all"
    elif found.position is not None and found.position < log.head():
        check.note = f"kept up to position {found.position:,}; the next append takes in the rest"
    return found.subjects, found.of


def _verdict(
    log: Log, given: Given, head: Head, roots: dict[int, bytes], keys: Sequence[VerifierKey]
) -> Verdict:
    checkpoint = given.checkpoint
    good, bad, unknown = signers(checkpoint.note, keys)
    verdict = Verdict(checkpoint.size, checkpoint.origin, given.where, given.is_outside, "diverged",
                      [key.name for key in good], [key.name for key in bad],
                      [f"{one.name}+{one.key_id.hex()}" for one in unknown])
    if roots.get(checkpoint.size) == checkpoint.root:
        verdict.verdict = "consistent"
    elif checkpoint.size not in roots and _last(log, head) < checkpoint.size:
        verdict.verdict = "truncated"
    if verdict.verdict != "consistent" and given.leaves is not None:
        verdict.differs_at = _first_difference(log, given.leaves(), checkpoint)
    return verdict


def _last(log: Log, head: Head) -> int:
    try:
        return log.head()
    except TrackerError:
        return head.size


def _first_difference(log: Log, leaves: Iterator[bytes], checkpoint: Checkpoint) -> int | None:
    """The first position at which the log is not what was kept; None where what was kept is not the checkpoint's."""
    from itertools import islice

    from tracker.log import checking

    tree, differs = Tree(), None
    try:
        rows = checking.rows(log, checkpoint.size)
        for number, leaf in enumerate(islice(leaves, checkpoint.size), 1):
            tree.add(leaf)
            if differs is None:
                row = next(rows, None)
                if row is None or row.position != number or leaf_hash(row.body or b"") != leaf:
                    differs = number
    except TrackerError:
        return None
    return differs if (tree.size, tree.root()) == (checkpoint.size, checkpoint.root) else None


def _tell_verdicts(check: Check, verdicts: Sequence[Verdict], head: Head, keys_named: bool) -> None:
    """Which verdicts are findings, in words."""
    for one in verdicts:
        if one.verdict == "diverged":
            one.says.append(f"the log has diverged from it; {_where(one, verdicts)}")
        elif one.verdict == "truncated":
            one.says.append(f"the log was truncated: it has {head.size:,} of the {one.size:,} events")
        one.says += [f"the signature of {name} is not that key's" for name in one.bad]
        if keys_named and not one.signed_by and not one.bad:
            one.says.append(f"none of the keys named has signed it; it is signed by {', '.join(one.unknown)}")
        for says in one.says:
            check.add(f"checkpoint of size {one.size} ({one.where}): {says}", one.differs_at)
    if not verdicts:
        check.note = "none was given"


def _where(one: Verdict, verdicts: Sequence[Verdict]) -> str:
    if one.differs_at is not None:
        return f"position {one.differs_at:,} is the first that differs"
    before = max((other.size for other in verdicts if other.counts and other.size < one.size), default=0)
    if before:
        return f"it is consistent up to position {before:,}, where the checkpoint before this one ends"
    return "no leaf hashes were kept that could tell where"


def as_json(verified: Verified) -> dict[str, Any]:
    """The answer as JSON values, as `verify --format json` prints it."""
    size = verified.head.size
    return {
        "log": verified.where, "size": size, "root": to_base64(verified.head.root), "findings": verified.findings,
        "checks": [
            {"check": check.kind, "result": "found" if check.count else "not compared" if check.note.startswith("not")
             else "ok", "count": check.count, "note": check.note or None,
             "findings": [{"position": one.position, "says": one.says} for one in check.found]}
            for check in verified.checks
        ],
        "checkpoints": [
            {"size": one.size, "origin": one.origin, "file": one.where, "outside": one.is_outside,
             "verdict": one.verdict, "differs_at": one.differs_at, "signed_by": one.signed_by,
             "bad_signatures": one.bad, "unchecked_signatures": one.unknown}
            for one in verified.verdicts
        ],
        "covered": verified.covered(outside=False), "covered_outside": verified.covered(outside=True),
        "uncovered_outside": size - min(size, verified.covered(outside=True)),
        "read_model": {"subjects_compared": verified.compared[0], "subjects": verified.compared[1]},
    }
