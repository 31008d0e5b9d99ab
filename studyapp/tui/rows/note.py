"""A note as it is shown: the learner's own words, line for line; no sign in them is markup."""

from __future__ import annotations

from studyapp.core.text import safe
from studyapp.render.spans import Rows, Span, row


def note_rows(text: str) -> Rows:
    """A heading and the lines; empty where there is no note."""
    if not text:
        return ()
    return (row(Span("Your note", "strong")), *(row(line.expandtabs(4)) for line in safe(text).split("\n")))
