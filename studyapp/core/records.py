"""What the store remembers, as plain values: listings, reviews, quiz answers and tallies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from studyapp.core.items import Question
from studyapp.core.memory import Rating, State


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question as lists show it."""

    id: str
    pack: str
    heading: str
    kind: str
    difficulty: str
    topics: tuple[str, ...]
    backing: str


@dataclass(frozen=True, slots=True)
class StoredQuestion:
    """A question with the digest of the text it has now."""

    pack: str
    question: Question
    version: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A place that a search found."""

    kind: str
    """question, term or section."""
    target: str
    """pack/question, term, or section id."""
    pack: str
    title: str


@dataclass(frozen=True, slots=True)
class PackCounts:
    """The cards of a pack."""

    pack: str
    cards: int
    new: int
    due: int


@dataclass(frozen=True, slots=True)
class Review:
    """One review as it was given."""

    card_id: str
    at: datetime
    day: date
    rating: Rating
    outcome: str
    response: str
    mistake: str | None
    hinted: bool
    seconds: float
    seed: int
    variant: Mapping[str, object]
    version: str
    before: State
    id: int = 0


@dataclass(frozen=True, slots=True)
class DayTally:
    """The answers of a study day."""

    day: date
    answers: int
    recalled: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Attempt:
    """One answer of a quiz."""

    quiz_id: int
    place: int
    card_id: str
    at: datetime
    outcome: str
    response: str
    mistake: str | None
    score: float
    seconds: float
    seed: int
    variant: Mapping[str, object]
    version: str


@dataclass(frozen=True, slots=True)
class QuizResult:
    """A quiz with how it went."""

    id: int
    pack: str
    seed: int
    day: date
    asked: int
    answered: int
    right: int
