"""Putting evidence together: certificates, bundles, and their check (N5)."""
