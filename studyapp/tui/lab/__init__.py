"""Parts of the lab: its runs, what it draws, what it saves."""
