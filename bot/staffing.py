"""Puts the parts together that people work on conversations with, for the API and the command line."""

from bot.adapters.db.agents import SqlConversations
from bot.adapters.db.agents_debts import SqlAgreements
from bot.adapters.db.keys import SqlStaff
from bot.adapters.wrap_up_forms import WrapUpForms
from bot.application.agents.debts import DebtTools
from bot.application.agents.tools import AgentTools
from bot.assembly import Assembly


def agent_tools(assembly: Assembly) -> AgentTools:
    return AgentTools(
        conversations=SqlConversations(assembly.database, assembly.clock),
        staff=SqlStaff(assembly.database),
        dialogue=assembly.dialogue,
        releases=assembly.releases,
        services=assembly.services,
        clock=assembly.clock,
        default_creditor=assembly.settings.default_creditor,
        wrap_up_form=WrapUpForms(),
    )


def debt_tools(assembly: Assembly) -> DebtTools:
    return DebtTools(agent_tools(assembly), SqlAgreements(assembly.database))
