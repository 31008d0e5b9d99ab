"""Notes: a learner's own words on a question, a term of a glossary or a section of a guide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from studyapp.core.errors import Refusal
from studyapp.core.text import safe

MOST = 20_000
"""Characters of a note."""


class NoteKind(StrEnum):
    """What a note is on."""

    QUESTION = "question"
    TERM = "term"
    SECTION = "section"


@dataclass(frozen=True, slots=True)
class Note:
    """A note as it stands."""

    kind: NoteKind
    target: str
    """pack/question, pack/term or pack/section."""
    text: str
    at: datetime
    """When it was written, UTC."""

    @property
    def pack(self) -> str:
        return self.target.partition("/")[0]

    @property
    def name(self) -> str:
        """What it is on, without its pack."""
        return self.target.partition("/")[2]


def note_text(written: str) -> str:
    """A note as it is kept: what steers a terminal taken out, no blank lines around it; empty for no note."""
    text = safe(written).strip()
    if len(text) > MOST:
        raise Refusal(f"a note has at most {MOST:,} characters, this has {len(text):,}; shorten it")
    return text
