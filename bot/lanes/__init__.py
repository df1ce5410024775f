"""What the worker does beside turns, and its lines."""
