"""Edits of a flow file's text, one change each; comments, order and lines nobody edited stay as they were (F1)."""
