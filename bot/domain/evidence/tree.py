"""The Merkle tree over the log, as in RFC 6962: what it is made of, its proofs, and checking them (N5).

A place is the root of a whole subtree: (level, n) covers the leaves from n * 2**level on, 2**level of them. Those alone
are kept; every proof is folded from them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from bot.domain.evidence.encoding import node

type Place = tuple[int, int]


@dataclass(frozen=True)
class Span:
    """Leaves `first` to `end` - 1, as RFC 6962 splits a tree: `first` is a multiple of a power of two >= size."""

    first: int
    end: int

    @property
    def size(self) -> int:
        return self.end - self.first

    @property
    def halves(self) -> "tuple[Span, Span]":
        middle = self.first + (1 << (self.size - 1).bit_length() - 1)
        return Span(self.first, middle), Span(middle, self.end)

    @property
    def places(self) -> list[Place]:
        """The whole subtrees it is made of, from the left, each smaller than the one before."""
        found, first = [], self.first
        for level in reversed(range(self.size.bit_length())):
            if self.size >> level & 1:
                found.append((level, first >> level))
                first += 1 << level
        return found

    def root(self, known: Mapping[Place, bytes]) -> bytes:
        *others, last = [known[place] for place in self.places]
        return reduce(lambda right, left: node(left, right), reversed(others), last)


class Frontier:
    """The right edge of a tree, to which leaves are added."""

    def __init__(self, size: int, known: Mapping[Place, bytes]) -> None:
        self.size = size
        self._edge = [(place, known[place]) for place in Span(0, size).places]

    @property
    def root(self) -> bytes:
        """Of all leaves added so far; there is one at least."""
        return Span(0, self.size).root(dict(self._edge))

    def add(self, leaf: bytes) -> list[tuple[Place, bytes]]:
        """Add a leaf; the places that became whole by it, from the leaf's parent up."""
        (level, at), root, grown = (0, self.size), leaf, []
        while self._edge and self._edge[-1][0][0] == level:
            root, level, at = node(self._edge.pop()[1], root), level + 1, at >> 1
            grown.append(((level, at), root))
        self._edge.append(((level, at), root))
        self.size += 1
        return grown


def inclusion(position: int, size: int) -> list[Span]:
    """`PATH(m, n)`: the spans whose roots prove a leaf, from the leaf up."""
    span, found = Span(0, size), list[Span]()
    while span.size > 1:
        left, right = span.halves
        span, other = (left, right) if position < left.end else (right, left)
        found.append(other)
    return found[::-1]


def consistency(smaller: int, size: int) -> list[Span]:
    """`PROOF(m, D[n])`, for 0 < m < n: the spans whose roots prove that a tree is the beginning of another."""
    span, found = Span(0, size), list[Span]()
    while span.end != smaller:
        left, right = span.halves
        span, other = (left, right) if smaller <= left.end else (right, left)
        found.append(other)
    return [*([span] if span.first else []), *found[::-1]]


def places_of(spans: Sequence[Span]) -> Iterator[Place]:
    for span in spans:
        yield from span.places


def is_included(leaf: bytes, position: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """RFC 9162, section 2.1.3.2."""
    at, last, found = position, size - 1, leaf
    if position >= size:
        return False
    for step in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node(step, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node(found, step)
        at, last = at >> 1, last >> 1
    return last == 0 and found == root


def is_consistent(smaller: int, size: int, roots: tuple[bytes, bytes], path: Sequence[bytes]) -> bool:
    """RFC 9162, section 2.1.4.2, for 0 < smaller < size."""
    steps = [roots[0], *path] if smaller & (smaller - 1) == 0 else [*path]
    if not 0 < smaller < size or not steps or not path:
        return False
    at, last = smaller - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    first = second = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            first, second = node(step, first), node(step, second)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            second = node(second, step)
        at, last = at >> 1, last >> 1
    return last == 0 and (first, second) == roots
