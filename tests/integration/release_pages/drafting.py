"""A draft of what is live, edited, asked about and waited for."""

import asyncio

from bot.application.editor.drafts.drafts import Draft, Edit, StaleDraft, files_of
from bot.application.editor.publishing.publishing import Asking, PublishingTools, ask
from bot.application.editor.publishing.reviews import Request, Work

ANA, BIA, DORA = (f"{name}@exemplo.invalid" for name in ("ana", "bia", "dora"))
TEXT, POLICY, SENTENCES = "common/flows/offer.yml", "cassems/policy.yml", "nlu/learned.yml"
PATIENCE_S = 30.0


async def begun(tools: PublishingTools, by: str = ANA) -> Draft:
    base = await tools.bases.live()
    return await tools.drafts.begin("Entrada menor", base.release, files_of(base.sources), by)


async def edited(tools: PublishingTools, draft: Draft, path: str = TEXT, by: str = ANA, line: str = "# nota\n") -> None:
    before = (await tools.drafts.files(draft.id)).files.get(path)
    edit = Edit(draft.id, by, "mudança", {path: before}, {path: (before or "") + line})
    assert not isinstance(await tools.drafts.write(edit), StaleDraft)


async def asked(tools: PublishingTools, *paths: str, by: str = ANA) -> Request:
    """A draft with changes, asked to be published."""
    draft = await begun(tools, by)
    for path in paths or (TEXT,):
        await edited(tools, draft, path, by)
    request = await ask(Asking(draft.id, by, "Para caber no bolso"), tools)
    assert isinstance(request, Request)
    return request


async def ended(tools: PublishingTools, request: Request) -> Request:
    """Once its preparing is over."""
    async with asyncio.timeout(PATIENCE_S):
        while tools.prepare.under_way:
            await asyncio.wait(tools.prepare.under_way)
    return await known(tools, request)


async def known(tools: PublishingTools, request: Request) -> Request:
    found = await tools.reviews.request(request.id)
    assert found is not None
    return found


async def at_work(tools: PublishingTools, request: Request, told: str) -> Request:
    """Once its preparing says so."""
    async with asyncio.timeout(PATIENCE_S):
        while (found := await known(tools, request)).told != told or found.work is not Work.RUNNING:
            await asyncio.sleep(0)
    return found
