"""The lab: an experiment with its controls, its variants in one chart, and its measurements side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from studyapp.core.controls import Control, candidates
from studyapp.core.controls_typed import MOST_TYPED, NotTaken, editable, read_typed
from studyapp.core.errors import Refusal
from studyapp.core.text import one_line
from studyapp.tui.background import StudyScreen
from studyapp.tui.keys import LAB, bindings
from studyapp.tui.lab.runs import GROUP, Ended, Runs, Wanted
from studyapp.tui.messages import WorkHeard
from studyapp.tui.rows.lab import (
    chart_rows,
    control_row,
    measure_rows,
    note_rows,
    running_rows,
    variant_rows,
    where_row,
)
from studyapp.tui.rows.lab_bench import MOST_VARIANTS, SEED, Bench, Setting
from studyapp.tui.widgets.choices import Choices
from studyapp.tui.widgets.drawing import Drawing, HorizontalLine, rows_content
from studyapp.tui.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from textual.timer import Timer

    from studyapp.study.app import Study

BAR_AFTER = 0.15
"""Seconds after which a run shows its bar."""
COARSE = 5
SHORT, TALL = 18, 30
CHART_SHARE = 0.6
"""Of the height beside the controls; measurements take the rest."""


class LabScreen(StudyScreen):
    """One experiment. Opened with the parameters of a worked example, it begins from those."""

    BINDINGS = [*bindings(LAB)]  # noqa: RUF012

    def __init__(
        self, study: Study, experiment: str, parameters: Mapping[str, object] | None = None, seed: int = 0
    ) -> None:
        super().__init__(study)
        self._experiment = experiment
        self._given = parameters or {}
        self._seed = seed
        self._bench: Bench | None = None
        self._runs = Runs(study.explore, self, self._in_thread, self._ended)
        self._problem = ""
        self._percent: int | None = None
        self._bar: Timer | None = None
        self._bar_shown = False
        self._all = False
        """Whether the measurements are shown instead of the chart."""

    def compose(self) -> ComposeResult:
        yield Drawing(id="where")
        yield HorizontalLine(ascii=self.ascii)
        with Container(id="bench"):
            yield Choices(id="controls", compact=True, markup=False)
            with VerticalScroll(id="shown", can_focus=False):
                yield Drawing(id="chart")
        yield Input(id="typed", compact=True, max_length=MOST_TYPED, select_on_focus=False)
        yield Drawing(id="note")
        yield KeyLine(ascii=self.ascii)

    def on_mount(self) -> None:
        self.query_one("#typed").display = False
        self.query_one("#controls").focus()
        self.query_one("#where", Drawing).draw((where_row(self._experiment, "", self.size.width),))
        explore, name = self.study.explore, self._experiment

        def work() -> tuple[str, tuple[Control, ...]] | str:
            try:
                controls = explore.controls(name)
            except Refusal as refusal:
                return str(refusal)
            return next(info.title for info in explore.catalog() if info.name == name), controls

        self.in_background(work, self._found, group="catalog")

    def _found(self, found: tuple[str, tuple[Control, ...]] | str) -> None:
        if isinstance(found, str):
            self.notify(found, severity="warning", markup=False)
            self.dismiss()
            return
        title, controls = found
        known = {control.name: control for control in controls}
        changed = {
            name: value
            for name, value in self._given.items()
            if name in known and repr(value) != repr(known[name].default)
        }
        self._bench = Bench(
            self._experiment, title, controls, (Setting(0, changed, self._seed),), made=1
        )
        self._draw_controls()
        self._want()
        self.refresh_bindings()

    def on_unmount(self) -> None:
        self._runs.stop()

    # --- runs ---------------------------------------------------------------------------------------------------

    def _in_thread(self, work: object) -> None:
        self.run_worker(work, thread=True, group=GROUP)  # type: ignore[arg-type]

    def _want(self) -> None:
        """Run the variant that the controls move."""
        assert self._bench is not None
        now = self._bench.now
        self._runs.want(Wanted(now.key, self._experiment, now.changed, now.seed))
        if self._bar is None:
            self._bar = self.set_timer(BAR_AFTER, self._show_bar)

    def _show_bar(self) -> None:
        self._bar = None
        if self._runs.busy:
            self._bar_shown = True
            self._draw_note()

    def _ended(self, ended: Ended) -> None:
        if self._bench is None or not self.is_attached:
            return
        key = ended.wanted.key
        self._hide_bar()
        if ended.example is not None:
            self._bench = self._bench.ran(key, ended.example)
        else:
            self._bench = self._bench.failed(key, ended.refusal)
        self._draw_shown()
        self._draw_note()
        self.refresh_bindings()

    def _hide_bar(self) -> None:
        if self._bar is not None:
            self._bar.stop()
        self._bar, self._bar_shown, self._percent = None, False, None

    @on(WorkHeard)
    def _heard(self, message: WorkHeard) -> None:
        message.stop()
        self._percent = message.percent
        if self._bar_shown and self._runs.busy:
            self._draw_note()

    # --- drawing --------------------------------------------------------------------------------------------------

    @property
    def _controls(self) -> tuple[Control, ...]:
        return (*self._bench.controls, SEED) if self._bench else ()

    @property
    def _control(self) -> Control:
        """The control under the cursor."""
        place = self.query_one("#controls", Choices).highlighted or 0
        return self._controls[min(place, len(self._controls) - 1)]

    @property
    def _narrow(self) -> bool:
        return self.size.width < 60

    @property
    def _left(self) -> int:
        """Cells of the controls; they take the whole width of a narrow screen."""
        return self.size.width - 3 if self._narrow else min(46, max(30, self.size.width * 9 // 20)) - 3

    def on_resize(self) -> None:
        if self._bench is not None:
            self._draw_controls()
            self._draw_note()
            self.call_after_refresh(self._draw_shown)

    def _draw_controls(self) -> None:
        assert self._bench is not None
        listed = self.query_one("#controls", Choices)
        place = listed.highlighted or 0
        listed.styles.width = "1fr" if self._narrow else self._left + 3
        listed.set_options(
            Option(self._line(control, at == place), id=control.name)
            for at, control in enumerate(self._controls)
        )
        listed.highlighted = place
        self._draw_note()

    def _line(self, control: Control, current: bool) -> object:
        assert self._bench is not None
        return rows_content((control_row(self._bench, control, self._left, current=current),))

    def _draw_line(self, control: Control, current: bool) -> None:
        listed = self.query_one("#controls", Choices)
        listed.replace_option_prompt(control.name, self._line(control, current))  # type: ignore[arg-type]

    def _draw_shown(self) -> None:
        if self._bench is None or not self.is_attached:
            return
        pane = self.query_one("#shown")
        width, height = max(20, pane.size.width - 2), pane.size.height
        example = self._bench.now.example
        said = f"{example.seconds * 1000:.1f} ms a run" if example else ""
        self.query_one("#where", Drawing).draw((where_row(self._bench.title, said, self.size.width),))
        variants = variant_rows(self._bench, width)
        if self._all:
            rows = (*variants, *measure_rows(self._bench, width))
        else:
            room = height - len(variants)
            tall = room if height < 12 else max(8, int(room * CHART_SHARE))
            chart = chart_rows(self._bench, width, tall, ascii=self.ascii)
            left = height - len(chart) - len(variants) - 1
            below = ((), *measure_rows(self._bench, width, left)) if left > 1 else ()
            rows = (*chart, *variants, *below) if height >= 12 else (*chart, *variants[: max(0, height - len(chart))])
        self.query_one("#chart", Drawing).draw(rows)

    def _draw_note(self) -> None:
        if self._bench is None:
            return
        width = self.size.width - 1
        problem = self._problem or self._bench.now.problem
        if self._bar_shown and not self._problem:
            rows = running_rows(self._percent, width)
        else:
            rows = note_rows(self._control, problem, width, 1 if self.size.height < SHORT else 2)
        self.query_one("#note", Drawing).draw(rows)

    @on(OptionList.OptionHighlighted, "#controls")
    def _moved(self, event: OptionList.OptionHighlighted) -> None:
        if self._bench is None or event.option_index != event.option_list.highlighted:
            return
        self._problem = ""
        self._drawn_current(event.option_index)
        self._draw_note()

    _current = 0

    def _drawn_current(self, place: int) -> None:
        """Move the arrows to the line under the cursor."""
        before, self._current = self._current, place
        if before != place and before < len(self._controls):
            self._draw_line(self._controls[before], False)
        self._draw_line(self._controls[place], True)

    # --- the controls -------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        bench = self._bench
        typing = self.query_one("#typed").display if self.is_attached and self.is_mounted else False
        if action == "back":
            return True
        if bench is None or typing:
            return False
        if action == "change":
            return self._control.moves
        if action in ("remove", "turn"):
            return len(bench.settings) > 1
        if action == "add":
            return len(bench.settings) < MOST_VARIANTS
        if action == "next_chart":
            return len(bench.groups) > 1 and not self._all
        if action in ("steps", "export", "card", "copy", "measurements"):
            return bench.now.example is not None
        return True

    def action_change(self, by: int) -> None:
        """Move the control under the cursor; a value that contradicts the others is passed over."""
        if self._bench is None or not self._control.moves:
            return
        control, bench, refused = self._control, self._bench, ""
        found: object = bench.value(control)
        moved = False
        for _ in range(abs(by)):
            for value in candidates(control, found, by):
                refused = self._refused(bench.changed(control, value))
                if not refused:
                    found, moved = value, True
                    break
            else:
                break
        if moved:
            self._put(control, found)
        elif refused:
            self._say(refused)

    def _refused(self, bench: Bench) -> str:
        return self.study.explore.complaint(self._experiment, bench.now.changed)

    def _put(self, control: Control, value: object) -> None:
        assert self._bench is not None
        self._problem = ""
        self._bench = self._bench.changed(control, value)
        self._draw_line(control, control is self._control)
        self._draw_note()
        self._want()

    def _say(self, problem: str) -> None:
        self._problem = problem
        self._draw_note()

    def action_default(self) -> None:
        """Put the control under the cursor back to its default."""
        if self._bench is None:
            return
        control = self._control
        refused = self._refused(self._bench.changed(control, control.default))
        if refused:
            self._say(refused)
        elif self._bench.value(control) != control.default:
            self._put(control, control.default)

    def action_type(self) -> None:
        """Type the value of the control under the cursor; what has two values or a few is turned."""
        if self._bench is None:
            return
        if self._control.kind in ("flag", "choice"):
            self.action_change(1)
            return
        line = self.query_one("#typed", Input)
        line.value = editable(self._bench.value(self._control))
        line.placeholder = one_line(f"{self._control.name}: {self._control.allowed}", 200)
        line.display = True
        line.focus()
        line.cursor_position = len(line.value)
        self._say("")
        self.refresh_bindings()

    @on(Input.Changed, "#typed")
    def _typing(self) -> None:
        if self._problem:
            self._say("")

    @on(Input.Submitted, "#typed")
    def _typed(self, event: Input.Submitted) -> None:
        event.stop()
        assert self._bench is not None
        control = self._control
        try:
            value = read_typed(control, event.value)
        except NotTaken as refusal:
            self._say(str(refusal))
            return
        refused = self._refused(self._bench.changed(control, value))
        if refused:
            self._say(refused)
            return
        self._close_typing()
        self._put(control, value)

    def _close_typing(self) -> None:
        self.query_one("#typed").display = False
        self._problem = ""
        self.query_one("#controls").focus()
        self._draw_note()
        self.refresh_bindings()

    @on(OptionList.OptionSelected, "#controls")
    def _clicked(self, _event: OptionList.OptionSelected) -> None:
        self.action_type()

    def action_new_numbers(self) -> None:
        if self._bench is not None:
            self._put(SEED, (self._bench.now.seed + 1) % (2**63))

    # --- variants -----------------------------------------------------------------------------------------------

    def action_add(self) -> None:
        if self._bench is not None and len(self._bench.settings) < MOST_VARIANTS:
            self._set(self._bench.added())

    def action_remove(self) -> None:
        if self._bench is not None and len(self._bench.settings) > 1:
            self._set(self._bench.removed())

    def action_turn(self, by: int) -> None:
        if self._bench is not None:
            self._set(self._bench.turned(by))

    def _set(self, bench: Bench) -> None:
        self._bench, self._problem = bench, ""
        self._draw_controls()
        self._draw_shown()
        self.refresh_bindings()

    # --- what is shown ------------------------------------------------------------------------------------------

    def action_next_chart(self) -> None:
        if self._bench is not None:
            from dataclasses import replace

            self._bench = replace(self._bench, chart=(self._bench.chart + 1) % max(1, len(self._bench.groups)))
            self._draw_shown()

    def action_measurements(self) -> None:
        """All measurements in place of the chart, and back."""
        self._all = not self._all
        self.query_one("#shown").scroll_home(animate=False)
        self._draw_shown()
        self.refresh_bindings()

    def action_scroll(self, by: int) -> None:
        pane = self.query_one("#shown")
        pane.scroll_relative(y=by * max(1, pane.size.height - 1), animate=False)

    def action_steps(self) -> None:
        """Walk the steps of this run."""
        from studyapp.tui.screens.lab_steps import LabStepsScreen

        if self._bench is not None and self._bench.now.example is not None:
            self.app.push_screen(LabStepsScreen(self.study, self._bench.title, self._bench.now.example))

    # --- saving -------------------------------------------------------------------------------------------------

    def action_export(self) -> None:
        """Save the picture as SVG and the run of each variant as JSON."""
        from studyapp.tui.lab.saving import picture_and_runs

        if self._bench is not None:
            work = picture_and_runs(self.study, self._bench)
            self.in_background(work, self._saved, group="commit")

    def action_card(self) -> None:
        """Save a question about this run."""
        from studyapp.tui.lab.saving import card

        if self._bench is not None:
            self.in_background(card(self.study, self._bench), self._saved, group="commit")

    def action_copy(self) -> None:
        """Show the example for a pack, copy it and save it."""
        from studyapp.tui.screens.lab_text import LabTextScreen

        if self._bench is not None:
            self.app.push_screen(LabTextScreen(self.study, self._bench))

    def _saved(self, said: str) -> None:
        self.notify(said, markup=False, timeout=8)

    def action_back(self) -> None:
        """Leave what is typed, stop what runs, or go back."""
        if self.query_one("#typed").display:
            self._close_typing()
        elif self._bar_shown and self._runs.busy and self._bench is not None:
            self._runs.stop()
            self._hide_bar()
            self._bench = self._bench.failed(self._bench.now.key, "stopped; the chart shows the run before")
            self._draw_note()
        else:
            self.dismiss()
