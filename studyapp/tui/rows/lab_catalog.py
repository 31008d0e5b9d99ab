"""The experiments to choose from, as lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from studyapp.render.spans import Row, Rows, Span, clip, pad, row, wrap
from studyapp.render.spans import width as cells

if TYPE_CHECKING:
    from studyapp.study.explore import ExperimentInfo


def experiment_row(info: ExperimentInfo, named: int, width: int) -> Row:
    """An experiment's title, and its name where there is room for it."""
    title = row(Span(pad(info.title, named) if width > named + 24 else info.title))
    return clip(row(*title, Span(f"  {info.name}", "dim")) if width > named + 24 else title, width)


def title_cells(found: Sequence[ExperimentInfo]) -> int:
    """Cells of the longest title."""
    return max((cells(info.title) for info in found), default=0)


def summary_rows(info: ExperimentInfo, width: int, most: int) -> Rows:
    """What the experiment under the cursor shows."""
    counts = f"{len(info.parameters)} parameters, {len(info.measurements)} measurements"
    lines = [*wrap(" ".join(info.summary.split()), max(10, width - 2))[: max(1, most - 1)], counts][:most]
    return tuple(row(" ", Span(line, "dim")) for line in lines)
