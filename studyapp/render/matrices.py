"""Numbers, vectors and matrices as aligned rows."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from studyapp.core.text import measured
from studyapp.core.worked import Numbers
from studyapp.render.spans import Role, Row, Rows, Span, ascii_rows, clip, row
from studyapp.render.spans import width as cells

Place = tuple[int, ...]


def matrix_rows(
    value: Numbers,
    *,
    width: int,
    ascii: bool = False,
    highlight: Collection[Place] | Place | None = None,
    most_rows: int = 8,
) -> Rows:
    """The numbers aligned at the decimal point, ▸ before those to look at; what is left out is said."""
    drawn = tuple(clip(line, width) for line in _rows(value, width, _places(highlight), most_rows, ()))
    return ascii_rows(drawn) if ascii else drawn


def _rows(value: Numbers, width: int, lit: frozenset[Place], most: int, path: Place) -> Rows:
    if isinstance(value, int | float):
        return (row(Span(measured(value), "strong" if () in lit else "")),)
    if _is_matrix(value):
        return _matrix(value, width, lit, most)
    if all(isinstance(entry, int | float) for entry in value):
        return _vector(value, width, lit, most)
    return _stack(value, width, lit, most, path)


def _places(highlight: Collection[Place] | Place | None) -> frozenset[Place]:
    if highlight is None:
        return frozenset()
    if isinstance(highlight, tuple) and all(isinstance(entry, int) for entry in highlight):
        return frozenset([highlight])
    return frozenset(entry for entry in highlight if isinstance(entry, tuple))


def _is_matrix(value: tuple[Numbers, ...]) -> bool:
    return bool(value) and all(
        isinstance(line, tuple) and all(isinstance(entry, int | float) for entry in line) for line in value
    )


def aligned(numbers: Sequence[float]) -> tuple[str, ...]:
    """Readable numbers of one width, their decimal points under one another."""
    texts = [measured(number) for number in numbers]
    heads = [text.partition(".")[0].partition("e")[0] for text in texts]
    left = max(map(len, heads), default=0)
    padded = [" " * (left - len(start)) + text for start, text in zip(heads, texts, strict=True)]
    whole = max(map(len, padded), default=0)
    return tuple(text.ljust(whole) for text in padded)


def _entry(text: str, place: Place, lit: frozenset[Place]) -> Span:
    role: Role = "strong" if place in lit else ""
    return Span(("▸" if place in lit else " ") + text, role)


def _plural(count: int, word: str) -> str:
    return f"… {count} more {word}{'' if count == 1 else 's'}"


def _matrix(value: tuple[Numbers, ...], width: int, lit: frozenset[Place], most: int) -> Rows:
    table = [tuple(line) for line in value if isinstance(line, tuple)]
    shown = table if len(table) <= most + 1 else table[:most]
    count = max(map(len, table))
    columns = [
        aligned([_number(line, place) for line in shown if place < len(line)])
        for place in range(min(count, width))
    ]
    kept, used = 0, 3
    while kept < len(columns) and used + max(map(cells, columns[kept]), default=0) + 2 <= width:
        used += max(map(cells, columns[kept]), default=0) + 2
        kept += 1
    while 0 < kept < count and used + 3 > width:
        kept -= 1
        used -= max(map(cells, columns[kept]), default=0) + 2
    kept = max(kept, 1) if columns else 0
    rows: list[Row] = []
    counters = [0] * kept
    for place, line in enumerate(shown):
        parts: list[str | Span] = [Span(_bracket(place, len(shown), "⎡⎢⎣["), "dim")]
        for column in range(min(kept, len(line))):
            parts += [" " if column else "", _entry(columns[column][counters[column]], (place, column), lit)]
            counters[column] += 1
        parts += [
            Span("  …" if kept < count else " ", "dim"),
            Span(_bracket(place, len(shown), "⎤⎥⎦]"), "dim"),
        ]
        rows.append(row(*parts))
    notes = [_plural(len(table) - len(shown), "row")] if len(shown) < len(table) else []
    notes += [_plural(count - kept, "column")] if kept < count else []
    return (*rows, row(Span(", ".join(notes).replace(", …", ","), "dim"))) if notes else tuple(rows)


def _number(line: tuple[Numbers, ...], place: int) -> float:
    entry = line[place]
    return float(entry) if isinstance(entry, int | float) else float("nan")


def _bracket(place: int, count: int, marks: str) -> str:
    if count == 1:
        return marks[3]
    return marks[0] if place == 0 else marks[2] if place == count - 1 else marks[1]


def _vector(value: tuple[Numbers, ...], width: int, lit: frozenset[Place], most: int) -> Rows:
    """A vector in one bracket, broken into lines of equal cells."""
    if not value:
        return (row(Span("[ ] no entries", "dim")),)
    sample = value if len(value) <= most * max(width, 1) else value[: most * max(width, 1)]
    texts = aligned([float(entry) for entry in sample if isinstance(entry, int | float)])
    each = cells(texts[0]) + 2
    in_line = max(1, (width - 3) // each)
    shown = min(len(texts), in_line * most)
    rows: list[Row] = []
    for start in range(0, shown, in_line):
        end = min(start + in_line, shown)
        parts: list[str | Span] = [Span("[" if start == 0 else " ", "dim")]
        for place in range(start, end):
            parts += [" " if place > start else "", _entry(texts[place], (place,), lit)]
        rows.append(row(*parts, Span(" ]" if end == len(value) else "", "dim")))
    left = len(value) - shown
    if left:
        rows.append(row(Span(f"… {left} more entr{'y' if left == 1 else 'ies'}", "dim")))
    return tuple(rows)


def _stack(value: tuple[Numbers, ...], width: int, lit: frozenset[Place], most: int, path: Place) -> Rows:
    """Deeper arrays: the first parts one under the other, each with its place."""
    rows: list[Row] = []
    shown = 0
    for place, part in enumerate(value):
        if len(rows) >= most or len(path) > 8:
            break
        inner = frozenset(spot[1:] for spot in lit if spot[:1] == (place,))
        deeper = (*path, place + 1)
        drawn = _rows(part, width, inner, max(2, most // 2), deeper)
        named = isinstance(part, tuple) and not _is_stack(part)
        rows += [row(Span(f"entry {', '.join(map(str, deeper))}", "dim")), *drawn] if named else list(drawn)
        shown += 1
    left = len(value) - shown
    return (*rows, row(Span(_plural(left, "part"), "dim"))) if left else tuple(rows)


def _is_stack(value: tuple[Numbers, ...]) -> bool:
    return not _is_matrix(value) and any(isinstance(entry, tuple) for entry in value)
