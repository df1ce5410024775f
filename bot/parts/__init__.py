"""Puts parts together, a subject a module: for pages, API, worker and commands."""
