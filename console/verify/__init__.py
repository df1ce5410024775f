"""The page behind the code of a certificate: for anyone, with nobody's data on it (N5)."""
