"""The worked-example player: the run as a timeline, the step with its numbers, charts and claims."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widget import Widget

from studyapp.core.worked import WorkedExample
from studyapp.render.charts import line_chart
from studyapp.render.spans import Row, Rows, Span, row
from studyapp.render.trace import claim_rows, step_rows, timeline
from studyapp.render.worked import chart_groups
from studyapp.tui.widgets.drawing import Drawing

SIDE_BY_SIDE = 110
TALL_SCREEN = 30
TALL_CHART = 12
LOW_CHART = 7


class Player(Widget):
    """Shows one worked example; the screen that holds it moves it."""

    DEFAULT_CSS = """
    Player { height: auto; width: 1fr; layout: vertical; }
    Player > #steps { width: 1fr; }
    Player > #chart { width: 1fr; }
    Player > #claims { width: 1fr; padding-top: 1; }
    Player.-side { layout: grid; grid-size: 2; grid-columns: 1fr 1fr; grid-rows: auto auto; grid-gutter: 0 3; }
    Player.-side > #chart { margin-top: 0; }
    Player.-side > #claims { column-span: 2; }
    """

    def __init__(self, *, ascii: bool = False) -> None:
        super().__init__()
        self._ascii = ascii
        self._example: WorkedExample | None = None
        self._place = 0
        self._chart = 0
        self._drawn_for = 0
        self._note = ""

    def compose(self) -> ComposeResult:
        yield Drawing(id="steps")
        yield Drawing(id="chart")
        yield Drawing(id="claims")

    @property
    def example(self) -> WorkedExample | None:
        return self._example

    @property
    def place(self) -> int:
        """The step shown, counted from 0."""
        return self._place

    def show(
        self, example: WorkedExample | None, *, place: int | None = None, width: int = 0, note: str = ""
    ) -> None:
        """Show an example from its first step, or from where the learner was.

        A player that was hidden has no size yet; with the `width` that it will have it is drawn at once.
        """
        self._drawn_for = self.size.width or width
        self._note = note
        self._example = example
        last = len(example.steps) - 1 if example else 0
        self._place = min(place, last) if place is not None else self._first_backward(example)
        if place is None:
            self._chart = 0
        self._draw()

    def _first_backward(self, example: WorkedExample | None) -> int:
        """A worked example opens where the backward pass begins, since that is what the questions are about."""
        for place, step in enumerate(example.steps if example else ()):
            if step.direction == "backward":
                return place
        return 0

    def move(self, by: int) -> None:
        """Go some steps on or back; the ends hold."""
        if self._example and self._example.steps:
            self._place = max(0, min(len(self._example.steps) - 1, self._place + by))
            self._draw()

    def jump(self, place: int) -> None:
        """Go to a step; -1 is the last."""
        if self._example and self._example.steps:
            self._place = place if place >= 0 else len(self._example.steps) - 1
            self._draw()

    def jump_backward(self) -> None:
        """Go to where the backward pass begins."""
        self.jump(self._first_backward(self._example))

    def next_chart(self) -> None:
        if self._example:
            self._chart = (self._chart + 1) % max(1, len(chart_groups(self._example.series)))
            self._draw()

    def on_resize(self) -> None:
        if self.size.width != self._drawn_for:
            self._drawn_for = self.size.width
            self._draw()

    def _draw(self) -> None:
        width = self._drawn_for
        if not self.is_mounted or not width:
            return
        wide = width >= SIDE_BY_SIDE
        self.set_class(wide, "-side")
        half = (width - 3) // 2 if wide else width
        self.query_one("#steps", Drawing).draw(self._step_rows(half))
        self.query_one("#chart", Drawing).draw(self._chart_rows(half))
        self.query_one("#claims", Drawing).draw(self._claim_rows(width))

    def _step_rows(self, width: int) -> Rows:
        if self._example is None:
            return (row(Span("The example is running …", "dim")),)
        steps = self._example.steps
        if not steps:
            return (row(Span("This run has no steps.", "dim")),)
        line = timeline(steps, self._place, width=width, ascii=self._ascii)
        note = (row(Span(self._note, "accent")),) if self._note else ()
        return (*note, line, *step_rows(steps[self._place], width=width, ascii=self._ascii))

    def _chart_rows(self, width: int) -> Rows:
        groups = chart_groups(self._example.series) if self._example else {}
        if not groups:
            return ()
        names = list(groups)
        curves = groups[names[self._chart % len(names)]]
        height = TALL_CHART if self.app.size.height >= TALL_SCREEN else LOW_CHART
        rows = line_chart(curves, width=width, height=height, ascii=self._ascii)
        if len(names) == 1:
            return rows
        more = f"chart {self._chart % len(names) + 1} of {len(names)}, c for the next"
        return (*rows, row(Span(more, "dim")))

    def _claim_rows(self, width: int) -> Rows:
        if self._example is None or not self._example.claims:
            return ()
        rows: list[Row] = []
        for claim in self._example.claims:
            rows += claim_rows(claim, width=width, ascii=self._ascii)
        return tuple(rows)
