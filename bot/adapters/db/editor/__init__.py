"""Drafts, their publication and what is learnt, in the database."""
