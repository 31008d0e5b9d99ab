"""The progress screen's lines, as a pure function of the overview."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from studyapp.core.memory import Rating
from studyapp.core.text import one_line
from studyapp.render.charts import calendar, columns, meter
from studyapp.render.question import SURE_WORDS, flat
from studyapp.render.spans import Role, Row, Rows, Span, pad, row, width

if TYPE_CHECKING:
    from studyapp.study.progress import CommonMistake, Overview

MOST_RECENT = 8


def progress_rows(overview: Overview, cells: int, ascii: bool) -> Rows:
    """All sections, those without anything to say left out."""
    if not overview.reviews and not overview.quizzes:
        return (
            row(),
            row(Span("Nothing was answered yet.", "strong")),
            row(Span("After your first review this screen shows what you remember.", "dim")),
        )
    sections = [
        _today(overview),
        _calendar(overview, cells, ascii),
        _forecast(overview, cells, ascii),
        _topics(overview, cells, ascii),
        _own_word(overview, cells, ascii),
        _mistakes(overview, cells),
        _quizzes(overview),
        _recent(overview, cells),
    ]
    rows: list[Row] = []
    for section in sections:
        if section:
            rows += [*section, row()]
    return tuple(rows)


def _today(overview: Overview) -> list[Row]:
    today = overview.today
    days = f"{overview.streak} day{'' if overview.streak == 1 else 's'}"
    rows = [
        row(
            Span(pad("Today", 12), "strong"),
            f"{today.answers} answers · {today.recalled} recalled · {today.seconds / 60:.0f} min",
        ),
        row(Span(pad("Streak", 12), "strong"), days),
    ]
    if overview.retention is not None:
        share = f"{overview.retention * 100:.0f} % of {overview.retention_reviews} reviews"
        rows.append(row(Span(pad("Remembered", 12), "strong"), share))
    else:
        waiting = "shown once cards come back after a day or more"
        rows.append(row(Span(pad("Remembered", 12), "strong"), Span(waiting, "dim")))
    return rows


def _calendar(overview: Overview, cells: int, ascii: bool) -> list[Row]:
    weeks = max(4, min(26, (cells - 6) // 2))
    drawn = calendar(overview.days, end=overview.day, weeks=weeks, ascii=ascii)
    return [row(Span("Answers a day", "strong")), *drawn]


def _forecast(overview: Overview, cells: int, ascii: bool) -> list[Row]:
    counts = [overview.forecast.get(overview.day + timedelta(days=ahead), 0) for ahead in range(30)]
    if not any(counts):
        return []
    drawn = columns([float(count) for count in counts], height=3, width=min(60, cells), ascii=ascii)
    total = f"{counts[0]} today, {sum(counts)} in 30 days"
    return [row(Span("Due next 30 days  ", "strong"), Span(total, "dim")), *drawn]


def _topics(overview: Overview, cells: int, ascii: bool) -> list[Row]:
    seen = [topic for topic in overview.topics if topic.seen]
    bar = max(6, min(24, cells - 54))
    rows = (
        [row(Span(pad("Topic", 26) + pad("known", bar + 8) + "  weakest question", "strong"))] if seen else []
    )
    for topic in seen:
        rows.append(
            row(
                pad(one_line(topic.topic.replace("-", " "), 25), 26),
                Span(meter(topic.known, width=bar, ascii=ascii), "accent"),
                f" {topic.known * 100:3.0f} %    ",
                Span(one_line(topic.weakest, max(6, cells - 26 - bar - 9)) if cells >= 60 else "", "dim"),
            )
        )
    unseen = len(overview.topics) - len(seen)
    if seen and unseen:
        rows.append(row(Span(f"{unseen} more topics are not begun", "dim")))
    return rows


def _mistakes(overview: Overview, cells: int) -> list[Row]:
    rows = [row(Span("Commonest mistakes", "strong"))] if overview.mistakes else []
    for mistake in overview.mistakes[:MOST_RECENT]:
        rows += _mistake(mistake, cells)
    return rows


def _mistake(mistake: CommonMistake, cells: int) -> list[Row]:
    """How often, in words, and where: beside it where there is room, else below it."""
    first, *others = mistake.questions
    where = first + (f" and {len(others)} more" if others else "")
    says = flat(mistake.says)
    if width(says) + width(where) + 10 <= cells:
        return [row(f"{mistake.times:3d}  ", says, Span(f"   {where}", "dim"))]
    return [
        row(f"{mistake.times:3d}  ", one_line(says, cells - 6)),
        row("     ", Span(one_line(where, cells - 6), "dim")),
    ]


def _own_word(overview: Overview, cells: int, ascii: bool) -> list[Row]:
    """How often the learner was right by how sure they were, and how often they overruled a verdict."""
    bar = max(6, min(24, cells - 36))
    rows = [row(Span("Right when you were", "strong"))] if overview.calibration else []
    for level in overview.calibration:
        rows.append(
            row(
                pad(SURE_WORDS[level.confidence], 10),
                Span(meter(level.share, width=bar, ascii=ascii), "accent"),
                f" {level.share * 100:3.0f} %",
                Span(f"  of {level.answers} answer{'' if level.answers == 1 else 's'}", "dim"),
            )
        )
    overrides = overview.overrides
    if overrides.count:
        share = f"{overrides.count} of {overrides.wrong} wrong answers, {overrides.share * 100:.0f} %"
        rows.append(row(Span("I was right  ", "strong"), share))
    return rows


def _quizzes(overview: Overview) -> list[Row]:
    rows = [row(Span("Quizzes", "strong"))] if overview.quizzes else []
    for quiz in overview.quizzes[:MOST_RECENT]:
        rows.append(
            row(
                f"{quiz.day}  {quiz.right} of {quiz.asked} right  ",
                Span(f"{quiz.title}, seed {quiz.seed}", "dim"),
            )
        )
    return rows


def _recent(overview: Overview, cells: int) -> list[Row]:
    rows = [row(Span("Latest reviews", "strong"))] if overview.recent else []
    room = max(10, cells - 30) if cells >= 60 else cells - 6
    for review in overview.recent[:MOST_RECENT]:
        role: Role = "wrong" if review.rating is Rating.AGAIN else "right"
        rows.append(
            row(
                Span(pad(review.rating.name.lower(), 6), role),
                pad(one_line(review.heading, room), room),
                Span(f"  {one_line(review.response, 20)}" if cells >= 60 else "", "dim"),
            )
        )
    return rows
