"""What takes a core for minutes, in processes of its own."""
