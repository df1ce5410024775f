"""What names a person: where it is, told, erased and kept no longer."""
