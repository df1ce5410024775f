"""What stands once a process has started stays for its life, and the garbage collector need not look through it."""

import gc


def leave_be_what_stands() -> None:
    """Once, when all is in place: modules, routes and statements are 300,000 objects, and a look through them stops
    every turn and every delivery for 0.15 s. What comes later is collected as ever."""
    gc.collect()
    gc.freeze()
