"""Telling a verified debtor what became of a request, once (G1, G3)."""

from bot.application.changes import NewsTold
from bot.application.desk import Desk
from bot.application.news import CaseNews, News, SlipNews
from bot.application.wording import brl, day


async def tell_news(desk: Desk) -> str:
    """What is new for this person; said in passing where a question of ours still waits."""
    found = await desk.services.news.of_person(desk.debtor.person.id)
    if not found:
        return "nothing"
    desk.fill(news_lines="\n\n".join(_said(desk, news) for news in found))
    desk.record(NewsTold(tuple(news.id for news in found)))
    return "told_in_passing" if desk.conversation.slots.get("return_to") else "told"


def _said(desk: Desk, news: News) -> str:
    if isinstance(news, CaseNews):
        return desk.phrases.say("news_case", number=news.number, outcome=news.outcome.strip())
    return " ".join([_issued(desk, news), _where(desk, news)])


def _issued(desk: Desk, news: SlipNews) -> str:
    if news.due is None or news.total is None:
        return desk.phrases.say("news_slip", number=news.agreement)
    key = "news_slips_one" if news.slips == 1 else "news_slips_many"
    return desk.phrases.say(key, number=news.agreement, count=news.slips, due=day(news.due), total=brl(news.total))


def _where(desk: Desk, news: SlipNews) -> str:
    if news.by_email:
        return desk.phrases.say("news_slip_by_email", email=news.by_email)
    return desk.phrases.say("news_slip_by_phone")
