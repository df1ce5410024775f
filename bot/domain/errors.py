"""The root of every exception of ours."""


class BotError(Exception):
    """A broken promise, named for what happened and carrying its data as attributes."""
