"""Rules: pure values and functions, with no files, database, clock, screen or NumPy."""
