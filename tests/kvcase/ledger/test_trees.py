"""Trees and proofs: the vectors that every implementation of RFC 6962 is held to, and the laws for every size."""

from collections.abc import Callable, Sequence
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kvcase.ledger import proofs, tree
from kvcase.ledger.tree import Tree

LEAVES = [bytes.fromhex(each) for each in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657")]
LEAVES += [bytes(range(0x60, 0x70))]
"""The eight leaves of the reference implementation of Certificate Transparency; the roots and proofs are its own."""
ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
A, B = (
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
)
C = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
D, E, F = (
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
)
INCLUSIONS = ((0, 1, ()), (0, 8, (A, B, C)), (5, 8, (D, E, F)), (2, 3, (ROOTS[2],)), (1, 5, (ROOTS[1], B, D)))
CONSISTENCIES = (
    (1, 1, ()),
    (1, 8, (A, B, C)),
    (6, 8, ("0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a", E, F)),
    (2, 5, (B, D)),
)


def subtrees(hashes: Sequence[bytes]) -> proofs.Subtree:
    """Return the reader of full subtrees over leaf hashes that all stand in memory."""

    def subtree(level: int, index: int) -> bytes:
        if level == 0:
            return hashes[index]
        return tree.node_hash(subtree(level - 1, 2 * index), subtree(level - 1, 2 * index + 1))

    return subtree


def by_definition(hashes: Sequence[bytes]) -> bytes:
    """Return the root as RFC 6962 section 2.1 defines it."""
    if len(hashes) < 2:
        return hashes[0] if hashes else sha256(b"").digest()
    split = 1
    while 2 * split < len(hashes):
        split *= 2
    return tree.node_hash(by_definition(hashes[:split]), by_definition(hashes[split:]))


HASHES = [tree.leaf_hash(each) for each in LEAVES]
MANY = [tree.leaf_hash(str(number).encode()) for number in range(700)]
SUBTREE = subtrees(MANY)
sizes = st.integers(1, len(MANY))


def test_the_roots_are_those_of_the_reference() -> None:
    grown = Tree()
    found = [grown.root().hex()]
    for each in HASHES:
        grown.add(each)
        found.append(grown.root().hex())
    assert tuple(found) == ROOTS
    assert tuple(proofs.root(size, subtrees(HASHES)).hex() for size in range(9)) == ROOTS


@pytest.mark.parametrize(("index", "size", "expected"), INCLUSIONS)
def test_the_inclusion_proofs_are_those_of_the_reference(index: int, size: int, expected: tuple[str, ...]) -> None:
    proof = proofs.inclusion(index, size, subtrees(HASHES))
    assert tuple(each.hex() for each in proof) == expected
    assert proofs.is_included(HASHES[index], index, size, proof, bytes.fromhex(ROOTS[size]))


@pytest.mark.parametrize(("first", "second", "expected"), CONSISTENCIES)
def test_the_consistency_proofs_are_those_of_the_reference(first: int, second: int, expected: tuple[str, ...]) -> None:
    proof = proofs.consistency(first, second, subtrees(HASHES))
    assert tuple(each.hex() for each in proof) == expected
    roots = [bytes.fromhex(each) for each in ROOTS]
    assert proofs.is_consistent(first, second, roots[first], roots[second], proof)


@given(sizes)
def test_a_tree_grows_to_the_root_of_the_definition(size: int) -> None:
    grown = Tree()
    for each in MANY[:size]:
        grown.add(each)
    assert grown.root() == by_definition(MANY[:size]) == proofs.root(size, SUBTREE)
    kept = [(level, index, SUBTREE(level, index)) for level, index, _ in grown.full]
    assert grown.full == kept
    assert [index for level, index, _ in kept if level == tree.BLOCK_LEVEL] == list(range(size // 256))


@given(sizes, st.data())
def test_a_tree_goes_on_from_its_peaks(size: int, data: st.DataObject) -> None:
    begun = data.draw(st.integers(0, size))
    grown = Tree(begun, [SUBTREE(*peak) for peak in tree.peaks_of(begun)])
    for each in MANY[begun:size]:
        grown.add(each)
    assert grown.root() == proofs.root(size, SUBTREE)
    with pytest.raises(ValueError, match="peaks"):
        Tree(begun + 1, [bytes(32)] * ((begun + 1).bit_count() + 1))


@given(sizes, st.data())
@settings(max_examples=300)
def test_every_leaf_is_included_and_no_other_at_its_place(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    root, proof = proofs.root(size, SUBTREE), proofs.inclusion(index, size, SUBTREE)
    assert proofs.is_included(MANY[index], index, size, proof, root)
    other = data.draw(st.integers(0, size - 1).filter(lambda each: each != index)) if size > 1 else index + 1
    assert not proofs.is_included(MANY[index], other, size, proof, root)
    assert not proofs.is_included(MANY[(index + 1) % len(MANY)], index, size, proof, root)
    assert_no_change_passes(proof, lambda changed: proofs.is_included(MANY[index], index, size, changed, root), data)


@given(sizes, st.data())
@settings(max_examples=300)
def test_every_tree_begins_with_each_smaller_one_and_with_no_other(size: int, data: st.DataObject) -> None:
    first = data.draw(st.integers(1, size))
    old, new = proofs.root(first, SUBTREE), proofs.root(size, SUBTREE)
    proof = proofs.consistency(first, size, SUBTREE)
    assert proofs.is_consistent(first, size, old, new, proof)
    assert not proofs.is_consistent(first, size, bytes(32), new, proof)
    assert not proofs.is_consistent(first, size, old, bytes(32), proof)
    if first > 1:
        assert not proofs.is_consistent(first - 1, size, old, new, proof)
    assert_no_change_passes(proof, lambda changed: proofs.is_consistent(first, size, old, new, changed), data)


def test_every_pair_of_small_sizes_is_proved() -> None:
    for size in range(1, 40):
        root = proofs.root(size, SUBTREE)
        for index in range(size):
            proof = proofs.inclusion(index, size, SUBTREE)
            assert proofs.is_included(MANY[index], index, size, proof, root)
            first = index + 1
            way = proofs.consistency(first, size, SUBTREE)
            assert proofs.is_consistent(first, size, proofs.root(first, SUBTREE), root, way)


def test_the_empty_tree_begins_every_tree() -> None:
    assert proofs.is_consistent(0, 5, tree.EMPTY_ROOT, proofs.root(5, SUBTREE), ())
    assert not proofs.is_consistent(0, 5, bytes(32), proofs.root(5, SUBTREE), ())
    assert not proofs.is_consistent(6, 5, bytes(32), bytes(32), ())


@pytest.mark.parametrize(("index", "size"), [(-1, 4), (4, 4), (0, 0)])
def test_what_is_not_in_the_tree_has_no_proof(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="is none of a tree"):
        proofs.inclusion(index, size, SUBTREE)
    assert not proofs.is_included(MANY[0], index, size, (), MANY[0])
    with pytest.raises(ValueError, match="does not begin"):
        proofs.consistency(size + 1, size, SUBTREE)


def assert_no_change_passes(
    proof: Sequence[bytes], passes: Callable[[Sequence[bytes]], bool], data: st.DataObject
) -> None:
    """Change a proof in each way that it can be changed: none is believed."""
    assert not passes((*proof, bytes(32)))
    if not proof:
        return
    place = data.draw(st.integers(0, len(proof) - 1))
    bit = data.draw(st.integers(0, 255))
    flipped = (int.from_bytes(proof[place]) ^ 1 << bit).to_bytes(32)
    assert not passes((*proof[:place], flipped, *proof[place + 1 :]))
    assert not passes((*proof[:place], *proof[place + 1 :]))
    assert not passes(proof[:-1])
    if len(proof) > 1:
        assert not passes((*proof[1:], proof[0]))
