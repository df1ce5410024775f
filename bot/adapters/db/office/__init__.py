"""The back office's work in the database."""
