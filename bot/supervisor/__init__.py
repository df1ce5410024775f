"""One process that keeps the others running: what `make run` is made of."""
