"""The one family all exceptions of ours descend from."""


class BotError(Exception):
    """A broken promise, named by its class and described by its attributes."""
