"""What is wrong with a piece of content, said so that whoever edits it can find and mend it."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One fault: `code` for programs, `message` in Portuguese for admins, `path` a way from the start to it."""

    code: str
    flow: str
    step: str
    path: tuple[str, ...]
    message: str
    profile: str = ""
    file: str = ""

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


class ContentBroken(Exception):
    """Content that cannot be compiled, with the reasons."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
