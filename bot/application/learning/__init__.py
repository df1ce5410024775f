"""What was not understood becomes the next training: shown without anybody's data, labelled, measured (F4)."""
