"""`verify`: what was looked at in a log, a record or a proof, and what was found."""

from __future__ import annotations

import os
import pathlib
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.context import App, note, say, write
from tracker.cli.options import format_option
from tracker.cli.progress import Bar
from tracker.errors import CheckFailed, NotFound, UsageError

if TYPE_CHECKING:
    from tracker.checkpoint import Checkpoint, VerifierKey
    from tracker.proofs import InclusionProof
    from tracker.verifying import Check, Given, Verdict, Verified

FOUND = 1
"""The exit code where something was found."""


@click.command()
@click.option("--checkpoint", "files", multiple=True, metavar="FILE",
              help="A file of checkpoints that was kept elsewhere (repeatable).")
@click.option("--public-key", "keys", multiple=True, metavar="KEY",
              help="A verifier key that you believe, or a file of such keys (repeatable; default: your own).")
@click.option("--full", is_flag=True, help="Compare the read model of every subject, however long the log is.")
@click.option("--quick", is_flag=True, help="Leave out the read model, and SQLite's check of its indexes.")
@click.option("--proof", metavar="FILE", help="Check a proof of `tracker prove` instead; no log is needed.")
@click.option("--record", metavar="DIR", help="Check the JSON Lines files in DIR against DIR/CHECKPOINT instead.")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@format_option("table", "json")
@click.pass_obj
def verify_command(
    app: App, files: tuple[str, ...], keys: tuple[str, ...], full: bool, quick: bool, proof: str | None,
    record: str | None, as_json: bool, format: str,
) -> int:
    """Look for damage and tampering in the log, and compare it with checkpoints.

    Looks at the file (SQLite's own check), at every event (positions, canonical bytes, ids, columns, times, form,
    references), at the read model (as a replay gives it), and at every checkpoint: those kept beside the log, and those
    that you kept elsewhere. What is found is said, and the exit code is 1.

    Nothing here can tell that a log was never touched. It can tell that the log is consistent with a checkpoint; so
    what counts are checkpoints that were out of reach of whoever could write the log.

    The read model of a log of more than 20,000 events is compared for some subjects, drawn by lot; --full compares
    all, which takes about as long as `tracker rebuild`.

    \b
    Examples:
      tracker verify
      tracker verify --checkpoint from-a-colleague --public-key desk.pub
      tracker verify --proof gsomia.tlog-proof --public-key desk.pub
      tracker verify --record events
    """
    from tracker.cli.keys import verifier_keys

    format = "json" if as_json else format
    if full and quick:
        raise UsageError("--full and --quick contradict each other.", todo="Give one of them.")
    if proof is not None and record is not None:
        raise UsageError("--proof and --record are two different things.", todo="Give one of them.")
    known = verifier_keys(keys)
    if proof is not None:
        return _verify_proof(proof, files, known, format)
    if record is not None:
        return _verify_record(pathlib.Path(record), files, known, bool(keys), format)
    return _verify_log(app, files, known, bool(keys), full, quick, format)


def _verify_log(
    app: App, files: tuple[str, ...], known: list[VerifierKey], are_named: bool, full: bool, quick: bool, format: str
) -> int:
    from tracker.cli import checkpoints
    from tracker.render.listing import json_text
    from tracker.verifying import as_json, verify

    where = app.where()
    own = checkpoints.own_file(where)
    given: list[Given] = []
    unread: list[str] = []
    if os.path.exists(own):
        given += _given(own, False, unread)
    for file in files:
        if not (os.path.exists(own) and os.path.exists(file) and os.path.samefile(own, file)):
            given += _given(file, True, unread)
    with app.open() as log, Bar() as bar:
        found = verify(log, given, known, keys_named=are_named, full=full, quick=quick, progress=bar.show,
                       cores=os.cpu_count() or 1)
    check = found.checks[-1]
    for line in unread:
        check.add(line)
    if format == "json":
        write(json_text(as_json(found)) + "\n")
    else:
        _tell(found)
    return FOUND if found.findings else 0


def _given(path: str, is_outside: bool, unread: list[str]) -> list[Given]:
    """The checkpoints of a file; what cannot be read as one is a finding."""
    from tracker.cli import checkpoints
    from tracker.errors import BadInput
    from tracker.verifying import Given

    shown = checkpoints.shown(path)
    leaves = partial(checkpoints.read_leaves, path)
    try:
        return [Given(one, shown, is_outside, leaves) for one in checkpoints.read(path)]
    except BadInput as error:
        unread.append(error.happened)
        return []


# In words


def _tell(found: Verified) -> None:
    size = found.head.size
    say(f"{found.where}: {_events(size)}" + (f", positions 1 to {size:,}" if size else ""))
    say("")
    for check in found.checks:
        if check.kind == "checkpoints":
            _tell_checkpoints(check, found)
            continue
        mark = "found" if check.count else "-" if check.note.startswith("not") else "ok"
        said = check.title if not check.note else f"{check.title}: {check.note}"
        say(f"{mark:<6} {said}")
        _tell_findings(check)
    say("")
    _tell_coverage(found)
    say(f"{found.findings:,} finding{'' if found.findings == 1 else 's'}." if found.findings else "Nothing was found.")


def _tell_findings(check: Check) -> None:
    for one in check.found:
        say(f"         {f'position {one.position}: ' if one.position is not None else ''}{one.says}")
    if check.count > len(check.found):
        say(f"         and {check.count - len(check.found):,} more")


def _tell_checkpoints(check: Check, found: Verified) -> None:
    for one in found.verdicts:
        words = {"consistent": "consistent with", "diverged": "diverged from", "truncated": "shorter than"}[one.verdict]
        say(f"{'found' if one.says else 'ok':<6} {words} the checkpoint of size {one.size:,}"
            f" ({one.where}; {_signed(one)})")
        for line in one.says:
            say(f"         {line}")
    for other in check.found[sum(len(one.says) for one in found.verdicts):]:  # files in which none could be read
        say(f"{'found':<6} {other.says}")


def _signed(one: Verdict) -> str:
    if one.bad:
        return f"BAD signature of {', '.join(one.bad)}"
    if one.signed_by:
        return f"signed by {', '.join(one.signed_by)}"
    return f"signature not checked: unknown key {', '.join(one.unknown)}"


def _tell_coverage(found: Verified) -> None:
    size, outside = found.head.size, found.covered(outside=True)
    if not size:
        return
    if outside >= size:
        say("Checkpoints from outside cover every event.")
    elif outside:
        say(f"No checkpoint from outside covers the last {_events(size - outside)},"
            f" positions {outside + 1:,} to {size:,}.")
    else:
        say(f"No checkpoint from outside covers these {_events(size)}; give one with --checkpoint.")


def _events(count: int) -> str:
    return f"{count:,} event{'' if count == 1 else 's'}"


# A proof, a record


def _verify_proof(path: str, files: tuple[str, ...], known: list[VerifierKey], format: str) -> int:
    from tracker.cli import checkpoints
    from tracker.proofs import LARGEST, InclusionProof, parse
    from tracker.soundness import faults_of_bytes

    try:
        with open(path, "rb") as stream:
            proof = parse(stream.read(LARGEST + 1))
    except FileNotFoundError:
        raise NotFound(f"There is no file {path}.", todo="Check the path; `tracker prove` prints proofs.") from None
    kept = [one for file in files for one in checkpoints.read(file)]
    head = proof.checkpoint
    signed = _trusted(head, kept, known)
    if isinstance(proof, InclusionProof):
        if not proof.holds():
            raise CheckFailed(f"{path} proves nothing: its event is not at position {proof.position} of the log of"
                              f" {head.size} events that its checkpoint tells.", todo="Believe nothing of it.")
        for fault in faults_of_bytes(proof.position, proof.body):
            raise CheckFailed(f"The event in {path} was signed, but it is none: {fault.says}.",
                              todo="Ask whoever gave you the proof what `tracker verify` says of their log.")
        _tell_event(proof, signed, format)
        return 0
    before = next((one for one in kept if one.size == proof.old), None)
    if before is None:
        raise UsageError(f"{path} leads on from a checkpoint of size {proof.old}; which one is it?",
                         todo="Name the file of the checkpoint that you kept: --checkpoint FILE.")
    if not proof.holds(before):
        raise CheckFailed(f"{path} proves nothing: the log of {head.size} events does not begin with what the"
                          f" checkpoint of size {proof.old} signed.", todo="Believe nothing of it.")
    _answer(format, {"proves": "consistency", "origin": head.origin, "from": proof.old, "size": head.size,
                     "signed_by": signed},
            f"{head.origin}: the log of size {head.size:,} begins with the {_events(proof.old)} of the checkpoint"
            f" of size {proof.old:,}{_by(signed)}.")
    return 0


def _trusted(head: Checkpoint, kept: list[Checkpoint], known: list[VerifierKey]) -> list[str]:
    """The names of the keys that signed a checkpoint; none where the reader kept the same head themself."""
    from tracker.checkpoint import signers

    good, bad, unknown = signers(head.note, known)
    if bad:
        raise CheckFailed(f"The signature of {bad[0].name} on the proof's checkpoint is not that key's.",
                          todo="Believe nothing of it.")
    if good or any((one.size, one.root) == (head.size, head.root) for one in kept):
        return [key.name for key in good]
    names = ", ".join(f"{one.name}+{one.key_id.hex()}" for one in unknown)
    if known:
        raise CheckFailed(f"None of the keys named has signed the proof's checkpoint; it is signed by {names}.",
                          todo="Ask whoever gave you the proof, by another way, for their verifier key.")
    raise UsageError(f"Whose proof is it? Its checkpoint is signed by {names}.",
                     todo="Name the key that you believe, --public-key KEY, or a checkpoint that you kept, "
                          "--checkpoint FILE.")


def _tell_event(proof: InclusionProof, signed: list[str], format: str) -> None:
    import json

    head = proof.checkpoint
    _answer(format, {"proves": "inclusion", "origin": head.origin, "position": proof.position, "size": head.size,
                     "signed_by": signed, "event": json.loads(proof.body)},
            f"{head.origin}: this event is at position {proof.position:,} of the log of size {head.size:,}"
            f"{_by(signed)}:\n{proof.body.decode()}")


def _by(signed: list[str]) -> str:
    return f", signed by {signed[0]}" if signed else ", whose checkpoint you kept"


def _answer(format: str, value: dict[str, Any], words: str) -> None:
    from tracker.render.listing import json_text

    if format == "json":
        write(json_text(value) + "\n")
    else:
        say(words)


def _verify_record(
    folder: pathlib.Path, files: tuple[str, ...], known: list[VerifierKey], are_named: bool, format: str
) -> int:
    from tracker.checkpoint import signers
    from tracker.cli import checkpoints
    from tracker.cli.signing import RECORD_FILE
    from tracker.merkle import Tree, leaf_hash
    from tracker.published import published_lines

    kept = [(path, one) for path in (files or (str(folder / RECORD_FILE),)) for one in checkpoints.read(path)]
    tree = Tree()
    roots = {0: tree.root()}
    for line in published_lines(folder):
        tree.add(leaf_hash(line))
        roots[tree.size] = tree.root()
    rows: list[dict[str, Any]] = []
    for path, one in kept:
        good, bad, unknown = signers(one.note, known)
        verdict = ("consistent" if roots.get(one.size) == one.root else
                   "truncated" if one.size > tree.size else "diverged")
        names = [key.name for key in good]
        found = verdict != "consistent" or bool(bad) or (are_named and not good)
        rows.append({"file": path, "size": one.size, "verdict": verdict, "signed_by": names,
                     "bad_signatures": [key.name for key in bad],
                     "unchecked_signatures": [f"{other.name}+{other.key_id.hex()}" for other in unknown],
                     "covers_all": one.size == tree.size, "found": found})
    words = [
        f"{'found' if row['found'] else 'ok':<6} {row['verdict']} with the checkpoint of size {row['size']:,}"
        f" ({row['file']}; " + (f"signed by {', '.join(row['signed_by'])}" if row["signed_by"]
                                else "BAD signature" if row["bad_signatures"] else "signature not checked") + ")"
        for row in rows
    ]
    _answer(format, {"record": str(folder), "lines": tree.size, "checkpoints": rows},
            "\n".join([f"{folder}: {tree.size:,} lines", *words]))
    if not any(row["covers_all"] for row in rows):
        note(f"No checkpoint covers all {tree.size:,} lines.")
    return FOUND if any(row["found"] for row in rows) else 0
