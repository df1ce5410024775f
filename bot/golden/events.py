"""What happens around a golden conversation without the debtor writing: we begin, an answer is ready."""

from collections.abc import Awaitable, Callable, Mapping

from bot.adapters.db.cases import SqlCases
from bot.adapters.db.news import SqlNews
from bot.adapters.db.notices.ledger import SqlLedger
from bot.adapters.db.slips import SqlSlips
from bot.application.agents.approved_words import OPENER, RESUME
from bot.application.announce_news import announce
from bot.application.cases import Closed, close_case
from bot.application.notices.dispatch import DispatchTools, bring_answers, dispatch_due
from bot.application.notices.planning import Order, PlanTools, plan_batch
from bot.application.reach_out import Reach, reach_out
from bot.application.slips import Issued, mark_issued
from bot.domain.conversation import Channel
from bot.golden.phone import SENDER, HeldPhone

ANA = "ana@exemplo.invalid"
ANSWERED = "Conferimos: o valor está certo."

type Event = Callable[[HeldPhone], Awaitable[None]]


class _NoPace:
    """Nobody else sends from here."""

    async def wait_s(self, sender: str, channel: Channel) -> float:
        return 0.0


async def open_notice(phone: HeldPhone) -> None:
    """Whoever is due is planned, and the first try is made."""
    tools = _dispatching(phone)
    plan = PlanTools(
        tools.ledger,
        (await phone.tools.releases.live()).policies,
        phone.clock,
        lambda _: frozenset({phone.line.channel}),
    )
    await plan_batch(Order(phone.line.profile, ANA), plan)
    await dispatch_due(tools)


async def answer_case(phone: HeldPhone) -> None:
    """The newest case is closed; whoever asked is told, of a contest by way of the notice."""
    cases = SqlCases(phone.database)
    newest = max(case.number for case in await cases.waiting())
    await close_case(cases, newest, Closed(ANA, phone.clock.now(), ANSWERED))
    tools = _dispatching(phone)
    await bring_answers(tools)
    await dispatch_due(tools)
    await _tell(phone)


async def issue_slip(phone: HeldPhone) -> None:
    slips = SqlSlips(phone.database)
    newest = max(request.id for request in await slips.waiting())
    await mark_issued(slips, newest, Issued(ANA, phone.clock.now()))
    await _tell(phone)


async def begin_talk(phone: HeldPhone) -> None:
    """An agent writes first, and leaves the rest to the bot."""
    await _begin(phone, OPENER)


async def resume_talk(phone: HeldPhone) -> None:
    await _begin(phone, RESUME)


EVENTS: Mapping[str, Event] = {
    "(abrimos a notificação)": open_notice,
    "(o caso é respondido)": answer_case,
    "(o boleto sai)": issue_slip,
    "(um atendente começa)": begin_talk,
    "(um atendente retoma)": resume_talk,
}


async def _begin(phone: HeldPhone, step: str) -> None:
    line = phone.line
    [person, *_] = await phone.tools.services.records.people_at(line.profile, line.contact)
    key = f"begun:{len(phone.read)}"
    await reach_out(Reach(person, line.channel, line.contact, SENDER, key, step, simulated=line.simulated), phone.tools)


async def _tell(phone: HeldPhone) -> None:
    news = SqlNews(phone.database)
    for untold in await news.untold(phone.clock.now(), 10):
        await announce(untold, news, phone.tools)


def _dispatching(phone: HeldPhone) -> DispatchTools:
    channel = phone.line.channel
    return DispatchTools(
        SqlLedger(phone.database, phone.clock),
        phone.tools,
        _NoPace(),
        lambda _, asked: SENDER if asked is channel else None,
        simulated=phone.line.simulated,
    )
