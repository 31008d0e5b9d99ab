"""The example of a run as YAML for a pack: shown, copied to the terminal's clipboard, and saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from studyapp.core.text import safe
from studyapp.render.spans import Span, row
from studyapp.tui.background import StudyScreen
from studyapp.tui.keys import LAB_TEXT, bindings
from studyapp.tui.lab.saving import told, yaml_text
from studyapp.tui.rows.lab import where_row
from studyapp.tui.widgets.drawing import Drawing, HorizontalLine
from studyapp.tui.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from studyapp.study.app import Study
    from studyapp.tui.rows.lab_bench import Bench


class LabTextScreen(StudyScreen):
    """Copies as it opens; not every terminal takes it, so the text is also in a file."""

    BINDINGS = [*bindings(LAB_TEXT)]  # noqa: RUF012

    def __init__(self, study: Study, bench: Bench) -> None:
        super().__init__(study)
        self._bench = bench
        self._text = yaml_text(bench)

    def compose(self) -> ComposeResult:
        yield Drawing(id="where")
        yield HorizontalLine(ascii=self.ascii)
        with VerticalScroll(id="text"):
            yield Static(Content(safe(self._text)), markup=False)
        yield Drawing(id="note")
        yield KeyLine(ascii=self.ascii)

    def on_mount(self) -> None:
        self.on_resize()
        self.query_one("#text").focus()
        self.app.copy_to_clipboard(self._text)
        files, name, text = self.study.lab_files, self._bench.experiment, self._text
        self.in_background(
            lambda: told(files.save(f"example-{name}", {".yaml": text})), self._saved, group="commit"
        )

    def on_resize(self) -> None:
        title = f"{self._bench.title} › an example for a pack"
        self.query_one("#where", Drawing).draw((where_row(title, "", self.size.width),))

    def _saved(self, said: str) -> None:
        self.query_one("#note", Drawing).draw(
            (row(Span(f"Copied, where your terminal allows it. {said}", "dim")),)
        )

    def action_again(self) -> None:
        """Copy it once more."""
        self.app.copy_to_clipboard(self._text)
        self.notify("Copied, where your terminal allows it.", markup=False)
