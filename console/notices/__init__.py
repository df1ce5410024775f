"""The page of the notices that wait for a person."""
