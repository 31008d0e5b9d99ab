"""A verdict line by line: what was given, whether it is right, and what is right; as rows and as sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from studyapp.core.answers import Unreadable
from studyapp.core.arranging import places_given
from studyapp.core.arrays import flattened, shape_of, written_array
from studyapp.core.choosing import one_of
from studyapp.core.filling import numbers_given
from studyapp.core.items import ArrayQuestion, Bug, Matching, Ordering, Parts, Question, Trace
from studyapp.core.shown import lines_shown, options_shown
from studyapp.core.text import measured
from studyapp.core.verdicts import Response, Verdict
from studyapp.core.worked import Numbers, Variant
from studyapp.render.question import flat
from studyapp.render.spans import Role, Row, Rows, Span, ascii_rows, pad, row, wrap
from studyapp.render.spans import width as cells

Say: TypeAlias = Callable[[str], str]


class Line(NamedTuple):
    """One line of what was answered."""

    name: str
    """What it is about: a label, a left side, or `Row 1, entry 2`."""
    given: str
    """What the learner answered; or what was shown."""
    right: str
    """What is right."""
    mark: bool | None = True
    """None for a line that was shown and not asked."""
    carried: bool = False
    """Right by the learner's own earlier number, though the key is another."""
    note: str = ""
    """A word about the line."""


def judged_lines(
    question: Question, variant: Variant, response: Response, verdict: Verdict, say: Say = flat
) -> tuple[Line, ...]:
    """The lines of an answer that consists of several; none for other kinds. `say` writes a text of the pack."""
    match question:
        case ArrayQuestion():
            return tuple(_array_lines(variant, response, verdict))
        case Parts() | Trace():
            return tuple(_filled_lines(question, variant, response, verdict, say))
        case Ordering() | Matching():
            return tuple(_arranged_lines(question, variant, response, say))
        case Bug():
            return tuple(_bug_lines(question, variant, response, say))
        case _:
            return ()


def _array_lines(variant: Variant, response: Response, verdict: Verdict) -> Iterator[Line]:
    given, right = numbers_given(response, variant), variant.cells[0].value
    if isinstance(given, Unreadable) or not verdict.marks:
        return
    across = shape_of(right)[-1]
    matrix = len(shape_of(right)) > 1
    for place, (mine, key, mark) in enumerate(
        zip(flattened(given[0]), flattened(right), verdict.marks[0], strict=True)
    ):
        name = f"Row {place // across + 1}, entry {place % across + 1}" if matrix else f"Entry {place + 1}"
        yield Line(name, measured(mine), measured(key), mark)


def _filled_lines(
    question: Parts | Trace, variant: Variant, response: Response, verdict: Verdict, say: Say
) -> Iterator[Line]:
    read = numbers_given(response, variant) if any(cell.blank for cell in variant.cells) else ()
    if isinstance(read, Unreadable):
        return
    given, marks = iter(read), iter(verdict.marks)
    for key, cell in zip(question.keys, variant.cells, strict=True):
        label, right = say(cell.label), written_array(cell.value)
        if not cell.blank:
            yield Line(label, right, right, None)
            continue
        mine = next(given)
        near = all(map(key.near.accepts, flattened(mine), flattened(cell.value)))
        mark = all(next(marks)) if verdict.marks else near
        yield Line(label, written_array(mine), right, mark, carried=mark and not near)


def _arranged_lines(
    question: Ordering | Matching, variant: Variant, response: Response, say: Say
) -> Iterator[Line]:
    places = places_given(question, response)
    if isinstance(places, Unreadable):
        return
    shown = [say(text) for text in options_shown(question, variant)]
    if isinstance(question, Matching):
        rights = list(range(len(question.pairs)))
        names = [say(text) for text in lines_shown(question, variant)]
    else:
        rights = list(variant.right)
        names = [f"Place {place}" for place in range(1, len(rights) + 1)]
    for name, right, place in zip(names, rights, places, strict=True):
        yield Line(name, shown[place], shown[variant.order.index(right)], variant.order[place] == right)


def _bug_lines(question: Bug, variant: Variant, response: Response, say: Say) -> Iterator[Line]:
    """The lines above the mistake hold; the first wrong one has its true value beside it."""
    first, chosen = variant.right[0], one_of(response, len(question.steps))
    for place, cell in enumerate(variant.cells):
        made = written_array(cell.value)
        if place == first:
            yield Line(say(cell.label), made, written_array(variant.mistakes[0].value), False)
        else:
            note = "" if place != chosen else "your choice" if place < first else "your choice: it follows"
            yield Line(say(cell.label), made, made, True if place < first else None, note=note)


def line_sentences(lines: Sequence[Line]) -> Iterator[str]:
    """What is wrong and what is right there, in sentences; lines that are right need none."""
    for line in lines:
        if line.mark is False:
            yield f"{line.name} is wrong: {line.given}; right is {line.right}."
        elif line.carried:
            yield f"{line.name} follows from your numbers: {line.given}; the key is {line.right}."


def line_rows(lines: Sequence[Line], *, width: int, ascii: bool) -> Rows:
    """✓ or ✗, the name, what was given, and what is right beside it where that differs."""
    names = max((cells(line.name) for line in lines), default=0)
    given = max((cells(line.given) for line in lines), default=0)
    rest = max((cells(_beside(line)) for line in lines), default=0)
    rows: list[Row] = []
    aligned = 4 + names + given + (3 + rest if rest else 0) <= width
    for line in lines:
        own = cells(line.given)
        if aligned or 7 + names + own + cells(_beside(line)) <= width:
            rows.append(_beside_one_another(line, names, given if aligned else own))
        else:
            rows += _under_one_another(line, names, width)
    return ascii_rows(rows) if ascii else tuple(rows)


def _beside_one_another(line: Line, names: int, given: int) -> Row:
    beside = _beside(line)
    shown = Span(line.given, _role(line))
    gap = " " * (given - cells(line.given) + 3) if beside else ""
    told = Span(beside, _beside_role(line))
    return row(_sign(line.mark), pad(line.name, names), "  ", shown, gap, told)


def _under_one_another(line: Line, names: int, width: int) -> list[Row]:
    """The name with what was given beside it if that fits, else below; what is right below both."""
    beside = _beside(line)
    rows: list[Row] = []
    if 4 + names + cells(line.given) <= width:
        rows.append(row(_sign(line.mark), pad(line.name, names), "  ", Span(line.given, _role(line))))
    else:
        first, *more = wrap(line.name, width - 2)
        rows += [row(_sign(line.mark), first), *(row("  ", text) for text in more)]
        rows += [row(Span(text, _role(line))) for text in wrap(line.given, width, indent="    ")]
    if beside:
        rows += [row(Span(text, _beside_role(line))) for text in wrap(beside, width, indent="    ")]
    return rows


def _sign(mark: bool | None) -> Span:
    if mark is None:
        return Span("  ")
    return Span("✓ ", "right") if mark else Span("✗ ", "wrong")


def _role(line: Line) -> Role:
    if line.mark is None:
        return "dim"
    return "" if line.mark else "wrong"


def _beside(line: Line) -> str:
    if line.mark is False:
        return f"right is {line.right}"
    if line.carried:
        return f"follows from yours; the key is {line.right}"
    return line.note


def _beside_role(line: Line) -> Role:
    return "dim" if line.note else "strong"


def grid_rows(
    given: Numbers, right: Numbers, marks: Sequence[bool], *, width: int, ascii: bool
) -> Rows | None:
    """The array as it was typed, a sign before each entry and the right number after a wrong one.

    None where the grid is wider than the room: its wrong entries are then told one by one.
    """
    across = shape_of(right)[-1] if shape_of(right) else 1
    texts = [
        ("✓ " if mark else "✗ ", measured(mine), "" if mark else f" ({measured(key)})")
        for mine, key, mark in zip(flattened(given), flattened(right), marks, strict=True)
    ]
    table = [texts[start : start + across] for start in range(0, len(texts), across)]
    columns = [max(cells("".join(line[place])) for line in table) for place in range(across)]
    if sum(columns) + 3 * (across - 1) + 4 > width:
        return None
    rows = []
    for line, each in enumerate(table):
        parts: list[str | Span] = [Span(_bracket(line, len(table), "⎡⎢⎣[") + " ", "dim")]
        for place, (sign, mine, key) in enumerate(each):
            wrong = sign.startswith("✗")
            gap = " " * (columns[place] - cells(sign + mine + key))
            parts += ["   " if place else "", Span(sign, "wrong" if wrong else "right")]
            parts += [Span(mine, "wrong" if wrong else ""), Span(key, "strong"), gap]
        rows.append(row(*parts, Span(" " + _bracket(line, len(table), "⎤⎥⎦]"), "dim")))
    return ascii_rows(rows) if ascii else tuple(rows)


def _bracket(place: int, count: int, signs: str) -> str:
    if count == 1:
        return signs[3]
    return signs[0] if place == 0 else signs[2] if place == count - 1 else signs[1]


def marked_rows(
    question: Question, variant: Variant, response: Response, verdict: Verdict, *, width: int, ascii: bool
) -> Rows:
    """What stands under a verdict: the array with its marks, or the lines of the answer."""
    if isinstance(question, ArrayQuestion):
        given = numbers_given(response, variant)
        if isinstance(given, Unreadable) or not verdict.marks:
            return ()
        right = variant.cells[0].value
        if grid := grid_rows(given[0], right, verdict.marks[0], width=width, ascii=ascii):
            return grid
        lines = tuple(line for line in judged_lines(question, variant, response, verdict) if not line.mark)
        return line_rows(lines, width=width, ascii=ascii)
    return line_rows(judged_lines(question, variant, response, verdict), width=width, ascii=ascii)
