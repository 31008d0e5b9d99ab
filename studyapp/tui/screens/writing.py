"""What the screens share on which a learner writes a few lines: nothing that was typed is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.widgets import TextArea

from studyapp.render.spans import Span, clip, row
from studyapp.tui.background import StudyScreen
from studyapp.tui.messages import WorkRefused
from studyapp.tui.widgets.drawing import Drawing, HorizontalLine
from studyapp.tui.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from studyapp.study.app import Study


class WritingScreen(StudyScreen):
    """A title, a line that says what to write, and the text."""

    AUTO_FOCUS = ""

    def __init__(self, study: Study, title: str, says: str) -> None:
        super().__init__(study)
        self._title = title
        self._says = says
        self._keeping = False
        self.text = ""
        """What is written; it outlives the text area when the app is left."""

    def compose(self) -> ComposeResult:
        yield Drawing(id="where")
        yield HorizontalLine(ascii=self.ascii)
        yield Drawing((row(Span(self._says, "dim")),), id="todo")
        yield TextArea(id="text", compact=True, soft_wrap=True, tab_behavior="focus")
        yield KeyLine(ascii=self.ascii)

    @on(TextArea.Changed, "#text")
    def _changed(self, event: TextArea.Changed) -> None:
        self.text = event.text_area.text

    def begin(self, text: str) -> None:
        """Show the text as it stands, and let it be changed."""
        area = self.query_one("#text", TextArea)
        self.text = text
        area.load_text(text)
        area.move_cursor(area.document.end)
        area.focus()

    def on_mount(self) -> None:
        self.on_resize()

    def on_resize(self) -> None:
        where = row(" ", Span(self._title, "strong"))
        self.query_one("#where", Drawing).draw((clip(where, self.size.width - 1),))

    def action_keep(self) -> None:
        if not self._keeping:
            self._keeping = True
            self.keep(self.query_one("#text", TextArea).text)

    def keep(self, text: str) -> None:
        """Keep what was written, then leave."""
        raise NotImplementedError

    @on(WorkRefused)
    def _refused(self) -> None:
        """The app says why; what was written stays on the screen."""
        self._keeping = False
