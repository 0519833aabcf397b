"""`checkpoint`, `prove` and `verify` at the command line: keys, files of checkpoints, proofs, findings, exit codes."""

from __future__ import annotations

import errno
import json
import os
import re
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from commands import ROOT, Cli, Quick, environment

from tracker.checkpoint import SigningKey, VerifierKey, read_file, sign
from tracker.log import open_log
from tracker.verifying import tree_head

NAME = "example.org/desk"


@pytest.fixture
def desk(quick: Quick, monkeypatch: pytest.MonkeyPatch) -> Quick:
    """The example log, and a key to sign it with."""
    quick.example()
    monkeypatch.setenv("TRACKER_KEY", str(quick.folder / "desk.key"))
    quick("checkpoint", "--new-key", "--name", NAME).ok()
    return quick


def public(desk: Quick) -> str:
    return (desk.folder / "desk.key.pub").read_text("utf-8").strip()


def kept(desk: Quick, name: str = "tracker.db.checkpoint") -> list[tuple[str, int]]:
    return [(one.origin, one.size) for one in read_file((desk.folder / name).read_bytes())]


def grow(desk: Quick) -> None:
    desk("subject", "amend", "gsomia", "--alias", f"pact {len(desk.events())}").ok()


def tamper(desk: Quick, *statements: str) -> None:
    connection = sqlite3.connect(desk.log, isolation_level=None)
    for statement in ("DROP TRIGGER log_is_never_updated", "DROP TRIGGER log_is_never_deleted_from", *statements):
        connection.execute(statement)
    connection.close()


# Keys


def test_a_new_key_is_for_its_owner_alone_and_only_its_public_half_is_shown(desk: Quick) -> None:
    done = desk("checkpoint", "--new-key", "--key", "other.key", "--name", "example.org/other").ok()
    path = desk.folder / "other.key"
    secret = path.read_text("utf-8").strip()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert str(SigningKey.parse(secret).verifier) == str(VerifierKey.parse(done.out.strip()))
    hidden = secret.split("+", 4)[4]  # what follows may hold a plus too
    assert hidden not in done.out + done.err and hidden.encode() not in desk.log.read_bytes()
    assert (desk.folder / "other.key.pub").read_text("utf-8") == done.out


@pytest.mark.parametrize("what", ["key", "file", "link", "folder"])
def test_a_key_is_never_written_over(desk: Quick, what: str) -> None:
    path = desk.folder / "there"
    if what == "key":
        desk("checkpoint", "--new-key", "--key", "there").ok()
    elif what == "file":
        path.write_bytes(b"mine")
    elif what == "link":
        path.symlink_to("nowhere")
    else:
        path.mkdir()
    before = path.read_bytes() if path.is_file() else None
    done = desk("checkpoint", "--new-key", "--key", "there")
    assert done.code == 73 and "never written over" in done.said and "No key was made." in done.said
    assert (path.read_bytes() if path.is_file() else None) == before
    assert not (desk.folder / "nowhere").exists()


def test_the_mask_of_the_user_opens_no_key(cli: Cli) -> None:
    code = ("import os, sys; os.umask(0); sys.argv[1:] = ['checkpoint', '--new-key', '--key', 'k'];"
            " from tracker.cli import main; sys.exit(main())")
    subprocess.run([sys.executable, "-c", code], cwd=cli.folder, env=environment(), check=True, capture_output=True)
    assert stat.S_IMODE((cli.folder / "k").stat().st_mode) == 0o600


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_key_that_others_may_read_is_not_used(desk: Quick, mode: int) -> None:
    (desk.folder / "desk.key").chmod(mode)
    done = desk("checkpoint")
    assert done.code == 77 and f"its mode is {mode:o}" in done.said and "chmod 600" in done.said
    assert not (desk.folder / "tracker.db.checkpoint").exists()


@pytest.mark.parametrize("content", [b"", b"PRIVATE+KEY+a+b+c\n", b"\xff" * 90, b"x" * 10_000, b"PRIVATE+KEY+" * 9])
def test_a_file_that_is_no_key_signs_nothing(desk: Quick, content: bytes) -> None:
    (desk.folder / "desk.key").write_bytes(content)
    done = desk("checkpoint")
    assert done.code == 78 and "holds no private key" in done.said and "Nothing was saved." in done.said


def test_without_a_key_it_says_how_to_make_one(quick: Quick, tmp_path: Path) -> None:
    quick.example()
    done = quick("checkpoint", env={"HOME": str(tmp_path / "home"), "XDG_CONFIG_HOME": str(tmp_path / "config")})
    assert done.code == 66 and "`tracker checkpoint --new-key`" in done.said


def test_the_key_is_kept_in_the_folder_of_settings(quick: Quick, tmp_path: Path) -> None:
    quick.example()
    env = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    quick("checkpoint", "--new-key", env=env).ok()
    assert quick("checkpoint", env=env).ok().out.startswith("agreement-log/")
    assert "signed by agreement-log/" in quick("verify", env=env).ok().out
    assert stat.S_IMODE((tmp_path / "config" / "tracker").stat().st_mode) == 0o700


def test_a_name_that_no_note_can_hold_is_refused(desk: Quick) -> None:
    done = desk("checkpoint", "--new-key", "--key", "k", "--name", "two words")
    assert done.code == 65 and not (desk.folder / "k").exists()
    assert desk("checkpoint", "--name", "x").code == 2


# Checkpoints


def test_a_checkpoint_is_printed_and_kept(desk: Quick) -> None:
    done = desk("checkpoint").ok()
    assert re.fullmatch(rf"{NAME}\n102\n\S{{44}}\n\n— {NAME} \S+\n", done.out)
    assert "Signed 102 events" in done.said
    assert (desk.folder / "tracker.db.checkpoint").read_text("utf-8") == done.out
    assert len((desk.folder / "tracker.db.checkpoint.leaves").read_text("ascii").splitlines()) == 102


def test_the_same_head_again_adds_nothing(desk: Quick) -> None:
    first = desk("checkpoint").ok()
    before = (desk.folder / "tracker.db.checkpoint").read_bytes()
    again = desk("checkpoint").ok()
    assert again.out == first.out and "nothing was added" in again.said
    assert (desk.folder / "tracker.db.checkpoint").read_bytes() == before


def test_checkpoints_are_added_one_after_the_other(desk: Quick) -> None:
    desk("checkpoint").ok()
    first = (desk.folder / "tracker.db.checkpoint").read_text("utf-8")
    grow(desk)
    second = desk("checkpoint").ok().out
    assert (desk.folder / "tracker.db.checkpoint").read_text("utf-8") == f"{first}\n{second}"
    assert kept(desk) == [(NAME, 102), (NAME, 103)]


def test_an_empty_log_is_signed_too(desk: Quick) -> None:
    desk("init", "empty.db").ok()
    assert desk("--log", "empty.db", "checkpoint").ok().out.split("\n")[1] == "0"
    assert desk("--log", "empty.db", "verify").ok().out.count("consistent with the checkpoint of size 0") == 1


def test_the_file_may_be_elsewhere_and_a_link_stays_a_link(desk: Quick) -> None:
    (desk.folder / "git").mkdir()
    (desk.folder / "here").symlink_to("git/CHECKPOINT")
    desk("checkpoint", "--file", "here", "--no-leaves").ok()
    grow(desk)
    desk("checkpoint", "--file", "here", "--no-leaves").ok()
    assert (desk.folder / "here").is_symlink() and kept(desk, "git/CHECKPOINT") == [(NAME, 102), (NAME, 103)]
    assert sorted(path.name for path in (desk.folder / "git").iterdir()) == ["CHECKPOINT"]


@pytest.mark.parametrize(("statement", "says"), [
    ("UPDATE log SET body = replace(body, '2012-06', '2012-07') WHERE position = 39", "its first events are others"),
    ("DELETE FROM log WHERE position > 90", "it has fewer events"),
    ("DELETE FROM log WHERE position = 50", "position 50"),
])
def test_a_head_that_does_not_go_on_from_the_last_is_not_signed(desk: Quick, statement: str, says: str) -> None:
    desk("checkpoint").ok()
    before = (desk.folder / "tracker.db.checkpoint").read_bytes()
    tamper(desk, statement)
    done = desk("checkpoint")
    assert done.code == 1 and says in done.said and "`tracker verify`" in done.said and not done.out
    assert (desk.folder / "tracker.db.checkpoint").read_bytes() == before


def test_another_log_is_not_signed_into_the_same_file(desk: Quick) -> None:
    desk("checkpoint", "--file", "kept").ok()
    desk("init", "other.db").ok()
    done = desk("--log", "other.db", "checkpoint", "--file", "kept")
    assert done.code == 1 and "a key of its own" in done.said and kept(desk, "kept") == [(NAME, 102)]


def test_a_file_of_checkpoints_that_was_spoilt_is_not_added_to(desk: Quick) -> None:
    desk("checkpoint").ok()
    path = desk.folder / "tracker.db.checkpoint"
    whole = path.read_bytes()
    for spoilt, code in ((whole[:-1], 65), (b"", 65), (whole.replace(b"\n102\n", b"\n101\n"), 1)):
        path.write_bytes(spoilt)
        assert desk("checkpoint").code == code
        assert path.read_bytes() == spoilt


def test_two_who_sign_at_once_lose_no_checkpoint(desk: Quick) -> None:
    environs = environment({"TRACKER_KEY": str(desk.folder / "desk.key")})
    running = [subprocess.Popen([sys.executable, "-m", "tracker", "checkpoint"], cwd=desk.folder, env=environs,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(3)]
    outs = {one.communicate(timeout=60)[0] for one in running}
    assert {one.returncode for one in running} == {0} and len(outs) == 1
    assert kept(desk) == [(NAME, 102)]


@pytest.mark.parametrize("failing", ["replace", "fsync"])
def test_a_full_disk_leaves_the_checkpoints_as_they_were(
    desk: Quick, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    desk("checkpoint").ok()
    grow(desk)
    before = {path.name: path.read_bytes() for path in desk.folder.iterdir() if "checkpoint" in path.name}

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(f"tracker.cli.files.os.{failing}", full)
        done = desk("checkpoint")
    assert done.code == 74 and not done.out
    assert {path.name: path.read_bytes() for path in desk.folder.iterdir() if "checkpoint" in path.name} == before
    desk("checkpoint").ok()
    assert kept(desk) == [(NAME, 102), (NAME, 103)]


# verify


def verdicts(desk: Quick, *options: str) -> Any:
    done = desk("verify", "--json", *options)
    assert done.code in (0, 1)
    return json.loads(done.out)


def test_a_sound_log_is_consistent_and_never_called_untampered(desk: Quick) -> None:
    desk("checkpoint").ok()
    done = desk("verify").ok()
    assert "consistent with the checkpoint of size 102 (tracker.db.checkpoint; signed by example.org/desk)" in done.out
    assert "No checkpoint from outside covers these 102 events" in done.out and "Nothing was found." in done.out
    assert "tampered" not in done.out


def test_checkpoints_from_outside_are_counted_apart(desk: Quick) -> None:
    (desk.folder / "colleagues").write_text(desk("checkpoint").ok().out, encoding="utf-8")
    grow(desk)
    done = desk("verify", "--checkpoint", "colleagues").ok()
    assert "No checkpoint from outside covers the last 1 event, positions 103 to 103." in done.out
    told = verdicts(desk, "--checkpoint", "colleagues")
    assert (told["covered"], told["covered_outside"], told["uncovered_outside"]) == (102, 102, 1)
    assert verdicts(desk, "--checkpoint", "tracker.db.checkpoint")["covered_outside"] == 0  # the log's own


def test_what_is_found_is_told_and_the_exit_code_is_1(desk: Quick) -> None:
    desk("checkpoint").ok()
    tamper(desk, "UPDATE log SET body = replace(body, '2012-06', '2012-07') WHERE position = 39")
    done = desk("verify")
    assert done.code == 1
    for words in ("the trigger log_is_never_updated is missing", "position 39: its id is", "position 39 is the first",
                  "diverged from the checkpoint of size 102", "findings."):
        assert words in done.out, done
    told = verdicts(desk)
    assert told["findings"] == sum(check["count"] for check in told["checks"])
    assert {check["check"] for check in told["checks"] if check["result"] == "found"} == {
        "schema", "ids", "read model", "checkpoints"}
    assert told["checkpoints"][0]["differs_at"] == 39


def test_json_and_format_json_are_the_same(desk: Quick) -> None:
    assert desk("verify", "--json").ok().out == desk("verify", "--format", "json").ok().out


def test_whose_signature_it_is_is_said(desk: Quick, tmp_path: Path) -> None:
    desk("checkpoint").ok()
    desk("checkpoint", "--new-key", "--key", "other.key", "--name", "example.org/other").ok()
    done = desk("verify", "--public-key", "other.key.pub")
    assert done.code == 1 and "none of the keys named has signed it; it is signed by example.org/desk+" in done.out
    assert "signed by example.org/desk" in desk("verify", "--public-key", public(desk)).ok().out
    unknown = desk("verify", env={"TRACKER_KEY": str(tmp_path / "none")}).ok()
    assert "signature not checked: unknown key example.org/desk+" in unknown.out


def test_a_note_without_a_signature_or_with_another_is_a_finding(desk: Quick) -> None:
    whole = desk("checkpoint").ok().out
    text, _, signature = whole.rpartition("\n\n")
    with open_log(str(desk.log)) as log:
        head = tree_head(log)
    wrong = str(sign(SigningKey.parse((desk.folder / "desk.key").read_text("utf-8").strip()), 5, head.root))
    for note, words in (
        (f"{text}\n", "no signed note"), (f"{text}\n\n", "no signed note"),
        (whole.replace("\n102\n", "\n5\n"), "is not that key's"), (wrong, "diverged from the checkpoint of size 5"),
        (f"{text}\n\n— someone.else {signature.split(' ')[2]}", "none of the keys named has signed"),
    ):
        (desk.folder / "note").write_text(note, encoding="utf-8")
        done = desk("verify", "--checkpoint", "note", "--public-key", public(desk))
        assert done.code == 1 and words in done.out, (note, done)


def test_a_missing_file_of_checkpoints_is_not_found(desk: Quick) -> None:
    assert desk("verify", "--checkpoint", "nothing").code == 66
    assert desk("verify", "--public-key", "nothing").code == 66
    assert desk("verify", "--public-key", "a+b+c").code == 65
    assert desk("verify", "--full", "--quick").code == 2


def test_verify_changes_nothing_and_needs_no_write_access(desk: Quick) -> None:
    desk("checkpoint").ok()
    desk.log.chmod(0o444)
    before = {path.name: path.read_bytes() for path in desk.folder.iterdir()}
    desk("verify").ok()
    desk("verify", "--quick").ok()
    assert {path.name: path.read_bytes() for path in desk.folder.iterdir()} == before


def test_what_stands_in_a_log_does_not_reach_the_terminal_as_it_is(desk: Quick) -> None:
    tamper(desk, "UPDATE log SET subject = char(27) || '[2J' || char(8238) WHERE position = 39")
    done = desk("verify")
    assert done.code == 1 and "\x1b" not in done.out and "\u202e" not in done.out and "position 39" in done.out


def test_leaf_hashes_that_are_not_the_checkpoints_are_not_believed(desk: Quick) -> None:
    desk("checkpoint").ok()
    tamper(desk, "UPDATE log SET body = replace(body, '2012-06', '2012-07') WHERE position = 39")
    path = desk.folder / "tracker.db.checkpoint.leaves"
    lines = path.read_text("ascii").splitlines(keepends=True)
    for wrong in ([*lines[:10], lines[11], *lines[11:]], lines[:50], ["what\n"], [*lines[:3], "\xff\n", *lines[4:]]):
        path.write_text("".join(wrong), encoding="latin-1")
        assert verdicts(desk)["checkpoints"][0]["differs_at"] is None
    path.unlink()
    assert verdicts(desk)["checkpoints"][0]["verdict"] == "diverged"


# Proofs


@pytest.fixture
def proof(desk: Quick) -> Path:
    """A proof that the 39th event is in the log."""
    desk("checkpoint").ok()
    path = desk.folder / "event.tlog-proof"
    path.write_text(desk("prove", "09e848d9").ok().out, encoding="utf-8")
    return path


def test_a_proof_is_checked_without_the_log(desk: Quick, proof: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    key = public(desk)
    elsewhere = Quick(tmp_path_factory.mktemp("elsewhere"), desk.log)
    (elsewhere.folder / "p").write_bytes(proof.read_bytes())
    env = {"TRACKER_KEY": "nowhere"}
    done = elsewhere("verify", "--proof", "p", "--public-key", key, env=env).ok()
    assert "this event is at position 39 of the log of size 102, signed by example.org/desk" in done.out
    told = elsewhere("verify", "--proof", "p", "--public-key", key, "--json", env=env).json
    assert told["event"]["id"].startswith("09e848d9") and told["event"]["position"] == told["position"] == 39
    assert elsewhere("verify", "--proof", "p", env=env).code == 2  # whose?
    assert [path.name for path in elsewhere.folder.iterdir()] == ["p"]


def test_a_proof_is_worth_what_its_checkpoint_is(desk: Quick, proof: Path) -> None:
    desk("checkpoint", "--new-key", "--key", "other.key", "--name", NAME).ok()
    other = (desk.folder / "other.key.pub").read_text("utf-8").strip()
    done = desk("verify", "--proof", str(proof), "--public-key", other)
    assert done.code == 1 and "None of the keys named has signed" in done.said
    env = {"TRACKER_KEY": "nowhere"}
    kept_head = desk("verify", "--proof", str(proof), "--checkpoint", "tracker.db.checkpoint", env=env).ok()
    assert "whose checkpoint you kept" in kept_head.out


def test_no_changed_byte_of_a_proof_passes(desk: Quick, proof: Path) -> None:
    whole, key = proof.read_bytes(), public(desk)
    for at in range(0, len(whole), 7):
        proof.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << at % 7]) + whole[at + 1:])
        assert desk("verify", "--proof", str(proof), "--public-key", key).code in (1, 65), at


@pytest.mark.parametrize("text", [
    "", "\n\n", "c2sp.org/tlog-proof@v1", "c2sp.org/tlog-proof@v1\n\n", "c2sp.org/tlog-proof@v1\nindex 3\n\n{note}",
    "c2sp.org/tlog-proof@v1\nextra AAAA\n\n{note}", "c2sp.org/tlog-proof@v1\nextra AAAA\nindex 03\n\n{note}",
    "c2sp.org/tlog-proof@v1\nextra AAAA\nindex -1\n\n{note}", "c2sp.org/tlog-proof@v1\nextra A\nindex 1\n\n{note}",
    "c2sp.org/tlog-proof@v1\nextra AAAA\nindex 1\nAAAA\n\n{note}",
    "c2sp.org/tlog-proof@v2\nextra AAAA\nindex 1\n\n{note}",
    "agreement-tracker/consistency-proof@v1\n\n{note}", "agreement-tracker/consistency-proof@v1\nold x\n\n{note}",
    "c2sp.org/tlog-proof@v1\nextra AAAA\nindex 1\n" + "A" * 43 + "=\n" * 1 + "\n", "é\n\n{note}",
])
def test_what_is_not_of_the_form_is_no_proof(desk: Quick, text: str) -> None:
    note = desk("checkpoint").ok().out
    (desk.folder / "p").write_text(text.replace("{note}", note), encoding="utf-8")
    done = desk("verify", "--proof", "p", "--public-key", public(desk))
    assert done.code == 65 and "no " in done.said


def test_every_event_can_be_proved(desk: Quick) -> None:
    desk("checkpoint").ok()
    for event in desk.events()[::17]:
        (desk.folder / "p").write_text(desk("prove", event["id"]).ok().out, encoding="utf-8")
        assert desk("verify", "--proof", "p", "--json").json["event"]["id"] == event["id"]


def test_a_log_that_only_grew_is_proved_to_have(desk: Quick) -> None:
    (desk.folder / "mine").write_text(desk("checkpoint").ok().out, encoding="utf-8")
    grow(desk)
    grow(desk)
    desk("checkpoint").ok()
    (desk.folder / "p").write_text(desk("prove", "--from", "102").ok().out, encoding="utf-8")
    done = desk("verify", "--proof", "p", "--checkpoint", "mine").ok()
    assert "the log of size 104 begins with the 102 events of the checkpoint of size 102" in done.out
    assert desk("verify", "--proof", "p").code == 2  # against which checkpoint?
    (desk.folder / "mine").write_text(str(sign(
        SigningKey.parse((desk.folder / "desk.key").read_text("utf-8").strip()), 102, bytes(32))), encoding="utf-8")
    done = desk("verify", "--proof", "p", "--checkpoint", "mine")
    assert done.code == 1 and "does not begin with" in done.said


def test_nothing_is_proved_from_a_log_that_was_changed(desk: Quick, proof: Path) -> None:
    tamper(desk, "UPDATE log SET body = replace(body, '2012-06', '2012-07') WHERE position = 39")
    for asked in (("09e848d9",), ("--from", "50")):
        done = desk("prove", *asked)
        assert done.code == 1 and not done.out and "Nothing can be proved" in done.said
    tamper_more = "DELETE FROM log WHERE position > 60"
    connection = sqlite3.connect(desk.log, isolation_level=None)
    connection.execute(tamper_more)
    connection.close()
    assert desk("prove", "09e848d9").code == 1


def test_what_cannot_be_proved_says_why(desk: Quick) -> None:
    assert desk("prove", "09e848d9").code == 66  # no checkpoint yet
    desk("checkpoint").ok()
    grow(desk)
    last = desk.events()[-1]["id"]
    done = desk("prove", last)
    assert done.code == 66 and "103 are needed" in done.said and "`tracker checkpoint`" in done.said
    assert desk("prove").code == 2 and desk("prove", "09e848d9", "--from", "3").code == 2
    assert desk("prove", "--from", "500").code == 66 and desk("prove", "ffffffff").code == 66


# The published record


def test_the_published_record_is_verified(quick: Quick) -> None:
    done = quick("verify", "--record", str(ROOT / "events")).ok()
    assert "109 lines" in done.out and "consistent with the checkpoint of size 109" in done.out
    key = re.findall(r"agreement-tracker/record\+\w+\+\S+", (ROOT / "events" / "README.md").read_text("utf-8"))[0]
    told = quick("verify", "--record", str(ROOT / "events"), "--public-key", key, "--json").json
    assert told["checkpoints"][0]["signed_by"] == ["agreement-tracker/record"]


def test_a_record_that_was_changed_is_found(desk: Quick) -> None:
    record = desk.folder / "record"
    record.mkdir()
    (record / "a-2012-01-01.jsonl").write_bytes(b'{"a":1}\n{"b":2}\n')
    desk("checkpoint", "--record", "record").ok()
    assert "nothing was changed" in desk("checkpoint", "--record", "record").ok().said
    assert desk("verify", "--record", "record").ok()
    (record / "a-2012-01-01.jsonl").write_bytes(b'{"a":1}\n{"b":3}\n')
    done = desk("verify", "--record", "record")
    assert done.code == 1 and "diverged" in done.out
    (record / "b-2013-01-01.jsonl").write_bytes(b'{"c":3}\n')
    (record / "a-2012-01-01.jsonl").write_bytes(b'{"a":1}\n{"b":2}\n')
    assert "No checkpoint covers all 3 lines" in desk("verify", "--record", "record").ok().said
    assert "Signed 3 lines" in desk("checkpoint", "--record", "record").ok().said
    (record / "a-2012-01-01.jsonl").unlink()
    assert "truncated" in desk("verify", "--record", "record").out
    assert desk("verify", "--record", "nowhere").code == 66
    assert os.listdir(record) and desk("verify", "--record", "record", "--proof", "p").code == 2
