"""What prepares a draft, `bot.preparing`, with a handful of golden conversations: all of them take a core a while."""

import sys

from bot.preparing import main

FEW = "[ps][lm]*.yml"

if __name__ == "__main__":
    main(sys.argv[1] if sys.argv[1:] else FEW)
