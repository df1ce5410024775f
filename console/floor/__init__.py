"""The supervisor's page: who is there, what waits, and how attendance went."""
