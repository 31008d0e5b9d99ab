"""The answer under a question: verdict, what is said about it, and its layers."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from studyapp.core.items import Question
from studyapp.core.worked import Variant, WorkedExample
from studyapp.render.layers import layers_of, layers_row
from studyapp.render.spans import Rows
from studyapp.tui.widgets.drawing import Drawing
from studyapp.tui.widgets.layer import LayerPane
from studyapp.tui.widgets.player import Player
from studyapp.tui.widgets.prose import Prose


class AnswerPane(VerticalScroll):
    """Scrolls by itself, so that the question above stays where it is."""

    def __init__(self, *, ascii: bool, id: str) -> None:
        super().__init__(id=id)
        self._ascii = ascii

    def compose(self) -> ComposeResult:
        yield Drawing(id="verdict")
        yield Drawing(id="marks")
        yield Prose(id="says")
        yield Drawing(id="hint-steps")
        yield Drawing(id="layers")
        yield LayerPane(ascii=self._ascii)
        yield Drawing(id="note")

    @property
    def player(self) -> Player:
        return self.query_one(LayerPane).player

    def watch_has_focus(self, _has_focus: bool) -> None:
        """Nothing in it looks another way when it has the keys, so no style is worked out anew."""

    def empty(self) -> None:
        """Nothing to say yet."""
        self.display = False
        self._show_layers(False)

    def _show_layers(self, shown: bool) -> None:
        self.query_one("#layers").display = self.query_one(LayerPane).display = shown
        self.query_one("#note").display = self.query_one("#hint-steps").display = False

    def note(self, text: str, width: int, steps: Rows = ()) -> None:
        """A hint or a model answer, before there is a verdict; steps of the run below it."""
        self.display = True
        self.query_one("#verdict", Drawing).draw(())
        self.query_one("#marks").display = False
        self._say(text, width)
        self._show_layers(False)
        drawn = self.query_one("#hint-steps", Drawing)
        drawn.display = bool(steps)
        drawn.draw(steps)
        if steps:
            self.call_after_refresh(self.scroll_end, animate=False)

    def judge(self, verdict: Rows, said: str, width: int, marks: Rows = ()) -> None:
        """The verdict, line by line where the answer has several, and what the mistake was."""
        self.display = True
        self.query_one("#verdict", Drawing).draw(verdict)
        lines = self.query_one("#marks", Drawing)
        lines.display = bool(marks)
        lines.draw(marks)
        self._say(said, width)
        self._show_layers(True)

    def _say(self, text: str, width: int) -> None:
        says = self.query_one("#says", Prose)
        says.display = bool(text)
        says.show(text, width=width, ascii=self._ascii)

    def _to_the_top(self) -> None:
        """On a short screen there is no room for the verdict too: what was asked for comes to the top."""
        if self.screen.has_class("-short"):
            layers = self.query_one("#layers")
            self.call_after_refresh(self.scroll_to_widget, layers, animate=False, top=True)

    def open(
        self,
        layer: str | None,
        question: Question,
        variant: Variant,
        example: WorkedExample | None,
        width: int,
    ) -> None:
        """Open a layer; None opens the first that the question has."""
        available = layers_of(question)
        if layer is not None:
            self._to_the_top()
        layer = layer or next(iter(available), None)
        self.query_one(LayerPane).show(layer, question, variant, example, width)
        self.query_one("#layers", Drawing).draw((layers_row(available, layer, width),))

    def open_rows(self, layer: str, rows: Rows, question: Question, width: int) -> None:
        """Open a layer that is made of rows, not of the question's texts."""
        self._to_the_top()
        self.query_one(LayerPane).show_rows(layer, rows)
        self.query_one("#layers", Drawing).draw((layers_row(layers_of(question), layer, width),))

    def show_note(self, rows: Rows) -> None:
        """The learner's own words, under everything else."""
        note = self.query_one("#note", Drawing)
        note.display = bool(rows)
        note.draw(rows)

    @property
    def open_layer(self) -> str | None:
        """The layer that is open."""
        return self.query_one(LayerPane).open_layer

    def show_example(self, example: WorkedExample | None, note: str = "") -> None:
        self.query_one(LayerPane).show_example(example, note)
