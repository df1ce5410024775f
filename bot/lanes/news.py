"""What debtors wait to hear, told by the worker: a few at a time."""

from functools import partial

from bot.adapters.db.news import SqlNews
from bot.application.announce_news import TRIED_AGAIN_AFTER, announce
from bot.application.giving_way import FREE, Way
from bot.application.handle_turn import TurnTools
from bot.assembly import Assembly
from bot.lanes.lines import attempt

NEWS_EVERY_S = 5.0
NEWS_AT_ONCE = 10  # two a second: live talks come first


async def tell_what_is_new(assembly: Assembly, tools: TurnTools, way: Way = FREE) -> None:
    """One that fails is put off, and keeps none of the others waiting; all of them wait while the bot is stopped."""
    if await tools.is_stopped():
        return
    news = SqlNews(assembly.database)
    for untold in await news.untold(assembly.clock.now(), NEWS_AT_ONCE):
        async with way.behind():
            told = await attempt(partial(announce, untold, news, tools), "news not told", person=untold.person_id)
        if isinstance(told, Exception):
            await news.put_off(untold, assembly.clock.now() + TRIED_AGAIN_AFTER)
