"""Training in the nlu environment's own interpreter; of what it says, the progress is passed on."""

import hashlib
import re
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.domain.errors import BotError

_LAST_LINES = 20
# What our training and Rasa's trainer log; libraries warn of themselves on the same stream.
_LOGGED = re.compile(r"\S+ \S+ [A-Z]+ (?:concilia\.nlu|rasa\.engine\.training\.hooks) (?P<said>.*)")
_BEGUN = re.compile(r"Starting to train component '(?P<part>\w+)'\.")
_RESTORED = re.compile(r"Restored component '(?P<part>\w+)' from cache\.")
_FINISHED = re.compile(r"Finished training component '\w+'\.")
_TRAINED = re.compile(r"trained \S+ in (?P<seconds>[\d.]+) s")


class TrainingFailed(BotError):
    """The training process could not be started, ended badly or left no model; with what it said last."""

    def __init__(self, reason: str, last_lines: Sequence[str] = ()) -> None:
        super().__init__("\n".join([f"training failed: {reason}", *last_lines]))
        self.reason = reason
        self.last_lines = tuple(last_lines)


def to_stderr(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def progress_in(line: str) -> str | None:
    """What a line of the training tells somebody who waits; None for what libraries say to each other."""
    logged = _LOGGED.fullmatch(line)
    if logged is None or _FINISHED.fullmatch(logged["said"]):
        return None
    said = logged["said"]
    if begun := _BEGUN.fullmatch(said):
        return f"training: {begun['part']}…"
    if restored := _RESTORED.fullmatch(said):
        return f"training: {restored['part']} is as it was"
    trained = _TRAINED.fullmatch(said)
    return f"trained in {float(trained['seconds']):.0f} s" if trained else said


def engine_of(nlu: Path) -> str:
    """A digest of the code that trains and understands: parts trained by other code do not fit it."""
    files = sorted([*nlu.glob("concilia_nlu/*.py"), *nlu.glob("train.py")])
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


class SubprocessTrainer:
    """Runs `python script PROJECT --out MODEL [--cache DIR]`, as nlu/train.py wants it."""

    def __init__(
        self, python: Path, script: Path, cache: Path | None = None, progress: Callable[[str], None] = to_stderr
    ) -> None:
        self._command = [str(python), "-W", "ignore", str(script)]
        self._cache = ["--cache", str(cache / engine_of(script.parent))] if cache else []
        self._progress = progress

    def train(self, project: Path, out: Path) -> None:
        command = [*self._command, str(project), "--out", str(out), *self._cache]
        last: deque[str] = deque(maxlen=_LAST_LINES)
        try:
            status = self._run(command, last)
        except OSError as error:
            raise TrainingFailed(f"{command[0]} did not start: {error.strerror}") from error
        if status != 0:
            raise TrainingFailed(f"exit status {status}", last)
        if not out.is_file():
            raise TrainingFailed("no model was written", last)

    def _run(self, command: Sequence[str], last: deque[str]) -> int:
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
        ) as process:
            try:
                for line in map(str.rstrip, process.stdout or ()):
                    last.append(line)
                    if progress := progress_in(line):
                        self._progress(progress)
            except BaseException:
                process.kill()  # an interrupted set-up leaves no training behind
                raise
            return process.wait()
