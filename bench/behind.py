"""Command: `python -m bench.behind COMMAND ...`, which goes on as that command behind live turns."""

import os
import sys

from bot.apart.behind import behind_live_turns

if __name__ == "__main__":
    behind_live_turns()
    os.execvp(sys.argv[1], sys.argv[1:])
