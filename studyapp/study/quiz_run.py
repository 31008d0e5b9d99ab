"""A quiz being taken: what is asked now, what was answered, and how much time is left."""

from __future__ import annotations

import time
from collections.abc import Callable

from studyapp.core.confidence import Confidence
from studyapp.core.cram import Round
from studyapp.core.grading import Outcome, Verdict, can_be_overridden
from studyapp.core.quiz import Countdown
from studyapp.study.asked import Asked
from studyapp.study.quiz import Quizzes
from studyapp.study.quiz_values import Answered, Quiz, Result


class QuizRun:
    """Leads through a quiz in any mode, from its start or from where it was left."""

    def __init__(self, quizzes: Quizzes, quiz: Quiz, clock: Callable[[], float] = time.monotonic) -> None:
        self._quizzes = quizzes
        self.quiz = quiz
        self._cards = {asked.card.id: asked for asked in quiz.questions}
        self._answers = list(quiz.answered)
        self._round = Round(
            list(self._cards),
            repeats=quiz.options.mode.repeats,
            answered=[(one.asked.card.id, one.right) for one in quiz.answered],
        )
        self._countdown = Countdown(quiz.options.seconds, quiz.spent, clock)
        self._over = False
        self.asked: Asked | None = self._next()

    @property
    def done(self) -> int:
        """Answers so far, those before it was taken up again included."""
        return len(self._answers)

    @property
    def left(self) -> int:
        """Cards still to be asked."""
        return self._round.left

    @property
    def seconds_left(self) -> float | None:
        """None without a limit."""
        return self._countdown.left

    def answer(
        self,
        verdict: Verdict,
        *,
        response: str = "",
        seconds: float = 0.0,
        confidence: Confidence | None = None,
        overridden: bool = False,
    ) -> Answered:
        """Store the answer to what is asked now, and go on; returns once it is on the disk."""
        assert self.asked is not None
        right = overridden or verdict.outcome is Outcome.RIGHT
        last = self._round.left == 1 and (right or not self.quiz.options.mode.repeats)
        answered = self._quizzes.answer(
            self.quiz,
            len(self._answers),
            verdict,
            asked=self.asked,
            response=response,
            seconds=seconds,
            confidence=confidence,
            overridden=overridden,
            spent=self._countdown.spent,
            last=last,
        )
        self._answers.append(answered)
        self._round.answer(self.asked.card.id, answered.right)
        self.asked = self._next()
        return answered

    def skip(self) -> None:
        """Leave what is asked now unanswered."""
        if self.asked is not None:
            self._round.drop(self.asked.card.id)
            self.asked = self._next()

    def override(self) -> Answered | None:
        """Count the last answer as right, or no longer; None where that cannot be."""
        if not self._answers:
            return None
        last = self._answers[-1]
        if not can_be_overridden(last.asked.question, last.verdict):
            return None
        changed = self._quizzes.override(self.quiz, len(self._answers) - 1, last, not last.overridden)
        self._answers[-1] = changed
        return changed

    def out_of_time(self) -> bool:
        """Whether the time is over; the quiz then ends, and what was not answered stays unanswered."""
        if self._countdown.over and not self._over:
            self._over = True
            self.asked = None
            self._quizzes.end(self.quiz)
        return self._over

    def result(self) -> Result | None:
        """How it went so far; None when nothing was answered in time."""
        return Result(self.quiz, tuple(self._answers), self._over) if self._answers or self._over else None

    def _next(self) -> Asked | None:
        card = self._round.next
        if card is None or self.out_of_time():
            return None
        asked = self._cards[card]
        times = sum(one.asked.card.id == card for one in self._answers)
        return self._quizzes.again(self.quiz, asked, times) if times else asked
