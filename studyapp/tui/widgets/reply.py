"""Where the learner answers: a line, a text, or a list of options to choose from."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Key
from textual.message import Message
from textual.widgets import Input, OptionList, TextArea
from textual.widgets.option_list import Option

from studyapp.core.grading import Response
from studyapp.core.items import Flashcard, MultipleChoice, Open, Question, SingleChoice, TrueFalse
from studyapp.core.text import one_line
from studyapp.render.maths import in_text
from studyapp.render.spans import Row, Span, row
from studyapp.tui.widgets.choices import Choices
from studyapp.tui.widgets.drawing import row_content

LETTERS = "abcdefghijkl"


def flat(text: str) -> str:
    """One line with its formulas as signs and without Markdown's marks."""
    return one_line(in_text(text), 400).replace("\\", "").replace("**", "").replace("`", "")


def option_row(letter: str, text: str) -> Row:
    return row(Span(f" {letter} ", "accent"), " ", flat(text))


def tick_row(ticked: bool, letter: str, text: str, ascii: bool) -> Row:
    sign = ("x" if ascii else "✓") if ticked else " "
    return row(Span(f" {letter} ", "accent"), "[", Span(sign, "right"), "] ", flat(text))


class Reply(Vertical):
    """One of its three inputs at a time; a flashcard needs none."""

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

    def compose(self) -> ComposeResult:
        yield Input(id="typed", compact=True, select_on_focus=False)
        yield TextArea(id="written", compact=True, soft_wrap=True, tab_behavior="focus")
        yield Choices(id="options", compact=True, markup=False)

    @property
    def written(self) -> str:
        """The text of an open answer."""
        return self.query_one("#written", TextArea).text

    def ask(self, question: Question, options: tuple[str, ...]) -> None:
        """Show the input that a question needs, empty, and put the cursor there."""
        self._truth = isinstance(question, TrueFalse)
        chosen = isinstance(question, SingleChoice | MultipleChoice | TrueFalse)
        self._list(
            ("True", "False") if self._truth else options, several=isinstance(question, MultipleChoice)
        )
        self.query_one("#typed", Input).value = ""
        self.query_one("#written", TextArea).text = ""
        name = "options" if chosen else "written" if isinstance(question, Open) else "typed"
        self._show(None if isinstance(question, Flashcard) else name)

    def tick(self, points: Sequence[str], guessed: Sequence[int] = ()) -> None:
        """List the key points of an open question, those that were guessed ticked."""
        self._list(tuple(points), several=True, ticked=guessed)
        self._show("options")

    def _list(self, texts: tuple[str, ...], *, several: bool, ticked: Sequence[int] = ()) -> None:
        self._texts, self._several, self._ticked = texts, several, set(ticked)
        listed = self.query_one("#options", Choices)
        listed.set_options(Option(row_content(self._row(place))) for place in range(len(texts)))
        # Nothing is chosen beforehand, so that a second Enter never answers by accident.
        listed.highlighted = 0 if texts and several else None

    def _row(self, place: int) -> Row:
        if self._several:
            return tick_row(place in self._ticked, LETTERS[place], self._texts[place], self._ascii)
        return option_row(LETTERS[place], self._texts[place])

    def _show(self, name: str | None) -> None:
        self.display = name is not None
        for each in ("typed", "written", "options"):
            self.query_one(f"#{each}").display = each == name
        if name is None:
            self.screen.set_focus(None)
        else:
            self.query_one(f"#{name}").focus()

    def submit(self) -> None:
        """Enter on a list: what is ticked, or the option under the cursor."""
        if self._several:
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
        self.post_message(self.Given(event.value, event.value))

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
