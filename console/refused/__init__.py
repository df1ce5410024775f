"""Deliveries the doors refused, for admins."""
