"""The ANS notice of RN 593/2023: its contents, its states, what counts as a reply, its clocks and its means."""
