"""What every page and action of the console costs in a full office, beside the same in a nearly empty one."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter, process_time
from urllib.parse import urlencode

from httpx import AsyncClient, Response

from bench.console_service import BARE, Opened, Size, opened_console
from bench.figures import Figure, Measured, percentile
from bot.domain.documents import cpf_from
from bot.domain.errors import BotError

CASES = 2_000
SEARCHES = {
    "by name": "maria nogueira",
    "by protocol": "41953420261100000123",
    "by CPF": cpf_from("100000123"),
}
FEW = Size(50, 20, (100, 500, *(12,) * 6))
READS, ACTS = 12, 6
BOX = "/console/inbox"
QUOTE = {"kind": "lump_sum", "asked": "1"}
_TOKEN = re.compile(r'<meta name="csrf" content="([^"]+)">')
_LAST_SEEN = re.compile(r'name="last_seen" value="(\d+)"')
_MARK = re.compile(r'name="mark" value="([^"]+)"')

type Step = Callable[[], Awaitable[Response]]


class NotDone(BotError):
    """The console refused what was measured: the time would be that of a refusal."""


@dataclass
class Times:
    """Seconds of a core and seconds on the clock, each time it was done."""

    core: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)

    async def take(self, name: str, step: Step) -> Response:
        began, worked = perf_counter(), process_time()
        answer = await step()
        self.wall.append(perf_counter() - began)
        self.core.append(process_time() - worked)
        if answer.status_code >= 400 or "/sign-in" in answer.headers.get("location", ""):
            raise NotDone(f"{name}: {answer.status_code} {answer.text[:300]}")
        return answer


async def measure_console(home: Path, talks: int, url: str = "") -> Measured:
    reference = await console_times(home / "few", FEW)
    ours = await console_times(home / "many", Size(talks, CASES, FEW.debtors), url)
    figures = [Figure(name, "ms core", _ms(ours[name].core, 50), _ms(reference[name].core, 50)) for name in ours]
    clock = [
        f"{name:<22} p50 {_ms(one.wall, 50):7.1f} p95 {_ms(one.wall, 95):7.1f} first {one.wall[0] * 1000:7.1f} ms"
        for name, one in ours.items()
    ]
    return Measured(
        name="console",
        what=f"pages and actions with {talks} conversations, {CASES} cases and {talks * 10} changes of owner",
        reference=f"the same with {FEW.talks} conversations; `bare` is a route that answers one line",
        figures=tuple(figures),
        raw={
            f"{side} {kind} {name}": getattr(one, kind)
            for side, all_of in (("ours", ours), ("few", reference))
            for name, one in all_of.items()
            for kind in ("core", "wall")
        },
        notes=("on the clock:", *clock),
    )


async def console_times(home: Path, size: Size, url: str = "") -> Mapping[str, Times]:
    """What each page and action took, by its name; `NotDone` where the console refuses one."""
    async with opened_console(home, size, url) as opened:
        times = {name: Times() for name in ["bare", *_pages(opened)]}
        for name, (browser, path) in {"bare": (opened.agent, BARE), **_pages(opened)}.items():
            for _ in range(READS):
                await times[name].take(name, lambda at=browser, to=path: at.get(to))  # type: ignore[misc]
        return {**times, **await _Acting(opened).times()}


def _pages(opened: Opened) -> dict[str, tuple[AsyncClient, str]]:
    agent, chief, debtors = opened.agent, opened.chief, opened.debtors
    lists = {
        "queue": f"{BOX}?tab=queue",
        "list of the queue": f"{BOX}/list?tab=queue",
        "mine": f"{BOX}/list?tab=mine",
        "snoozed": f"{BOX}/list?tab=snoozed",
        "closed": f"{BOX}/list?tab=closed",
        "by reason": f"{BOX}/list?tab=queue&reason=asked",
        "at hand": "/console/presence",
        "talk of 100 lines": f"{BOX}/{debtors[0]}",
        "talk of 500 lines": f"{BOX}/{debtors[1]}",
        "its new lines": f"{BOX}/{debtors[1]}/lines",
        "its head": f"{BOX}/{debtors[1]}/head",
        "packet": f"{BOX}/{debtors[1]}/packet",
        "deal panel": f"{BOX}/{debtors[1]}/deal",
        "quote": f"{BOX}/{debtors[1]}/deal?{urlencode(QUOTE)}",
        "wrap-up form": f"{BOX}/{debtors[1]}/close",
        "return form": f"{BOX}/{debtors[1]}/return",
        "news": "/console/live?since=",
    }
    chiefs = {
        "all": f"{BOX}?tab=all",
        "office": "/console/office",
        "floor today": "/console/floor",
        "floor, 30 days": "/console/floor?period=30d",
        "users": "/console/users",
        "exceptions": "/console/exceptions",
    }
    return {name: (agent, path) for name, path in lists.items()} | {
        name: (chief, path) for name, path in chiefs.items()
    }


class _Acting:
    """Somebody who searches, takes, answers, notes, puts off, passes on and offers, once with each conversation."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened
        self._browser = opened.agent
        self._token = ""
        self._times: dict[str, Times] = {}

    async def times(self) -> Mapping[str, Times]:
        page = await self._browser.get(BOX)
        self._token = _found(_TOKEN, page)
        for name, searched in SEARCHES.items():
            for _ in range(READS):
                await self._does(name, f"{BOX}/list", {"q": searched})
        listed = list(dict.fromkeys(re.findall(rf"{BOX}/(\d+)/accept", page.text)))
        for talk in listed[:ACTS]:
            await self._does("accept", f"{BOX}/{talk}/accept", {})
            page = await self._browser.get(f"{BOX}/{talk}")
            await self._does("seen", f"{BOX}/{talk}/seen", {"seq": "1"})
            await self._does("note", f"{BOX}/{talk}/notes", {"text": "pediu para ligar amanhã"})
            await self._does("put off", f"{BOX}/{talk}/snooze", {"later": "hour", "why": "vai falar com a esposa"})
        for talk in self._opened.debtors[2 : 2 + ACTS]:
            page = await self._browser.get(f"{BOX}/{talk}")
            said = {"text": "Bom dia, vou ver isso para você.", "last_seen": _found(_LAST_SEEN, page)}
            await self._does("say", f"{BOX}/{talk}/messages", said)
            await self._offers(str(talk))
        return self._times

    async def _offers(self, talk: str) -> None:
        page = await self._browser.get(f"{BOX}/{talk}/deal", params=QUOTE)
        told = QUOTE | {"mark": _found(_MARK, page), "last_seen": _found(_LAST_SEEN, page)}
        codes = re.findall(r'name="code" value="([^"]+)"', page.text)
        await self._does("offer", f"{BOX}/{talk}/deal/offer", told | {"code": codes[0]})

    async def _does(self, name: str, path: str, fields: dict[str, str]) -> None:
        headers = {"X-CSRF-Token": self._token}
        await self._times.setdefault(name, Times()).take(
            name, lambda: self._browser.post(path, data=fields, headers=headers)
        )


def _found(pattern: re.Pattern[str], page: Response) -> str:
    found = pattern.search(page.text)
    if found is None:
        raise NotDone(f"{page.request.url}: no {pattern.pattern} in {page.text[:300]}")
    return found.group(1)


def _ms(times: list[float], percent: int) -> float:
    return percentile(times, percent) * 1000
