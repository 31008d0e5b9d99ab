"""A question beside a list: what is asked, and the answer once it is wanted."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from studyapp.render.spans import Rows
from studyapp.tui.widgets.drawing import Drawing
from studyapp.tui.widgets.prose import Prose


class Preview(VerticalScroll, can_focus=False):
    """Shows what it is handed; the answer stays hidden until it is asked for."""

    DEFAULT_CSS = "Preview { height: 1fr; scrollbar-gutter: stable; } Preview > Prose { margin-top: 1; }"

    def __init__(self, *, ascii: bool, id: str | None = None) -> None:
        super().__init__(id=id)
        self._ascii = ascii

    def compose(self) -> ComposeResult:
        yield Drawing(id="preview-head")
        yield Prose(id="preview-prompt")
        yield Prose(id="preview-answer")
        yield Drawing(id="preview-memory")

    def show(self, head: Rows, prompt: str, answer: str, memory: Rows, *, width: int) -> None:
        """Show a question in so many cells; an empty answer is one that is still hidden."""
        self.query_one("#preview-head", Drawing).draw(head)
        self.query_one("#preview-prompt", Prose).show(prompt, width=width, ascii=self._ascii)
        told = self.query_one("#preview-answer", Prose)
        told.show(answer or "*x shows the answer*", width=width, ascii=self._ascii, dim=not answer)
        told.display = bool(prompt)
        self.query_one("#preview-memory", Drawing).draw(memory)
        self.scroll_home(animate=False)

    def empty(self) -> None:
        self.show((), "", "", (), width=20)
