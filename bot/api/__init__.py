"""The api process: server, limits, health."""
