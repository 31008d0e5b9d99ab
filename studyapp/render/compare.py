"""Two runs side by side: the same step of both, and what they measured; ≠ where they differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from studyapp.core.text import measured, one_line
from studyapp.core.worked import Numbers, Step, WorkedExample
from studyapp.render.matrices import Place
from studyapp.render.spans import Row, Rows, Span, ascii_rows, clip, pad, row, row_width, to_ascii_words, wrap
from studyapp.render.trace import step_rows

SIDE_BY_SIDE = 60
"""Cells from which on the two stand beside one another."""
MOST_MEASURED = 12
"""Measurements that are listed."""
SHORT = 4
"""Entries of a measured vector that are listed whole."""
ALIKE = 1e-12
"""Two numbers nearer than this share of the larger one are the same."""


class Side(NamedTuple):
    """One of the two runs with its name."""

    name: str
    example: WorkedExample


def same_step(example: WorkedExample, place: int, step: Step) -> Step | None:
    """The step of another run that is the same: at the same place, or the first of its title; None without one."""
    steps = example.steps
    if place < len(steps) and (steps[place].title, steps[place].direction) == (step.title, step.direction):
        return steps[place]
    return next((one for one in steps if (one.title, one.direction) == (step.title, step.direction)), None)


def differing(first: Numbers, second: Numbers) -> frozenset[Place]:
    """The entries at which two arrays differ, of those that both have; () stands for a single number."""
    if isinstance(first, tuple) and isinstance(second, tuple):
        pairs = zip(first, second, strict=False)
        return frozenset((at, *rest) for at, (a, b) in enumerate(pairs) for rest in differing(a, b))
    if isinstance(first, tuple) or isinstance(second, tuple):
        return frozenset([()])
    return frozenset() if _alike(first, second) else frozenset([()])


def _alike(a: float, b: float) -> bool:
    return a == b or (a != a and b != b) or abs(a - b) <= ALIKE * max(abs(a), abs(b))


def compare_rows(first: Side, second: Side, place: int, *, width: int, ascii: bool = False) -> Rows:
    """Step `place` (from 0) of the first run beside the same of the second."""
    step = first.example.steps[place]
    other = same_step(second.example, place, step)
    write = to_ascii_words if ascii else str
    rows: list[Row] = [row(Span(line, "strong")) for line in wrap(write(one_line(step.title)), width)]
    lit = differing(step.value, other.value) if other else frozenset()
    if width >= SIDE_BY_SIDE:
        half = (width - 3) // 2
        rows.append(_beside(row(Span(first.name, "dim")), row(Span(second.name, "dim")), half, marked=False))
        left, right = _body(step, lit, half, ascii), _body(other, lit, half, ascii)
        for at in range(max(len(left), len(right))):
            a, b = left[at] if at < len(left) else (), right[at] if at < len(right) else ()
            rows.append(_beside(a, b, half, marked=_text(a) != _text(b)))
    else:
        changed = other is None or bool(lit) or step.substituted != other.substituted
        for side, one in ((first, step), (second, other)):
            rows.append(row(Span(side.name, "dim"), Span("  ≠" if changed else "", "accent")))
            rows += _body(one, lit, width, ascii)
    drawn = tuple(clip(line, width) for line in rows)
    return ascii_rows(drawn) if ascii else drawn


def _text(line: Row) -> str:
    return "".join(span.text for span in line).rstrip()


def _body(step: Step | None, lit: frozenset[Place], width: int, ascii: bool) -> Rows:
    """A step without its title, the entries that differ marked."""
    if step is None:
        return (row(Span("  not in this run", "dim")),)
    titles = len(wrap((to_ascii_words if ascii else str)(one_line(step.title)), width))
    return step_rows(step, width=width, ascii=ascii, lit=lit - {()})[titles:]


def _beside(left: Row, right: Row, half: int, *, marked: bool) -> Row:
    sign = Span(" ≠ ", "accent") if marked else Span(" │ ", "dim")
    return row(*left, " " * (half - row_width(left)), sign, *right)


def measured_rows(first: Side, second: Side, *, width: int, ascii: bool = False) -> Rows:
    """The numbers that both runs measured, in two columns, those that differ first and marked."""
    names = [name for name in first.example.measurements if name in second.example.measurements]
    lines: list[tuple[str, str, str, bool]] = []
    same = 0
    for name in names:
        a, b = (_shown(one.example.measurements, name) for one in (first, second))
        if a is None or b is None:
            continue
        pair = (_tuples(one.example.measurements[name]) for one in (first, second))
        if differing(*pair) or a != b:
            lines.append((name, a, b, True))
        else:
            same += 1
    if not lines and not same:
        return ()
    shown = lines[:MOST_MEASURED]
    label = min(max((len(name) for name, *_ in shown), default=8), max(8, width // 3))
    each = max(6, (width - label - 7) // 2)
    rows = (
        [
            row(
                Span(pad("measured", label), "strong"),
                "   ",
                Span(pad(first.name, each), "dim"),
                "   ",
                Span(second.name, "dim"),
            )
        ]
        if shown
        else []
    )
    rows += [
        row(pad(name, label), Span(" ≠ ", "accent"), pad(a, each), "   ", pad(b, each))
        for name, a, b, _ in shown
    ]
    told = [f"{len(lines) - len(shown)} more differ"] if len(lines) > len(shown) else []
    told += [f"{same} the same"] if same else []
    if told:
        rows.append(row(Span(" · ".join(told), "dim")))
    drawn = tuple(clip(line, width) for line in rows)
    return ascii_rows(drawn) if ascii else drawn


def _tuples(value: object) -> Numbers:
    if isinstance(value, list | tuple):
        return tuple(_tuples(entry) for entry in value)
    return float(value) if isinstance(value, int | float) else float("nan")


def _shown(measurements: Mapping[str, object], name: str) -> str | None:
    """A number, or a short vector; None for what is too large to compare at a glance."""
    value = measurements[name]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return measured(float(value))
    if isinstance(value, list | tuple) and 0 < len(value) <= SHORT:
        numbers = [entry for entry in value if isinstance(entry, int | float)]
        if len(numbers) == len(value):
            return " ".join(measured(float(number)) for number in numbers)
    return None
