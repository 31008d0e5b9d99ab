"""What the app says when it cannot do what it was asked."""

from __future__ import annotations


class Refusal(Exception):
    """Something that was asked for cannot be done; the message says in one line what to do instead."""
