"""How the controls of the lab are moved, typed and put back."""

from __future__ import annotations

from textual import on
from textual.widgets import Input, OptionList

from studyapp.core.controls import Control, candidates
from studyapp.core.controls_typed import NotTaken, editable, read_typed
from studyapp.core.text import one_line, safe
from studyapp.tui.lab.running import RunningLab
from studyapp.tui.rows.lab_bench import SEED, Bench


class MovedLab(RunningLab):
    """A value that the run would refuse is never taken: the line below says why, and all stays as it was."""

    @property
    def typing(self) -> bool:
        """Whether a value is being typed."""
        return self.is_mounted and bool(self.query("#typed")) and bool(self.query_one("#typed").display)

    def action_change(self, by: int) -> None:
        """Move the control under the cursor; a value that contradicts the others is passed over."""
        if self.bench is None or not self.control.moves:
            return
        control, bench, refused = self.control, self.bench, ""
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
            self.put(control, found)
        elif refused:
            self._say(refused)

    def _refused(self, bench: Bench) -> str:
        return self.study.explore.complaint(bench.experiment, bench.now.changed)

    def put(self, control: Control, value: object) -> None:
        assert self.bench is not None
        self.problem = ""
        self.bench = self.bench.changed(control, value)
        self.draw_line(control, control is self.control)
        self.draw_note()
        self.want()

    def _say(self, problem: str) -> None:
        self.problem = problem
        self.draw_note()

    def action_default(self) -> None:
        """Put the control under the cursor back to its default."""
        if self.bench is None:
            return
        control = self.control
        refused = self._refused(self.bench.changed(control, control.default))
        if refused:
            self._say(refused)
        elif self.bench.value(control) != control.default:
            self.put(control, control.default)

    def action_type(self) -> None:
        """Type the value of the control under the cursor; what has two values or a few is turned."""
        if self.bench is None:
            return
        if self.control.kind in ("flag", "choice"):
            self.action_change(1)
            return
        line = self.query_one("#typed", Input)
        line.value = editable(self.bench.value(self.control))
        line.placeholder = one_line(f"{self.control.name}: {self.control.allowed}", 200)
        line.display = True
        line.focus()
        line.cursor_position = len(line.value)
        self._say("")
        self.refresh_bindings()

    @on(Input.Changed, "#typed")
    def _typing(self, event: Input.Changed) -> None:
        if event.value != safe(event.value):  # what steers a terminal never reaches one
            event.input.value = safe(event.value)
        elif self.problem:
            self._say("")

    @on(Input.Submitted, "#typed")
    def _typed(self, event: Input.Submitted) -> None:
        event.stop()
        assert self.bench is not None
        control = self.control
        try:
            value = read_typed(control, event.value)
        except NotTaken as refusal:
            self._say(str(refusal))
            return
        refused = self._refused(self.bench.changed(control, value))
        if refused:
            self._say(refused)
            return
        self.close_typing()
        self.put(control, value)

    def close_typing(self) -> None:
        self.query_one("#typed").display = False
        self.problem = ""
        self.query_one("#controls").focus()
        self.draw_note()
        self.refresh_bindings()

    @on(OptionList.OptionSelected, "#controls")
    def _clicked(self, _event: OptionList.OptionSelected) -> None:
        self.action_type()

    def action_new_numbers(self) -> None:
        if self.bench is not None:
            self.put(SEED, (self.bench.now.seed + 1) % (2**63))
