"""The asking screen: a question, then its answer in the same place. Reviews, quizzes and single tries share it."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Literal, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Input, TextArea

from studyapp.core.confidence import Confidence, can_be_asked
from studyapp.core.grading import Outcome, Response, Verdict, can_be_overridden, rating_for
from studyapp.core.items import ArrayQuestion, Bug, Flashcard, Open, Parts, Trace
from studyapp.core.keypoints import guessed_points
from studyapp.core.memory import Rating
from studyapp.core.text import filled
from studyapp.render.answering import listed_rows
from studyapp.render.marks import marked_rows
from studyapp.render.question import question_text
from studyapp.render.spans import Rows, Span, row
from studyapp.render.warm import warm
from studyapp.tui.asking import Asking, Given, Turn
from studyapp.tui.background import StudyScreen
from studyapp.tui.keys import ASK, bindings
from studyapp.tui.messages import WorkRefused
from studyapp.tui.rows.ask import (
    answer_text,
    other_numbers,
    sure_row,
    verdict_rows,
    where_row,
    word_rows,
)
from studyapp.tui.widgets.answer import AnswerPane
from studyapp.tui.widgets.drawing import Drawing, HorizontalLine
from studyapp.tui.widgets.key_line import KeyLine
from studyapp.tui.widgets.layer import layers_of
from studyapp.tui.widgets.prose import Prose, literal
from studyapp.tui.widgets.ratings import Ratings
from studyapp.tui.widgets.reply import Reply, echo_room

if TYPE_CHECKING:
    from studyapp.core.worked import Variant, WorkedExample
    from studyapp.study.app import Study
    from studyapp.study.session import Asked
    from studyapp.tui.messages import Host

Stage = Literal["loading", "asking", "ticking", "sure", "grading", "answered", "storing", "over"]


class AskScreen(StudyScreen):
    """Asks until its source has nothing left."""

    BINDINGS = [*bindings(ASK)]  # noqa: RUF012
    AUTO_FOCUS = ""

    def __init__(self, study: Study, asking: Asking) -> None:
        super().__init__(study)
        self._asking = asking
        self._stage: Stage = "loading"
        self._turn: Turn | None = None
        self._verdict: Verdict | None = None
        self._response = ""
        self._reply: Response = ""
        self._hinted = False
        self._confidence: Confidence | None = None
        self._overridden = False
        self._began = 0.0
        self._seconds = 0.0
        self._example: WorkedExample | None = None

    def compose(self) -> ComposeResult:
        yield Drawing(id="where")
        yield HorizontalLine(ascii=self.ascii)
        with VerticalScroll(id="question", can_focus=False):
            yield Prose(id="prompt")
            yield Drawing(id="listed")
            yield Prose(id="conventions")
        yield Reply(ascii=self.ascii, id="reply")
        yield Drawing(id="ask")
        yield AnswerPane(ascii=self.ascii, id="answer")
        yield Ratings(id="ratings")
        yield KeyLine(ascii=self.ascii)

    def on_mount(self) -> None:
        self.query_one("#where", Drawing).draw((row("  …"),))
        self.query_one(AnswerPane).empty()
        self._show_stage()
        self.in_background(self._asking.turn, self._ask_next, group="commit")

    # --- asking -----------------------------------------------------------------------------------------------

    @property
    def _asked(self) -> Asked:
        assert self._turn is not None
        assert self._turn.asked is not None
        return self._turn.asked

    def _ask_next(self, turn: Turn) -> None:
        """Show the next question; the one before is on the disk by now."""
        for problem in turn.problems:
            self.notify(problem, severity="warning", markup=False)
        self._turn = turn
        if turn.asked is None:
            self._end(turn)
            return
        self._stage, self._verdict, self._hinted, self._response = "asking", None, False, ""
        self._confidence, self._overridden = None, False
        self._example = None
        self._began = time.monotonic()
        self._show_question()
        self._show_stage()
        self._run_example(self._asked.variant.seed)
        self.query_one("#question").scroll_home(animate=False)

    @on(WorkRefused)
    def _refused(self, message: WorkRefused) -> None:
        """The app says what was refused. Without a question there is nothing to stay for; else go on."""
        if message.group != "commit":
            return
        if self._turn is None:
            self.dismiss(None)
        elif self._stage == "storing":
            self._stage = "answered"
        elif self._stage == "loading":
            self._ask_next(self._turn)

    def _end(self, turn: Turn) -> None:
        result = self._asking.result()
        if result is not None:
            self.dismiss(result)
            return
        self._stage = "over"
        self.query_one(AnswerPane).empty()
        self.query_one("#where", Drawing).draw((where_row(turn, None, self.size.width),))
        count = f"{turn.done} answered. " if turn.done else ""
        self.query_one("#prompt", Prose).show(count + turn.ending, width=self._width, ascii=self.ascii)
        self._show_stage()
        self.set_focus(None)

    @property
    def _width(self) -> int:
        """Cells for text beside the padding and the scroll bar."""
        return max(20, self.size.width - (2 if self.size.height < 18 else 4))

    def _show_question(self) -> None:
        assert self._turn is not None
        asked = self._asked
        text = question_text(asked.question, asked.facet, asked.variant)
        self._draw_where()
        self.query_one("#prompt", Prose).show(text.prompt, width=self._width, ascii=self.ascii)
        conventions = self.query_one("#conventions", Prose)
        conventions.show("  ·  ".join(text.conventions), width=self._width, ascii=self.ascii, dim=True)
        self.query_one("#ask", Drawing).draw((row(text.ask),))
        self.set_class(False, "-complaint")
        self.query_one(Reply).ask(asked.question, asked.variant)
        self.query_one(AnswerPane).empty()

    def _draw_listed(self) -> None:
        """What is put in order or paired up; it stays beside the question."""
        asked, listed = self._asked, self.query_one("#listed", Drawing)
        rows = listed_rows(asked.question, asked.variant, width=self._width, ascii=self.ascii)
        listed.draw(rows)
        # Once answered, the lines under the verdict say the same.
        listed.display = bool(rows) and self._stage == "asking"
        asking = self._stage == "asking"
        self.set_class(listed.display or (asking and isinstance(asked.question, ArrayQuestion)), "-listed")
        self.set_class(asking and isinstance(asked.question, Parts | Trace | Bug), "-long")
        question, height = self.query_one("#question"), self.size.height
        if self.has_class("-listed") and not self.has_class("-short"):
            # All that the answer and its echo leave; eight lines are the rest of the screen.
            question.styles.max_height = height - 8 - echo_room(height)
        else:
            question.styles.clear_rule("max_height")

    def _draw_where(self) -> None:
        assert self._turn is not None
        answered = self._stage in ("answered", "storing")
        where = where_row(self._turn, self._turn.asked, self.size.width, answered=answered)
        self.query_one("#where", Drawing).draw((where,))

    # --- what is seen -----------------------------------------------------------------------------------------

    def _show_stage(self) -> None:
        """Show the parts that belong to the stage, and only these."""
        question = self._turn.asked.question if self._turn and self._turn.asked else None
        asking, ticking = self._stage == "asking", self._stage == "ticking"
        answered = self._stage in ("answered", "storing")
        if not (asking or ticking):
            self.query_one(Reply).display = False
        if self._turn and self._turn.asked:
            self._draw_listed()
        self.set_class(self.has_class("-complaint") and asking, "-complaint")
        # Once answered, the conventions have been read; the room goes to the worked example.
        self.query_one("#conventions").display = bool(asking and question and question.conventions)
        self.query_one("#ask").display = asking or ticking or self._stage in ("sure", "grading")
        self.query_one("#ratings").display = answered and self._asking.rates
        self.refresh_bindings()

    def on_resize(self) -> None:
        if self._turn is not None and self._turn.asked is not None:
            text = question_text(self._asked.question, self._asked.facet, self._asked.variant)
            self._draw_where()
            self.query_one("#prompt", Prose).show(text.prompt, width=self._width, ascii=self.ascii)
            self._draw_listed()
            if self._stage == "answered":
                self._show_answer()
                self.action_layer(self.query_one(AnswerPane).open_layer)

    # --- answering --------------------------------------------------------------------------------------------

    @on(Reply.Given)
    def _replied(self, event: Reply.Given) -> None:
        self._grade(event.response, self._response if self._stage == "ticking" else event.shown)

    def action_show_answer(self) -> None:
        """Enter and space, where no input takes them: grade what is chosen, or turn the card over."""
        if self._stage == "asking" and isinstance(self._asked.question, Flashcard):
            self._answered(None)
        else:
            self.query_one(Reply).submit()

    def action_done(self) -> None:
        """The open answer is written; now it is marked against the key points."""
        question = self._asked.question
        assert isinstance(question, Open)
        self._response = self.query_one(Reply).written
        self._seconds = time.monotonic() - self._began
        self._stage = "ticking"
        guessed = guessed_points(self._response, question.key_points)
        self.query_one(Reply).tick([point.text for point in question.key_points], guessed)
        todo = "Correct my guesses" if guessed else "Tick what your answer had"
        self.query_one("#ask", Drawing).draw((row(f"{todo}, then press Enter"),))
        mine = f"**You wrote.** {literal(self._response)}\n\n" if self._response.strip() else ""
        self.query_one(AnswerPane).note(f"{mine}**Model answer.** {question.answer}", self._width)
        self._show_stage()

    def _grade(self, response: Response, shown: str) -> None:
        if self._stage not in ("asking", "ticking"):
            return
        verdict = self._asked.grade(response)
        if verdict.outcome is Outcome.NOT_GRADABLE:
            says = f"Not gradable yet: {verdict.says}" if self.size.width >= 60 else verdict.says
            self.query_one("#ask", Drawing).draw((row(Span(says, "wrong")),))
            self.set_class(True, "-complaint")
            self.query_one(Reply).mend()
            return
        self._response, self._reply = shown, response
        if self._wants_confidence:
            self._ask_how_sure()
        else:
            self._judge(verdict)

    def _judge(self, verdict: Verdict) -> None:
        """Show the verdict, once the mistakes of the run are known that a wrong answer may be."""
        asked, response = self._asked, self._reply
        if verdict.outcome is Outcome.RIGHT or asked.diagnosed_at_once:
            self._answered(asked.diagnose(response))
            return
        # The mistakes of the run are still being computed: the verdict waits for them, the screen does not.
        if self._stage == "asking":
            self._seconds = time.monotonic() - self._began
        self._stage = "grading"
        self.query_one("#ask", Drawing).draw((row(Span("Looking for the mistake …", "dim")),))
        self._show_stage()
        self.in_background(lambda: asked.diagnose(response), partial(self._diagnosed, asked), group="verdict")

    def _diagnosed(self, asked: Asked, verdict: Verdict) -> None:
        if self._stage == "grading" and self._turn is not None and asked is self._turn.asked:
            self._answered(verdict)

    def _answered(self, verdict: Verdict | None) -> None:
        if self._stage == "asking":
            self._seconds = time.monotonic() - self._began
        self._verdict, self._stage = verdict, "answered"
        self._rating = self._earned
        self._show_answer()
        self.query_one(AnswerPane).open(
            None, self._asked.question, self._asked.variant, self._example, self._width
        )
        self._show_stage()
        answer = self.query_one(AnswerPane)
        answer.scroll_home(animate=False)
        answer.focus()

    # --- the learner's own word: how sure, and "I was right" --------------------------------------------------

    @property
    def _wants_confidence(self) -> bool:
        asks = cast("Host", self.app).asks_confidence and self._stage == "asking"
        return asks and can_be_asked(self._asked.question, self._asked.variant)

    def _ask_how_sure(self) -> None:
        """The answer can be graded; before its verdict the learner says how sure they are."""
        self._seconds = time.monotonic() - self._began
        self._stage = "sure"
        self.query_one("#ask", Drawing).draw((sure_row(),))
        self._show_stage()
        self.set_focus(None)

    def action_confident(self, how: str) -> None:
        if self._stage == "sure":
            self._confidence = Confidence(how)
            self._judge(self._asked.grade(self._reply))

    def action_override(self) -> None:
        """Count an answer that was found wrong as right, or no longer."""
        self._overridden = not self._overridden
        self._rating = self._earned
        self._show_answer()

    @property
    def _earned(self) -> Rating:
        """The rating that the answer earned."""
        if self._verdict is None:
            return Rating.GOOD
        return rating_for(self._verdict, hinted=self._hinted, overridden=self._overridden)

    @property
    def _comes_sooner(self) -> bool:
        wrong = self._verdict is not None and self._verdict.outcome is Outcome.WRONG
        return wrong and not self._overridden and self._confidence is Confidence.SURE

    def _run_example(self, seed: int) -> None:
        """Run the worked example on a seed; the question's own is run while the learner thinks."""
        asked, explore, width, ascii = self._asked, self.study.explore, self._width, self.ascii

        def work() -> tuple[Variant, WorkedExample | None]:
            own = seed == asked.variant.seed
            variant = asked.variant if own else explore.variant(asked.card.pack, asked.question, seed)
            example = explore.worked(asked.question, variant)
            warm(asked.question, asked.variant, width=width, ascii=ascii)
            return variant, example

        self.in_background(work, partial(self._worked, asked), group="example")

    def _worked(self, asked: Asked, found: tuple[Variant, WorkedExample | None]) -> None:
        if self._turn is not None and asked is self._turn.asked:
            variant, self._example = found
            if not asked.diagnosed_at_once:
                self.in_background(asked.prepare, lambda _nothing: None, group="mistakes")
            if self._stage == "answered":
                other = variant.seed != asked.variant.seed
                self.query_one(AnswerPane).show_example(
                    self._example, other_numbers(variant) if other else ""
                )

    def _show_answer(self) -> None:
        assert self._turn is not None
        asked, width = self._asked, self._width
        self._draw_where()
        rows = verdict_rows(asked, self._verdict, self._response, width, self.ascii)
        rows += word_rows(self._confidence, self._verdict, overridden=self._overridden)
        marks: Rows = ()
        if self._verdict is not None:
            marks = marked_rows(
                asked.question, asked.variant, self._reply, self._verdict, width=width, ascii=self.ascii
            )
        self.query_one(AnswerPane).judge(rows, answer_text(asked, self._verdict), width, marks)
        previews = self._turn.previews_sooner if self._comes_sooner else self._turn.previews
        if previews is not None:
            self.query_one(Ratings).offer(previews, self._rating, ascii=self.ascii)

    # --- after the answer -------------------------------------------------------------------------------------

    def action_rate(self, rating: int) -> None:
        self._store(Rating(rating))

    def action_accept(self) -> None:
        if self._stage == "over":
            self.dismiss(self._asking.result())
        else:
            self._store(self._rating)

    @on(Ratings.Chosen)
    def _rating_clicked(self, event: Ratings.Chosen) -> None:
        self._store(event.rating)

    def _store(self, rating: Rating) -> None:
        if self._stage != "answered":
            return
        given = self._given(rating)
        self._stage = "storing"
        self.in_background(lambda: self._asking.commit(given), self._ask_next, group="commit")

    def _given(self, rating: Rating) -> Given:
        return Given(
            self._asked,
            self._verdict,
            self._response,
            rating,
            self._hinted,
            self._seconds,
            self._confidence,
            self._overridden,
        )

    def action_undo(self) -> None:
        if self._stage in ("loading", "storing"):
            return
        if self._stage in ("answered", "ticking") and self._turn is not None:
            # Nothing is stored yet: first back to the question itself.
            self._ask_next(self._turn)
            return
        self._stage = "loading"
        self.in_background(self._asking.undo, self._undone, group="commit")

    def _undone(self, turn: Turn | None) -> None:
        if turn is None:
            self.notify("There is no review to take back.", timeout=3)
            self._stage = "loading"
            self.in_background(self._asking.turn, self._ask_next, group="commit")
            return
        self.notify("The last review was taken back.", timeout=3)
        self._ask_next(turn)

    def action_scroll_question(self, by: int) -> None:
        question = self.query_one("#question", VerticalScroll)
        question.scroll_relative(y=by * max(1, question.size.height - 1), animate=False)

    def action_hint(self) -> None:
        question = self._asked.question
        if question.hint is None:
            self.notify("This question has no hint.", timeout=3)
            return
        self._hinted = True
        hint = filled(question.hint, self._asked.variant.variables)
        self.query_one(AnswerPane).note(f"**Hint.** {hint}", self._width)
        self._show_stage()

    def action_layer(self, layer: str | None) -> None:
        asked = self._asked
        if self._stage == "asking":
            self._show_full_run()
            return
        if layer == "example" and self._example is not None and self._example.seed != asked.variant.seed:
            self._run_example(asked.variant.seed)  # back to the question's own numbers
        self.query_one(AnswerPane).open(layer, asked.question, asked.variant, self._example, self._width)

    def _show_full_run(self) -> None:
        """The whole run of a trace before it is answered: a hint, where there is something to fill in."""
        if any(cell.blank for cell in self._asked.variant.cells):
            self._hinted = True
            self.notify("You have seen the full run: Hard at best.", timeout=3)
        self.action_open_player()

    def action_step(self, by: int) -> None:
        self.query_one(AnswerPane).player.move(by)

    def action_next_chart(self) -> None:
        self.query_one(AnswerPane).player.next_chart()

    def action_new_numbers(self) -> None:
        """Run the worked example on another seed; the question keeps its own numbers."""
        pane = self.query_one(AnswerPane)
        if pane.open_layer != "example":
            self.action_layer("example")
        self._run_example((self._example.seed if self._example else self._asked.variant.seed) + 1)

    def action_open_player(self) -> None:
        from studyapp.tui.screens.player import PlayerScreen

        asked = self._asked
        seed = self._example.seed if self._example else asked.variant.seed
        self.app.push_screen(PlayerScreen(self.study, asked.card.pack, asked.question, seed))

    def action_back(self) -> None:
        """Leave; an answer that has its verdict is stored first, with the rating that it earned."""
        if self._stage == "answered" and self._verdict is not None:
            given = self._given(self._rating)
            self._stage = "storing"
            self.in_background(lambda: self._asking.commit(given), self._leave, group="commit")
        elif self._stage != "storing":
            self._leave()

    def _leave(self, _stored: Turn | None = None) -> None:
        self.dismiss(self._asking.result())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The footer shows only what works now."""
        question = self._turn.asked.question if self._turn and self._turn.asked else None
        answered = self._stage == "answered"
        typing = isinstance(self.focused, Input | TextArea)
        match action:
            case "show_answer":
                return self._stage == "ticking" or (self._stage == "asking" and not typing)
            case "done":
                return self._stage == "asking" and isinstance(question, Open)
            case "hint":
                return self._stage == "asking" and question is not None and question.hint is not None
            case "confident":
                return self._stage == "sure"
            case "override":
                return answered and question is not None and can_be_overridden(question, self._verdict)
            case "rate":
                return answered and self._asking.rates
            case "accept":
                return answered or self._stage == "over"
            case "layer" if self._stage == "asking":
                return isinstance(question, Trace) and parameters[0] == "example"
            case "layer":
                return answered and question is not None and str(parameters[0]) in layers_of(question)
            case "step" | "next_chart" | "new_numbers" | "open_player":
                return answered and question is not None and question.example is not None
            case "undo":
                if self._stage in ("answered", "ticking"):
                    return True
                return self._asking.can_undo and self._stage in ("asking", "over")
        return True
