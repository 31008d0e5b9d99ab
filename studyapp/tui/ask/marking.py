"""From an answer to its verdict: what cannot be graded, how sure the learner is, which mistake it was."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, cast

from studyapp.core.confidence import Confidence
from studyapp.core.grading import Outcome, Response, Verdict
from studyapp.core.items import Open
from studyapp.core.keypoints import guessed_points
from studyapp.render.spans import Span, row
from studyapp.tui.rows.ask import sure_row
from studyapp.tui.widgets.prose import literal

if TYPE_CHECKING:
    from studyapp.study.asked import Asked
    from studyapp.tui.ask.attempt import Attempt
    from studyapp.tui.ask.view import AskView
    from studyapp.tui.background import StudyScreen
    from studyapp.tui.messages import Host


class Marking:
    """Leads the attempt on the screen, which `current` gives, to its verdict, which `judged` is told of."""

    def __init__(
        self,
        screen: StudyScreen,
        view: AskView,
        current: Callable[[], Attempt],
        judged: Callable[[Verdict], None],
    ) -> None:
        self._screen = screen
        self._view = view
        self._current = current
        self._judged = judged

    def compare(self) -> None:
        """The open answer is written; now it is marked against the key points."""
        attempt = self._current()
        question = attempt.asked.question
        assert isinstance(question, Open)
        attempt.compare(self._view.reply.written)
        guessed = guessed_points(attempt.shown, question.key_points)
        self._view.reply.tick([point.text for point in question.key_points], guessed)
        todo = "Correct my guesses" if guessed else "Tick what your answer had"
        self._view.ask(row(f"{todo}, then press Enter"))
        mine = f"**You wrote.** {literal(attempt.shown)}\n\n" if attempt.shown.strip() else ""
        self._view.note(f"{mine}**Model answer.** {question.answer}")
        self._view.show_stage(attempt)

    def take(self, response: Response, shown: str) -> None:
        """Grade an answer, or say why it cannot be graded yet."""
        attempt = self._current()
        if attempt.stage not in ("asking", "ticking"):
            return
        verdict = attempt.asked.grade(response)
        if verdict.outcome is Outcome.NOT_GRADABLE:
            self._view.complain(verdict.says)
            return
        attempt.hand_in(response, shown)
        if cast("Host", self._screen.app).asks_confidence and attempt.can_be_sure:
            self._ask_how_sure(attempt)
        else:
            self._judge(attempt, verdict)

    def _ask_how_sure(self, attempt: Attempt) -> None:
        """The answer can be graded; before its verdict the learner says how sure they are."""
        attempt.ask_how_sure()
        self._view.ask(sure_row())
        self._view.show_stage(attempt)
        self._screen.set_focus(None)

    def be_sure(self, confidence: Confidence) -> None:
        """The learner has said how sure they are."""
        attempt = self._current()
        if attempt.stage == "sure":
            attempt.confidence = confidence
            self._judge(attempt, attempt.asked.grade(attempt.response))

    def _judge(self, attempt: Attempt, verdict: Verdict) -> None:
        """Show the verdict, once the mistakes of the run are known that a wrong answer may be."""
        asked, response = attempt.asked, attempt.response
        if verdict.outcome is Outcome.RIGHT or asked.diagnosed_at_once:
            self._judged(asked.diagnose(response))
            return
        # The mistakes of the run are still being computed: the verdict waits for them, the screen does not.
        attempt.look_for_mistake()
        # Where the verdict is kept for the end, this must not tell it.
        self._view.ask(row(Span("…" if attempt.silent else "Looking for the mistake …", "dim")))
        self._view.show_stage(attempt)
        found = partial(self._diagnosed, asked)
        self._screen.in_background(lambda: asked.diagnose(response), found, group="verdict")

    def _diagnosed(self, asked: Asked, verdict: Verdict) -> None:
        attempt = self._current()
        if attempt.stage == "grading" and attempt.is_about(asked):
            self._judged(verdict)
