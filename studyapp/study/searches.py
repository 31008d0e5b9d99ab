"""From what a learner wrote to a selection of cards."""

from __future__ import annotations

from collections.abc import Sequence

from studyapp.core.quiz import QuizError
from studyapp.core.selection import Selection


def selection_of(packs: Sequence[str] = (), written: str = "") -> Selection:
    """The cards of some packs, or of all, that a search finds."""
    if written.strip():
        raise QuizError("there is no search for cards yet; name packs, topics, kinds or a difficulty")
    return Selection(tuple(packs))
