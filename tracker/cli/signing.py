"""`checkpoint`, `prove`: the head of the log, signed and kept; and proofs from it for people without the log."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import click

from tracker.cli.context import App, note, say, write
from tracker.cli.progress import Bar
from tracker.errors import CheckFailed, NotFound, UsageError

if TYPE_CHECKING:
    from tracker.checkpoint import Checkpoint, SigningKey
    from tracker.log import Log
    from tracker.merkle import Stretch

NOTHING_SIGNED = "Nothing was signed."
RECORD_FILE = "CHECKPOINT"


@click.command()
@click.option("--new-key", is_flag=True, help="Make the key that signs, and print its verifier key.")
@click.option("--name", metavar="NAME", help="With --new-key: what the key and its log are called, such as "
                                             "example.org/agreements.")
@click.option("--key", metavar="FILE", help="The private key (default: $TRACKER_KEY, else in the folder of settings).")
@click.option("--file", metavar="FILE", help="Where checkpoints are kept (default: beside the log, PATH.checkpoint).")
@click.option("--leaves/--no-leaves", default=True,
              help="Keep the hash of each event too, in FILE.leaves, so that `verify` can say which event differs "
                   "(default: yes; 45 bytes an event).")
@click.option("--record", metavar="DIR", help="Sign the JSON Lines files in DIR instead of the log, into "
                                              "DIR/CHECKPOINT.")
@click.pass_obj
def checkpoint_command(
    app: App, new_key: bool, name: str | None, key: str | None, file: str | None, leaves: bool, record: str | None
) -> None:
    """Sign the log's head, print the signed note, and keep it.

    A checkpoint says how many events the log has, and the root of the Merkle tree over them (RFC 6962), signed with
    your key (Ed25519; a C2SP signed note). Whoever keeps one can later see whether the log still begins with the very
    same events: `tracker verify --checkpoint FILE`. So keep it where nobody who may write the log can change it: under
    version control, with a colleague, in print.

    A head that does not go on from the last checkpoint kept is not signed. Signing the same head again adds nothing.

    \b
    Examples:
      tracker checkpoint --new-key --name example.org/agreements
      tracker checkpoint
      tracker checkpoint --file ../evidence/CHECKPOINT --key ~/keys/desk.key
    """
    from tracker.cli.keys import key_path

    path = key_path(key)
    if name is not None and not new_key:
        raise UsageError("--name is for a new key.", todo="Give --new-key too, or leave --name out.")
    if new_key:
        _make_key(path, name)
        return
    if record is not None:
        _sign_record(record, path, file)
        return
    _sign_log(app, path, file, leaves)


def _make_key(path: str, name: str | None) -> None:
    from tracker.cli.keys import PUBLIC, make_key

    made = make_key(path, name or f"agreement-log/{secrets.token_hex(4)}")
    say(str(made.verifier))
    note(f"Made a key, {path}. Keep it to yourself, and a copy of it in a safe place.\n"
         f"The line above is its verifier key, also in {path}{PUBLIC}: give it to those who will check.\n"
         "Next: `tracker checkpoint`.")


def _sign_log(app: App, path: str, file: str | None, leaves: bool) -> None:
    from tracker.checkpoint import sign
    from tracker.cli import checkpoints
    from tracker.cli.keys import signing_key
    from tracker.merkle import Tree
    from tracker.verifying import leaf_hashes

    where = app.where()
    target = file or checkpoints.shown(checkpoints.own_file(where))
    with app.open() as log, signing_key(path) as key, Bar() as bar:
        kept = checkpoints.read(target) if os.path.exists(target) else []
        own = [one for one in kept if one.origin == key.name]
        tree = Tree()
        roots = {0: tree.root()}
        sizes = {one.size for one in own}
        for leaf in leaf_hashes(log, bar.show):
            tree.add(leaf)
            if tree.size in sizes:
                roots[tree.size] = tree.root()
        root = tree.root()
        _refuse_split_view(own, key, roots, target, where)
        same = [one for one in own if one.size == tree.size and one.note.signed_by(key.verifier)]
        made = same[-1] if same else sign(key, tree.size, root)
        if leaves:
            size = tree.size
            checkpoints.write_leaves(target, _first(leaf_hashes(log, bar.show), size))
        # A crash here leaves more leaf hashes than the last checkpoint has: they are not believed without it.
        if not same:
            checkpoints.write(target, [*kept, made])
    write(str(made))
    told = f"{made.size:,} event{'' if made.size == 1 else 's'}"
    note(f"The checkpoint of these {told} is in {target} already; nothing was added." if same
         else f"Signed {told}, as {key.name}; kept in {target}.")


def _first(leaves: Iterable[bytes], size: int) -> Iterable[bytes]:
    from itertools import islice

    return islice(leaves, size)


def _refuse_split_view(
    own: Sequence[Checkpoint], key: SigningKey, roots: dict[int, bytes], target: str, where: str
) -> None:
    """A log never signs two heads of which one does not go on from the other (C2SP tlog-checkpoint)."""
    for one in own:
        if one.note.signed_by(key.verifier) is False:
            raise CheckFailed(f"A checkpoint in {target} bears this key's name, and a signature that is not its own.",
                              saved=NOTHING_SIGNED, todo="Put back the file as it was kept, from a copy.")
        if roots.get(one.size) != one.root:
            shorter = one.size not in roots
            raise CheckFailed(
                f"{where} does not go on from the checkpoint of size {one.size} in {target}: "
                + ("it has fewer events." if shorter else "its first events are others."),
                saved=NOTHING_SIGNED,
                todo="`tracker verify` says where they part. If this is another log: sign it with a key of its own, "
                     "or keep its checkpoints in another file, --file FILE.")


def _sign_record(record: str, path: str, file: str | None) -> None:
    import pathlib

    from tracker.checkpoint import sign
    from tracker.cli import checkpoints
    from tracker.cli.keys import signing_key
    from tracker.merkle import leaf_hash, root_of
    from tracker.published import published_lines

    hashes = [leaf_hash(line) for line in published_lines(pathlib.Path(record))]
    target = file or os.path.join(record, RECORD_FILE)
    with signing_key(path) as key:
        kept = checkpoints.read(target) if os.path.exists(target) else []
        last = kept[-1] if kept else None
        same = last is not None and (last.size, last.root) == (len(hashes), root_of(hashes))
        if last is not None and same and last.note.signed_by(key.verifier):
            made = last
        else:
            made = sign(key, len(hashes), root_of(hashes))
            checkpoints.write(target, [made])
    write(str(made))
    if made is last:
        note(f"The checkpoint of these {made.size:,} lines is in {target} already; nothing was changed.")
        return
    note(f"Signed {made.size:,} lines, as {key.name}; kept in {target}.")
    if last is not None and root_of(hashes[:last.size]) != last.root:
        note(f"The checkpoint of {last.size:,} lines that was there is replaced; the lines do not go on from it.")


@click.command()
@click.argument("event", required=False)
@click.option("--from", "old", type=click.IntRange(min=0), metavar="SIZE",
              help="Prove that the log only grew since it had SIZE events.")
@click.option("--file", metavar="FILE", help="The checkpoints to prove from (default: beside the log).")
@click.pass_obj
def prove_command(app: App, event: str | None, old: int | None, file: str | None) -> None:
    """Print a proof that a colleague can check without the log.

    Of an EVENT (its first hex digits): that it is in the log, whole, at its position, under the last checkpoint kept.
    The proof holds the event, a few hashes and the signed checkpoint, as C2SP tlog-proof has it. With --from: that
    the log of the last checkpoint begins with what an earlier checkpoint signed.

    \b
    Examples:
      tracker prove 09e848d9 > gsomia.tlog-proof
      tracker verify --proof gsomia.tlog-proof --public-key desk.pub
      tracker prove --from 102 > grown.proof
      tracker verify --proof grown.proof --checkpoint the-one-i-kept --public-key desk.pub
    """
    from tracker.cli import checkpoints
    from tracker.cli.explain import find_event
    from tracker.merkle import Stretch, consistency_stretches, inclusion_stretches
    from tracker.proofs import ConsistencyProof, InclusionProof

    if (event is None) == (old is None):
        raise UsageError("Name an event, or a size with --from; one of the two.",
                         todo="`tracker log` lists the events, `tracker checkpoint` prints sizes.")
    where = app.where()
    target = file or checkpoints.shown(checkpoints.own_file(where))
    with app.open() as log, Bar() as bar:
        found = find_event(log, event) if event is not None else None
        if not os.path.exists(target):
            raise NotFound(f"There is no checkpoint to prove from: no file {target}.",
                           todo="Sign one with `tracker checkpoint`, or name a file of checkpoints with --file.")
        last = max(checkpoints.read(target), key=lambda one: one.size)
        needed = found.position if found is not None else old or 0
        if last.size < needed:
            raise NotFound(f"The last checkpoint in {target} has {last.size} events; {needed} are needed.",
                           todo="Sign the head with `tracker checkpoint`, then prove.")
        stretches = (inclusion_stretches(found.position - 1, last.size) if found is not None
                     else consistency_stretches(needed, last.size))
        *path, root = _roots(log, [*stretches, Stretch(0, last.size)], last, bar.show)
    if root != last.root:
        raise CheckFailed(f"{where} is not what the checkpoint of size {last.size} in {target} signed.",
                          todo="Nothing can be proved from it. `tracker verify` says where they part.")
    if found is not None:
        write(str(InclusionProof(found.body, found.position, tuple(path), last)))
    else:
        write(str(ConsistencyProof(needed, tuple(path), last)))


def _roots(
    log: Log, stretches: Sequence[Stretch], last: Checkpoint, progress: Callable[[str, int, int], None]
) -> list[bytes]:
    """The roots over stretches, and over the whole as the last of them: in one pass each."""
    from tracker.merkle import roots_of_stretches
    from tracker.verifying import leaf_hashes

    *parts, whole = stretches
    try:
        return [
            *(roots_of_stretches(leaf_hashes(log, progress), parts) if parts else ()),
            *(roots_of_stretches(leaf_hashes(log, progress), [whole]) if last.size else (last.root,)),
        ]
    except ValueError as error:
        raise CheckFailed(f"The log has fewer than the {last.size} events of the checkpoint ({error}).",
                          todo="Nothing can be proved from it. `tracker verify` says what is missing.") from None

