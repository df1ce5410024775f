"""Golden conversations, held with a release to try it."""
