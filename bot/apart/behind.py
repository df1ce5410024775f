"""Bulk work stands behind live turns: it takes what they leave of the cores, and gives way the moment one comes."""

import os
from collections.abc import Collection

_NICEST = 19


def behind_live_turns() -> None:
    """Put this process, and all it starts, behind whatever else wants a core (section 9, bulk beside live turns).

    Linux' idle class is left at once when a turn wakes, as far as both are of one session: between sessions the
    kernel's autogroups share alike (sched(7)), so what is started apart has a process group of its own and no session.
    Half of the cores it leaves alone altogether: giving way takes a moment too. Where there is no such class, being
    nice has to do.
    """
    if hasattr(os, "SCHED_IDLE"):
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
        os.sched_setaffinity(0, cores_behind(os.sched_getaffinity(0)))
    else:
        os.nice(_NICEST)


def cores_behind(cores: Collection[int]) -> Collection[int]:
    """The upper half, by the numbers of Linux, and the one in the middle; the only one where there is one."""
    return sorted(cores)[len(cores) // 2 :]
