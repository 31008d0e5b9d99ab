"""The network behind a run, drawn with the layer of a step lit: by its color, and by ● and a heavy frame."""

from __future__ import annotations

from studyapp.core.worked import WorkedExample
from studyapp.render.network_shape import Column, Network, network_of
from studyapp.render.network_units import unit_rows
from studyapp.render.spans import Role, Row, Rows, Span, ascii_rows, clip, pad, row
from studyapp.render.spans import width as cells

GAP = 3
"""Cells between two boxes."""
_LIGHT, _HEAVY = "╭─╮│╰╯├┤", "┏━┓┃┗┛┣┫"


def network_rows(example: WorkedExample, place: int, *, width: int, height: int, ascii: bool = False) -> Rows:
    """The network in at most `width` by `height` cells: units and weights where they are few, else boxes, and one
    line where there is no room; () where there is nothing sensible to draw.
    """
    made = network_of(example, place)
    if made is None or height < 1:
        return ()
    if made.drawn_units and height >= 2 * max(made.drawn_units) and width >= 8 * len(made.drawn_units):
        rows = unit_rows(made, min(width, 12 * len(made.drawn_units)), ascii)
    elif height >= 4 + made.skips and width >= 30:
        rows = _boxes(made, width)
    else:
        rows = (network_line(made, width),)
    drawn = tuple(clip(line, width) for line in rows)
    return ascii_rows(drawn) if ascii else drawn


def _sign(direction: str) -> str:
    return {"forward": "▸", "backward": "◂", "update": "●"}[direction]


def network_line(made: Network, width: int) -> Row:
    """x ─ 1 ─ 2 ─▸[3]─ 4 … C on one line; columns far from the one that is lit are left out."""
    count, sign, role = len(made.columns), _sign(made.direction), made.direction

    def drawn(low: int, high: int) -> list[str | Span]:
        parts: list[str | Span] = [Span(made.start, "dim")]
        if low:
            parts.append(Span(" ─ …", "dim"))
        for place in range(low, high):
            lit, before = place == made.lit, place - 1 == made.lit
            name = _short(made.columns[place])
            edge = "─▸" if lit and made.direction == "forward" else " ─ " if place or made.start else ""
            parts.append(
                Span("◂─" if before and made.direction == "backward" else edge, role if lit else "dim")
            )
            parts.append(Span(f"[{name}]", role) if lit else name)
        if high < count:
            parts.append(Span(" ─ …", "dim"))
        if made.end:
            lit = made.lit == count
            back = made.direction == "backward" and made.lit == count - 1
            parts += [
                Span("◂─", role) if back else " ─ ",
                Span(f"[{made.end}]" if lit else made.end, role if lit else "dim"),
            ]
        return parts if made.lit is not None else [*parts, Span(f"  {sign}", role)]

    middle = min(made.lit or 0, count - 1)
    low, high = middle, middle + 1
    while True:
        wider = (
            (max(low - 1, 0), high)
            if (middle - low <= high - middle and low) or high == count
            else (low, high + 1)
        )
        if wider == (low, high) or _cells(drawn(*wider)) > width:
            break
        low, high = wider
    return row(*drawn(low, high))


def _short(one: Column) -> str:
    """The number of a layer, or what stands in the box."""
    return one.below.removeprefix("layer ") if one.below.startswith("layer ") else one.says


def _cells(parts: list[str | Span]) -> int:
    return sum(cells(part if isinstance(part, str) else part.text) for part in parts)


def _boxes(made: Network, width: int) -> Rows:
    """A box for each column, as many around the lit one as fit; a skip leads around each where there are skips."""
    inner = max(cells(one.says) for one in made.columns) + 2
    inner = max(inner, *(cells(one.below) - 2 for one in made.columns), 3)
    each = inner + 2 + GAP
    ends = cells(made.start) + GAP, cells(made.end) + 1
    count = len(made.columns)
    fit = max(1, (width - sum(ends) - 4) // each)
    middle = min(made.lit or 0, count - 1)
    low = max(0, min(middle - fit // 2, count - fit))
    high = min(count, low + fit)
    start = "…" if low else made.start
    lines: list[list[str | Span]] = [[" " * cells(start)] for _ in range(4)]
    lines[1] = [Span(start, "dim")]
    for place in range(low, high):
        _edge(made, lines, place)
        _box(made, lines, place, inner)
    _edge(made, lines, high, last=True)
    lines[1].append(_end(made, high < count))
    rows = tuple(
        row(*line) for line in lines if line is not lines[3] or any(one.below for one in made.columns)
    )
    return (_skips(cells(start), high - low, each), *rows) if made.skips else rows


def _end(made: Network, cut: bool) -> Span:
    if cut:
        return Span("…", "dim")
    if made.lit == len(made.columns):
        return Span(f"●{made.end}", made.direction)
    return Span(made.end, "dim")


def _edge(made: Network, lines: list[list[str | Span]], place: int, *, last: bool = False) -> None:
    """The gap before a column: heavy, with an arrow, where the pass goes over it in this step."""
    forward = made.direction == "forward" and made.lit == place
    backward = made.direction == "backward" and made.lit is not None and made.lit + 1 == place
    hub = "⊕" if made.skips and place > 0 else ""
    role: Role = made.direction if forward or backward else "dim"
    text = f"━{hub or '━'}▸" if forward else f"◂{hub or '━'}━" if backward else f"─{hub or '─'}─"
    if (last and not made.end and place == len(made.columns)) or (place == 0 and not made.start):
        text = "   "
    lines[0].append(Span(" │ " if made.skips else "   ", "dim"))
    lines[1].append(Span(text, role))
    lines[2].append("   ")
    lines[3].append("   ")


def _box(made: Network, lines: list[list[str | Span]], place: int, inner: int) -> None:
    lit, one = made.lit == place, made.columns[place]
    frame = _HEAVY if lit else _LIGHT
    role: Role = made.direction if lit else "dim"
    left = frame[3] if place == 0 and not made.start else frame[7]
    right = frame[3] if place + 1 == len(made.columns) and not made.end else frame[6]
    said = Span(pad(("●" if lit else " ") + one.says, inner), made.direction if lit else "")
    lines[0].append(Span(frame[0] + frame[1] * inner + frame[2], role))
    lines[1] += [Span(left, role), said, Span(right, role)]
    lines[2].append(Span(frame[4] + frame[1] * inner + frame[5], role))
    lines[3].append(Span(pad(one.below, inner + 2, "center"), role))


def _skips(start: int, count: int, each: int) -> Row:
    """The row above the boxes: an arc from before each column to behind it."""
    arcs = ["╭" if not place else "┬" for place in range(count)]
    text = " " * (start + 1) + "".join(arc + "─" * (each - 1) for arc in arcs) + "╮"
    return row(Span(text, "dim"))
