"""Puts the parts together that people talk with debtors by, on the console's pages and over the API."""

from datetime import timedelta

from bot.adapters.db.agents.inbox_snoozes import SqlSnoozes
from bot.adapters.db.agents.notes import SqlNotes
from bot.adapters.db.agents.opening import SqlOpenings
from bot.adapters.db.agents.thread import SqlThreads
from bot.adapters.db.agents.transfer import SqlTransfers
from bot.adapters.db.templates import SqlTemplates
from bot.application.agents.opening_talk import OpeningTools
from bot.application.agents.rota import RotaTools
from bot.application.agents.talk_tools import TalkTools
from bot.application.handle_turn import TurnTools
from bot.assembly import Assembly
from bot.parts.notices import is_simulated, sender_of

LEASE_S = 30.0


def talk_tools(assembly: Assembly, rota: RotaTools) -> TalkTools:
    """What the service has open already."""
    database, clock, settings = assembly.database, assembly.clock, assembly.settings
    turns = TurnTools(
        inbox=assembly.inbox,
        dialogue=assembly.dialogue,
        releases=assembly.releases,
        services=assembly.services,
        clock=clock,
        default_creditor=settings.default_creditor,
        quiet=timedelta(0),
        lease_s=LEASE_S,
    )
    opening = OpeningTools(
        turns=turns,
        openings=SqlOpenings(database, clock),
        registered=SqlTemplates(database),
        sender_of=lambda creditor, channel: sender_of(settings, creditor, channel),
        simulated=is_simulated(settings),
    )
    notes, transfers = SqlNotes(database, clock), SqlTransfers(database, clock)
    return TalkTools(rota.tools, rota, SqlThreads(database), notes, transfers, opening, SqlSnoozes(database))
