"""What the app remembers: a SQLite store. Rows never leave this room; functions return core values."""
