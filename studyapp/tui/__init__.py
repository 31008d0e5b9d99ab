"""The terminal UI: draws values and listens to keys; the work is done in the study room."""
