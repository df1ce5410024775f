"""What the routes work with, bound once when the service starts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request

from bot.application.agents.debts import DebtTools
from bot.application.agents.exception_models import Exceptions
from bot.application.agents.rota import RotaTools
from bot.application.agents.tools import AgentTools
from bot.application.cases import CaseQueue
from bot.application.notices.excuses import Excuses
from bot.application.notices.ledger import Ledger
from bot.application.notices.ports import Notices
from bot.application.notices.reports import NoticeReports
from bot.domain.conversation import Channel


@dataclass(frozen=True)
class NoticeParts:
    ledger: Ledger
    reports: NoticeReports
    channels_of: Callable[[str], frozenset[Channel]]  # on which a sender of ours speaks for a creditor
    excuses: Excuses
    kept: Notices


@dataclass(frozen=True)
class ApiParts:
    tools: AgentTools
    debts: DebtTools
    cases: CaseQueue
    notices: NoticeParts
    rota: RotaTools
    exceptions: Exceptions


def _parts(request: Request) -> ApiParts:
    return cast(ApiParts, request.app.state.api)


Parts = Annotated[ApiParts, Depends(_parts)]
