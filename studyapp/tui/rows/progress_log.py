"""What the log says: when answers were given, how long they took, what went wrong, and what comes due."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from studyapp.core.memory import Rating
from studyapp.core.statistics import SECONDS_EDGES
from studyapp.core.text import one_line
from studyapp.render.charts import bar_chart, calendar, labelled_columns
from studyapp.render.progress_words import (
    STREAK_RULE,
    WEEKDAYS,
    calendar_words,
    counted,
    forecast_words,
    hour_words,
    range_labels,
    streak_words,
    times_words,
)
from studyapp.render.question import flat
from studyapp.render.spans import Role, Row, Rows, Span, pad, row, width
from studyapp.tui.rows.progress_memory import dim, sentences

if TYPE_CHECKING:
    from studyapp.study.common_mistakes import CommonMistake
    from studyapp.study.overview import Overview

MOST_QUIZZES = 8
SHORT = "-"


def calendar_rows(overview: Overview, cells: int, ascii: bool) -> Rows:
    """Answers a day as a calendar, as many weeks as fit."""
    fit = max(4, min(60, cells - 4))
    weeks = fit if overview.period is None else min(fit, overview.period // 7 + 2)
    drawn = calendar(overview.days, end=overview.day, weeks=weeks, ascii=ascii)
    rows = sentences(cells, calendar_words(overview.days, overview.seconds))
    rows += [row(), *drawn, row(), *sentences(cells, f"Streak: {streak_words(overview.streak)}.")]
    return (*rows, *dim(cells, STREAK_RULE))


def forecast_rows(overview: Overview, cells: int, ascii: bool) -> Rows:
    """Cards due on each of the next 30 days; what is overdue on the first."""
    days = [overview.day + timedelta(days=ahead) for ahead in range(30)]
    counts = [overview.forecast.get(day, 0) for day in days]
    if not any(counts):
        return tuple(sentences(cells, "Nothing comes due in the next 30 days."))
    most = max(counts)
    rows = sentences(cells, forecast_words(overview.forecast, overview.day) + ".")
    marks = {ahead: _day_mark(days[ahead]) for ahead in range(0, 30, 7)}
    drawn = labelled_columns(
        [float(count) for count in counts], marks, height=6, width=min(90, cells), ascii=ascii
    )
    busiest = f"Most on {days[counts.index(most)]:%a} {_day_mark(days[counts.index(most)])}: {most:,}."
    rows += [row(), *drawn, row(), *sentences(cells, busiest)]
    return (*rows, *dim(cells, "What is overdue counts today; new cards are not counted."))


def _day_mark(day: date) -> str:
    return f"{day.day} {day:%b}"


def hour_rows(overview: Overview, cells: int, ascii: bool) -> Rows:
    """Answers by hour of the day and by weekday."""
    hours, weekdays = overview.hours, overview.weekdays
    rows = sentences(cells, hour_words(hours))
    if not any(part.answers for part in hours):
        return tuple(rows)
    answers = [float(part.answers) for part in hours]
    marks = {hour: f"{hour}" for hour in (0, 6, 12, 18, 23)}
    rows += [row(), row(Span("Answers by hour", "strong"))]
    rows += labelled_columns(answers, marks, height=4, width=min(72, cells), ascii=ascii)
    rows += [row(), row(Span("Answers and right ones by weekday", "strong"))]
    most = max(part.answers for part in weekdays)
    bar = max(4, min(40, cells - 26))
    for name, part in zip(WEEKDAYS, weekdays, strict=True):
        share = f"{part.recalled / part.answers * 100:3.0f} %" if part.answers else f"{SHORT:>5}"
        filled = "#" if ascii else "█"
        drawn = filled * max(round(bar * part.answers / most), int(part.answers > 0))
        rows.append(row(f"{name}  ", Span(pad(drawn, bar), "accent"), f" {part.answers:8,}  {share}"))
    return tuple(rows)


def time_rows(overview: Overview, cells: int, ascii: bool) -> Rows:
    """How long answers take, and the questions that take longest."""
    found = overview.times
    rows = sentences(cells, times_words(found))
    if not any(found.counts):
        return tuple(rows)
    labels = range_labels(SECONDS_EDGES, " s")
    bars = [(label, float(count)) for label, count in zip(labels, found.counts, strict=True)]
    rows += [row(), *bar_chart(bars, width=min(cells, 72), ascii=ascii, digits=9)]
    if overview.slowest:
        rows += [row(), row(Span("Longest on average, of those answered three times or more", "strong"))]
    for slow in overview.slowest:
        room = max(8, min(70, cells - 24))
        rows.append(
            row(
                f"{slow.seconds:5.0f} s  ",
                pad(one_line(slow.heading, room), room),
                Span(f"  {counted(slow.answers, 'answer')}", "dim"),
            )
        )
    return tuple(rows)


def mistake_rows(overview: Overview, cells: int, ascii: bool) -> Rows:
    """The commonest mistakes in words, and where they were made."""
    if not overview.mistakes:
        return tuple(sentences(cells, "No mistake with a name was made in this period."))
    rows = sentences(cells, "The mistakes you made most often, reviews and quizzes together.")
    most = overview.mistakes[0].times
    for mistake in overview.mistakes:
        rows += [row()] if cells >= 60 else []
        rows += _mistake(mistake, most, cells, ascii)
    return tuple(rows)


def _mistake(mistake: CommonMistake, most: int, cells: int, ascii: bool) -> list[Row]:
    """How often, in words, and where: beside it where there is room, else below it."""
    first, *others = mistake.questions
    more = len(others) + mistake.more
    where = first + (f" and {more} more" if more else "")
    says = flat(mistake.says)
    bar = max(1, round(10 * mistake.times / most)) if cells >= 60 else 0
    drawn = Span(pad(("#" if ascii else "█") * bar, 11), "accent") if bar else ""
    left = 17 if bar else 6
    if width(says) + width(where) + left + 4 <= cells:
        return [row(f"{mistake.times:5,} ", drawn, says, Span(f"   {where}", "dim"))]
    return [
        row(f"{mistake.times:5,} ", drawn, one_line(says, cells - left)),
        row(" " * left, Span(one_line(where, cells - left), "dim")),
    ]


def latest_rows(overview: Overview, cells: int, ascii: bool) -> Rows:
    """The newest reviews and quizzes."""
    rows = [row(Span("Latest reviews", "strong"))] if overview.recent else []
    room = max(10, cells - 30) if cells >= 60 else cells - 6
    for review in overview.recent:
        role: Role = "wrong" if review.rating is Rating.AGAIN else "right"
        rows.append(
            row(
                Span(pad(review.rating.name.lower(), 6), role),
                pad(one_line(review.heading, room), room),
                Span(f"  {one_line(review.response, 20)}" if cells >= 60 else "", "dim"),
            )
        )
    if overview.quizzes:
        rows += [row(), row(Span("Quizzes", "strong"))]
    for quiz in overview.quizzes[:MOST_QUIZZES]:
        result = f"{quiz.day}  {quiz.right} of {quiz.asked} right  "
        title = one_line(f"{quiz.title}, seed {quiz.seed}", max(8, cells - width(result)))
        rows.append(row(result, Span(title, "dim")))
    return tuple(rows) or tuple(sentences(cells, "No answers in this period."))
