"""What the back office and the worker do around a written conversation: close a case, issue a slip, tell of it.

< O CASO É RESPONDIDO: …  the newest case is closed with these words
< O BOLETO SAI            the newest slip request is marked as issued
< CONTAMOS                the worker looks for what is to be told
"""

from bot.adapters.db.cases import SqlCases
from bot.adapters.db.engine import Database
from bot.adapters.db.news import SqlNews
from bot.adapters.db.slips import SqlSlips
from bot.application.announce_news import announce
from bot.application.cases import Closed, close_case
from bot.application.slips import Issued, mark_issued
from tests.conversations.phone import Phone

ANA = "ana@exemplo.invalid"
CLOSED = "< O CASO É RESPONDIDO: "


async def close_newest(words: str, database: Database, phone: Phone) -> str:
    cases = SqlCases(database)
    newest = max(case.number for case in await cases.waiting())
    await close_case(cases, newest, Closed(ANA, phone.clock.now(), words))
    return ""


async def issue_newest(database: Database, phone: Phone) -> str:
    slips = SqlSlips(database)
    newest = max(request.id for request in await slips.waiting())
    await mark_issued(slips, newest, Issued(ANA, phone.clock.now()))
    return ""


async def tell(database: Database, phone: Phone) -> str:
    news = SqlNews(database)
    for untold in await news.untold(phone.clock.now(), 10):
        await announce(untold, news, phone.tools)
    return await phone.reads()
