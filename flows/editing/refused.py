"""Why an edit of a flow was not made, in words for whoever asked for it."""


class EditRefused(Exception):
    """`code` for programs, `message` in Portuguese, `steps` those the message speaks of."""

    def __init__(self, code: str, message: str, steps: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.steps = steps
