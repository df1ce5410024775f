"""What agents do with conversations, in the database."""
