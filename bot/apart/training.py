"""Makes a draft's trial release, trained, in a process of its own: `python -m bot.apart.training`, told on stdin.

Lines on stderr tell how far training is; what it made is in this machine's folder and in the database.
"""

import asyncio
import json
import sys
from typing import Any

from pydantic import SecretStr

from bot.adapters.db.editor.drafts import SqlDrafts
from bot.adapters.trainer import SubprocessTrainer
from bot.apart.behind import behind_live_turns
from bot.application.editor.drafts.drafts import sources_of_draft
from bot.application.releases import build_release, ensure_release, sources_of
from bot.config import Settings
from bot.domain.errors import BotError
from bot.publishing import NLU, opened_publishing


class DraftMoved(BotError):
    """The draft is no longer what was to be trained."""

    def __init__(self) -> None:
        super().__init__("the draft changed before it was trained")


def told_to_child(settings: Settings, draft_id: int, over: str, release: str) -> str:
    """All the process needs to know; secrets stay out of its command line."""
    known = {
        "home": str(settings.home),
        "keys": settings.keys.get_secret_value(),
        "database_url": settings.database_url,
        "nlu_url": settings.nlu_url,
        "nlu_token": settings.nlu_token.get_secret_value(),
    }
    return json.dumps({"settings": known, "draft": draft_id, "over": over, "release": release})


async def make(settings: Settings, draft_id: int, over: str, release: str) -> None:
    """`over` is the release whose pipeline it takes, `release` what is to come of it."""
    async with opened_publishing(settings) as tools:
        files = (await SqlDrafts(tools.database, tools.clock).files(draft_id)).files
        build = build_release(sources_of_draft(files, sources_of(await tools.shelf.files(over))))
        if build.id != release:
            raise DraftMoved
        python = NLU / ".venv" / "bin" / "python"
        trainer = SubprocessTrainer(python, NLU / "train.py", settings.model_cache / "parts", _tell)
        ensure_release(build, tools.shelf.folder, trainer)
        await tools.shelf.keep(build.id, tools.clock.now())


def _tell(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def main() -> None:
    """Exit 1 when it broke, the reason being the last line on stderr."""
    behind_live_turns()
    given = json.load(sys.stdin)
    known: dict[str, Any] = given["settings"]
    known |= {name: SecretStr(known[name]) for name in ("keys", "nlu_token")}
    settings = Settings(_env_file=None, env="development", **known)
    try:
        asyncio.run(make(settings, given["draft"], given["over"], given["release"]))
    except BotError as error:
        sys.exit(str(error).replace("\n", " · "))


if __name__ == "__main__":
    main()
