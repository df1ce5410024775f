"""The page of learning: what was not understood, one key a group."""
