"""A small network with every unit and every weight, what a step is about solid among dots."""

from __future__ import annotations

from studyapp.render.canvas import Canvas
from studyapp.render.network_shape import Network
from studyapp.render.spans import Role, Row, Rows, Span, row
from studyapp.render.spans import width as cells


def unit_rows(made: Network, width: int, ascii: bool) -> Rows:
    """Every unit as ○ and every weight as a dotted line; what the step is about is ● and solid."""
    units, most = made.drawn_units, max(made.drawn_units)
    rows = 2 * most - 1
    canvas = Canvas(width, rows, ascii=ascii)
    role: Role = made.direction
    apart = (width - 3) // (len(units) - 1 + bool(made.end)) if len(units) > 1 else width - 3

    def spot(column: int, unit: int) -> tuple[int, int]:
        top = (rows - (2 * units[column] - 1)) // 2
        return (1 + column * apart) * canvas.across, (top + 2 * unit) * canvas.down + canvas.down // 2

    lit = _lit_edges(made)
    edges = [
        (column, start, end)
        for column in range(1, len(units))
        for start in range(units[column - 1])
        for end in range(units[column])
    ]
    for edge in sorted(edges, key=lambda edge: edge in lit):
        column, start, end = edge
        solid = edge in lit
        canvas.line(
            spot(column - 1, start), spot(column, end), role if solid else "dim", "1" if solid else "1000"
        )
    for column, count in enumerate(units):
        for unit in range(count):
            on = made.lit is not None and column == made.lit + 1 and made.unit in (None, unit)
            on = on or (made.source == unit and made.lit == column)
            canvas.put(*spot(column, unit), "●" if on else "○", role if on else "")
    body = [canvas.row(place, {}) for place in range(rows)]
    return (*body, _names(made, apart, width))


def _lit_edges(made: Network) -> set[tuple[int, int, int]]:
    """The weights that the step goes over: into a unit on the way forward, out of it on the way back, or one."""
    units = made.drawn_units
    if made.lit is None or made.lit >= len(made.columns):
        return set()
    column = made.lit + 1
    mine = range(units[column]) if made.unit is None else (made.unit,)
    if made.source is not None:
        return {(column, made.source, unit) for unit in mine}
    if made.direction == "backward" and column + 1 < len(units):
        return {(column + 1, unit, end) for unit in mine for end in range(units[column + 1])}
    if made.direction == "backward":
        return set()
    return {(column, start, unit) for unit in mine for start in range(units[column - 1])}


def _names(made: Network, apart: int, width: int) -> Row:
    """The names below the columns, ▴ at the one that is lit, and the way that the pass goes."""
    names = [
        made.start,
        *(str(place + 1) for place in range(len(made.columns))),
        *([made.end] if made.end else []),
    ]
    parts: list[str | Span] = []
    at = 0
    for column, name in enumerate(names):
        lit = made.lit is not None and column == made.lit + 1
        said = f"▴{name}" if lit else f" {name}"
        parts += [" " * (column * apart - at), Span(said, made.direction if lit else "dim")]
        at = column * apart + cells(said)
    sign = {"forward": "forward ▸", "backward": "◂ backward", "update": "● update"}[made.direction]
    if at + 3 + cells(sign) <= width + 14:
        parts += ["   ", Span(sign, made.direction)]
    return row(*parts)
