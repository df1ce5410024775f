"""Deterministic readers: what in a message is not language, read before any classifier."""
