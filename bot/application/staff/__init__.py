"""Staff coming in: accounts, passwords, the second factor, sessions and what is tried at the door."""
