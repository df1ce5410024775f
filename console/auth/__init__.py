"""Who is in front of the console: signing in, the second factor, and what a page may ask of its reader."""
