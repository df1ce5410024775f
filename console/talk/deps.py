"""What the page of a conversation works with, bound once when the service starts."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Path, Request

from bot.application.agents.keys import Member
from bot.application.agents.talk_tools import TalkTools
from console.auth.session import SignedIn


@dataclass(frozen=True)
class Here:
    """A request about one conversation: who asks, and with what it is answered."""

    request: Request
    id: int
    member: Member
    talk: TalkTools

    @property
    def is_a_part(self) -> bool:
        """Asked for by a script, which puts the answer into its page."""
        return "hx-request" in self.request.headers


def _talk(request: Request) -> TalkTools:
    talk: TalkTools = request.app.state.talk
    return talk


Talk = Annotated[TalkTools, Depends(_talk)]
ConversationNumber = Annotated[int, Path(ge=1, lt=2**63)]


async def _here(request: Request, conversation_id: ConversationNumber, session: SignedIn, talk: Talk) -> Here:
    return Here(request, conversation_id, session.member, talk)


AtConversation = Annotated[Here, Depends(_here)]
