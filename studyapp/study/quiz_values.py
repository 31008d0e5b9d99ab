"""What a quiz is and how it went, as plain values."""

from __future__ import annotations

from dataclasses import dataclass

from studyapp.core.grading import Outcome, Verdict
from studyapp.core.quiz import QuizOptions
from studyapp.study.asked import Asked


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer of a quiz."""

    asked: Asked
    verdict: Verdict
    response: str
    overridden: bool = False
    """Whether the learner counts it as right."""

    @property
    def right(self) -> bool:
        return self.overridden or self.verdict.outcome is Outcome.RIGHT


@dataclass(frozen=True, slots=True)
class Quiz:
    """A quiz that was drawn."""

    id: int
    title: str
    options: QuizOptions
    """With the seed that was drawn."""
    questions: tuple[Asked, ...]
    code: str | None = None
    """The challenge code that gives others the same quiz; None where it depends on the learner's own cards."""
    answered: tuple[Answered, ...] = ()
    """What was answered before it was taken up again."""
    spent: float = 0.0
    """Seconds used before that."""

    @property
    def seed(self) -> int:
        assert self.options.seed is not None
        return self.options.seed


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A quiz that was left before its end."""

    id: int
    title: str
    answered: int
    asked: int
    seconds_left: float | None
    """None without a limit."""


@dataclass(frozen=True, slots=True)
class Result:
    """How a quiz went. Where what was missed is asked again, the first answer to each card counts."""

    quiz: Quiz
    answers: tuple[Answered, ...]
    time_over: bool = False
    """Whether it ended because its time was over."""

    @property
    def first(self) -> tuple[Answered, ...]:
        """The first answer to each card."""
        found: dict[str, Answered] = {}
        for answer in self.answers:
            found.setdefault(answer.asked.card.id, answer)
        return tuple(found.values())

    @property
    def asked(self) -> int:
        return len(self.quiz.questions)

    @property
    def answered(self) -> int:
        """How many of its questions were answered; the others are not counted as wrong."""
        return len(self.first)

    @property
    def right(self) -> int:
        return sum(answer.right for answer in self.first)

    @property
    def missed(self) -> tuple[Answered, ...]:
        return tuple(answer for answer in self.first if not answer.right)

    @property
    def shared_line(self) -> str | None:
        """A line for someone else, who gets the same quiz from it; None where nobody can."""
        if self.quiz.code is None:
            return None
        score = f"{self.right} of {self.asked}"
        return f"{score} on {self.quiz.title}. Same quiz: studyapp quiz --challenge {self.quiz.code}"
