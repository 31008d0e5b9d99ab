"""Where the learner answers: a line, a text, a list of options to choose from, or lines with blanks."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.events import Key
from textual.message import Message
from textual.widgets import Input, OptionList, TextArea
from textual.widgets.option_list import Option

from studyapp.core.arrays import read_array
from studyapp.core.grading import Response
from studyapp.core.items import (
    ArrayQuestion,
    Bug,
    Matching,
    MultipleChoice,
    Ordering,
    Parts,
    Question,
    Trace,
    TrueFalse,
)
from studyapp.core.numbers import Unreadable
from studyapp.core.shown import options_shown
from studyapp.core.worked import Variant
from studyapp.render.answering import LETTERS, arranged_text, blank_lines, bug_texts, echo_rows
from studyapp.render.question import flat
from studyapp.render.spans import Row
from studyapp.tui.rows.reply import echo_room, input_for, option_row, tick_row
from studyapp.tui.widgets.blanks import Blanks
from studyapp.tui.widgets.choices import Choices
from studyapp.tui.widgets.drawing import Drawing, row_content


class Reply(Vertical):
    """One of its inputs at a time; a flashcard needs none."""

    class Given(Message):
        """The learner has answered."""

        def __init__(self, response: Response, shown: str) -> None:
            super().__init__()
            self.response = response
            self.shown = shown

    def __init__(self, *, ascii: bool, id: str) -> None:
        super().__init__(id=id)
        self._ascii = ascii
        self._texts: tuple[str, ...] = ()
        self._ticked: set[int] = set()
        self._several = False
        self._truth = False
        self._asked: tuple[Question, Variant] | None = None

    def compose(self) -> ComposeResult:
        yield Input(id="typed", compact=True, select_on_focus=False)
        yield Drawing(id="echo")
        yield Blanks(ascii=self._ascii, id="blanks")
        yield TextArea(id="written", compact=True, soft_wrap=True, tab_behavior="focus")
        yield Choices(id="options", compact=True, markup=False)

    @property
    def written(self) -> str:
        """The text of an open answer."""
        return self.query_one("#written", TextArea).text

    def ask(self, question: Question, variant: Variant) -> None:
        """Show the input that a question needs, empty, and put the cursor there."""
        self._asked = question, variant
        self._truth = isinstance(question, TrueFalse)
        options = ("True", "False") if self._truth else options_shown(question, variant)
        if isinstance(question, Bug):
            options = tuple(cell.label for cell in variant.cells)
        self._list(options, several=isinstance(question, MultipleChoice))
        self.query_one("#typed", Input).value = ""
        self.query_one("#written", TextArea).text = ""
        if isinstance(question, Parts | Trace):
            self.query_one(Blanks).ask(blank_lines(question, variant))
        self._show(input_for(question))
        self._echo()

    def mend(self) -> None:
        """What was handed in cannot be graded yet: back to the first blank that cannot be read."""
        blanks = self.query_one(Blanks)
        if not (blanks.display and self._asked):
            return
        cells = [cell for cell in self._asked[1].cells if cell.blank]
        for place, (text, cell) in enumerate(zip(blanks.texts, cells, strict=True)):
            if isinstance(read_array(text, cell.value), Unreadable):
                blanks.begin(place)
                return

    def tick(self, points: Sequence[str], guessed: Sequence[int] = ()) -> None:
        """List the key points of an open question, those that were guessed ticked."""
        self._list(tuple(points), several=True, ticked=guessed)
        self._show("options")

    def _list(self, texts: tuple[str, ...], *, several: bool, ticked: Sequence[int] = ()) -> None:
        self._texts, self._several, self._ticked = texts, several, set(ticked)
        listed = self.query_one("#options", Choices)
        listed.set_options(Option(content) for content in self._contents())
        # Nothing is chosen beforehand, so that a second Enter never answers by accident.
        listed.highlighted = 0 if texts and several else None

    def _contents(self) -> list[Content]:
        if self._asked and isinstance(self._asked[0], Bug):
            lines = bug_texts(*self._asked, max(16, self.screen.size.width - 10))
            return [row_content(option_row(LETTERS[place], line)) for place, line in enumerate(lines)]
        return [row_content(self._row(place)) for place in range(len(self._texts))]

    def _row(self, place: int) -> Row:
        if self._several:
            return tick_row(place in self._ticked, LETTERS[place], self._texts[place], self._ascii)
        return option_row(LETTERS[place], flat(self._texts[place]))

    def _show(self, name: str | None) -> None:
        self.display = name is not None
        for each in ("typed", "written", "options", "blanks"):
            self.query_one(f"#{each}").display = each == name
        self.query_one("#echo").display = False
        if name is None or name == "blanks":  # the blanks take the cursor as soon as they stand
            self.screen.set_focus(None)
        else:
            self.query_one(f"#{name}").focus()

    def submit(self) -> None:
        """Enter on a list: what is ticked, or the option under the cursor; on lines without a blank: read."""
        if self.query_one(Blanks).display:
            self._hand_in(self.query_one(Blanks).texts)
        elif self._several:
            places = tuple(sorted(self._ticked))
            self.post_message(self.Given(places, "; ".join(self._texts[place] for place in places)))
        elif (place := self.query_one("#options", Choices).highlighted) is None:
            self.post_message(self.Given("" if self._truth else (), ""))
        else:
            self._choose(place)

    def _choose(self, place: int) -> None:
        response = place == 0 if self._truth else (place,)
        self.post_message(self.Given(response, self._texts[place]))

    def _toggle(self, place: int) -> None:
        self._ticked ^= {place}
        listed = self.query_one("#options", Choices)
        listed.replace_option_prompt_at_index(place, row_content(self._row(place)))
        listed.highlighted = place

    @on(Input.Submitted, "#typed")
    def _typed(self, event: Input.Submitted) -> None:
        event.stop()
        shown = event.value
        if self._asked and isinstance(question := self._asked[0], Ordering | Matching):
            shown = arranged_text(question, self._asked[1], event.value) or shown
        self.post_message(self.Given(event.value, shown))

    @on(Input.Changed, "#typed")
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self._echo()

    def on_resize(self) -> None:
        self._echo()
        listed = self.query_one("#options", Choices)
        if listed.display and self._asked and isinstance(self._asked[0], Bug):
            for place, content in enumerate(self._contents()):
                listed.replace_option_prompt_at_index(place, content)

    def _echo(self) -> None:
        """Show what the typed line says so far, where that helps."""
        typed, echo = self.query_one("#typed", Input), self.query_one("#echo", Drawing)
        echo.display = bool(
            self._asked and typed.display and isinstance(self._asked[0], Ordering | Matching | ArrayQuestion)
        )
        if self._asked and echo.display:
            most = echo_room(self.screen.size.height)
            if most == 1 and isinstance(self._asked[0], ArrayQuestion):
                most = 2  # a row and what is wrong with it
            width = max(10, self.screen.size.width - 6)
            rows = echo_rows(*self._asked, typed.value, width=width, ascii=self._ascii, most=most)
            echo.draw(rows)
            echo.display = bool(rows)

    @on(Blanks.Filled)
    def _filled(self, event: Blanks.Filled) -> None:
        event.stop()
        self._hand_in(event.texts)

    def _hand_in(self, texts: tuple[str, ...]) -> None:
        self.post_message(self.Given(texts, "; ".join(text.strip() for text in texts)))

    @on(OptionList.OptionSelected, "#options")
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._take(event.option_index)

    def _take(self, place: int) -> None:
        if self._several:
            self._toggle(place)
        else:
            self._choose(place)

    def on_key(self, event: Key) -> None:
        """Letters choose an option, t and f a truth; space ticks one of several."""
        listed = self.query_one("#options", Choices)
        if self.screen.focused is not listed:
            return
        if event.key == "space" and self._several:
            self._toggle(listed.highlighted or 0)
        elif len(event.key) == 1 and event.key in LETTERS[: len(self._texts)]:
            self._take(LETTERS.index(event.key))
        elif self._truth and event.key in ("t", "f"):
            self._choose("tf".index(event.key))
        else:
            return
        event.stop()
        event.prevent_default()
