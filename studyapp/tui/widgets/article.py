"""A longer text: Markdown with formulas, diagrams and code laid out between its paragraphs."""

from __future__ import annotations

from collections.abc import Sequence

from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Markdown, Static

from studyapp.render.markdown import Block, Code, Part


class Article(Vertical):
    """Shows prepared pieces."""

    DEFAULT_CSS = """
    Article { height: auto; max-width: 100; }
    Article > .block { height: auto; margin: 0 0 1 2; }
    Article > Markdown { padding: 0; margin: 0; background: transparent; }
    """

    async def show(self, pieces: Sequence[Part]) -> None:
        """Replace the text."""
        async with self.batch():
            await self.remove_children()
            await self.mount_all(self._widgets(pieces))

    def _widgets(self, pieces: Sequence[Part]) -> list[Widget]:
        widgets: list[Widget] = []
        for piece in pieces:
            if isinstance(piece, Block):
                widgets.append(Static(Content("\n".join(piece.lines)), classes="block", markup=False))
            elif isinstance(piece, Code):
                widgets.append(Markdown(f"````{piece.language}\n{piece.text}\n````"))
            else:
                widgets.append(Markdown(piece.text, open_links=False))
        return widgets
