"""What an asking screen needs to know of a review, a quiz or a single try. All of it runs in worker threads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from studyapp.core.confidence import Confidence
    from studyapp.core.grading import Verdict
    from studyapp.core.memory import Rating
    from studyapp.study.asked import Asked


Aside = Literal["bury", "suspend"]
SET_ASIDE = {"bury": "Buried until tomorrow; u takes it back.", "suspend": "Suspended; u takes it back."}


@dataclass(frozen=True, slots=True)
class Given:
    """A learner's answer, ready to be stored."""

    asked: Asked
    verdict: Verdict | None
    response: str
    rating: Rating | None
    hinted: bool
    seconds: float
    confidence: Confidence | None = None
    overridden: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """The next thing to ask, or the end."""

    asked: Asked | None
    title: str
    """Title of the pack."""
    done: int
    left: int
    minutes: int | None = None
    previews: dict[Rating, str] | None = None
    """The interval behind each rating; None where nothing is rated."""
    previews_sooner: dict[Rating, str] | None = None
    """The same after an answer that was sure and wrong."""
    ending: str = ""
    """What to say when nothing is left."""
    problems: tuple[str, ...] = ()
