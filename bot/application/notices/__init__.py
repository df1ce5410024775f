"""Issuing notices, recording their replies, following their clocks (N0-N11)."""
