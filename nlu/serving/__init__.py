"""The door of the dialogue: HTTP, what is written down, counted and traced. None of it changes what a model is."""
