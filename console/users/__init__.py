"""Users of the console, and everybody's own keys."""
