"""What the asking screen shows: its parts and what each says at a stage. The screen decides, this draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from studyapp.core.items import ArrayQuestion, Bug, Parts, Trace
from studyapp.core.text import filled
from studyapp.render.answering import listed_rows
from studyapp.render.marks import marked_rows
from studyapp.render.question import question_text
from studyapp.render.spans import Row, Rows, Span, row
from studyapp.tui.rows.ask import (
    answer_text,
    help_rows,
    related_rows,
    verdict_rows,
    where_row,
    why_rows,
    word_rows,
)
from studyapp.tui.rows.hint import hint_rows
from studyapp.tui.rows.note import note_rows
from studyapp.tui.rows.reply import echo_room
from studyapp.tui.widgets.answer import AnswerPane
from studyapp.tui.widgets.drawing import Drawing, HorizontalLine
from studyapp.tui.widgets.key_line import KeyLine
from studyapp.tui.widgets.prose import Prose
from studyapp.tui.widgets.ratings import Ratings
from studyapp.tui.widgets.reply import Reply

if TYPE_CHECKING:
    from studyapp.tui.ask.attempt import Attempt
    from studyapp.tui.background import StudyScreen

NEWEST_STEPS = {"-short": 1, "-tall": 3, "-medium": 2}
"""Steps of the run that stay on the screen as hints, by its height."""


class AskView:
    """Draws an attempt on the screen that it was handed; the ratings only where answers are rated."""

    def __init__(self, screen: StudyScreen, *, rates: bool) -> None:
        self._screen = screen
        self._rates = rates

    def parts(self) -> ComposeResult:
        ascii = self._screen.ascii
        yield Drawing(id="where")
        yield HorizontalLine(ascii=ascii)
        with VerticalScroll(id="question", can_focus=False):
            yield Prose(id="prompt")
            yield Drawing(id="listed")
            yield Prose(id="conventions")
        yield Reply(ascii=ascii, id="reply")
        yield Drawing(id="ask")
        yield AnswerPane(ascii=ascii, id="answer")
        yield Ratings(id="ratings")
        yield KeyLine(ascii=ascii)

    @property
    def width(self) -> int:
        """Cells for text beside the padding and the scroll bar."""
        size = self._screen.size
        return max(20, size.width - (2 if size.height < 18 else 4))

    @property
    def reply(self) -> Reply:
        return self._screen.query_one(Reply)

    @property
    def answer(self) -> AnswerPane:
        return self._screen.query_one(AnswerPane)

    def _draw(self, part: str, rows: Rows) -> None:
        self._screen.query_one(part, Drawing).draw(rows)

    def _say(self, part: str, text: str, *, dim: bool = False) -> None:
        prose = self._screen.query_one(part, Prose)
        prose.show(text, width=self.width, ascii=self._screen.ascii, dim=dim)

    def show_time(self, attempt: Attempt) -> None:
        """The time left has changed."""
        self._draw_where(attempt)

    # --- the question -----------------------------------------------------------------------------------------

    def wait(self) -> None:
        """Before the first question is there."""
        self._draw("#where", (row("  …"),))
        self.answer.empty()

    def put(self, attempt: Attempt) -> None:
        """A new question with its empty input."""
        asked = attempt.asked
        text = question_text(asked.question, asked.facet, asked.variant)
        self._draw_where(attempt)
        self._say("#prompt", text.prompt)
        self._say("#conventions", "  ·  ".join(text.conventions), dim=True)
        self.ask(row(text.ask))
        self._screen.set_class(False, "-complaint")
        self.reply.ask(asked.question, asked.variant)
        self.answer.empty()

    def end(self, attempt: Attempt) -> None:
        """Nothing is left to ask."""
        turn = attempt.turn
        assert turn is not None
        self.answer.empty()
        self._draw_where(attempt)
        count = f"{turn.done} answered. " if turn.done else ""
        self._say("#prompt", count + turn.ending)

    def again(self, attempt: Attempt) -> None:
        """The question in another size."""
        asked = attempt.asked
        self._draw_where(attempt)
        self._say("#prompt", question_text(asked.question, asked.facet, asked.variant).prompt)
        self._draw_listed(attempt)

    def _draw_where(self, attempt: Attempt) -> None:
        turn = attempt.turn
        assert turn is not None
        where = where_row(turn, turn.asked, self._screen.size.width, answered=attempt.answered)
        self._draw("#where", (where,))
        of = turn.done + turn.left
        self._screen.query_one(HorizontalLine).fill(turn.done / of if of else 1.0)

    def _draw_listed(self, attempt: Attempt) -> None:
        """What is put in order or paired up; it stays beside the question."""
        screen, asked, asking = self._screen, attempt.asked, attempt.stage == "asking"
        listed, question = screen.query_one("#listed", Drawing), screen.query_one("#question")
        rows = listed_rows(asked.question, asked.variant, width=self.width, ascii=screen.ascii)
        listed.draw(rows)
        # Once answered, the lines under the verdict say the same.
        listed.display = bool(rows) and asking
        screen.set_class(listed.display or (asking and isinstance(asked.question, ArrayQuestion)), "-listed")
        screen.set_class(asking and isinstance(asked.question, Parts | Trace | Bug), "-long")
        if screen.has_class("-listed") and not screen.has_class("-short"):
            # All that the answer and its echo leave; eight lines are the rest of the screen.
            height = screen.size.height
            question.styles.max_height = height - 8 - echo_room(height)
        else:
            question.styles.clear_rule("max_height")

    # --- the stage --------------------------------------------------------------------------------------------

    def show_stage(self, attempt: Attempt) -> None:
        """Show the parts that belong to the stage, and only these."""
        screen, question, stage = self._screen, attempt.question, attempt.stage
        asking, ticking = stage == "asking", stage == "ticking"
        if not (asking or ticking):
            self.reply.display = False
        if question is not None:
            self._draw_listed(attempt)
        screen.set_class(screen.has_class("-complaint") and asking, "-complaint")
        # Once answered, the conventions have been read; the room goes to the worked example.
        screen.query_one("#conventions").display = bool(asking and question and question.conventions)
        screen.query_one("#ask").display = asking or ticking or stage in ("sure", "grading")
        screen.query_one("#ratings").display = (
            self._rates and attempt.answered and attempt.previews is not None
        )
        screen.refresh_bindings()

    def ask(self, said: Row) -> None:
        """What the learner is to do now."""
        self._draw("#ask", (said,))

    def complain(self, says: str) -> None:
        """The answer cannot be graded yet: say why, and let it be mended."""
        if self._screen.size.width >= 60:
            says = f"Not gradable yet: {says}"
        self.ask(row(Span(says, "wrong")))
        self._screen.set_class(True, "-complaint")
        self.reply.mend()

    def note(self, text: str) -> None:
        """A hint or a model answer, before there is a verdict."""
        self.answer.note(text, self.width)

    def show_hint(self, attempt: Attempt) -> None:
        """The author's hint as far as it was asked for, and the steps of the run."""
        asked, example = attempt.asked, attempt.example
        rows: Rows = ()
        hint = asked.question.hint if attempt.hint_said else None
        text = f"**Hint.** {filled(hint, asked.variant.variables)}" if hint else ""
        if attempt.steps_shown and example is not None:
            rows = hint_rows(
                example,
                attempt.steps_shown,
                attempt.hint_steps,
                most=next(most for name, most in NEWEST_STEPS.items() if self._screen.has_class(name)),
                width=self.width,
                ascii=self._screen.ascii,
            )
        self.answer.note(text, self.width, rows)

    # --- the answer -------------------------------------------------------------------------------------------

    def show_answer(self, attempt: Attempt) -> None:
        """The verdict with what the learner's own word adds to it, and the ratings."""
        asked, verdict, width, ascii = attempt.asked, attempt.verdict, self.width, self._screen.ascii
        self._draw_where(attempt)
        rows = verdict_rows(asked, verdict, attempt.shown, width, ascii)
        rows += word_rows(attempt.confidence, verdict, overridden=attempt.overridden)
        marks: Rows = ()
        if verdict is not None:
            marks = marked_rows(
                asked.question, asked.variant, attempt.response, verdict, width=width, ascii=ascii
            )
        if attempt.lapses is not None:
            rows += help_rows(
                attempt.lapses,
                section=attempt.section is not None,
                example=asked.question.example is not None,
            )
        if attempt.why is not None and self._screen.has_class("-tall"):
            rows += (row(Span(attempt.why.short(attempt.rating), "dim")),)
        self.answer.judge(rows, answer_text(asked, verdict), width, marks)
        self.answer.show_note(note_rows(attempt.note))
        previews = attempt.previews
        if previews is not None:
            self._screen.query_one(Ratings).offer(previews, attempt.rating, ascii=ascii)

    def open_layer(self, layer: str | None, attempt: Attempt) -> None:
        """Open a layer of the answer; None opens the first that the question has."""
        asked = attempt.asked
        if layer == "why" and attempt.why is not None:
            self.answer.open_rows("why", why_rows(attempt.why, self.width), asked.question, self.width)
            return
        if layer == "related":
            listed = related_rows(attempt.related, attempt.related_at, self.width, ascii=self._screen.ascii)
            self.answer.open_rows("related", listed, asked.question, self.width)
            return
        self.answer.open(layer, asked.question, asked.variant, attempt.example, self.width)
