"""What is wrong with a piece of content, said so that whoever edits it can find and mend it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

type Path = tuple[str, ...]

_PLACE = re.compile(r"(?P<node>\S+)(?: \[(?P<label>.+)\])?")


@dataclass(frozen=True)
class Problem:
    """One fault: `code` for programs, `message` in Portuguese for admins, `path` a way from the start to it.

    Of a shared flow the way is that of one creditor's debtors; `elsewhere` has those of others who come there too.
    """

    code: str
    flow: str
    step: str
    path: Path
    message: str
    profile: str = ""
    file: str = ""
    elsewhere: tuple[tuple[str, Path], ...] = ()

    def seen_by(self, profile: str) -> "Problem":
        """With the way of this creditor's debtors, where they come there too."""
        path = dict(self.elsewhere).get(profile)
        return self if path is None else replace(self, profile=profile, path=path, elsewhere=())

    def as_dict(self) -> dict[str, object]:
        return {
            "code": self.code,
            "profile": self.profile,
            "flow": self.flow,
            "step": self.step,
            "path": list(self.path),
            "message": self.message,
            "file": self.file,
        }

    def __str__(self) -> str:
        place = "/".join(part for part in (self.profile, self.flow, self.step) if part)
        way = " > ".join(self.path)
        where = f"{self.file} ({place})" if self.file else place
        return f"[{self.code}] {where}: {self.message}" + (f"\n    caminho: {way}" if way else "")


def places_of(path: Path) -> list[tuple[str, str]]:
    """Each step of a way, with the answer or outcome that leads on."""
    found = (_PLACE.fullmatch(place) for place in path)
    return [(matched["node"], matched["label"] or "") for matched in found if matched]


class ContentBroken(Exception):
    """Content that cannot be compiled, with the reasons."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
