"""What proves a notice to someone who trusts nobody: commitments, their tree, and what a bundle must hold (N5)."""
