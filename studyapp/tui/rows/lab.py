"""The lab as lines: controls, chart with its variants, measurements side by side."""

from __future__ import annotations

from collections.abc import Sequence

from studyapp.core.controls import Control, shown
from studyapp.core.text import measured, one_line
from studyapp.render.chart_parts import MARKS, ROLES
from studyapp.render.charts import line_chart
from studyapp.render.spans import Row, Rows, Span, clip, pad, row, row_width, width as cells, wrap
from studyapp.tui.rows.lab_bench import SEED, Bench

LEAST_NAME = 8


def where_row(title: str, said: str, width: int) -> Row:
    """The head: where we are, and how long a run takes."""
    left = row(" ", Span("Lab", "dim"), Span(" › ", "dim"), Span(title, "strong"))
    gap = width - row_width(left) - cells(said) - 1
    return row(*left, " " * gap, Span(said, "dim")) if gap >= 2 else clip(left, width)


def control_row(bench: Bench, control: Control, width: int, *, current: bool) -> Row:
    """One control: its name, and its value between arrows where it is under the cursor and they move it."""
    value = bench.value(control)
    names = [cells(one.name) for one in (*bench.controls, SEED)]
    named = min(max(names), max(LEAST_NAME, width // 2))
    moved = control is not SEED and control.name in bench.now.changed
    arrows = ("◂ ", " ▸") if current and control.moves else ("  ", "  ")
    said = one_line(shown(value), max(4, width - named - 6))
    role = "accent" if current else "" if moved or control is SEED else "dim"
    return clip(
        row(Span(pad(control.name, named), "strong" if moved else ""), " ", Span(arrows[0] + said + arrows[1], role)),
        width,
    )


def note_rows(control: Control, problem: str, width: int, most: int) -> Rows:
    """Below the controls: what is wrong, or what the control under the cursor is."""
    if problem:
        lines = wrap(one_line(problem, 300), max(10, width - 2))
        return tuple(row(" ", Span(line, "wrong")) for line in _cut(lines, most))
    first, *rest = [*wrap(control.description, max(10, width - 2)), ""]
    allowed = one_line(control.allowed, max(10, (width - 2) * most - cells(first) - 8))
    said = " ".join(part for part in (first, *rest, f"({allowed})") if part)
    return tuple(row(" ", Span(line, "dim")) for line in _cut(wrap(said, max(10, width - 2)), most))


def _cut(lines: Sequence[str], most: int) -> Sequence[str]:
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], lines[most - 1].rstrip() + " …"]


def running_rows(percent: int | None, width: int) -> Rows:
    """The bar of a run that takes longer; it has no end where the experiment tells nothing."""
    if percent is None:
        return (row(" ", Span("running …", "accent"), Span("  Esc stops it", "dim")),)
    room = max(4, min(30, width - 30))
    done = room * percent // 100
    bar = "█" * done + "░" * (room - done)
    return (clip(row(" ", Span(f"running {bar} {percent} %", "accent"), Span("  Esc stops it", "dim")), width),)


def variant_rows(bench: Bench, width: int) -> Rows:
    """The variants with the one that the controls move marked."""
    if len(bench.settings) == 1:
        return ()
    rows: list[Row] = []
    line: list[Span] = [Span("variants  ", "dim")]
    for place, label in enumerate(bench.labels()):
        sign = "▸" if place == bench.at else " "
        entry = Span(f"{sign}{place + 1} {label}", "accent" if place == bench.at else "")
        if len(line) > 1 and row_width(tuple(line)) + cells(entry.text) > width:
            rows.append(row(*line))
            line = [Span(" " * 10)]
        line += [entry, Span("  ")]
    return tuple(clip(one, width) for one in (*rows, row(*line)))


def chart_rows(bench: Bench, width: int, height: int, *, ascii: bool) -> Rows:
    """The chart of the variants, and which of the charts it is."""
    if not any(setting.example for setting in bench.settings):
        return (row(Span("The experiment is running …", "dim")),)
    curves = bench.curves()
    if not curves:
        return (row(Span("This run has no chart; its measurements are below.", "dim")),)
    groups = bench.groups
    notes = []
    if len(groups) > 1:
        notes.append(f"chart {bench.chart % len(groups) + 1} of {len(groups)}, g for the next")
    if bench.left_out:
        notes.append(f"{bench.left_out} curves left out")
    room = max(4, height - bool(notes))
    rows = line_chart(curves, width=width, height=room, ascii=ascii)
    return (*rows, clip(row(Span("; ".join(notes), "dim")), width)) if notes else rows


def measure_rows(bench: Bench, width: int, most: int | None = None) -> Rows:
    """Measurements, a column for each variant; at most so many rows, single numbers first, then all."""
    examples = [setting.example for setting in bench.settings]
    names: dict[str, None] = {}
    for example in examples:
        names.update(dict.fromkeys(example.measurements if example else ()))
    values = {
        name: [said(example.measurements[name]) if example and name in example.measurements else "–" for example in examples]
        for name in names
    }  # fmt: skip
    if most is not None:
        # Where there is room for a few only, what differs between variants, and single numbers, say most.
        def weight(name: str) -> tuple[bool, bool]:
            single = all(isinstance(e.measurements.get(name), int | float) for e in examples if e)
            return (len(examples) > 1 and len(set(values[name])) == 1, not single)

        names = dict.fromkeys(sorted(names, key=weight))
    named = min(max((cells(name) for name in names), default=0), max(12, width // 2 if len(examples) < 3 else width // 3))
    column = max(9, (width - named - 1) // max(1, len(examples)) - 1)
    column = min(column, 24)
    rows = []
    if len(examples) > 1:
        heads = [
            Span(" " + pad(f"{MARKS[0][at % len(MARKS[0])]} {label}", column), ROLES[at % len(ROLES)])
            for at, label in enumerate(bench.labels())
        ]
        rows.append(clip(row(" " * named, *heads), width))
    for name in names:
        line = [Span(pad(name, named), "dim")]
        line += [
            Span(" " + pad(each, column), "accent" if at == bench.at and len(examples) > 1 else "")
            for at, each in enumerate(values[name])
        ]
        rows.append(clip(row(*line), width))
    if most is not None and len(rows) > most:
        left = len(rows) - most + 1
        rows = [*rows[: most - 1], clip(row(Span(f"… {left} more measurements: m", "dim")), width)]
    return tuple(rows) if most is None or most > 0 else ()


def said(value: object) -> str:
    """A measurement on a few cells: a number, the first and last of a list, the size of what is larger."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return measured(float(value), 3)
    if isinstance(value, list | tuple):
        if not value:
            return "none"
        if all(isinstance(each, int | float) for each in value):
            ends = (value[0], value[-1]) if len(value) > 1 else (value[0],)
            return " … ".join(measured(float(each), 3) for each in ends)
        return " by ".join(map(str, _size(value)))
    return one_line(str(value), 24)


def _size(value: object) -> tuple[int, ...]:
    if not isinstance(value, list | tuple):
        return ()
    return (len(value), *(_size(value[0]) if value else ()))
