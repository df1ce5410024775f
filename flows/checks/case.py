"""What every check works on: one profile, its graph, all the ways through it, and where problems are noted."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, lru_cache

from flows.graph import Graph, Node
from flows.model import ContentSettings, Profile, Step
from flows.moves import State
from flows.problems import Problem
from flows.walk import Exploration
from flows.whole_ways import whole_way


@dataclass
class Case:
    settings: ContentSettings
    profile: Profile
    graph: Graph
    ways: Exploration
    problems: list[Problem] = field(default_factory=list)

    def said(self, step: Step) -> str:
        """All a step may say on any channel, labels included, with the profile's fixed values in place."""
        said = "\n".join([*(text.everywhere() for text in step.texts()), *(button.label for button in step.buttons)])
        for name, value in self.profile.globals.items():
            said = said.replace(f"{{{name}}}", value)
        return said

    def note(self, code: str, node: Node, message: str, path: tuple[str, ...] | None = None) -> None:
        """A problem at a step; without a path given, the shortest way there."""
        way = whole_way(self.ways, lambda ways: ways.path_to_node(node.id)) if path is None else path
        self._add(code, node.flow, node.step.id, way, message)

    def note_state(self, code: str, state: State, message: str) -> None:
        way = whole_way(self.ways, lambda ways: ways.path_to(state))
        self.note(code, self.graph.nodes[state.node], message, way)

    def note_flow(self, code: str, flow: str, message: str) -> None:
        self._add(code, flow, "", (), message)

    def _add(self, code: str, flow: str, step: str, path: tuple[str, ...], message: str) -> None:
        known = self.profile.flows.get(flow)
        self.problems.append(Problem(code, flow, step, path, message, self.profile.slug, known.file if known else ""))


def plain(text: str) -> str:
    """Lower case, without accents, one space between words: how words are looked for and texts compared."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))
    return " ".join(bare.split())


def words_in(text: str, words: Iterable[str]) -> list[str]:
    """Which of the words a text says, in any case, with or without accents, in the plural too."""
    read = plain(text)
    return [word for word in words if _pattern(word).search(read)]


@lru_cache(maxsize=8192)
def words_in_content(text: str, words: tuple[str, ...]) -> tuple[str, ...]:
    """The same, remembered: for texts of content, which are checked at every edit and name nobody."""
    return tuple(words_in(text, words))


@cache
def _pattern(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(plain(word))}(?:s|es)?(?!\w)")
