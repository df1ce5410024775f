"""What changed, told to the pages that are open."""
