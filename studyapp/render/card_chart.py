"""The history of a card as a chart and in words."""

from __future__ import annotations

from collections.abc import Sequence

from studyapp.core.card_log import CardHistory
from studyapp.core.worked import Series
from studyapp.render.charts import line_chart
from studyapp.render.progress_words import counted, percent
from studyapp.render.spans import Row, Rows, Span, row, wrap

LEAST_POINTS = 2
HEIGHT = 8


def history_rows(histories: Sequence[CardHistory], *, width: int, ascii: bool) -> Rows:
    """Stability over the days since the first review, and a sentence for each card; nothing before two reviews."""
    told = [history for history in histories if len(history.points) >= LEAST_POINTS]
    if not told:
        return ()
    rows: list[Row] = []
    for history in told:
        rows += [row(line) for line in wrap(card_words(history, named=len(histories) > 1), width)]
    series = [curve for history in told if len((curve := _curve(history)).x) >= LEAST_POINTS]
    if series:
        rows += line_chart(series, width=min(width, 72), height=HEIGHT + (len(series) > 1), ascii=ascii)
    rows += [row(Span(line, "dim")) for line in wrap(_intervals(told[0]), width)]
    return tuple(rows)


def _curve(history: CardHistory) -> Series:
    """The last review of each day: what a day of learning steps left in the end."""
    first = history.points[0].day
    by_day = {
        (point.day - first).days: point.stability for point in history.points if point.stability is not None
    }
    days = sorted(by_day)
    return Series(
        history.facet,
        "stability",
        "day",
        "stability in days",
        tuple(map(float, days)),
        tuple(by_day[day] for day in days),
        "log",
    )


def card_words(history: CardHistory, *, named: bool) -> str:
    """How often a card was reviewed, how firm it is, and how likely it is recalled now."""
    name = f"{history.facet.capitalize()}: " if named else ""
    said = name + counted(len(history.points), "review")
    missed = sum(point.rating == 1 for point in history.points)
    said += f", {missed} of them Again" if missed else ""
    last = history.points[-1].stability if history.points else None
    if last is not None:
        said += f". Stability {last:.1f} d"
    if history.recall is not None:
        said += f", recalled now with {percent(history.recall)}"
    return said + "."


def _intervals(history: CardHistory, most: int = 8) -> str:
    """The last intervals given, and recall before the last review."""
    given = [f"{point.interval} d" for point in history.points if point.interval is not None][-most:]
    said = f"Intervals {', '.join(given)}" if given else "In its learning steps"
    recall = history.points[-1].recall
    return said + (f"; recall before the last review {percent(recall)}" if recall is not None else "")
