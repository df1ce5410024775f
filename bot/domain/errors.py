"""The one family all exceptions of ours descend from."""


class BotError(Exception):
    """A broken promise, named by its class and described by its attributes."""


class AwayForNow(BotError):
    """Something we lean on does not answer: the same work may go through later, and nothing is wrong with it."""
