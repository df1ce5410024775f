"""The Merkle tree of the evidence log (N5): RFC 6962 by its own words, against ours made of kept subtrees."""

from hashlib import sha256

import pytest

from bot.domain.evidence.tree import (
    Frontier,
    Place,
    Span,
    consistency,
    inclusion,
    is_consistent,
    is_included,
    places_of,
)

SIZES = (1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 31, 33)
LEAVES = [sha256(b"\0" + bytes([n])).digest() for n in range(max(SIZES))]


def root_by_definition(leaves: list[bytes]) -> bytes:
    """`MTH` of RFC 6962, section 2.1, over hashes of leaves."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\1" + root_by_definition(leaves[:split]) + root_by_definition(leaves[split:])).digest()


def path_by_definition(position: int, leaves: list[bytes]) -> list[bytes]:
    """`PATH` of RFC 6962, section 2.1.1."""
    if len(leaves) == 1:
        return []
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    if position < split:
        return [*path_by_definition(position, leaves[:split]), root_by_definition(leaves[split:])]
    return [*path_by_definition(position - split, leaves[split:]), root_by_definition(leaves[:split])]


def proof_by_definition(smaller: int, leaves: list[bytes], whole: bool = True) -> list[bytes]:
    """`SUBPROOF` of RFC 6962, section 2.1.2."""
    if smaller == len(leaves):
        return [] if whole else [root_by_definition(leaves)]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    if smaller <= split:
        return [*proof_by_definition(smaller, leaves[:split], whole), root_by_definition(leaves[split:])]
    return [*proof_by_definition(smaller - split, leaves[split:], False), root_by_definition(leaves[:split])]


def grown(size: int) -> dict[Place, bytes]:
    """All whole subtrees of a tree grown leaf by leaf."""
    known: dict[Place, bytes] = {}
    frontier = Frontier(0, {})
    for position, leaf in enumerate(LEAVES[:size]):
        known[0, position] = leaf
        known.update(frontier.add(leaf))
    assert frontier.size == size
    return known


@pytest.mark.parametrize("size", SIZES)
def test_the_root_of_a_grown_tree_is_that_of_the_definition(size: int) -> None:
    assert Span(0, size).root(grown(size)) == root_by_definition(LEAVES[:size])


@pytest.mark.parametrize("size", SIZES)
def test_every_leaf_is_proven_by_the_path_of_the_definition(size: int) -> None:
    known, root = grown(size), root_by_definition(LEAVES[:size])

    for position in range(size):
        path = [span.root(known) for span in inclusion(position, size)]
        assert path == path_by_definition(position, LEAVES[:size])
        assert is_included(LEAVES[position], position, size, path, root)


@pytest.mark.parametrize("size", SIZES)
def test_every_smaller_tree_is_proven_the_beginning_of_this_one(size: int) -> None:
    known, root = grown(size), root_by_definition(LEAVES[:size])

    for smaller in range(1, size):
        spans = consistency(smaller, size)
        path = [span.root(known) for span in spans]
        assert path == proof_by_definition(smaller, LEAVES[:size])
        assert set(places_of(spans)) <= known.keys()
        assert is_consistent(smaller, size, (root_by_definition(LEAVES[:smaller]), root), path)


def test_a_tree_goes_on_from_its_right_edge_alone() -> None:
    known = grown(21)
    edge = {place: known[place] for place in Span(0, 21).places}
    frontier = Frontier(21, edge)

    for position in range(21, 33):
        known[0, position] = LEAVES[position]
        known.update(frontier.add(LEAVES[position]))

    assert known == grown(33)


@pytest.mark.parametrize("size", [2, 5, 8, 13])
def test_a_path_with_a_step_changed_missing_added_or_moved_proves_nothing(size: int) -> None:
    known, root = grown(size), root_by_definition(LEAVES[:size])

    for position in range(size):
        path = [span.root(known) for span in inclusion(position, size)]
        wrong = [path[:-1], [*path, path[0]], [bytes(32), *path[1:]], path[1:]]
        wrong += [path[::-1]] if len(path) > 1 else []
        assert not any(is_included(LEAVES[position], position, size, other, root) for other in wrong)
        others = [place for place in range(size + 2) if place != position]
        assert not any(is_included(LEAVES[position], other, size, path, root) for other in others)
        assert not is_included(LEAVES[position], position, size, path, bytes(32))


@pytest.mark.parametrize("size", [3, 8, 13])
def test_a_consistency_proof_holds_for_its_two_trees_only(size: int) -> None:
    known, root = grown(size), root_by_definition(LEAVES[:size])

    for smaller in range(1, size):
        path = [span.root(known) for span in consistency(smaller, size)]
        roots = (root_by_definition(LEAVES[:smaller]), root)
        assert not is_consistent(smaller, size, (bytes(32), root), path)
        assert not is_consistent(smaller, size, (roots[0], bytes(32)), path)
        assert not is_consistent(smaller, size, roots, path[:-1])
        assert not is_consistent(smaller, size, roots, [*path, path[-1]])
        assert not is_consistent(size, size, roots, path)
        assert not is_consistent(0, size, roots, path)
