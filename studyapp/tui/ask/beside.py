"""What is done with a card besides answering it: marks, notes, a report, the section of the guide."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, cast

from studyapp.core.notes import NoteKind
from studyapp.tui.messages import GuideWanted, PageWanted

if TYPE_CHECKING:
    from studyapp.study.asked import Asked
    from studyapp.tui.ask.attempt import Attempt
    from studyapp.tui.ask.view import AskView
    from studyapp.tui.asking import Aside, Asking, Markable, Turn
    from studyapp.tui.background import StudyScreen


class Beside:
    """Acts on the attempt on the screen, which `current` gives; `go_on` is told of the turn that follows."""

    def __init__(
        self,
        screen: StudyScreen,
        view: AskView,
        asking: Asking,
        current: Callable[[], Attempt],
        go_on: Callable[[Turn], None],
    ) -> None:
        self._screen = screen
        self._view = view
        self._asking = asking
        self._current = current
        self._go_on = go_on

    def look(self) -> None:
        """Find what goes with the question, while the learner thinks: its note, section and related questions."""
        asked, study = self._current().asked, self._screen.study

        def work() -> tuple[str, str | None, tuple[tuple[str, str], ...]]:
            note = study.notes.of(NoteKind.QUESTION, asked.card.question)
            section = study.library.section(asked.card.question)
            return note.text if note else "", section, study.library.related(asked.card.pack, asked.question)

        self._screen.in_background(work, partial(self._found, asked), group="beside")

    def _found(self, asked: Asked, found: tuple[str, str | None, tuple[tuple[str, str], ...]]) -> None:
        attempt = self._current()
        if not attempt.is_about(asked):
            return
        attempt.note, attempt.section, attempt.related = found
        if attempt.answered:
            self._view.show_answer(attempt)
        self._screen.refresh_bindings()

    # --- marks ------------------------------------------------------------------------------------------------

    def set_aside(self, how: Aside) -> None:
        """Bury or suspend the card; it is not answered, and the next one comes."""
        attempt, marks = self._current(), cast("Markable", self._asking)
        asked = attempt.asked
        attempt.stage = "loading"
        self._screen.in_background(lambda: marks.set_aside(asked, how), self._go_on, group="commit")

    def flag(self) -> None:
        """Flag the card, or take the flag away; the question stays."""
        attempt, marks = self._current(), cast("Markable", self._asking)
        asked = attempt.asked
        self._screen.in_background(lambda: marks.flag(asked), self._flagged, group="flag")

    def _flagged(self, flagged: bool) -> None:
        self._screen.notify("Flagged." if flagged else "The flag was taken away.", timeout=3)

    def redo(self) -> None:
        """Do again what was undone last."""
        attempt, marks = self._current(), cast("Markable", self._asking)
        stage, attempt.stage = attempt.stage, "loading"

        def done(turn: Turn | None) -> None:
            if turn is None:
                self._screen.notify("There is nothing to do again.", timeout=3)
                attempt.stage = stage
            else:
                self._go_on(turn)

        self._screen.in_background(marks.redo, done, group="commit")

    # --- words ------------------------------------------------------------------------------------------------

    def write_note(self) -> None:
        """Write a note on the question."""
        from studyapp.tui.screens.note import NoteScreen

        asked = self._current().asked
        editor = NoteScreen(
            self._screen.study, NoteKind.QUESTION, asked.card.question, asked.question.heading
        )
        self._screen.app.push_screen(editor, partial(self._noted, asked))

    def _noted(self, asked: Asked, text: str | None) -> None:
        attempt = self._current()
        if text is not None and attempt.is_about(asked):
            attempt.note = text
            self._view.show_answer(attempt)

    def report(self) -> None:
        """Report a mistake in the question as it was put and answered."""
        from studyapp.study.report import shown_of
        from studyapp.tui.screens.report import ReportScreen

        attempt = self._current()
        shown = shown_of(
            attempt.asked, response=attempt.shown, given=attempt.response, verdict=attempt.verdict
        )
        title = f"A mistake in {attempt.asked.question.heading}?"
        self._screen.app.push_screen(ReportScreen(self._screen.study, title, lambda: shown))

    def show_related(self) -> None:
        """The related questions, the first marked; where they are shown already, mark the next."""
        attempt = self._current()
        if self._view.answer.open_layer == "related":
            attempt.related_at = (attempt.related_at + 1) % len(attempt.related)
        self._view.open_layer("related", attempt)

    def open_related(self) -> bool:
        """Open the page of the question that is marked; whether there is one on the screen."""
        attempt = self._current()
        if self._view.answer.open_layer != "related":
            return False
        self._screen.post_message(PageWanted(attempt.related[attempt.related_at][0]))
        return True

    def edit(self) -> None:
        """Open the learner's editor at the question; what is not answered yet is then asked as it is now."""
        from studyapp.tui.editing import edit_question

        asked = self._current().asked
        edit_question(self._screen, asked.card.question, partial(self._edited, asked))

    def _edited(self, asked: Asked) -> None:
        attempt = self._current()
        if attempt.is_about(asked) and attempt.stage == "asking":
            hinted = attempt.hinted
            self._screen.in_background(
                lambda: self._asking.renewed(asked), partial(self._renewed, asked, hinted), group="edit"
            )

    def _renewed(self, asked: Asked, hinted: bool, turn: Turn | None) -> None:
        """Ask it anew, unless it was answered meanwhile."""
        attempt = self._current()
        if turn is not None and attempt.is_about(asked) and attempt.stage == "asking":
            self._go_on(turn)
            self._current().hinted = hinted and turn.asked is not None and turn.asked.card.id == asked.card.id

    def read_section(self) -> None:
        """Read the section of the guide that the question belongs to."""
        attempt = self._current()
        if attempt.section is not None:
            self._screen.post_message(GuideWanted(attempt.asked.card.pack, attempt.section))


class BesideActions:
    """The keys of the asking screen that lead to these."""

    _beside: Beside

    def action_set_aside(self, how: Aside) -> None:
        self._beside.set_aside(how)

    action_set_aside_early = action_set_aside

    def action_flag(self) -> None:
        self._beside.flag()

    action_flag_early = action_flag

    def action_redo(self) -> None:
        self._beside.redo()

    def action_note(self) -> None:
        self._beside.write_note()

    def action_report(self) -> None:
        self._beside.report()

    def action_related(self) -> None:
        self._beside.show_related()

    def action_edit(self) -> None:
        self._beside.edit()

    def action_read_section(self) -> None:
        self._beside.read_section()
