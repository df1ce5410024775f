"""A turn whose ground moved while it was worked out."""

from bot.domain.errors import BotError


class Overtaken(BotError):
    """Something the turn decided on changed meanwhile: it is undone whole and tried again."""


class SaidMeanwhile(Overtaken):
    """The debtor wrote more while an agreement was being closed: it may take the yes back (P16)."""


class TitlesTaken(Overtaken):
    """A title of the agreement is not open any more: taken by another agreement, or withdrawn."""
