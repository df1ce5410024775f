"""Portfolios taken in, in the database."""
