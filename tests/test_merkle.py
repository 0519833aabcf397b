"""Merkle trees: the vectors that implementations of RFC 6962 share, a plain recursive reading of the RFC, and laws."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tracker.merkle import (
    EMPTY_ROOT,
    Stretch,
    Tree,
    consistency_stretches,
    inclusion_stretches,
    leaf_hash,
    node_hash,
    proves_consistency,
    proves_inclusion,
    root_of,
    roots_of_stretches,
)

# The reference vectors of Certificate Transparency: eight leaves, the root after each, and proofs.
LEAVES = [bytes.fromhex(one) for one in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
)]
ROOTS = [bytes.fromhex(one) for one in (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)]
INCLUSION = {  # (leaf, size): proof
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
CONSISTENCY = {  # (old size, size): proof
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
    (6, 7): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
}
HASHES = [leaf_hash(leaf) for leaf in LEAVES]
OTHER = sha256(b"other").digest()


def inclusion(hashes: list[bytes], index: int, size: int) -> list[bytes]:
    return roots_of_stretches(hashes[:size], inclusion_stretches(index, size))


def consistency(hashes: list[bytes], old: int, size: int) -> list[bytes]:
    return roots_of_stretches(hashes[:size], consistency_stretches(old, size))


# The RFC's own words, recursive and plain: section 2.1, 2.1.1 and 2.1.2


def mth(leaves: list[bytes]) -> bytes:
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    k = split(len(leaves))
    return sha256(b"\x01" + mth(leaves[:k]) + mth(leaves[k:])).digest()


def split(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def path(m: int, leaves: list[bytes]) -> list[bytes]:
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if m < k:
        return [*path(m, leaves[:k]), mth(leaves[k:])]
    return [*path(m - k, leaves[k:]), mth(leaves[:k])]


def subproof(m: int, leaves: list[bytes], whole: bool) -> list[bytes]:
    if m == len(leaves):
        return [] if whole else [mth(leaves)]
    k = split(len(leaves))
    if m <= k:
        return [*subproof(m, leaves[:k], whole), mth(leaves[k:])]
    return [*subproof(m - k, leaves[k:], False), mth(leaves[:k])]


# Roots


def test_an_empty_tree_has_the_digest_of_nothing() -> None:
    assert Tree().root() == EMPTY_ROOT == sha256().digest()


def test_a_leaf_and_a_node_are_hashed_apart() -> None:
    """RFC 6962, 2.1: otherwise an inner node could be passed off as a leaf."""
    left, right = HASHES[:2]
    assert leaf_hash(left + right) != node_hash(left, right)
    assert leaf_hash(b"") == ROOTS[0]


@pytest.mark.parametrize("size", range(1, 9))
def test_the_reference_roots(size: int) -> None:
    assert root_of(HASHES[:size]) == ROOTS[size - 1]


def test_a_tree_tells_the_root_after_each_leaf() -> None:
    tree = Tree()
    for size, (one, root) in enumerate(zip(HASHES, ROOTS, strict=True), 1):
        tree.add(one)
        assert (tree.size, tree.root()) == (size, root)


@settings(deadline=None)
@given(some.lists(some.binary(max_size=8), max_size=70))
def test_a_tree_is_that_of_the_rfc(leaves: list[bytes]) -> None:
    assert root_of(leaf_hash(leaf) for leaf in leaves) == mth(leaves)


def test_a_tree_keeps_one_hash_for_each_bit_of_its_size() -> None:
    tree = Tree()
    for number in range(2_000):
        tree.add(leaf_hash(b"%d" % number))
        assert len(tree._full) == tree.size.bit_count()


# Proofs


@pytest.mark.parametrize(("index", "size"), INCLUSION)
def test_the_reference_inclusion_proofs(index: int, size: int) -> None:
    proof = [bytes.fromhex(one) for one in INCLUSION[index, size]]
    assert inclusion(HASHES, index, size) == proof
    assert proves_inclusion(HASHES[index], index, size, proof, ROOTS[size - 1])


@pytest.mark.parametrize(("old", "size"), CONSISTENCY)
def test_the_reference_consistency_proofs(old: int, size: int) -> None:
    proof = [bytes.fromhex(one) for one in CONSISTENCY[old, size]]
    assert consistency(HASHES, old, size) == proof
    assert proves_consistency(old, size, ROOTS[old - 1], ROOTS[size - 1], proof)


def test_a_proof_from_a_log_of_certificates() -> None:
    """A real tree of 3,630,887 leaves; the proof is a vector of the reference implementation."""
    proof = [bytes.fromhex(one) for one in (
        "1a208aeebcd1b39fe2de247ee8db9454e1e93a312d206b87f6ca9cc6ec6f1ddd",
        "0a1b78b383f580856f433c01a5741e160d451c185910027f6cc9f828687a40c4",
        "3d1745789bc63f2da15850de1c12a5bf46ed81e1cc90f086148b1662e79aab3d",
        "9095b61e14d8990acf390905621e62b1714fb8e399fbb71de5510e0aef45affe",
        "0a332b91b8fab564e6afd1dd452449e04619b18accc0ff9aa8393cd4928451f2",
        "2336f0181d264aed6d8f3a6507ca14a8d3b3c3a23791ac263e845d208c1ee330",
        "b4ce56e300590500360c146c6452edbede25d4ed83919278749ee5dbe178e048",
        "933f6ddc848ea562e4f9c5cfb5f176941301dad0c6fdb9d1fbbe34fac1be6966",
        "b95a6222958a86f74c030be27c44f57dbe313e5e7c7f4ffb98bcbd3a03bb52f2",
        "daeeb3ce5923defd0faeb8e0c210b753b85b809445d7d3d3cd537a9aabaa9c45",
        "7fadd0a13e9138a2aa6c3fdec4e2275af233b94812784f66bcca9aa8e989f2bc",
        "1864e6ba3e32878610546539734fb5eeae2529991f130c575c73a7e25a2a7c56",
        "12842d1202b1dc6828a17ab253c02e7ce9409b5192430feba44189f39cc02d66",
        "29af64b16fa3053c13d02ac63aa75b23aa468506e44c3a2315edc85d2dc22b11",
        "b527b99934a0bd9edd154e449b0502e2c499bba783f3bc3dfe23364b6b532009",
        "4584db8ae8e351ace08e01f306378a92bfd43611714814f3d834a2842d69faa8",
        "86a9a41573b0d6e4292f01e93243d6cc65b30f06606fc6fa57390e7e90ed580f",
        "a88b98fbe84d4c6aae8db9d1605dfac059d9f03fe0fcb0d5dff1295dacba09e6",
        "06326dc617a6d1f7021dc536026dbfd5fffc6f7c5531d48ef6ccd1ed1569f2a1",
        "f41fe8fdc3a2e4e8345e30216e7ebecffee26ff266eeced208a6c2a3cf08f960",
        "40cf5bde8abb76983f3e98ba97aa36240402975674e120f234b3448911090f8d",
        "b3222dc8658538079883d980d7fdc2bef9285344ea34338968f736b04aeb387a",
    )]
    leaf = bytes.fromhex("7a395c866d5ecdb0cccb623e011dbc392cd348d1d1d72776174e127a24b09c78")
    root = bytes.fromhex("78316a05c9bcf14a3a4548f5b854a9adfcd46a4c034401b3ce7eb7ac2f1d0ecb")
    assert proves_inclusion(leaf, 848_049, 3_630_887, proof, root)
    assert not proves_inclusion(leaf, 848_050, 3_630_887, proof, root)


def test_every_proof_of_a_small_tree_is_that_of_the_rfc() -> None:
    leaves = [b"%d" % number for number in range(33)]
    hashes = [leaf_hash(leaf) for leaf in leaves]
    for size in range(1, 34):
        root = mth(leaves[:size])
        for index in range(size):
            proof = inclusion(hashes, index, size)
            assert proof == path(index, leaves[:size])
            assert proves_inclusion(hashes[index], index, size, proof, root)
        for old in range(1, size + 1):
            proof = consistency(hashes, old, size)
            assert proof == subproof(old, leaves[:size], True)
            assert proves_consistency(old, size, mth(leaves[:old]), root, proof)


def test_every_tree_begins_with_the_empty_one() -> None:
    assert consistency_stretches(0, 5) == []
    assert proves_consistency(0, 5, EMPTY_ROOT, ROOTS[4], [])
    assert proves_consistency(0, 0, EMPTY_ROOT, EMPTY_ROOT, [])
    assert not proves_consistency(0, 0, EMPTY_ROOT, OTHER, [])
    assert not proves_consistency(0, 5, OTHER, ROOTS[4], [])
    assert not proves_consistency(0, 5, EMPTY_ROOT, ROOTS[4], [OTHER])


@pytest.mark.parametrize(("old", "size"), [(1, 0), (8, 6), (-1, 4)])
def test_no_tree_begins_with_a_larger_one(old: int, size: int) -> None:
    with pytest.raises(ValueError, match="does not begin"):
        consistency_stretches(old, size)
    assert not proves_consistency(old, size, OTHER, OTHER, [])


@pytest.mark.parametrize(("index", "size"), [(0, 0), (1, 1), (-1, 4), (9, 8)])
def test_a_leaf_that_is_not_there_has_no_proof(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="no leaf"):
        inclusion_stretches(index, size)
    assert not proves_inclusion(OTHER, index, size, [], OTHER)


def test_too_few_leaves_make_no_proof() -> None:
    with pytest.raises(ValueError, match="not 8 leaves"):
        roots_of_stretches(HASHES[:7], [Stretch(4, 8)])


# What proves nothing


def flipped(one: bytes, at: int) -> bytes:
    return one[:at] + bytes([one[at] ^ 16]) + one[at + 1:]


def spoilt(proof: list[bytes], root: bytes) -> list[list[bytes]]:
    """Proofs that are no proof: longer, shorter, swapped, one bit off."""
    return [
        [*proof, b""], [*proof, root], [b"", *proof], [root, *proof], [*proof, OTHER], *([proof[:-1]] if proof else []),
        *([proof[1:]] if proof else []), *([proof[::-1]] if proof != proof[::-1] else []),
        *([*proof[:at], flipped(one, at), *proof[at + 1:]] for at, one in enumerate(proof)),
        *([*proof[:at], one[:-1], *proof[at + 1:]] for at, one in enumerate(proof)),
    ]


@pytest.mark.parametrize(("index", "size"), INCLUSION)
def test_a_spoilt_inclusion_proof_proves_nothing(index: int, size: int) -> None:
    leaf, root, proof = HASHES[index], ROOTS[size - 1], inclusion(HASHES, index, size)
    for wrong in spoilt(proof, root):
        assert not proves_inclusion(leaf, index, size, wrong, root)
    for other in {index - 1, index + 1, index ^ 2} - {index}:
        assert not proves_inclusion(leaf, other, size, proof, root)
    for other in {size * 2, size // 2} - {size}:
        assert not proves_inclusion(leaf, index, other, proof, root)
    for bad in (b"", b"short", OTHER, EMPTY_ROOT):
        assert not proves_inclusion(bad, index, size, proof, root)
        assert not proves_inclusion(leaf, index, size, proof, bad)


@pytest.mark.parametrize(("old", "size"), CONSISTENCY)
def test_a_spoilt_consistency_proof_proves_nothing(old: int, size: int) -> None:
    before, after, proof = ROOTS[old - 1], ROOTS[size - 1], consistency(HASHES, old, size)
    for wrong in [*spoilt(proof, after), *spoilt(proof, before), *([[]] if proof else [])]:
        assert not proves_consistency(old, size, before, after, wrong)
    for first, last in ((old - 1, size), (old + 1, size), (old ^ 2, size), (old, size * 2), (old, size // 2)):
        assert not proves_consistency(first, last, before, after, proof)
    for bad in (b"", OTHER):
        assert not proves_consistency(old, size, bad, after, proof)
        assert not proves_consistency(old, size, before, bad, proof)
    if before != after:
        assert not proves_consistency(old, size, after, before, proof)


@settings(deadline=None)
@given(some.data(), some.integers(1, 40))
def test_an_edited_leaf_spoils_every_proof_over_it(data: some.DataObject, size: int) -> None:
    leaves = [b"%d" % number for number in range(size)]
    hashes = [leaf_hash(leaf) for leaf in leaves]
    at = data.draw(some.integers(0, size - 1))
    index = data.draw(some.integers(0, size - 1))
    old = data.draw(some.integers(1, size))
    edited = [*hashes[:at], leaf_hash(b"edited"), *hashes[at + 1:]]
    root = root_of(hashes)
    assert root_of(edited) != root
    assert not proves_inclusion(edited[index], index, size, inclusion(edited, index, size), root)
    if at < old:  # the old tree was another: no proof leads from it to the edited one
        for leaves_given in (hashes, edited):
            proof = consistency(leaves_given, old, size)
            assert not proves_consistency(old, size, root_of(hashes[:old]), root_of(edited), proof)


@settings(deadline=None)
@given(some.integers(-3, 40), some.integers(-3, 40), some.lists(some.binary(max_size=33), max_size=7), some.binary())
def test_checking_a_proof_never_raises(a: int, b: int, proof: list[bytes], root: bytes) -> None:
    assert proves_inclusion(root, a, b, proof, root) in (True, False)
    assert proves_consistency(a, b, root, root, proof) in (True, False)
