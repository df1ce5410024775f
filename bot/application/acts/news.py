"""Telling a verified debtor what became of a request, once (G1, G3)."""

from bot.application.acts.slips_told import enclose_slips
from bot.application.changes import ContestAnswerTold, NewsTold
from bot.application.desk import Desk
from bot.application.news import CaseNews, News, SlipNews
from bot.application.notices.term import term_of
from bot.application.wording import brl, day
from bot.domain.notices.moves import answer_contest
from bot.domain.notices.notice import Notice


async def tell_news(desk: Desk) -> str:
    """What is new for this person; said in passing where a question of ours still waits."""
    found = await desk.services.news.of_person(desk.debtor.person.id)
    if not found:
        return "nothing"
    desk.fill(news_lines="\n\n".join([await _said(desk, news) for news in found]))
    desk.record(NewsTold(tuple(news.id for news in found)))
    return "told_in_passing" if desk.conversation.slots.get("return_to") else "told"


async def _said(desk: Desk, news: News) -> str:
    if isinstance(news, CaseNews):
        told = desk.phrases.say("news_case", number=news.number, outcome=news.outcome.strip())
        return "\n\n".join([told, *await _new_term(desk, news)])
    if news.here:
        enclose_slips(desk, news)
        return _issued(desk, news)
    return " ".join([_issued(desk, news), _where(desk, news)])


async def _new_term(desk: Desk, news: CaseNews) -> list[str]:
    """The last day of the term that begins when the answer to a contest arrives (N4); nothing for any other case."""
    notices = await desk.services.notices.of_person(desk.debtor.person.id)
    contested = next((one for one in notices if _waits_for(one, news.number)), None)
    if contested is None:
        return []
    desk.record(ContestAnswerTold(contested.id, news.number))
    heard = answer_contest(contested, news.number, desk.at.real)
    term = await term_of(desk, heard) if isinstance(heard, Notice) else None
    is_new = term is not None and term.starts == desk.at.real
    return [desk.phrases.say("news_term", deadline=day(term.last_day))] if term and is_new else []


def _waits_for(notice: Notice, case_number: str) -> bool:
    waiting = notice.open_contest
    return waiting is not None and waiting.case_number == case_number and not notice.state.is_over


def _issued(desk: Desk, news: SlipNews) -> str:
    if news.due is None or news.total is None:
        return desk.phrases.say("news_slip", number=news.agreement)
    key = "news_slips_one" if news.slips == 1 else "news_slips_many"
    return desk.phrases.say(key, number=news.agreement, count=news.slips, due=day(news.due), total=brl(news.total))


def _where(desk: Desk, news: SlipNews) -> str:
    if news.by_email:
        return desk.phrases.say("news_slip_by_email", email=news.by_email)
    return desk.phrases.say("news_slip_by_phone")
