"""Study deep learning in the terminal: every answer is backed by a live run of the mathematics."""

__version__ = "0.1.0"
