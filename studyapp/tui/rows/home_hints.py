"""What the home screen says below the day: the exam that comes next, and a backlog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studyapp.core.day_words import ahead_words
from studyapp.core.text import one_line
from studyapp.render.progress_words import percent
from studyapp.render.spans import Row, Rows, Span, clip, pad, row, width

if TYPE_CHECKING:
    from studyapp.study.exam_board import ExamHint

LABEL = 9


def hint_rows(hint: ExamHint | None, overdue: int, backlog: int, wish: float, cells: int) -> Rows:
    """A line for the exam, where there is one to come, and one for a backlog of at least so many."""
    rows = [_exam_row(hint, wish, cells)] if hint is not None else []
    if overdue >= backlog:
        rows.append(_backlog_row(overdue, cells))
    return tuple(rows)


def _exam_row(hint: ExamHint, wish: float, cells: int) -> Row:
    """ML finals in 19 days · 84 % expected, 90 % with 16 min a day."""
    outlook = hint.outlook
    said = _expected(hint, wish, cells)
    when = ahead_words(outlook.days_left)
    tail = f" {when}" + (f" · {said}" if said else "")
    room = cells - LABEL - 3 - width(tail)
    return clip(
        row("  ", Span(pad("Exam", LABEL), "strong"), one_line(outlook.exam.name, max(6, room)), tail),
        cells - 1,
    )


def _expected(hint: ExamHint, wish: float, cells: int) -> str:
    outlook = hint.outlook
    plan = outlook.plan
    if outlook.problem:
        return "its cards cannot be read; e shows why"
    if plan is None or not plan.cards:
        return "" if plan is None else "no cards"
    if cells < 60:
        return percent(plan.recall)
    if hint.needed is None:
        return f"{percent(plan.recall)} expected with {outlook.exam.minutes} min a day"
    return f"{percent(plan.recall)} expected, {percent(wish)} with {hint.needed} min a day"


def _backlog_row(overdue: int, cells: int) -> Row:
    does = "v spreads them over days" if cells >= 60 else "v spreads them"
    return clip(
        row("  ", Span(pad("Backlog", LABEL), "strong"), f"{overdue:,} overdue   ", Span(does, "accent")),
        cells - 1,
    )
