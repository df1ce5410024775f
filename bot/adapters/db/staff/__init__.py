"""Who may come in, in the database."""
