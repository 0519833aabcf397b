"""Signed notes and checkpoints: the published examples, and notes that come from anybody."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tracker.checkpoint import (
    MOST_SIGNATURES,
    Checkpoint,
    Note,
    Signature,
    SigningKey,
    VerifierKey,
    file_text,
    from_base64,
    read_file,
    sign,
    signers,
    to_base64,
)
from tracker.errors import BadInput
from tracker.merkle import EMPTY_ROOT, leaf_hash

# The examples with which Go's sumdb/note is tested; the keys are published, and sign nothing of ours.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETER_SECRET = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
ENOCH = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
PETERS = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
ENOCHS = "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"
# The example of C2SP tlog-checkpoint.
BEHIND_THE_SOFA = """example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa \
Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
"""
peter, enoch = VerifierKey.parse(PETER), VerifierKey.parse(ENOCH)
OWN = SigningKey.make("example.org/desk")
ROOT = leaf_hash(b"an event")


def note(text: str) -> Note:
    return Note.parse(text.encode())


# Keys


def test_a_verifier_key_is_read_and_written_as_published() -> None:
    assert (peter.name, peter.id.hex(), str(peter)) == ("PeterNeumann", "c74f20a3", PETER)


def test_a_signing_key_is_read_and_written_as_published() -> None:
    key = SigningKey.parse(PETER_SECRET)
    assert key.text == PETER_SECRET and str(key.verifier) == PETER


def test_a_new_key_signs_what_its_public_half_checks() -> None:
    again = SigningKey.parse(OWN.text)
    signed = again.signed("hi\n")
    assert signed.signed_by(OWN.verifier) is True
    assert VerifierKey.parse(str(OWN.verifier)) == OWN.verifier
    assert SigningKey.make("example.org/desk").text != OWN.text


def test_a_secret_is_in_no_representation_and_no_error() -> None:
    secret = PETER_SECRET.rpartition("+")[2]
    assert secret not in repr(SigningKey.parse(PETER_SECRET)) and secret not in str(SigningKey.parse(PETER_SECRET))
    for at in range(len(PETER_SECRET)):
        with pytest.raises(BadInput) as caught:
            SigningKey.parse(PETER_SECRET[:at] + "%" + PETER_SECRET[at + 1:])
        assert secret[:20] not in str(caught.value)


@pytest.mark.parametrize(("text", "read"), [(PETER, VerifierKey.parse), (PETER_SECRET, SigningKey.parse)])
def test_no_part_and_no_near_miss_of_a_key_is_a_key(text: str, read: type) -> None:
    parts = {text[first:end] for first in range(len(text) + 1) for end in range(first, len(text) + 1)} - {text}
    near = {text[:at] + chr(ord(one) + 1) + text[at + 1:] for at, one in enumerate(text)}
    for wrong in parts | near:
        with pytest.raises(BadInput):
            read(wrong)


@pytest.mark.parametrize("text", [
    "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",  # too long, with the id of that
    "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",  # another kind of key
    "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    PETER + "\n", "", "+", "++",
])
def test_a_key_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        VerifierKey.parse(text)


@pytest.mark.parametrize("name", ["", "two words", "a+b", "a\nb", "a\u3000b", "a\u202eb", "a\x00b", "x" * 201])
def test_a_name_that_no_note_can_hold_makes_no_key(name: str) -> None:
    with pytest.raises(BadInput, match="cannot be the name"):
        SigningKey.make(name)


# Notes


def test_a_text_is_signed_as_published() -> None:
    assert str(SigningKey.parse(PETER_SECRET).signed(TEXT)) == f"{TEXT}\n{PETERS}"


def test_a_note_says_who_signed_it() -> None:
    both = note(f"{TEXT}\n{PETERS}{ENOCHS}")
    assert both.text == TEXT and both.signed_by(peter) and both.signed_by(enoch)
    assert note(f"{TEXT}\n{PETERS}").signed_by(enoch) is None
    assert signers(both, [peter]) == ([peter], [], [both.signatures[1]])
    assert signers(both, []) == ([], [], list(both.signatures))


def test_a_changed_text_has_no_signer() -> None:
    assert note(f"{TEXT.replace('know', 'see')}\n{PETERS}").signed_by(peter) is False


def test_a_signature_under_another_name_or_id_is_not_the_keys() -> None:
    renamed = note(f"{TEXT}\n{PETERS.replace('PeterNeumann', 'Somebody')}")
    assert renamed.signed_by(peter) is None
    assert note(f"{TEXT}\n{PETERS.replace('x08g', 'xxxx')}").signed_by(peter) is None


def test_one_bad_signature_of_a_key_spoils_its_good_one() -> None:
    """C2SP signed-note: a client should reject a note in which a known key's signature fails."""
    bad = Signature(peter.name, peter.id, bytes(64))
    assert note(f"{TEXT}\n{PETERS}{bad}").signed_by(peter) is False
    assert signers(note(f"{TEXT}\n{PETERS}{bad}"), [peter])[1] == [peter]


def test_a_signature_of_any_length_is_read_and_proves_nothing() -> None:
    for length in (1, 63, 65, 4_000):
        assert note(f"{TEXT}\n{Signature(peter.name, peter.id, bytes(length))}").signed_by(peter) is False


def test_a_text_may_hold_empty_lines() -> None:
    """C2SP signed-note: the last empty line parts the text from the signatures."""
    made = OWN.signed("one\n\n\ntwo\n")
    assert (made.text, len(made.signatures)) == ("one\n\n\ntwo\n", 1)
    assert made.signed_by(OWN.verifier) and Note.parse(str(made).encode()) == made


@pytest.mark.parametrize("data", [
    b"", b"\n", b"\n\n", TEXT.encode(), f"{TEXT}\n".encode(), f"{TEXT}\n{PETERS[:-1]}".encode(),
    f"\x01{TEXT}\n{PETERS}".encode(), b"\xff" + f"{TEXT}\n{PETERS}".encode(), f"{TEXT}\n{PETERS}Unexpected.\n".encode(),
    f"{TEXT}\r\n{PETERS}".encode(), f"{TEXT}\n{PETERS}\n".encode(), f"{TEXT}\n- {PETERS[2:]}".encode(),
    f"{TEXT}\n{PETERS.replace('PeterNeumann', 'Bad Name')}".encode(), f"{TEXT}\n— PeterNeumann \n".encode(),
    f"{TEXT}\n{PETERS.replace('PeterNeumann', 'Bad+Name')}".encode(), f"{TEXT}\n— PeterNeumann x08goA==\n".encode(),
    f"{TEXT}\n{PETERS.replace('=', '')}".encode(), f"{TEXT}\n{PETERS * (MOST_SIGNATURES + 1)}".encode(),
    f"{'x' * 1024 * 1024}\n\n{PETERS}".encode(), f"{TEXT}\n{PETERS[:-3]}N=\n".encode(),
])
def test_what_is_not_of_the_form_is_no_note(data: bytes) -> None:
    with pytest.raises(BadInput, match="no signed note"):
        Note.parse(data)


def test_sixteen_signatures_are_let_in() -> None:
    """C2SP signed-note: at least 16 must be."""
    assert len(note(f"{TEXT}\n{PETERS * 16}").signatures) == 16


# Checkpoints


def test_the_published_checkpoint_is_read() -> None:
    found = Checkpoint.parse(BEHIND_THE_SOFA.encode())
    assert (found.origin, found.size, str(found)) == ("example.com/behind-the-sofa", 20_852_163, BEHIND_THE_SOFA)
    assert to_base64(found.root) == "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="


def test_a_checkpoint_is_three_lines_under_a_signature() -> None:
    made = sign(OWN, 30, ROOT)
    assert str(made).startswith(f"example.org/desk\n30\n{to_base64(ROOT)}\n\n— example.org/desk ")
    assert Checkpoint.parse(str(made).encode()) == made and made.note.signed_by(OWN.verifier)


def test_lines_after_the_root_are_let_pass_and_are_signed() -> None:
    extended = OWN.signed(f"example.org/desk\n0\n{to_base64(EMPTY_ROOT)}\nwhatever\n")
    assert Checkpoint.of(extended).size == 0
    assert note(str(extended).replace("whatever", "another")).signed_by(OWN.verifier) is False


@pytest.mark.parametrize("text", [
    "example.org/desk\n30\n", "example.org/desk\n030\n{root}\n", "example.org/desk\n-1\n{root}\n",
    "example.org/desk\n 30\n{root}\n", "example.org/desk\n30\n{root}\n\nmore\n", "\n30\n{root}\n",
    "example.org/desk\n30\nAAAA\n", "example.org/desk\n30\n{hex}\n", "example.org/desk\n٣\n{root}\n",
    "example.org/desk\n99999999999999999999\n{root}\n", "example.org/desk\n9999999999999999999\n{root}\n",
])
def test_what_is_not_of_the_form_is_no_checkpoint(text: str) -> None:
    made = OWN.signed(text.format(root=to_base64(ROOT), hex=ROOT.hex()))
    with pytest.raises(BadInput, match="no checkpoint"):
        Checkpoint.of(made)


def test_a_file_holds_checkpoints_one_after_the_other() -> None:
    checkpoints = [sign(OWN, size, ROOT) for size in (0, 7, 30)]
    for some_of_them in (checkpoints, checkpoints[:1]):
        assert read_file(file_text(some_of_them).encode()) == some_of_them
    assert file_text(checkpoints[:1]) == str(checkpoints[0])


def test_a_fault_in_a_file_is_named_by_its_line() -> None:
    text = file_text([sign(OWN, size, ROOT) for size in (0, 7, 30)])
    with pytest.raises(BadInput, match=r"^Line 7: this note is no checkpoint: its second line"):
        read_file(text.replace("\n7\n", "\n07\n").encode())
    with pytest.raises(BadInput, match=r"^Line 13: "):
        read_file(text[:-1].encode())


@settings(deadline=None)
@given(some.binary(max_size=300))
def test_bytes_from_anywhere_are_a_note_or_bad_input(data: bytes) -> None:
    for read in (Note.parse, Checkpoint.parse, read_file):
        try:
            read(data)
        except BadInput:
            continue


@settings(deadline=None)
@given(some.integers(0, len(str(sign(OWN, 30, ROOT)).encode()) - 1), some.integers(1, 255))
def test_no_changed_byte_of_a_checkpoint_passes(at: int, change: int) -> None:
    data = bytearray(str(sign(OWN, 30, ROOT)).encode())
    data[at] ^= change
    try:
        found = Checkpoint.parse(bytes(data))
    except BadInput:
        return
    assert found.note.signed_by(OWN.verifier) is not True


@settings(deadline=None)
@given(some.binary(max_size=40))
def test_base64_has_one_spelling(data: bytes) -> None:
    assert from_base64(to_base64(data)) == data
    for wrong in (to_base64(data) + "=", to_base64(data) + "\n", " " + to_base64(data)):
        assert from_base64(wrong) is None
    assert from_base64("AB==") is None  # bits that no byte has
