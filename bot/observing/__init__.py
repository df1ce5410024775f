"""What is counted, timed and traced, from outside: around the ports, where the parts are put together."""
