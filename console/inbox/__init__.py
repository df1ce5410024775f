"""The list people work from."""
