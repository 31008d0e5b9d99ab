"""What the progress screen is handed: plain values of a selection and a period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from studyapp.core.confidence import Calibration
from studyapp.core.mastery import Mastery
from studyapp.core.memory import Rating
from studyapp.core.records import DayTally, Overrides, QuizResult
from studyapp.core.retention import Fit, Retention
from studyapp.core.statistics import Distribution, Part, Streak
from studyapp.study.common_mistakes import CommonMistake


@dataclass(frozen=True, slots=True)
class Recent:
    """A review in the history."""

    id: int
    at: datetime
    question: str
    heading: str
    rating: Rating
    outcome: str
    response: str


@dataclass(frozen=True, slots=True)
class SlowQuestion:
    """A question that takes long to answer."""

    question: str
    heading: str
    answers: int
    seconds: float
    """The mean."""


@dataclass(frozen=True, slots=True)
class Overview:
    """The progress screen."""

    day: date
    period: int | None
    """Days looked back, today included; None for the whole log."""
    wanted: float
    """The recall at which a card comes due."""
    today: DayTally
    streak: Streak
    """Of the whole log, whatever the selection."""
    begun: bool
    """Whether there is a review at all."""
    days: Mapping[date, int]
    """Answers by study day."""
    hours: tuple[Part, ...]
    """Answers by hour of the day, 24 of them."""
    weekdays: tuple[Part, ...]
    """Answers by weekday, Monday first."""
    forecast: Mapping[date, int]
    """Cards coming due by study day; what is overdue on the first, new ones not counted."""
    reviews: int
    """Answers of the period."""
    seconds: float
    retention: Retention | None
    """Of cards that had left their learning steps, each at its first review of a day; None without any."""
    by_age: Mapping[str, Retention]
    """The same by age of the card: new, young, mature."""
    by_recall: Mapping[tuple[float, float], Retention]
    """The same by the range of the predicted recall."""
    fit: Fit | None
    packs: tuple[Mastery, ...]
    topics: tuple[Mastery, ...]
    sections: tuple[Mastery, ...]
    stability: Distribution
    """Days, of the cards seen, now."""
    difficulty: Distribution
    mistakes: tuple[CommonMistake, ...]
    """The commonest first."""
    calibration: tuple[Calibration, ...]
    """How often the learner was right when sure, unsure or guessing; empty when never asked."""
    overrides: Overrides
    """Answers that the learner counted as right, reviews and quizzes together."""
    times: Distribution
    """Seconds an answer took."""
    slowest: tuple[SlowQuestion, ...]
    recent: tuple[Recent, ...]
    quizzes: tuple[QuizResult, ...]
    """The newest ones, whatever the selection."""
