"""The steps of a run that are shown as hints, before there is an answer."""

from __future__ import annotations

from studyapp.core.worked import WorkedExample
from studyapp.render.spans import Rows, Span, clip, row
from studyapp.render.trace import step_rows

INDENT = 4
"""Cells of a step's number."""


def hint_rows(
    example: WorkedExample, shown: int, allowed: int, *, most: int, width: int, ascii: bool = False
) -> Rows:
    """The last `most` of the first `shown` steps, of `allowed` that may be shown; what comes next is said."""
    rows: Rows = ()
    for place in range(max(0, shown - most), shown):
        step = example.steps[place]
        number = f"{place + 1}."
        drawn = step_rows(step, width=max(1, width - INDENT), ascii=ascii)
        rows += tuple(
            row(Span((number if not line else "").ljust(INDENT), step.direction), *spans)
            for line, spans in enumerate(drawn)
        )
    more = "F2: the next step" if shown < allowed else "the next step would give the answer away"
    if shown == allowed == len(example.steps):
        more = "that was the last step"
    return (*rows, clip(row(Span(f"step {shown} of the run; {more}", "dim")), width))
