"""Prints the words of a PDF given on standard input; run as a program of its own, as what strangers send may hang.

It imports nothing of ours, so that it starts quickly, and bounds what it may use before it opens anything.
"""

import resource
import sys
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import PyPdfError

MAX_PAGES = 5
MAX_LETTERS = 200_000
MAX_MEMORY = 1024**3
MAX_SECONDS = 8


def main() -> int:
    """1 where nothing can be read in it."""
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    try:
        pages = PdfReader(BytesIO(sys.stdin.buffer.read())).pages
        words = "\n".join(page.extract_text() for page in pages[:MAX_PAGES])
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, MemoryError, OSError):
        return 1
    sys.stdout.buffer.write(words[:MAX_LETTERS].encode(errors="replace"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
