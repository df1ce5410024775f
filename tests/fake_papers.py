"""Papers behind links in memory, held to the same contract tests as the real ones."""

from dataclasses import dataclass
from datetime import datetime

from bot.application.changes import IdentityTried, PaperShared, WrongTries
from bot.application.messages import Attachment
from bot.application.papers import Paper, TriesAllowed
from bot.domain.papers import PaperKind
from tests.fake_state import FakeState


@dataclass
class FakePapers:
    kept: FakeState

    async def behind(self, token: str, now: datetime) -> Paper | None:
        for number, (conversation_id, shared) in enumerate(self._shared(), 1):
            if shared.token == token and shared.expires > now:
                kind = PaperKind(shared.paper.kind)
                return Paper(number, kind, shared.person_id, conversation_id, shared.creditor, shared.expires)
        return None

    async def content(self, paper: Paper) -> Attachment:
        return self._shared()[paper.id - 1][1].paper

    async def take_try(self, paper: Paper, tried: IdentityTried, allowed: TriesAllowed) -> bool:
        wrong = WrongTries(known_phone=False, document=tried.document)
        told = [c for turn in self.kept.turns for c in turn.changes if isinstance(c, IdentityTried)]
        used = sum(wrong.count(one) and one.at >= allowed.since for one in [*told, *self.kept.tried_by_link])
        if used >= allowed.count:
            return False
        self.kept.tried_by_link.append(tried)
        if tried.succeeded:
            self.kept.papers_opened.append(paper.kind)
        return True

    async def record_download(self, paper: Paper, at: datetime) -> None:
        self.kept.papers_opened.append(f"{paper.kind} downloaded")

    def _shared(self) -> list[tuple[int, PaperShared]]:
        return [
            (turn.conversation.id, change)
            for turn in self.kept.turns
            for change in turn.changes
            if isinstance(change, PaperShared)
        ]
