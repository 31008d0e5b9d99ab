"""A question as its learner sees it, with what stands behind it below."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from studyapp.render.spans import Rows
from studyapp.tui.widgets.drawing import Drawing
from studyapp.tui.widgets.prose import Prose


class Sheet(VerticalScroll, can_focus=False):
    """Shows what it is handed; `-stale` dims the question, which is then as it last could be read."""

    DEFAULT_CSS = """
    Sheet { height: 1fr; scrollbar-gutter: stable; }
    Sheet.-stale > .question { text-opacity: 55%; }
    Sheet > #sheet-listed, Sheet > #sheet-conventions, Sheet > #sheet-ask { margin-top: 1; }
    Sheet > #sheet-ask { color: $muted; }
    """

    def __init__(self, *, ascii: bool, id: str | None = None) -> None:
        super().__init__(id=id)
        self._ascii = ascii

    def compose(self) -> ComposeResult:
        yield Prose(id="sheet-prompt", classes="question")
        yield Drawing(id="sheet-listed", classes="question")
        yield Prose(id="sheet-conventions", classes="question")
        yield Drawing(id="sheet-ask", classes="question")
        yield Drawing(id="sheet-behind", classes="question")
        yield Drawing(id="sheet-found")

    def show(
        self, prompt: str, listed: Rows, conventions: str, ask: Rows, behind: Rows, found: Rows, *, width: int
    ) -> None:
        """Show a question in so many cells, and what is found in it; empty parts take no room."""
        self.query_one("#sheet-prompt", Prose).show(prompt, width=width, ascii=self._ascii)
        told = self.query_one("#sheet-conventions", Prose)
        told.display = bool(conventions)
        told.show(conventions, width=width, ascii=self._ascii, dim=True)
        for part, rows in (("listed", listed), ("ask", ask), ("behind", behind), ("found", found)):
            drawing = self.query_one(f"#sheet-{part}", Drawing)
            drawing.display = bool(rows)
            drawing.draw(rows)
