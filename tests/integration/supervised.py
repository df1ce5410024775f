"""A supervisor over dummy programs, run as a process of its own so that it can be killed: supervised.py HOME MODE."""

import asyncio
import signal
import sys
from pathlib import Path

from bot.supervisor.children import Pace, Service
from bot.supervisor.supervise import Programme, Supervisor

PYTHON = (sys.executable, "-I", "-S", "-c")
# Each says when it is up: a process is on record a moment before the command itself runs.
PATIENT = (*PYTHON, "import signal; print('up', flush=True); signal.pause()")
STUBBORN = (
    *PYTHON,
    "import signal, sys\n"
    "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    "print('deaf', flush=True)\n"
    "while True: signal.pause()",
)
WITH_A_CHILD = ("sh", "-c", "sleep 1000 & echo $!; wait")
COMMANDS = {"patient": PATIENT, "stubborn": STUBBORN, "with_a_child": WITH_A_CHILD}


def programme(*names: str) -> Programme:
    services = [Service(name, COMMANDS[name], grace_s=1.0) for name in names]
    return Programme(foundations=services[:1], preparations=[], services=services[1:], addresses={"PLACE": "here"})


async def nothing() -> None:
    """No greeting."""


async def main(home: Path, names: list[str]) -> None:
    supervisor = Supervisor(home, say=lambda line: None, pace=Pace(first_s=0.05))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, supervisor.stop)
    await supervisor.run(programme(*names), nothing)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2:]))
