"""The layers behind an answer, opened by one key each: worked example, explanation, theory, practice and so on."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical

from studyapp.core.items import Question
from studyapp.core.text import filled
from studyapp.core.worked import Variant, WorkedExample
from studyapp.render.diagrams import diagram
from studyapp.render.references import references_text
from studyapp.render.spans import Rows
from studyapp.tui.widgets.drawing import Drawing
from studyapp.tui.widgets.player import Player
from studyapp.tui.widgets.prose import Prose


class LayerPane(Vertical):
    """One layer at a time."""

    DEFAULT_CSS = "LayerPane { height: auto; } LayerPane > * { height: auto; }"

    def __init__(self, *, ascii: bool) -> None:
        super().__init__()
        self._ascii = ascii
        self.open_layer: str | None = None

    def compose(self) -> ComposeResult:
        yield Player(ascii=self._ascii)
        yield Prose(id="layer-text")
        yield Drawing(id="layer-drawing")

    @property
    def player(self) -> Player:
        return self.query_one(Player)

    def show(
        self,
        layer: str | None,
        question: Question,
        variant: Variant,
        example: WorkedExample | None,
        width: int,
    ) -> None:
        """Open a layer of a question in so many cells; None closes all. An example may still be on its way."""
        self.open_layer = layer
        text, drawing = self.query_one("#layer-text", Prose), self.query_one("#layer-drawing", Drawing)
        self.player.display = layer == "example"
        text.display = layer in ("explanation", "theory", "practice", "references")
        drawing.display = layer == "diagram"
        if layer is None:
            return
        if layer == "example":
            known = example is not None and self.player.example is example
            self.player.show(example, place=self.player.place if known else None, width=width)
        elif layer == "diagram":
            if question.diagram:
                from textual.content import Content

                drawing.update(Content("\n".join(diagram(question.diagram, width=width, ascii=self._ascii))))
        elif layer == "references":
            text.show(references_text(question.references), width=width, ascii=self._ascii)
        else:
            body = getattr(question, layer) or "Nothing was written here."
            text.show(filled(body, variant.variables), width=width, ascii=self._ascii)

    def show_rows(self, layer: str, rows: Rows) -> None:
        """Open a layer made of rows."""
        self.open_layer = layer
        self.player.display = self.query_one("#layer-text").display = False
        drawing = self.query_one("#layer-drawing", Drawing)
        drawing.display = True
        drawing.draw(rows)

    def show_example(self, example: WorkedExample | None, note: str) -> None:
        """The worker has run the example; a note says when its numbers are not the question's."""
        self.player.show(example, note=note)
