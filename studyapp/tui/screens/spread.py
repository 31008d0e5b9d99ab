"""A backlog or a vacation spread over days: previewed as it is changed, done only by Enter."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import ComposeResult
from textual.events import Key
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from studyapp.core.errors import Refusal
from studyapp.core.text import safe
from studyapp.render.spans import Span, row
from studyapp.tui.background import StudyScreen
from studyapp.tui.keys import SPREAD, bindings
from studyapp.tui.messages import WorkRefused
from studyapp.tui.rows.exams import where_row
from studyapp.tui.rows.spread import WRITTEN, SpreadSetup, line_row, note_rows, preview_rows
from studyapp.tui.widgets.choices import Choices
from studyapp.tui.widgets.drawing import Drawing, HorizontalLine, row_content
from studyapp.tui.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from studyapp.core.spread import Spread
    from studyapp.study.app import Study


class SpreadScreen(StudyScreen):
    """Leaves every card on its day until Enter."""

    BINDINGS = [*bindings(SPREAD)]  # noqa: RUF012

    def __init__(self, study: Study) -> None:
        super().__init__(study)
        self._setup = SpreadSetup(study.clock.now().day)
        self._plan: Spread | None = None
        self._of: SpreadSetup | None = None
        """What the plan, or the refusal, was computed for."""
        self._refused = ""
        self._counting = False
        self._applying = False

    def compose(self) -> ComposeResult:
        yield Drawing(id="where")
        yield HorizontalLine(ascii=self.ascii)
        yield Choices(id="lines", compact=True, markup=False)
        yield Drawing(id="note")
        yield Drawing(id="preview")
        yield KeyLine(ascii=self.ascii)

    def on_mount(self) -> None:
        self.query_one("#lines").focus()
        self._draw_lines()
        self._count()

    # --- the preview ------------------------------------------------------------------------------------------

    def _count(self) -> None:
        """Compute the preview of what is chosen, one at a time: what was changed meanwhile follows."""
        if self._counting:
            return
        self._counting = True
        setup, spreading = self._setup, self.study.spreading

        def work() -> tuple[SpreadSetup, Spread | str]:
            try:
                return setup, setup.preview(spreading)
            except Refusal as refusal:
                return setup, str(refusal)

        self.in_background(work, self._counted, group="preview")

    def _counted(self, found: tuple[SpreadSetup, Spread | str]) -> None:
        self._counting = False
        setup, plan = found
        if setup != self._setup:
            self._count()
            return
        self._of = setup
        self._plan, self._refused = (None, plan) if isinstance(plan, str) else (plan, "")
        self._draw()
        self.refresh_bindings()

    @property
    def _ready(self) -> bool:
        """Whether the preview is of what is chosen."""
        return self._of == self._setup

    def _set(self, setup: SpreadSetup) -> None:
        if setup == self._setup or self._applying:
            return
        self._setup = setup
        self._count()
        self._draw_lines()
        self._draw()
        self.refresh_bindings()

    # --- drawing ----------------------------------------------------------------------------------------------

    def on_resize(self) -> None:
        self._draw_lines()
        self._draw()

    @property
    def _line(self) -> str:
        """The line under the cursor."""
        place = self.query_one("#lines", Choices).highlighted or 0
        return self._setup.lines[min(place, len(self._setup.lines) - 1)]

    def _draw_lines(self) -> None:
        self.query_one("#where", Drawing).draw((where_row("Backlog and vacation", "", self.size.width),))
        listed, current, lines = self.query_one("#lines", Choices), self._line, self._setup.lines
        place = lines.index(current) if current in lines else 0
        listed.set_options(
            Option(
                row_content(line_row(self._setup, line, self.size.width, self.ascii, current=at == place)),
                id=line,
            )
            for at, line in enumerate(lines)
        )
        listed.highlighted = place

    def _draw(self) -> None:
        short = self.size.height < 18
        cells = max(20, self.size.width - (2 if short else 4))
        plan = self._plan if self._ready else None
        refused = self._refused if self._ready else ""
        self.query_one("#note", Drawing).draw(note_rows(plan, refused, cells))
        # The last preview stays until the next one is there, so that the screen does not flicker.
        room = self.size.height - len(self._setup.lines) - (3 if short else 7)
        preview = self.query_one("#preview", Drawing)
        preview.display = self._plan is not None and not refused
        if self._plan is not None:
            setup = self._of or self._setup
            rows = preview_rows(
                self._plan, setup.today, cells, room, self.ascii, vacation=setup.how == "vacation"
            )
            preview.draw(rows)

    @on(OptionList.OptionHighlighted, "#lines")
    def _moved(self, event: OptionList.OptionHighlighted) -> None:
        if event.option_index == event.option_list.highlighted:
            listed, current = self.query_one("#lines", Choices), self._line
            for line in self._setup.lines:
                drawn = line_row(self._setup, line, self.size.width, self.ascii, current=line == current)
                listed.replace_option_prompt(line, row_content(drawn))
            self.refresh_bindings()

    # --- actions ----------------------------------------------------------------------------------------------

    def on_key(self, event: Key) -> None:
        """What is typed goes into the line under the cursor, where that is written."""
        if event.character and event.is_printable and self._line in WRITTEN:
            event.stop()
            event.prevent_default()
            self._set(self._setup.written(self._line, safe(event.character)))

    def on_paste(self, event: Any) -> None:
        setup = self._setup
        for sign in safe(event.text)[: WRITTEN["search"]]:
            setup = setup.written(self._line, sign)
        self._set(setup)

    @on(OptionList.OptionSelected, "#lines")
    def _clicked(self) -> None:
        self.action_change(1)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "apply":
            return self._ready and self._plan is not None and bool(self._plan.moves)
        if action == "change":
            return self._line != "search"
        return self._line in WRITTEN if action == "erase" else True

    def action_change(self, by: int) -> None:
        self._set(self._setup.changed(self._line, by))

    def action_erase(self) -> None:
        self._set(self._setup.erased(self._line))

    def action_apply(self) -> None:
        """Move the cards as the preview shows them."""
        if self._plan is None or not self._ready or self._applying:
            return
        self._applying = True
        self.query_one("#note", Drawing).draw((row(Span("Moving …", "dim")),))
        self.in_background(partial(self.study.spreading.apply, self._plan), self._applied, group="commit")

    @on(WorkRefused)
    def _work_refused(self) -> None:
        """The app says why; what is chosen stays on the screen."""
        self._applying = False
        self._draw()

    def _applied(self, moved: int) -> None:
        self.app.notify(
            f"Moved {moved:,} card{'' if moved == 1 else 's'}; {self.key('home.undo')} takes it back.",
            markup=False,
        )
        self.dismiss()
