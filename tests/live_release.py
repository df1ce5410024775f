"""Makes a release live in a home, as publishing does; its model is never asked."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from bot.adapters.release_store import MODEL_FILE
from bot.application.publications import How, Publication, Signed
from bot.application.releases import Build
from bot.config import Settings
from bot.publishing import opened_publishing


def make_live(settings: Settings, build: Build) -> None:
    """In a thread of its own: a test's event loop may be running."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: asyncio.run(publish_as_it_is(settings, build))).result()


async def publish_as_it_is(settings: Settings, build: Build) -> Publication:
    async with opened_publishing(settings) as tools:
        with tools.shelf.folder.writing(build.id, build.files) as written:
            (written / MODEL_FILE).write_bytes(b"")
        await tools.shelf.keep(build.id, tools.clock.now())
        signed = Signed("ana@exemplo.invalid", "para o teste")
        return await tools.publications.add(build.id, How.PUBLISHED, signed, tools.clock.now())
