"""The worked-example player: the run as a timeline, the step with its numbers, network, charts and claims."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widget import Widget

from studyapp.core.worked import Direction, WorkedExample
from studyapp.render.charts import line_chart
from studyapp.render.compare import Side, compare_rows, measured_rows
from studyapp.render.in_use import in_use_rows
from studyapp.render.network import network_rows
from studyapp.render.network_shape import cursor_of, gradient_group
from studyapp.render.spans import Row, Rows, Span, row
from studyapp.render.trace import claim_rows, step_rows, timeline
from studyapp.render.worked import chart_groups
from studyapp.tui.widgets.drawing import Drawing

SIDE_BY_SIDE = 110
TALL_SCREEN = 30
TALL_CHART = 12
LOW_CHART = 7
SHORT_SCREEN = 18
TALL_NETWORK = 12
LOW_NETWORK = 8


class Player(Widget):
    """Shows one worked example; the screen that holds it moves it.

    A `whole` one has a screen to itself: it draws the network and the arrays that a step reads, and
    compares two runs.
    """

    DEFAULT_CSS = """
    Player { height: auto; width: 1fr; layout: vertical; }
    Player > #steps { width: 1fr; }
    Player > #network { width: 1fr; padding: 1 0 0 0; display: none; }
    Player > #chart { width: 1fr; }
    Player > #claims { width: 1fr; padding-top: 1; }
    Player.-side { layout: grid; grid-size: 2; grid-columns: 1fr 1fr; grid-rows: auto; grid-gutter: 0 3; }
    Player.-drawn > #network { display: block; }
    Player.-drawn.-low > #network { padding: 0; }
    Player.-drawn.-side > #network { padding: 0 0 1 0; }
    Player.-drawn.-side > #steps { row-span: 2; }
    Player.-side > #chart { margin-top: 0; }
    Player.-side > #claims { column-span: 2; }
    """

    def __init__(self, *, ascii: bool = False, whole: bool = False, gradients_first: bool = False) -> None:
        super().__init__()
        self._ascii = ascii
        self._whole = whole
        self._gradients_first = gradients_first
        self._example: WorkedExample | None = None
        self._sides: tuple[Side, Side] | None = None
        self._chart_asked = False
        self._place = 0
        self._chart = 0
        self._drawn_for = 0
        self._note = ""

    def compose(self) -> ComposeResult:
        yield Drawing(id="steps")
        yield Drawing(id="network")
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
        self._example, self._sides = example, None
        last = len(example.steps) - 1 if example else 0
        self._place = min(place, last) if place is not None else self._first_backward(example)
        if place is None:
            self._chart = self._first_chart(example)
        self._draw()

    def compare(self, sides: tuple[Side, Side] | None) -> None:
        """Show the same step of two runs side by side, the first of them shown until now; None ends it."""
        self._sides = sides
        self._draw()

    @property
    def compares(self) -> bool:
        return self._sides is not None

    def _first_backward(self, example: WorkedExample | None) -> int:
        """A worked example opens where the backward pass begins, since that is what the questions are about."""
        return self._first(example, "backward")

    def _first(self, example: WorkedExample | None, direction: Direction) -> int:
        steps = example.steps if example else ()
        return next((place for place, step in enumerate(steps) if step.direction == direction), 0)

    def _first_chart(self, example: WorkedExample | None) -> int:
        """The gradients by layer, unless the author named what to draw first."""
        group = gradient_group(example.series) if example and self._gradients_first else None
        return list(chart_groups(example.series)).index(group) if example and group else 0

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

    def jump_forward(self) -> None:
        """Go to where the forward pass begins."""
        self.jump(self._first(self._example, "forward"))

    def next_chart(self) -> None:
        if self._example and self._short and not self._chart_asked:
            self._chart_asked = True
            self._draw()
        elif self._example:
            self._chart = (self._chart + 1) % max(1, len(chart_groups(self._example.series)))
            self._draw()

    @property
    def _short(self) -> bool:
        """Whether there is room for the step alone; a chart comes only when it is asked for."""
        return self._whole and self.app.size.height < SHORT_SCREEN

    def on_resize(self) -> None:
        if self.size.width != self._drawn_for:
            self._drawn_for = self.size.width
            self._draw()

    def _draw(self) -> None:
        width = self._drawn_for
        if not self.is_mounted or not width:
            return
        wide = width >= SIDE_BY_SIDE and not self.compares
        half = (width - 3) // 2 if wide else width
        network = self._network_rows(half)
        self.set_class(wide, "-side")
        self.set_class(bool(network), "-drawn")
        self.set_class(self._short, "-low")
        self.query_one("#network", Drawing).draw(network)
        self.query_one("#steps", Drawing).draw(self._step_rows(half))
        chart = self._chart_rows(half)
        self.query_one("#chart", Drawing).display = bool(chart) or not self._whole
        self.query_one("#chart", Drawing).draw(chart)
        self.query_one("#claims", Drawing).draw(self._claim_rows(width))

    def _step_rows(self, width: int) -> Rows:
        if self._example is None:
            return (row(Span("The example is running …", "dim")),)
        steps = self._example.steps
        if not steps:
            return (row(Span("This run has no steps.", "dim")),)
        line = timeline(steps, self._place, width=width, ascii=self._ascii)
        note = (row(Span(self._note, "accent")),) if self._note else ()
        if self._sides:
            return (*note, line, *compare_rows(*self._sides, self._place, width=width, ascii=self._ascii))
        step = step_rows(steps[self._place], width=width, ascii=self._ascii)
        read = in_use_rows(self._example, self._place, width=width, ascii=self._ascii) if self._whole else ()
        return (*note, line, *step, *read)

    def _network_rows(self, width: int) -> Rows:
        if not self._whole or self._example is None or not self._example.steps or self.compares:
            return ()
        tall = self.app.size.height >= TALL_SCREEN
        height = 1 if self._short else TALL_NETWORK if tall else LOW_NETWORK
        return network_rows(self._example, self._place, width=width, height=height, ascii=self._ascii)

    def _chart_rows(self, width: int) -> Rows:
        groups = chart_groups(self._example.series) if self._example else {}
        if not groups or self.compares or (self._short and not self._chart_asked):
            return ()
        names = list(groups)
        curves = groups[names[self._chart % len(names)]]
        height = TALL_CHART if self.app.size.height >= TALL_SCREEN else LOW_CHART
        at = cursor_of(curves[0], self._example, self._place) if self._whole and self._example else None
        rows = line_chart(curves, width=width, height=height, ascii=self._ascii, cursor=at)
        if len(names) == 1:
            return rows
        more = f"chart {self._chart % len(names) + 1} of {len(names)}, c for the next"
        return (*rows, row(Span(more, "dim")))

    def _claim_rows(self, width: int) -> Rows:
        if self._sides:
            return measured_rows(*self._sides, width=width, ascii=self._ascii)
        if self._example is None or not self._example.claims:
            return ()
        rows: list[Row] = []
        for claim in self._example.claims:
            rows += claim_rows(claim, width=width, ascii=self._ascii)
        return tuple(rows)
