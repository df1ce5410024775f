"""The page of one conversation: its thread, what is known beside it, and the box to answer in."""
