"""What is written from the code: `events/schema.json` and `docs/acts.md`. `python -m tracker.generate`.

The rule kept here: both come from the tables and the models alone, and a test holds that they are current.
"""

from __future__ import annotations

import json
import pathlib
import sys
from collections.abc import Iterable, Mapping

from tracker.vocabulary import (
    ACTS,
    AGREEMENT_STATUSES,
    CONCLUDED,
    OVER,
    PARTLY_SIGNED,
    ROUND_STATUSES,
    SERIES_OVER,
    SERIES_STATUSES,
    UNSIGNED,
    Act,
)

ROOT = pathlib.Path(__file__).resolve().parent.parent

INTRODUCTION = """\
# Acts and statuses

This page is generated from `tracker/vocabulary.py` (`make docs`); `tracker acts` prints the same table.
An act says what an event reports; the status is what it leads to. "As before" leaves the status alone.
"Moves from" are the statuses an act can follow; from any other it is kept without moving anything, as a
plain signal where the table says so, otherwise under the flag *out of order*.
"""

GROUPS: tuple[tuple[frozenset[str | None], str], ...] = (
    (UNSIGNED, "unsigned"),
    (UNSIGNED | {CONCLUDED, PARTLY_SIGNED}, "unsigned, concluded, partly signed"),
    (frozenset({None, *AGREEMENT_STATUSES}) - OVER, "anything but terminated, expired, superseded"),
    (frozenset({None, *AGREEMENT_STATUSES}), "anything"),
    (frozenset({None, *SERIES_STATUSES}) - SERIES_OVER, "anything but ended, collapsed"),
    (frozenset({None, *SERIES_STATUSES}), "anything"),
)


def schema() -> str:
    """The JSON Schema of one content, as `events/schema.json` holds it."""
    from tracker.events import json_schema

    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def acts_page() -> str:
    """The page of acts and statuses, with a state diagram for each level (Mermaid)."""
    agreement, series = ACTS["agreement"], ACTS["series"]
    rounds = {name: act for name, act in series.items() if act.level == "round"}
    own = {name: act for name, act in series.items() if act.level == "series"}
    return "\n".join([
        INTRODUCTION,
        "## Agreements\n", *_table(agreement), "", *_agreement_diagram(agreement), "",
        "## Meeting series\n", *_table(own), "", *_diagram(own, SERIES_STATUSES), "",
        "A round that is held makes its series *active*. *Dormant* is derived: no round held for two intervals.\n",
        "## Rounds of a series\n", *_table(rounds), "", *_diagram(rounds, ROUND_STATUSES), "",
        "*Overdue* is derived: the planned window has wholly passed, and nothing more was reported.", "",
    ])


def _table(acts: Mapping[str, Act]) -> list[str]:
    rows = ["| act | status after | moves from | needs | meaning |", "|---|---|---|---|---|"]
    for act in acts.values():
        needs = ", ".join(f"`{detail}`" for detail in act.needs)
        status = act.status if act.moves else "as before"
        rows.append(f"| `{act.name}` | {status or 'as before'} | {_from(act)} | {needs} | {_meaning(act)} |")
    return rows


def _from(act: Act) -> str:
    if act.signal:
        return "signal: never moves"
    if not act.moves:
        return ""
    named = next((name for group, name in GROUPS if group == act.moves), None)
    told = named or ", ".join(sorted(status or "nothing" for status in act.moves))
    return f"{told}; else a signal" if act.else_signal else told


def _meaning(act: Act) -> str:
    notes = [act.means]
    if act.per_party:
        notes.append("per party")
    if act.flag:
        notes.append(f"flag *{act.flag}*")
    return "; ".join(notes)


def _node(status: str) -> str:
    return status.replace(" ", "_")


def _agreement_diagram(acts: Mapping[str, Act]) -> list[str]:
    """Statuses in nested groups, so that an act that follows any of a group is one arrow."""
    lines = ["```mermaid", "stateDiagram-v2", "  direction LR", "  [*] --> alive", "  state alive {"]
    lines += ["    state unsigned {"]
    lines += [f"      {_node(status)}" for status in AGREEMENT_STATUSES if status in UNSIGNED]
    lines += ["    }"]
    alive = [status for status in AGREEMENT_STATUSES if status not in UNSIGNED and status not in OVER]
    lines += [f"    {_node(status)}" for status in alive]
    for act in acts.values():
        if act.status is None:
            continue
        if act.moves == UNSIGNED:
            lines.append(f"    unsigned --> {_node(act.status)}: {act.name}")
        elif act.moves == UNSIGNED | {CONCLUDED, PARTLY_SIGNED}:
            lines += [f"    {start} --> {_node(act.status)}: {act.name}"
                      for start in ("unsigned", _node(CONCLUDED), _node(PARTLY_SIGNED))]
            lines.append(f"    unsigned --> {_node(PARTLY_SIGNED)}: {act.name} by some")
    lines.append("  }")
    for act in acts.values():
        if act.status is not None and None in act.moves and "signed" in act.moves:
            lines.append(f"  alive --> {_node(act.status)}: {act.name}")
    return [*lines, "```"]


def _diagram(acts: Mapping[str, Act], statuses: Iterable[str]) -> list[str]:
    lines = ["```mermaid", "stateDiagram-v2", "  direction LR"]
    for act in acts.values():
        if act.status is None:
            continue
        starts = ["[*]"] if None in act.moves else []
        starts += [_node(status) for status in statuses if status in act.moves and status != act.status]
        lines += [f"  {start} --> {_node(act.status)}: {act.name}" for start in starts
                  if start not in ("overdue", "dormant")]
    return [*lines, "```"]


def main() -> None:
    """Write both files into a checkout."""
    for path, text in ((ROOT / "events" / "schema.json", schema()), (ROOT / "docs" / "acts.md", acts_page())):
        path.write_text(text, encoding="utf-8")
        sys.stdout.write(f"Wrote {path.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
