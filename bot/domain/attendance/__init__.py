"""How people's attendance went, told from the transition log and nothing else."""
