"""Acts and statuses: what an event may say, and what that does to its subject.

The rule kept here: everything that decides which act leads from which status to which stands in the
two tables of this file, `AGREEMENT_ACTS` and `SERIES_ACTS`. The replay, the checks on what is appended,
`tracker acts` and the diagram in the docs all read them; none of them knows an act by name where a
column will do.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

Kind = Literal["agreement", "series"]

PROPOSED: Final = "proposed"
PARTLY_SIGNED: Final = "partly signed"
SIGNED: Final = "signed"
CONCLUDED: Final = "concluded"
IN_FORCE: Final = "in force"
NOTICE_PENDING: Final = "notice pending"
NOTICE_SUSPENDED: Final = "notice suspended"
WITHDRAWN: Final = "withdrawn"
TERMINATED: Final = "terminated"

UNSIGNED: Final = frozenset({
    None, PROPOSED, "negotiating", "agreed in principle", "initialled", "signing scheduled", "postponed", "stalled",
    "abandoned",
})
"""Statuses of an agreement that nobody has signed; None is "nothing known yet"."""
OVER: Final = frozenset({TERMINATED, "expired", "superseded"})
"""Statuses that end an agreement."""

AGREEMENT_STATUSES: Final = (
    PROPOSED, "negotiating", "agreed in principle", "initialled", "signing scheduled", "postponed", "stalled",
    "abandoned", PARTLY_SIGNED, SIGNED, "provisionally applied", IN_FORCE, CONCLUDED, "suspended", NOTICE_PENDING,
    NOTICE_SUSPENDED, TERMINATED, "expired", "superseded",
)

PLANNED: Final = "planned"
ACTIVE: Final = "active"
SUSPENDED: Final = "suspended"
RESUMPTION_AGREED: Final = "resumption agreed"
DORMANT: Final = "dormant"
SERIES_STATUSES: Final = (PLANNED, ACTIVE, SUSPENDED, RESUMPTION_AGREED, "ended", "collapsed", DORMANT)
SERIES_OVER: Final = frozenset({"ended", "collapsed"})

OPENED: Final = "opened"
HELD: Final = "held"
OVERDUE: Final = "overdue"
ROUND_STATUSES: Final = (
    PROPOSED, "agreed", "scheduled", OPENED, HELD, "postponed", "cancelled", "declined", OVERDUE,
)
ROUND_CLOSED: Final = frozenset({HELD, "cancelled", "declined"})
"""Rounds that take no unnamed report any more."""
ROUND_AHEAD: Final = frozenset({PROPOSED, "agreed", "scheduled", "postponed"})
"""Rounds that are still to come, and are overdue once their planned window has wholly passed."""

# Flags of a subject; `overdue` is that of an agreement whose planned day of signing has passed.
TERMINATION_ANNOUNCED: Final = "termination announced"
DISPUTED: Final = "disputed"
SOURCES_DIFFER: Final = "sources differ"
OUT_OF_ORDER: Final = "out of order"
DECLINED: Final = "declined"
EFFECTIVE_DATE_PASSED: Final = "effective date passed"
UNRESOLVED: Final = "unresolved"
FLAGS: Final = (
    TERMINATION_ANNOUNCED, DISPUTED, SOURCES_DIFFER, OUT_OF_ORDER, DECLINED, EFFECTIVE_DATE_PASSED, UNRESOLVED, OVERDUE,
)

_ANY: Final = frozenset({None, *AGREEMENT_STATUSES})
_ALIVE: Final = _ANY - OVER
_ANY_ROUND: Final = frozenset({None, *ROUND_STATUSES})
_FALLEN: Final = frozenset({None, "postponed", "cancelled", "declined"})
_ANY_SERIES: Final = frozenset({None, *SERIES_STATUSES})

Level = Literal["agreement", "series", "round"]


class Act(NamedTuple):
    """One row of the vocabulary.

    `status` is the status after it, None for "as before". `moves` are the statuses it moves from; from
    any other it is kept without moving (`else_signal`: as a plain signal; otherwise under the flag "out
    of order"). `flag` is raised, `clears` lowered. `per_party`: tracked for each party in `by`, as
    `standing`. `planning`: states a plan (`planned_for`). `state`: lasts, so a span begins in the window
    of its first date. `needs` are the details without which it says nothing, `wants` those usually told.
    """

    name: str
    level: Level
    status: str | None
    means: str
    moves: frozenset[str | None] = frozenset()
    else_signal: bool = False
    flag: str | None = None
    clears: frozenset[str] = frozenset()
    per_party: bool = False
    standing: str | None = None
    planning: bool = False
    state: bool = False
    signal: bool = False
    needs: tuple[str, ...] = ()
    wants: tuple[str, ...] = ()
    rank: int = 0


_NOTED = frozenset({TERMINATION_ANNOUNCED})
_SIGNALS = (
    ("urged", "somebody calls for it"),
    ("discussed", "it was talked about"),
    ("commented", "an opinion or an analysis"),
    ("referenced", "it was mentioned"),
)


def _table(rows: tuple[Act, ...]) -> Mapping[str, Act]:
    """The rows by name, ranked as they stand: on one day, an earlier row happened first."""
    return {row.name: row._replace(rank=rank) for rank, row in enumerate(rows)}


AGREEMENT_ACTS: Final[Mapping[str, Act]] = _table((
    Act("proposed", "agreement", PROPOSED, "somebody proposes it", moves=UNSIGNED, else_signal=True),
    Act("negotiated", "agreement", "negotiating", "talks on the text", moves=UNSIGNED, else_signal=True),
    Act("agreed", "agreement", "agreed in principle", "the parties agree in principle", moves=UNSIGNED,
        else_signal=True),
    Act("initialled", "agreement", "initialled", "the text is settled and initialled", moves=UNSIGNED),
    Act("approved", "agreement", None, "approved by a party's cabinet or parliament"),
    Act("signing_scheduled", "agreement", "signing scheduled", "the signing is set for planned_for", moves=UNSIGNED,
        planning=True, needs=("planned_for",)),
    Act("postponed", "agreement", "postponed", "the signing is put off", moves=UNSIGNED),
    Act("stalled", "agreement", "stalled", "nothing moves", moves=UNSIGNED, state=True),
    Act("declined", "agreement", None, "a party says no, for now", flag=DECLINED),
    Act("abandoned", "agreement", "abandoned", "given up", moves=UNSIGNED),
    Act("concluded", "agreement", CONCLUDED, "it exists or was struck, stage not told", moves=UNSIGNED,
        else_signal=True),
    Act("signed", "agreement", SIGNED, "signed by all parties, or by those named",
        moves=UNSIGNED | {CONCLUDED, PARTLY_SIGNED}, per_party=True, standing=SIGNED),
    Act("ratified", "agreement", None, "a party is bound: ratification, accession or acceptance", per_party=True,
        standing="ratified"),
    Act("entry_scheduled", "agreement", None, "entry into force is set for planned_for", planning=True,
        needs=("planned_for",)),
    Act("provisionally_applied", "agreement", "provisionally applied", "applied before its entry into force",
        moves=_ALIVE),
    Act("entered_into_force", "agreement", IN_FORCE, "it binds its parties", moves=_ALIVE),
    Act("amended", "agreement", None, "its text was changed"),
    Act("renewed", "agreement", None, "prolonged", clears=_NOTED),
    Act("suspended", "agreement", "suspended", "its operation is suspended", moves=_ALIVE, per_party=True,
        standing="suspended", state=True),
    Act("resumed", "agreement", IN_FORCE, "it operates again", moves=_ALIVE, clears=_NOTED, per_party=True,
        standing=IN_FORCE),
    Act("termination_announced", "agreement", None, "a party says it will end it; not yet a notice",
        flag=TERMINATION_ANNOUNCED),
    Act("notice_served", "agreement", NOTICE_PENDING, "notice of termination or withdrawal, effective on a day",
        moves=_ALIVE, clears=_NOTED, per_party=True, standing=NOTICE_PENDING, wants=("effective",)),
    Act("notice_suspended", "agreement", NOTICE_SUSPENDED, "the notice is held; it stays in force, until a day if told",
        moves=_ALIVE, clears=_NOTED, per_party=True, standing=NOTICE_SUSPENDED),
    Act("notice_revoked", "agreement", IN_FORCE, "the notice is taken back", moves=_ALIVE, clears=_NOTED,
        per_party=True, standing=IN_FORCE),
    Act("withdrawn", "agreement", None, "a party is out; terminated if fewer than two are left", moves=_ANY,
        clears=_NOTED, per_party=True, standing=WITHDRAWN, wants=("by",)),
    Act("terminated", "agreement", TERMINATED, "ended", moves=_ANY, clears=_NOTED),
    Act("expired", "agreement", "expired", "its term ran out", moves=_ANY, clears=_NOTED),
    Act("superseded", "agreement", "superseded", "replaced by its successor", moves=_ANY, clears=_NOTED,
        wants=("successor",)),
    *(Act(name, "agreement", None, means, signal=True) for name, means in _SIGNALS),
))

SERIES_ACTS: Final[Mapping[str, Act]] = _table((
    Act("established", "series", PLANNED, "planned as a regular series; active once a round is held",
        moves=frozenset({None, *SERIES_OVER}), else_signal=True),
    Act("cadence_set", "series", None, "a round is to be held at this interval (every)", needs=("every",)),
    Act("proposed", "round", PROPOSED, "a round is proposed", moves=_FALLEN | {PROPOSED}, else_signal=True,
        planning=True),
    Act("agreed", "round", "agreed", "the parties agree to hold a round", moves=_FALLEN | {PROPOSED, "agreed"},
        else_signal=True, planning=True),
    Act("scheduled", "round", "scheduled", "a round is set for planned_for", moves=_ANY_ROUND - {HELD, OPENED},
        planning=True, needs=("planned_for",)),
    Act("opened", "round", OPENED, "a round began; held once its day has passed", moves=_ANY_ROUND - {HELD}),
    Act("held", "round", HELD, "a round took place", moves=_ANY_ROUND - {HELD}),
    Act("postponed", "round", "postponed", "a round is put off", moves=_ANY_ROUND - {HELD, OPENED}),
    Act("cancelled", "round", "cancelled", "a round is called off", moves=_ANY_ROUND - {HELD}),
    Act("declined", "round", "declined", "a party declines a round", moves=_ANY_ROUND - {HELD, OPENED}),
    Act("suspended", "series", SUSPENDED, "no rounds until further notice", moves=_ANY_SERIES - SERIES_OVER,
        state=True),
    Act("resumption_agreed", "series", RESUMPTION_AGREED, "to meet again; active once a round is held",
        moves=_ANY_SERIES),
    Act("ended", "series", "ended", "the series is over", moves=_ANY_SERIES),
    Act("collapsed", "series", "collapsed", "the series broke down", moves=_ANY_SERIES),
    *(Act(name, "series", None, means, signal=True) for name, means in _SIGNALS),
))

ACTS: Final[Mapping[str, Mapping[str, Act]]] = {"agreement": AGREEMENT_ACTS, "series": SERIES_ACTS}
KINDS: Final = tuple(ACTS)
CERTAINTIES: Final = ("asserted", "possible", "denied")
ATTRIBUTIONS: Final = ("on_record", "anonymous", "media", "author", "analyst", "document")

OPTIONS: Final[Mapping[str, str]] = {
    "occurred": "--on", "planned_for": "--for", "effective": "--effective", "until": "--until", "every": "--every",
    "by": "--by", "place": "--place", "round": "--round", "successor": "--successor", "confirms": "--confirms",
    "certainty": "--certainty", "attribution": "--attribution", "grade": "--grade", "said": "--said",
    "note": "--note",
}
"""The details of a report, and the command line's option for each."""

OTHER_WORDS: Final[Mapping[str, str]] = {
    "accepted": "ratified", "acceded": "ratified", "adopted": "agreed", "delayed": "postponed", "met": "held",
    "extended": "renewed", "left": "withdrawn", "quit": "withdrawn", "scrapped": "terminated", "revived": "resumed",
    "denied": "--certainty denied, with the act that is denied",
}
"""Words that people try first, and what stands for them here."""


def all_acts() -> list[str]:
    """Every act word of either kind, once, in the order of the tables."""
    return list(dict.fromkeys([*AGREEMENT_ACTS, *SERIES_ACTS]))
