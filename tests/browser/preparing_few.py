"""What prepares a draft, `bot.apart.preparing`, with a handful of golden conversations: all of them take long."""

import sys

from bot.apart.preparing import main

FEW = "[ps][lm]*.yml"

if __name__ == "__main__":
    main(sys.argv[1] if sys.argv[1:] else FEW)
