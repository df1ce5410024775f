"""What is said between the service and the process that prepares a draft: the work on stdin, progress on stderr."""

import json

from bot.application.editor.publishing.reviews import Wish
from bot.config import Settings

SEPARATOR = "\t"  # between a stage and what is told of it


def told_to_child(settings: Settings, wish: Wish) -> str:
    """All the process needs to know; secrets stay out of its command line."""
    known = {
        "home": str(settings.home),
        "keys": settings.keys.get_secret_value(),
        "database_url": settings.database_url,
        "nlu_url": settings.nlu_url,
        "nlu_token": settings.nlu_token.get_secret_value(),
    }
    return json.dumps({"settings": known, "draft": wish.draft_id, "over": wish.over, "digest": wish.digest})
