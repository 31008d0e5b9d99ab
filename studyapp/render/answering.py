"""What is shown while an answer is being made: the lists that it names, and what has been typed so far."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from studyapp.core.arranging import places_begun
from studyapp.core.arrays import begun, shape_of, written_array
from studyapp.core.items import ArrayQuestion, Bug, Matching, Ordering, Parts, Question, Trace
from studyapp.core.shown import lines_shown, options_shown
from studyapp.core.worked import Numbers, Variant
from studyapp.render.question import flat
from studyapp.render.spans import Role, Row, Rows, Span, ascii_rows, clip, head, pad, row, row_width, wrap
from studyapp.render.spans import width as cells

LETTERS = "abcdefghijkl"
SIDE_BY_SIDE = 60
LONGEST_PLACE = 24
WIDEST = 12
"""Cells of one entry in the preview of an array."""


class BlankLine(NamedTuple):
    """A line with a blank to fill in, or with its numbers."""

    label: str
    value: str | None
    """None for a blank."""
    unit: str = ""
    place: str = "____"
    """What stands in an empty blank: a low line, or one for each number of a list or a matrix."""


def blank_lines(question: Question, variant: Variant) -> tuple[BlankLine, ...]:
    """The lines of parts or of a trace; none for other kinds."""
    if not isinstance(question, Parts | Trace):
        return ()
    units = [part.unit or "" for part in question.parts] if isinstance(question, Parts) else []
    units += [""] * (len(variant.cells) - len(units))
    return tuple(
        BlankLine(
            flat(cell.label), None if cell.blank else written_array(cell.value), unit, _place(cell.value)
        )
        for cell, unit in zip(variant.cells, units, strict=True)
    )


def _place(value: Numbers) -> str:
    shape = shape_of(value)
    line = " ".join("_" * shape[-1]) if shape else ""
    drawn = "; ".join([line] * shape[0]) if len(shape) == 2 else line
    return drawn if 0 < len(drawn) <= LONGEST_PLACE else "____"


# --- lists ------------------------------------------------------------------------------------------------------


def listed_rows(question: Question, variant: Variant, *, width: int, ascii: bool) -> Rows:
    """The lettered things of an ordering; the numbered lines and the lettered right sides of a matching."""
    if not isinstance(question, Ordering | Matching):
        return ()
    right = _listed(LETTERS, options_shown(question, variant))
    left = _listed("12345678", lines_shown(question, variant))
    room = max((cells(text) for _, text in left), default=0) + 8
    if left and width >= SIDE_BY_SIDE and room + max(cells(text) for _, text in right) + 4 <= width:
        rows = [
            row(*_numbered(left, place, room), *_numbered(right, place))
            for place in range(max(len(left), len(right)))
        ]
    else:
        rows = [line for each in (left, right) for line in _wrapped(each, width)]
        if left:
            rows.insert(sum(len(_wrapped([one], width)) for one in left), ())
    return ascii_rows(rows) if ascii else tuple(rows)


def _listed(signs: str, texts: Sequence[str]) -> list[tuple[str, str]]:
    return [(sign, flat(text)) for sign, text in zip(signs, texts, strict=False)]


def _numbered(listed: list[tuple[str, str]], place: int, room: int = 0) -> list[str | Span]:
    if place >= len(listed):
        return [" " * room]
    sign, text = listed[place]
    return [Span(f" {sign}  ", "accent"), pad(text, room - 4) if room else text]


def _wrapped(listed: list[tuple[str, str]], width: int) -> list[Row]:
    rows: list[Row] = []
    for sign, text in listed:
        first, *more = wrap(text, max(8, width - 4))
        rows += [row(Span(f" {sign}  ", "accent"), first), *(row("    ", line) for line in more)]
    return rows


def bug_texts(question: Question, variant: Variant, width: int) -> tuple[str, ...]:
    """The lines of a mistaken pass, their numbers under one another; below their labels where there is no room."""
    if not isinstance(question, Bug):
        return ()
    labels = [flat(cell.label) for cell in variant.cells]
    values = [written_array(cell.value) for cell in variant.cells]
    room = max(map(cells, labels))
    if room + 3 + max(map(cells, values)) <= width:
        return tuple(f"{pad(label, room)} = {value}" for label, value in zip(labels, values, strict=True))
    return tuple(
        "\n".join([*wrap(label, width), *wrap("= " + value, width, indent="  ", hanging="    ")])
        for label, value in zip(labels, values, strict=True)
    )


# --- what has been typed so far -----------------------------------------------------------------------------------


def echo_rows(
    question: Question, variant: Variant, typed: str, *, width: int, ascii: bool, most: int
) -> Rows:
    """What the typed line says so far, on at most so many lines; nothing for kinds that need no echo."""
    match question:
        case Ordering() | Matching():
            rows = _arranged_echo(question, variant, typed, width, most)
        case ArrayQuestion():
            rows = _array_echo(variant, typed, width, most)
        case _:
            return ()
    return ascii_rows(rows) if ascii else rows


def arranged_text(question: Ordering | Matching, variant: Variant, typed: str) -> str:
    """An order or pairs in words, as they are kept and shown later."""
    places, _ = places_begun(question, typed)
    shown = [flat(text) for text in options_shown(question, variant)]
    if isinstance(question, Ordering):
        return " → ".join(shown[place] for place in places)
    lefts = [flat(text) for text in lines_shown(question, variant)]
    return "; ".join(f"{left}: {shown[place]}" for left, place in zip(lefts, places, strict=False))


def _arranged_echo(
    question: Ordering | Matching, variant: Variant, typed: str, width: int, most: int
) -> Rows:
    places, problem = places_begun(question, typed)
    shown = [flat(text) for text in options_shown(question, variant)]
    if isinstance(question, Ordering):
        wanted = len(shown)
        pieces = [f"{number} {shown[place]}" for number, place in enumerate(places, start=1)]
        joint = " → "
    else:
        lefts = [flat(text) for text in lines_shown(question, variant)]
        wanted = len(lefts)
        pieces = [f"{lefts[at]}: {shown[place]}" for at, place in enumerate(places)]
        joint = " · "
    open_end = joint + "…" if 0 < len(places) < wanted else ""
    room = most - bool(problem)
    cut = ""
    while len(pieces) > 1 and len(wrap(cut + joint.join(pieces) + open_end, width)) > room:
        pieces, cut = pieces[1:], "… "  # the newest are those to look at
    lines = wrap(cut + joint.join(pieces) + open_end, width)[:room] if pieces else ()
    rows = [row(line) for line in lines]
    if problem:
        rows.append(clip(row(Span(problem, "wrong")), width))
    return tuple(rows)


def _array_echo(variant: Variant, typed: str, width: int, most: int) -> Rows:
    """A grid of the right shape: what was read, and a low line for what is still to come."""
    like = variant.cells[0].value
    shape = shape_of(like)
    so_far = begun(typed, like)
    height, across = shape if len(shape) == 2 else (1, shape[0])
    table = [[_entry(so_far.rows, line, place) for place in range(across)] for line in range(height)]
    columns = [max(cells(table[line][place]) for line in range(height)) for place in range(across)]
    at = max(0, len(so_far.rows) - 1)
    room = max(1, most - bool(so_far.problem))
    first = min(max(0, at - room + 1), max(0, height - room))
    rows: list[Row] = []
    for line in range(first, min(height, first + room)):
        parts: list[str | Span] = [Span(_side(line, height, "⎡⎢⎣[") + " ", "dim")]
        for place, text in enumerate(table[line]):
            parts += ["  " if place else "", Span(pad(text, columns[place], "right"), _entry_role(text))]
        parts.append(Span(" " + _side(line, height, "⎤⎥⎦]"), "dim"))
        if line == min(height, first + room) - 1 and (first or first + room < height):
            told = f"  row {at + 1} of {height}"
            parts.append(Span(told if row_width(row(*parts)) + cells(told) <= width else "", "dim"))
        rows.append(clip(row(*parts), width))
    if so_far.problem:
        rows.append(clip(row(Span(so_far.problem, "wrong")), width))
    return tuple(rows)


def _entry(rows: Sequence[Sequence[str]], line: int, place: int) -> str:
    if line >= len(rows) or place >= len(rows[line]):
        return "_"
    text = rows[line][place]
    return text if cells(text) <= WIDEST else head(text, WIDEST - 1) + "…"


def _entry_role(text: str) -> Role:
    return "dim" if text == "_" else "strong"


def _side(place: int, count: int, signs: str) -> str:
    if count == 1:
        return signs[3]
    return signs[0] if place == 0 else signs[2] if place == count - 1 else signs[1]
