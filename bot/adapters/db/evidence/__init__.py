"""The log of evidence in the database."""
