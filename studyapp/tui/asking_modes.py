"""Quizzes, cramming and lessons as the asking screen takes them. All of it runs in worker threads."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from studyapp.core.memory import Rating
from studyapp.tui.asking import Given, Reviewing, Turn

if TYPE_CHECKING:
    from studyapp.core.lessons import Lesson
    from studyapp.core.quiz import QuizOptions
    from studyapp.study.app import Study
    from studyapp.study.asked import Asked
    from studyapp.study.endings import Ending
    from studyapp.study.quiz import Quiz, Result
    from studyapp.study.quiz_run import QuizRun

JUDGED = {Rating.AGAIN: "not known", Rating.GOOD: "known"}
"""What a learner says of a card that leaves the schedule alone."""


def drawing(study: Study, options: QuizOptions | None, challenge: str, *, resume: bool) -> Callable[[], Quiz]:
    """What draws the quiz that was chosen: the one that was left, that of a code, or one by its options."""
    if resume:
        return study.quizzes.take_up
    if challenge:
        packs, topics = (options.packs, options.topics) if options else ((), ())
        return partial(study.quizzes.challenge, challenge, packs, topics)
    assert options is not None
    return partial(study.quizzes.begin, options)


class Quizzing:
    """A quiz in any mode; `draw` begins it or takes it up again."""

    rates = True
    """Only cards that the learner judges; all else is graded."""
    can_undo = False

    def __init__(self, study: Study, draw: Callable[[], Quiz]) -> None:
        self._study = study
        self._draw = draw
        self._run: QuizRun | None = None

    def turn(self) -> Turn:
        from studyapp.core.items import Flashcard
        from studyapp.core.quiz import Feedback
        from studyapp.study.quiz_run import QuizRun

        if self._run is None:
            self._run = QuizRun(self._study.quizzes, self._draw())
        run = self._run
        run.out_of_time()
        asked, options = run.asked, run.quiz.options
        judged = asked is not None and isinstance(asked.question, Flashcard)
        title = f"{run.quiz.title}, seed {run.quiz.seed}" if options.mode.graded else run.quiz.title
        done = run.done if not options.mode.repeats else len(run.quiz.questions) - run.left
        return Turn(
            asked,
            title,
            done,
            run.left,
            previews=JUDGED if judged else None,
            previews_sooner=JUDGED if judged else None,
            silent=options.feedback is Feedback.END and not judged,
            seconds_left=run.seconds_left,
        )

    def commit(self, given: Given) -> Turn:
        from studyapp.core.grading import Outcome, Verdict

        assert self._run is not None
        verdict = given.verdict
        if verdict is None:
            known = given.rating is not None and given.rating > Rating.AGAIN
            verdict = Verdict(Outcome.RIGHT, score=1.0) if known else Verdict(Outcome.WRONG)
        self._run.answer(
            verdict,
            response=given.response,
            seconds=given.seconds,
            confidence=given.confidence,
            overridden=given.overridden,
        )
        return self.turn()

    def undo(self) -> Turn | None:
        return None

    def renewed(self, asked: Asked) -> Turn | None:
        return None  # a quiz is taken to its end with the texts that it was drawn with

    def result(self) -> Result | None:
        return self._run.result() if self._run is not None else None

    def ending(self) -> Ending | None:
        return None


class Learning(Reviewing):
    """The new questions of a lesson, rated like a review."""

    def __init__(self, study: Study, pack: str, lesson: Lesson, *, beyond_limit: bool) -> None:
        super().__init__(study, (pack,))
        self._lesson = lesson
        self._beyond_limit = beyond_limit
        self._begun = False

    def turn(self) -> Turn:
        if not self._begun:
            self._session = self._study.learning.session(self._lesson, beyond_limit=self._beyond_limit)
            self._begun = True
        return super().turn()
