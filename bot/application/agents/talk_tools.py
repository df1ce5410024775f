"""What talking with debtors from a page needs beside the tools of conversations, bound once."""

from dataclasses import dataclass

from bot.application.agents.notes import Notes
from bot.application.agents.opening_talk import OpeningTools
from bot.application.agents.rota import RotaTools
from bot.application.agents.snoozing import Snoozes
from bot.application.agents.talk_models import Threads
from bot.application.agents.tools import AgentTools
from bot.application.agents.transferring import Transfers


@dataclass(frozen=True)
class TalkTools:
    tools: AgentTools
    rota: RotaTools
    threads: Threads
    notes: Notes
    transfers: Transfers
    opening: OpeningTools
    snoozes: Snoozes
