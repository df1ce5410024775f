"""A turn whose ground moved while it was worked out."""

from bot.domain.errors import BotError


class Overtaken(BotError):
    """Something the turn decided on changed meanwhile: it is undone whole and tried again."""
