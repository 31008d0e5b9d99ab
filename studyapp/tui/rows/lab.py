"""The lab as lines: controls, chart with its variants, measurements side by side."""

from __future__ import annotations

from collections.abc import Sequence

from studyapp.core.controls import Control, shown
from studyapp.core.text import measured, one_line
from studyapp.core.worked import WorkedExample
from studyapp.render.charts import line_chart
from studyapp.render.spans import Role, Row, Rows, Span, clip, pad, row, row_width, wrap
from studyapp.render.spans import width as cells
from studyapp.tui.rows.lab_bench import SEED, Bench

LEAST_NAME = 8
LONG_VALUE = 14
LEAST_COLUMN = 7
"""Cells in which every number can be rounded to fit."""


def where_row(title: str, said: str, width: int) -> Row:
    """The head: where we are, and on its right what is said where there is room."""
    left = row(" ", Span("Lab", "dim"), Span(" › ", "dim"), Span(title, "strong"))
    gap = width - row_width(left) - cells(said) - 1
    if gap < 2 and cells(said) <= width // 3:
        left = clip(left, width - cells(said) - 3)
        gap = width - row_width(left) - cells(said) - 1
    return row(*left, " " * gap, Span(said, "dim")) if gap >= 2 else clip(left, width)


def control_cells(bench: Bench) -> int:
    """Cells of the controls at which every name and choice is whole."""
    controls = (*bench.controls, SEED)
    values = (
        shown(each) for one in controls for each in (one.choices or (one.default,)) if one.kind != "list"
    )
    return max(cells(one.name) for one in controls) + min(21, max(map(cells, values))) + 9


def control_row(bench: Bench, control: Control, width: int, *, current: bool) -> Row:
    """One control: its name, and its value between arrows where it is under the cursor and they move it."""
    value = bench.value(control)
    names = [cells(one.name) for one in (*bench.controls, SEED)]
    named = min(max(names), max(LEAST_NAME, width // 2 + 2))
    moved = control is not SEED and control.name in bench.now.changed
    arrows = ("◂ ", " ▸") if current and control.moves else ("  ", "  ")
    said = one_line(shown(value), max(4, width - named - 5))
    role: Role = "accent" if current else "" if moved or control is SEED else "dim"
    return clip(
        row(
            Span(pad(control.name, named), "strong" if moved else ""),
            " ",
            Span(arrows[0] + said + arrows[1], role),
        ),
        width,
    )


def note_rows(control: Control, value: object, problem: str, width: int, most: int) -> Rows:
    """Below the controls: what is wrong, or what the control under the cursor is."""
    if problem:
        lines = wrap(one_line(problem, 300), max(10, width - 3))
        return tuple(row(" ", Span(line, "wrong")) for line in _cut(lines, most))
    said = control.description or control.name
    if isinstance(value, str) and cells(value) > LONG_VALUE:  # it is cut beside its name
        said = f"{one_line(value, 120)}: {said}"
    told = control.kind in ("whole", "number") and " to " in said
    if not told and cells(said) + cells(control.allowed) + 4 <= (width - 2) * most:
        said += f" ({control.allowed})"
    return tuple(row(" ", Span(line, "dim")) for line in _cut(wrap(said, max(10, width - 3)), most))


def _cut(lines: Sequence[str], most: int) -> Sequence[str]:
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], lines[most - 1].rstrip() + "…"]


def running_rows(percent: int | None, width: int) -> Rows:
    """The bar of a run that takes longer; it has no end where the experiment tells nothing."""
    if percent is None:
        return (row(" ", Span("running …", "accent"), Span("  Esc stops it", "dim")),)
    room = max(4, min(30, width - 30))
    done = room * percent // 100
    bar = "█" * done + "░" * (room - done)
    return (
        clip(row(" ", Span(f"running {bar} {percent} %", "accent"), Span("  Esc stops it", "dim")), width),
    )


def variant_rows(bench: Bench, width: int, *, listed: bool = False) -> Rows:
    """The variants with the one that the controls move marked; not where the chart's legend lists them."""
    if len(bench.settings) == 1 or (bench.single and not listed):
        return ()
    rows: list[Row] = []
    line: list[Span] = [Span("variants  ", "dim")]
    for place, label in enumerate(bench.labels()):
        sign = "▸" if place == bench.at else " "
        entry = Span(f"{sign}{label}", "accent" if place == bench.at else "")
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
    names: dict[str, None] = {}
    for setting in bench.settings:
        names.update(dict.fromkeys(setting.example.measurements if setting.example else ()))
    several = len(bench.settings) > 1
    longest = max((cells(name) for name in names), default=0)
    named = min(longest, max(12, width // 3 if len(bench.settings) > 2 else width // 2))
    fit = max(1, (width - named) // (LEAST_COLUMN + 1))
    start = min(max(0, bench.at - fit + 1), max(0, len(bench.settings) - fit))
    places = range(start, min(len(bench.settings), start + fit))
    column = min(24, (width - named) // len(places) - 1)
    examples = [bench.settings[place].example for place in places]
    entries = {name: _entries(examples, name, column) for name in names}
    # Where there is room for a few, what differs between variants, and single numbers, say most.
    order = sorted(names, key=lambda name: _weight(examples, name, entries[name])) if most else list(names)
    rows = [_heads(bench, places, named, column, width)] if several else []
    for name in order:
        for at, (told, values) in enumerate(entries[name]):
            spans = [
                Span(" " + pad(value, column), "accent" if several and place == bench.at else "")
                for place, value in zip(places, values, strict=True)
            ]
            rows.append(clip(row(Span(pad(told if at else name, named), "dim"), *spans), width))
    if most is not None and len(rows) > most:
        more = f"… {len(rows) - most + 1} more measurements: m"
        rows = [*rows[: max(0, most - 1)], clip(row(Span(more, "dim")), width)]
    return tuple(rows)


Entries = list[tuple[str, list[str]]]
"""Rows of one measurement: what stands before the values, and the values."""


def _entries(examples: Sequence[WorkedExample | None], name: str, room: int) -> Entries:
    """A row of values; two, the first ones above the last ones, where both do not fit into one."""
    found = [one.measurements.get(name) if one else None for one in examples]
    values = ["–" if value is None else said(value, room) for value in found]
    if not any(value.startswith("[") for value in values):
        return [(name, values)]
    ends = [list(value) if isinstance(value, list | tuple) else [value] for value in found]
    return [
        (told, [said(end[at], room) if end and end[at] is not None else "–" for end in ends])
        for told, at in ((name, 0), ("  … last", -1))
    ]


def _weight(examples: Sequence[WorkedExample | None], name: str, entries: Entries) -> tuple[bool, bool]:
    single = all(isinstance(one.measurements.get(name), int | float) for one in examples if one)
    return len(examples) > 1 and all(len(set(values)) == 1 for _, values in entries), not single


def _heads(bench: Bench, places: Sequence[int], named: int, column: int, width: int) -> Row:
    """The variants' names, or their numbers where names do not fit."""
    labels = bench.labels()
    if any(cells(labels[at]) + 1 > column for at in places):
        labels = tuple(str(at + 1) for at in range(len(labels)))
    heads = [
        Span(
            " " + pad(("▸" if at == bench.at else "") + labels[at], column),
            "accent" if at == bench.at else "strong",
        )
        for at in places
    ]
    return clip(row(pad("", named), *heads), width)


def said(value: object, room: int = 24) -> str:
    """A measurement on a few cells: a number, the first and last of a list, the size of what is larger. No number
    is ever cut: it is rounded until it fits.
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return _rounded([float(value)], room) or f"{float(value):.0e}"
    if isinstance(value, list | tuple):
        if not value:
            return "none"
        if all(isinstance(each, int | float) for each in value):
            ends = [float(each) for each in (value[0], value[-1])][: len(value)]
            return _rounded(ends, room, 3) or f"[{len(value)}]"
        return " by ".join(map(str, _size(value)))
    return one_line(str(value), max(4, room))


def _rounded(ends: Sequence[float], room: int, least: int = 1) -> str:
    """The numbers, as exact as there is room; nothing where there is none for so many digits."""
    for digits, between in ((3, " … "), (3, "…"), (2, "…"), (1, "…")):
        if digits < least:
            break
        told = between.join(measured(end, digits) for end in ends)
        if cells(told) <= room:
            return told
    return ""


def _size(value: object) -> tuple[int, ...]:
    if not isinstance(value, list | tuple):
        return ()
    return (len(value), *(_size(value[0]) if value else ()))
