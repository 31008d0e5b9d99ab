"""Answers that are filled in blank by blank, on plain lines."""

from __future__ import annotations

from collections.abc import Callable

from studyapp.cli.output import echo, width
from studyapp.core.arrays import read_array, shape_of
from studyapp.core.items import Parts, Trace
from studyapp.core.numbers import Unreadable
from studyapp.core.worked import Variant
from studyapp.render.answering import blank_lines
from studyapp.render.markdown import plain_text


def spoken(text: str, cells: int | None = None) -> str:
    """A text of a pack with its formulas in words."""
    return plain_text(text, cells or width(), words=True)


def words(text: str) -> str:
    """The same on one line."""
    return spoken(text, 10_000)


def filled_blanks(
    question: Parts | Trace, variant: Variant, typed: Callable[[str], str], ask: str
) -> tuple[str, ...]:
    """Say the lines in their order and read each blank until it holds numbers. `typed` asks for a line.

    A trace without a blank is read to its end; then `ask` waits for Enter.
    """
    given: list[str] = []
    if isinstance(question, Trace) and any(cell.blank for cell in variant.cells):
        echo("At a blank, w shows the full run; that counts as a hint.")
    for line, cell in zip(blank_lines(question, variant), variant.cells, strict=True):
        label = words(cell.label)
        if not cell.blank:
            echo(f"{label}: {line.value}")
            continue
        unit = f" in {line.unit}" if line.unit else ""
        if shape := shape_of(cell.value):
            unit += " (" + " rows of ".join(map(str, shape)) + (" numbers)" if len(shape) == 1 else ")")
        while True:
            text = typed(f"{label}{unit}: ")
            read = read_array(text, cell.value)
            if not isinstance(read, Unreadable):
                break
            echo(f"Not gradable yet: {read.message}")
        given.append(text)
    if not given:
        typed(f"{ask}: ")
    return tuple(given)
