"""Reads the digits a slip is paid by out of its PDF, in a process of its own with little time (P12, G1)."""

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from pathlib import Path

from bot.domain.boleto_line import SlipLine
from bot.domain.slip_text import lines_in

PROGRAM = Path(__file__).with_name("pdf_words.py")
WITHIN_S = 15.0
AT_ONCE = 2


class PdfSlipReader:
    """The `SlipReader` port; what cannot be read in time holds no digits, and the clerk types them."""

    def __init__(self, program: Path = PROGRAM, within_s: float = WITHIN_S) -> None:
        self._program = program
        self._within_s = within_s
        self._places = asyncio.Semaphore(AT_ONCE)

    async def lines(self, pdf: bytes) -> tuple[SlipLine, ...]:
        async with self._places:
            reading = await asyncio.create_subprocess_exec(
                sys.executable, "-I", str(self._program), stdin=PIPE, stdout=PIPE, stderr=DEVNULL
            )
            words = await self._words(reading, pdf)
        return lines_in(words.decode(errors="replace"))

    async def _words(self, reading: Process, pdf: bytes) -> bytes:
        try:
            async with asyncio.timeout(self._within_s):
                words, _ = await reading.communicate(pdf)
        except TimeoutError:
            return b""
        finally:
            if reading.returncode is None:
                reading.kill()
                await reading.wait()
        return words if reading.returncode == 0 else b""
