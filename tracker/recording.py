"""The one write path: contents are checked, what they change is told, and the log takes them all or none.

The rule kept here: decide and append in one transaction, in which the read model is kept up too. `preview` does the
same and undoes it; it tells what would be warned of and which of today's statuses would change, and saves nothing.
The log is asked, never read whole, so that an append takes as long in a long log as in a short one.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tracker.admission import Admission, Admitted
from tracker.canonical import Prepared
from tracker.checks import Register
from tracker.facts import Logged
from tracker.intake import BATCH, Batch, Given, batches
from tracker.log import Appended, Log, open_log
from tracker.pausing import no_collecting
from tracker.readmodel import Keeper, KnownLog, Reader, Remembered
from tracker.readmodel.judging import CALLED_OFF, denies_nothing, is_late, standings
from tracker.readmodel.keeping import Progress
from tracker.readmodel.rebuilding import copied
from tracker.readmodel.reportrows import Fresh
from tracker.readmodel.tables import refuse_newer
from tracker.rows import Standing
from tracker.vocabulary import OUT_OF_ORDER, UNRESOLVED
from tracker.wording import standing_words

CHANGES_TOLD_FOR = 200
"""Up to how many subjects of one batch today's status is compared for; more take too long to tell."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
LISTED = 10_000
"""Of how many contents a receipt lists each; of a longer import it tells the numbers only."""


@dataclass(frozen=True, slots=True)
class Change:
    """A subject whose status today is another after the append. `late`: by a report older than what was known."""

    subject: str
    name: str
    before: str
    after: str
    late: bool = False


@dataclass(slots=True)
class Receipt:
    """What an append did, or, of a preview, would do.

    `contents` and `appended` are in the order given, empty for a long import; a preview has no `appended`.
    `first` and `last` are the positions of what is new.
    """

    contents: Sequence[Mapping[str, Any]] = ()
    appended: Sequence[Appended] = ()
    new: int = 0
    repeated: int = 0
    warnings: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    first: int | None = None
    last: int | None = None


@dataclass(slots=True)
class Recorder:
    """Appends to a log, one batch after another; `register` is what the log is known to hold.

    What one append has asked the log is remembered for the next, as long as nobody else writes.
    """

    log: Log
    register: Register = field(default_factory=Register)
    remembered: Remembered = field(init=False)

    def __post_init__(self) -> None:
        self.remembered = Remembered(self.log.database)

    def catch_up(self) -> None:
        """Know what the log holds now."""
        refuse_newer(self.log.database, self.log.where)
        self.remembered.forget()
        if not Reader(self.log).is_kept:
            with self.log.writing():
                Keeper(self.log.database, remembered=self.remembered).catch_up()
        self._know()

    def _know(self) -> None:
        self.register = Register(self._known())

    def _known(self) -> KnownLog:
        return KnownLog(self.log.database, self.remembered.subjects, self.remembered.sources)

    def preview(
        self, contents: Iterable[Given], recorded: str, today: int, progress: Progress | None = None
    ) -> Receipt:
        """Check contents and tell what they would change; save nothing. Errors as `record`.

        A log that can only be read is copied for it.
        """
        if not self.log.is_writable:
            with copied(self.log) as path, open_log(path) as copy:
                return Recorder(copy).preview(contents, recorded, today, progress)
        try:
            with contextlib.suppress(_Undone), self.log.writing():
                receipt = self._decide(contents, recorded, "preview", today, None, progress)
                raise _Undone
        finally:
            self.remembered.forget()  # it is ahead of what is saved
        receipt.appended = ()
        return receipt

    def record(
        self, contents: Iterable[Given], *, recorded: str, recorder: str, today: int,
        expected: int | None = None, progress: Progress | None = None, cores: int = 1,
    ) -> Receipt:
        """Check contents against the log and append them in one transaction, all or none.

        `recorded` is the time (RFC 3339, UTC), `today` the day that changes are told for. A content that the
        log holds already is passed over. Raises `BadInput` (with file, line and column for a `Line`) or
        `NotFound` for what is refused, `Conflict` where `expected` is not the head, and the log's errors.
        `progress` is told of long work, which up to `cores` processes share.
        Contents are read while other writers wait: whoever reads from a slow pipe reads it whole first.
        """
        try:
            with self.log.writing(), no_collecting():
                receipt = self._decide(contents, recorded, recorder, today, expected, progress, cores)
        except BaseException:
            self.remembered.forget()  # it may be ahead of what was saved
            raise
        self.remembered.keep()  # only now: what is undone is never known
        self._know()
        return receipt

    def _decide(
        self, contents: Iterable[Given], recorded: str, recorder: str, today: int,
        expected: int | None, progress: Progress | None = None, cores: int = 1,
    ) -> Receipt:
        keeper = Keeper(self.log.database, progress, cores, self.remembered)
        if not self.remembered.is_good():
            self.remembered.forget()
            refuse_newer(self.log.database, self.log.where)
            keeper.catch_up()
        known = self._known()
        receipt, warnings = Receipt(), dict.fromkeys(_slow_clock(self.log, recorded))
        fresh_ids: set[str] = set()
        denials = False
        admission = Admission(known)
        with contextlib.closing(batches(contents, cores)) as coming:  # a helper ends with the last, or with an error
            for batch in coming:
                admitted = admission.admit(batch)
                warnings.update(admitted.warnings)
                appended = self.log.append(
                    batch.prepared, recorded=recorded, recorder=recorder, expected=expected, places=admitted.places)
                fresh = _fresh(batch, admitted, appended)
                expected = None if fresh.texts else expected
                keeper.take(fresh)
                _count(receipt, batch.prepared, appended, fresh)
                if receipt.new <= LISTED:
                    new = [one for one, place in zip(batch.prepared, appended, strict=True) if place.new]
                    fresh_ids.update(one.id for one in new)
                    denials = denials or any(_denies(one.content) for one in new)
                if progress is not None and receipt.new >= BATCH:
                    progress("recording events", receipt.new, 0)
        told_for = _told_for(keeper.touched(), receipt.new)
        before: dict[str, Standing | None] = dict.fromkeys(keeper.registered.intersection(told_for))

        def watch(subject: str) -> None:
            if subject not in before and subject in told_for:
                before[subject] = standings(self.log, (subject,), today, ()).get(subject)

        keeper.finish(watch)
        receipt.changes, more = self._compare(before, fresh_ids, today)
        receipt.warnings = (*warnings, *more, *(self._idle_denials(told_for, fresh_ids) if denials else ()))
        return receipt

    def _compare(
        self, before: Mapping[str, Standing | None], fresh: set[str], today: int
    ) -> tuple[tuple[Change, ...], list[str]]:
        """What is other on today's board than it was `before`, and the warnings that follow from it."""
        changes, warnings = [], []
        for subject, new in standings(self.log, before, today, fresh).items():
            old = before[subject]
            warnings += _warnings(old, new, fresh)
            was, now = _words(old) if old is not None else "", _words(new)
            if was != now:
                late = old is not None and is_late(self.log, subject, fresh)
                changes.append(Change(subject, new.name, was, now, late))
        return tuple(changes), warnings

    def _idle_denials(self, subjects: Iterable[str], fresh: set[str]) -> list[str]:
        """A warning for each subject where a fresh denial denies what nobody reported."""
        return [f"{self.remembered.subjects[subject].name}: the denial matches no report so far."
                for subject in subjects if denies_nothing(self.log, subject, fresh)]


class _Undone(Exception):
    """Ends the transaction of a preview."""


def record(
    log: Log, contents: Iterable[Given], *, recorded: str, recorder: str, today: int,
    expected: int | None = None,
) -> Receipt:
    """Check contents and append them to a log: `Recorder.record`, for one append."""
    return Recorder(log).record(contents, recorded=recorded, recorder=recorder, today=today, expected=expected)


def _fresh(batch: Batch, admitted: Admitted, appended: Sequence[Appended]) -> Fresh:
    """What is new of a batch that was appended."""
    positions = [position for position, _, _ in appended]
    texts = list(zip(positions, batch.texts, strict=True))
    if len(texts) > len(admitted.others) + len(admitted.made.reports) + len(admitted.made.filings):  # some are not new
        texts = [one for one, (_, _, new) in zip(texts, appended, strict=True) if new]
    told = [Logged(positions[place], batch.prepared[place].id, batch.prepared[place].content)
            for place in admitted.others]
    made = admitted.made
    ids = [batch.prepared[place].id for place in made.places] if made.reports or made.filings else []
    return Fresh(texts, told, made, ids, positions)


def _count(receipt: Receipt, checked: Sequence[Prepared], appended: Sequence[Appended], fresh: Fresh) -> None:
    receipt.new += len(fresh.texts)
    receipt.repeated += len(appended) - len(fresh.texts)
    if fresh.texts:
        receipt.first = receipt.first or fresh.texts[0][0]
        receipt.last = fresh.texts[-1][0]
    if receipt.new + receipt.repeated <= LISTED:
        receipt.contents = (*receipt.contents, *[one.content for one in checked])
        receipt.appended = (*receipt.appended, *appended)
    else:
        receipt.contents, receipt.appended = (), ()


def _slow_clock(log: Log, recorded: str) -> list[str]:
    """A warning where the log's last event was recorded on a later day than this computer believes it to be."""
    last, day = log.last()[1][:10], recorded[:10]
    if last <= day or not _DAY.fullmatch(last):
        return []
    return [f"The log's last event was recorded on {last}, and by this computer's clock it is {day}. Time in a log "
            "never goes back, so that new events get the later time. Check the clock."]


def _told_for(touched: Iterable[str], new: int) -> list[str]:
    told_for = sorted(touched)
    return told_for if len(told_for) <= CHANGES_TOLD_FOR and new <= LISTED else []


def _denies(content: Mapping[str, Any]) -> bool:
    """Whether a content, or what it puts in another's place, denies something."""
    told: Mapping[str, Any] = content.get("replacement") or content
    return told.get("certainty") == "denied"


def _words(standing: Standing) -> str:
    return standing_words(standing.row, standing.rounds)


def _warnings(old: Standing | None, new: Standing, fresh: set[str]) -> list[str]:
    told = []
    flags = set(new.row.flags) - set(old.row.flags if old is not None else ())
    if UNRESOLVED in flags:
        told.append(f"{new.name}: a report fits several occurrences, so it counts for none. Correct it with "
                    "--confirms EVENT (or --round NAME) to say which.")
    if OUT_OF_ORDER in flags:
        told.append(f"{new.name}: what is reported cannot follow the stage reached; it is kept, and the status "
                    "does not move.")
    told += [
        f"{new.name}: no round was known to be {known.status}, so this starts one; name the round "
        "(--round) or its day (--for) if it is about a known one."
        for known in new.rounds or ()
        if known.status in CALLED_OFF and set(known.events) <= fresh
    ]
    return told
