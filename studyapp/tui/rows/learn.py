"""The lines around a lesson, as pure functions of the outline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studyapp.core.text import one_line
from studyapp.render.spans import Row, Span, row, width

if TYPE_CHECKING:
    from studyapp.core.lessons import Lesson
    from studyapp.study.learning import Outline


def where_row(outline: Outline, lesson: Lesson | None, cells: int) -> Row:
    """The pack and the lesson on the left; how far it is on the right."""
    right = f"{lesson.place} of {len(outline.lessons)}" if lesson else ""
    left = f"{outline.title} › {lesson.title}" if lesson and cells >= 60 else outline.title
    if lesson and cells < 60:
        left = lesson.title
    left = one_line(left, max(8, cells - width(right) - 5))
    gap = max(2, cells - width(left) - width(right) - 3)
    return row(" ", Span(left, "strong"), " " * gap, Span(right, "dim"))


def note_row(outline: Outline, lesson: Lesson | None) -> Row:
    """What comes after the reading, and what the limit of a day says to it."""
    if lesson is None:
        return row(Span("Nothing is new here today.", "dim"))
    new = f"{lesson.new} new question{'' if lesson.new == 1 else 's'}" if lesson.new else "nothing new"
    waits = f", {lesson.waiting} waiting for what they require" if lesson.waiting else ""
    limit = f"  {outline.limit_says(lesson)}" if lesson.new else ""
    return row(Span(new, "accent"), Span(waits + limit, "dim"))
