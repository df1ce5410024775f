"""`python -m bot.cli`: the same as `concilia`."""

from bot.cli import main

main()
