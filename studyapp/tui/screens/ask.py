"""The asking screen: a question, then its answer in the same place. Reviews, quizzes and single tries share it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Input, TextArea

from studyapp.core.confidence import Confidence
from studyapp.core.grading import Verdict
from studyapp.core.items import Flashcard
from studyapp.core.memory import Rating
from studyapp.tui.ask.attempt import Attempt
from studyapp.tui.ask.beside import Beside, BesideActions
from studyapp.tui.ask.ending import EndPage
from studyapp.tui.ask.marking import Marking
from studyapp.tui.ask.timing import Timing
from studyapp.tui.ask.view import AskView
from studyapp.tui.ask.worked import WorkedRun
from studyapp.tui.background import StudyScreen
from studyapp.tui.keys import ASK, bindings
from studyapp.tui.messages import WorkRefused
from studyapp.tui.widgets.ratings import Ratings
from studyapp.tui.widgets.reply import Reply

if TYPE_CHECKING:
    from studyapp.study.app import Study
    from studyapp.tui.asking import Asking, Markable, Turn


class AskScreen(BesideActions, StudyScreen):
    """Asks until its source has nothing left."""

    BINDINGS = [*bindings(ASK)]  # noqa: RUF012
    AUTO_FOCUS = ""

    def __init__(self, study: Study, asking: Asking) -> None:
        super().__init__(study)
        self._asking = asking
        self.attempt = Attempt(None, time.monotonic)
        """The question on the screen, and what has been done with it."""
        self._view = AskView(self, rates=asking.rates)
        self._worked = WorkedRun(self, self._view, lambda: self.attempt)
        self._marking = Marking(self, self._view, lambda: self.attempt, self._judged)
        self._timing = Timing(self, self._view, lambda: self.attempt, self._ask_source)
        self._end_page = EndPage(self, asking)
        self._beside = Beside(self, self._view, asking, lambda: self.attempt, self._ask_next)

    def compose(self) -> ComposeResult:
        yield from self._view.parts()

    def on_mount(self) -> None:
        self._view.wait()
        self._view.show_stage(self.attempt)
        self._ask_source()

    def on_resize(self) -> None:
        if self.attempt.question is None:
            return
        self._view.again(self.attempt)
        if self.attempt.answered:
            self._view.show_answer(self.attempt)
            self._worked.open_layer(self._view.answer.open_layer)

    # --- asking -----------------------------------------------------------------------------------------------

    def _ask_source(self) -> None:
        self.in_background(self._asking.turn, self._ask_next, group="commit")

    def _ask_next(self, turn: Turn) -> None:
        """Show the next question; the one before is on the disk by now."""
        for problem in turn.problems:
            self.notify(problem, severity="warning", markup=False)
        if turn.says:
            self.notify(turn.says, timeout=3, markup=False)
        if turn.asked is None:
            self._end(turn)
            return
        self.attempt = Attempt(turn, time.monotonic)
        self._timing.start(turn)
        self._view.put(self.attempt)
        self._view.show_stage(self.attempt)
        self._worked.run(self.attempt.asked.variant.seed)
        self._beside.look()
        self.query_one("#question").scroll_home(animate=False)

    def _end(self, turn: Turn) -> None:
        result = self._asking.result()
        if result is not None:
            self.attempt.turn = turn
            self.dismiss(result)
            return
        self.attempt = Attempt(turn, time.monotonic)
        self._view.end(self.attempt)
        self._view.show_stage(self.attempt)
        self.set_focus(None)
        self._end_page.show(turn)

    @on(WorkRefused)
    def _refused(self, message: WorkRefused) -> None:
        """The app says what was refused. Without a question there is nothing to stay for; else go on."""
        if message.group != "commit":
            return
        if self.attempt.turn is None:
            self.dismiss(None)
        elif self.attempt.stage == "storing":
            self.attempt.stage = "answered"
            self._view.show_stage(self.attempt)
        elif self.attempt.stage == "loading":
            self._ask_next(self.attempt.turn)

    # --- answering --------------------------------------------------------------------------------------------

    @on(Reply.Given)
    def _replied(self, event: Reply.Given) -> None:
        self._marking.take(event.response, event.shown)

    def action_show_answer(self) -> None:
        """Enter and space, where no input takes them: grade what is chosen, or turn the card over."""
        if self.attempt.stage == "asking" and isinstance(self.attempt.question, Flashcard):
            self._judged(None)
        else:
            self._view.reply.submit()

    def action_done(self) -> None:
        self._marking.compare()

    def action_confident(self, how: str) -> None:
        self._marking.be_sure(Confidence(how))

    def _judged(self, verdict: Verdict | None) -> None:
        """Show the answer with its verdict; a card has none. A silent turn keeps it for the end."""
        self.attempt.judge(verdict)
        if self.attempt.silent:
            self._store(self.attempt.rating)
            return
        self.attempt.helped = self.attempt.lapses is not None
        self._view.show_answer(self.attempt)
        self._view.open_layer(None, self.attempt)
        self._view.show_stage(self.attempt)
        self._view.answer.scroll_home(animate=False)
        self._view.answer.focus()

    def action_override(self) -> None:
        """Count an answer that was found wrong as right, or no longer."""
        self.attempt.override()
        self._view.show_answer(self.attempt)

    def action_hint(self) -> None:
        if not self.attempt.take_hint():
            self.notify("This question has no hint.", timeout=3)
            return
        self._view.show_hint(self.attempt)
        self._view.show_stage(self.attempt)

    def action_scroll_question(self, by: int) -> None:
        question = self.query_one("#question", VerticalScroll)
        question.scroll_relative(y=by * max(1, question.size.height - 1), animate=False)

    # --- behind the answer ------------------------------------------------------------------------------------

    def action_layer(self, layer: str | None) -> None:
        if self.attempt.stage == "asking":
            self._worked.show_full_run()
        else:
            self._worked.open_layer(layer)

    def action_step(self, by: int) -> None:
        self._view.answer.player.move(by)

    def action_next_chart(self) -> None:
        self._view.answer.player.next_chart()

    def action_new_numbers(self) -> None:
        self._worked.new_numbers()

    def action_open_player(self) -> None:
        if not self._beside.open_related():
            self._worked.open_player()

    # --- storing ----------------------------------------------------------------------------------------------

    def action_rate(self, rating: int) -> None:
        self._store(Rating(rating))

    def action_accept(self) -> None:
        if self.attempt.stage == "over":
            self._leave()
        else:
            self._store(self.attempt.rating)

    def action_go_on(self) -> None:
        """Ask on beyond the limit that was reached."""
        self.attempt.stage = "loading"
        self.in_background(cast("Markable", self._asking).go_on, self._ask_next, group="commit")

    @on(Ratings.Chosen)
    def _rating_clicked(self, event: Ratings.Chosen) -> None:
        self._store(event.rating)

    def _store(self, rating: Rating, *, leaving: bool = False) -> None:
        if self.attempt.stage != "answered":
            return
        if not leaving and self._offers_help(rating):
            return
        given = self.attempt.given(rating)
        self.attempt.stage = "storing"
        then = self._leave if leaving else self._ask_next
        self.in_background(lambda: self._asking.commit(given), then, group="commit")

    def _offers_help(self, rating: Rating) -> bool:
        """Whether the rating has to be given once more, since help is offered with it first."""
        attempt = self.attempt
        attempt.rating = rating
        if attempt.helped or attempt.lapses is None:
            return False
        attempt.helped = True
        self._view.show_answer(attempt)
        return True

    def action_undo(self) -> None:
        attempt = self.attempt
        if attempt.stage in ("loading", "storing"):
            return
        if attempt.stage in ("answered", "ticking") and attempt.turn is not None:
            # Nothing is stored yet: first back to the question itself.
            self._ask_next(attempt.turn)
            return
        attempt.stage = "loading"
        self.in_background(self._asking.undo, self._undone, group="commit")

    def _undone(self, turn: Turn | None) -> None:
        if turn is None:
            self.notify("There is nothing to take back.", timeout=3)
            self.attempt.stage = "loading"
            self._ask_source()
            return
        self._ask_next(turn)

    def action_back(self) -> None:
        """Leave; an answer that has its verdict is stored first, with the rating that it earned."""
        if self.attempt.stage == "answered" and self.attempt.verdict is not None:
            self._store(self.attempt.rating, leaving=True)
        elif self.attempt.stage != "storing":
            self._leave()

    def _leave(self, stored: Turn | None = None) -> None:
        """Leave by the end page, where something was answered; `stored` is what would be asked next."""
        result = self._asking.result()
        if stored is not None:
            self.attempt.stage = "loading"
        if result is None and self.attempt.turn is not None and self.attempt.turn.done + (stored is not None):
            self._end_page.show(stored, leaving=True)
        else:
            self.dismiss(result)

    def continue_with(self, turn: Turn | None) -> None:
        """The learner came back from the end page; a turn is asked where one was drawn meanwhile."""
        if turn is not None:
            self._ask_next(turn)
        elif self.attempt.stage == "over" and self.check_action("go_on", ()):
            self.action_go_on()

    def take_back(self, turn: Turn | None) -> None:
        """The learner took the last review back on the end page."""
        if turn is not None:
            self.attempt.stage = "loading"
            self.in_background(self._asking.undo, self._undone, group="commit")
        else:
            self.action_undo()

    @property
    def new_card_about(self) -> tuple[str, str]:
        if self.attempt.question is None:
            return "", ""
        return self.attempt.question.topics[0], self.attempt.asked.card.question

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The footer shows only what works now."""
        typing = isinstance(self.focused, Input | TextArea)
        return self.attempt.allows(action, parameters, self._asking, typing=typing)
