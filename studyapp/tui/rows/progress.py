"""The progress screen's sections, each a pure function of the overview: a chart and the few numbers that matter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from studyapp.core.confidence import Confidence
from studyapp.core.text import one_line
from studyapp.render.charts import columns
from studyapp.render.progress_words import (
    STREAK_RULE,
    counted,
    forecast_words,
    percent,
    period_words,
    retention_words,
    streak_words,
    today_words,
)
from studyapp.render.spans import Row, Rows, Span, pad, row, width, wrap
from studyapp.tui.rows.progress_log import (
    calendar_rows,
    forecast_rows,
    hour_rows,
    latest_rows,
    mistake_rows,
    time_rows,
)
from studyapp.tui.rows.progress_memory import (
    calibration_rows,
    known_rows,
    pack_rows,
    retention_rows,
    section_rows,
    stability_rows,
    topic_rows,
)

if TYPE_CHECKING:
    from studyapp.study.overview import Overview

LABEL = 12
TOPICS = 5
FORECAST_HEIGHT = 3


class View(NamedTuple):
    """A section of the screen."""

    title: str
    rows: Callable[[Overview, int, bool], Rows]
    """(overview, cells, ascii) -> lines"""


def progress_rows(overview: Overview, view: str, cells: int, ascii: bool) -> Rows:
    """A section by its name."""
    if not overview.begun and not overview.quizzes:
        return (
            row(),
            row(Span("Nothing was answered yet.", "strong")),
            *_wrapped("After your first review this screen shows what you remember.", cells),
        )
    return VIEWS[view].rows(overview, cells, ascii)


def where_row(view: str, selection: str, period: int | None, cells: int, ascii: bool) -> Row:
    """Where the learner is, of which cards and of what time."""
    mark = " v" if ascii else " ▾"
    right = f"{period_words(period)}{mark}"
    named = one_line(selection, max(8, cells // 3)) or "all cards"
    if cells >= 60 or selection:
        right = f"{named}{mark}   {right}"
    title = "" if view == "day" and cells < 60 else VIEWS[view].title
    sign = " > " if ascii else " › "
    left = ("Progress" + sign if cells >= 60 else "") + (title or "Progress")
    return row(
        " ", Span(left, "strong"), " " * max(2, cells - width(left) - width(right) - 2), Span(right, "dim")
    )


def _wrapped(text: str, cells: int) -> list[Row]:
    return [row(Span(line, "dim")) for line in wrap(text, cells)]


def _labelled(label: str, text: str, cells: int) -> list[Row]:
    """A label with a sentence beside it, or below it on a narrow screen."""
    room = cells - LABEL - 1
    if room < 36:
        return [row(Span(label, "strong")), *(row(f"  {line}") for line in wrap(text, cells - 2))]
    first, *others = wrap(text, room)
    return [
        row(Span(pad(label, LABEL + 1), "strong"), first),
        *(row(" " * (LABEL + 1), line) for line in others),
    ]


def day_rows(overview: Overview, cells: int, ascii: bool) -> Rows:
    """Today, the streak, what was remembered, what comes, and the topics known least."""
    rows = _labelled("Today", today_words(overview.today), cells)
    rows += _labelled("Streak", streak_words(overview.streak), cells)
    if overview.retention is not None:
        rows += _labelled("Remembered", retention_words(overview.wanted, overview.retention), cells)
    else:
        rows += _labelled("Remembered", "shown once cards come back after a day or more", cells)
    rows += _sure_and_wrong(overview, cells)
    if overview.forecast:
        ahead = [overview.day + timedelta(days=ahead) for ahead in range(30)]
        counts = [float(overview.forecast.get(day, 0)) for day in ahead]
        rows += [row(), *_labelled("Due", forecast_words(overview.forecast, overview.day), cells)]
        rows += columns(counts, height=FORECAST_HEIGHT, width=min(60, cells), ascii=ascii)
    if seen := [topic for topic in overview.topics if topic.seen][:TOPICS]:
        rows += [row(), *known_rows("Topic", seen, cells, ascii)]
    return (*rows, row(), *_wrapped(STREAK_RULE, cells))


def _sure_and_wrong(overview: Overview, cells: int) -> list[Row]:
    sure = [level for level in overview.calibration if level.confidence is Confidence.SURE]
    if not sure:
        return []
    wrong = sure[0].answers - sure[0].right
    of = f"of {counted(sure[0].answers, 'answer')} you were sure of"
    return _labelled("Sure, wrong", f"{wrong:,} {of}, {percent(wrong / sure[0].answers)}", cells)


VIEWS = {
    "day": View("Today", day_rows),
    "calendar": View("Calendar", calendar_rows),
    "forecast": View("Due next 30 days", forecast_rows),
    "hours": View("When you study", hour_rows),
    "retention": View("What you remember", retention_rows),
    "calibration": View("How sure you are", calibration_rows),
    "stability": View("Your cards' memory", stability_rows),
    "topics": View("Topics", topic_rows),
    "sections": View("Guide sections", section_rows),
    "packs": View("Packs", pack_rows),
    "mistakes": View("Commonest mistakes", mistake_rows),
    "time": View("Time per question", time_rows),
    "latest": View("Latest", latest_rows),
}
