"""The lines of exams and of the plan of one, as pure functions of their outlooks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from studyapp.core.day_words import ahead_words
from studyapp.core.text import one_line
from studyapp.render.charts import columns
from studyapp.render.progress_words import counted, percent
from studyapp.render.spans import Row, Rows, Span, clip, pad, row, width, wrap

if TYPE_CHECKING:
    from studyapp.core.exam import ExamPlan
    from studyapp.core.records import Exam
    from studyapp.study.exam_plans import ExamOutlook

NUMBERS = 44
"""Cells to the right of an exam's name: when, without the plan, with it, minutes a day."""
NARROW_NUMBERS = 22
LONGEST_NAME = 56
"""Cells of a name, so that its numbers stay near it on a wide screen."""
LABEL = 14


def where_row(title: str, right: str, cells: int) -> Row:
    """Where the learner is, and what of it."""
    room = max(0, cells - width(title) - 5)
    right = one_line(right, 200) if room >= 8 else ""
    right = pad(right, room).rstrip() if width(right) > room else right
    return row(
        " ", Span(title, "strong"), " " * max(2, cells - width(title) - width(right) - 2), Span(right, "dim")
    )


def exam_head(cells: int) -> Row:
    """The head of the list of exams."""
    if cells < 60:
        return row(" ", Span(pad("Exam", _name(cells)) + "    in    on the day", "dim"))
    return row(" ", Span(pad("Exam", _name(cells)) + "            in   without      with   min a day", "dim"))


def exam_row(exam: Exam, outlook: ExamOutlook | None, today: date, cells: int) -> Row:
    """An exam with its numbers, aligned under the head; without those that are still to come."""
    days = (exam.day - today).days
    plan = outlook.plan if outlook else None
    without = percent(plan.recall_untouched) if plan and plan.cards else ""
    with_plan = percent(plan.recall) if plan and plan.cards else ""
    if outlook and days > 0 and not with_plan:
        with_plan = "?" if outlook.problem else "no cards"
    name = pad(one_line(exam.name), _name(cells) - 1) + " "
    if cells < 60:
        left = f"{days} d" if days > 0 else "today" if days == 0 else "over"
        shown = f"{percent(plan.recall_untouched)} → {with_plan}" if plan and plan.cards else with_plan
        return row(" ", name, pad(left, 6, "right"), pad(shown, 14, "right"))
    return row(
        " ",
        name,
        pad(ahead_words(days), 14, "right"),
        pad(without, 10, "right"),
        Span(pad(with_plan, 10, "right"), "accent"),
        pad(str(exam.minutes), 10, "right"),
    )


def _name(cells: int) -> int:
    """Cells for an exam's name: what the numbers leave."""
    return min(LONGEST_NAME, max(8, cells - 4 - (NARROW_NUMBERS if cells < 60 else NUMBERS)))


def exam_note_rows(exam: Exam, outlook: ExamOutlook | None, under_way: str, cells: int) -> Rows:
    """What is behind the numbers of the exam under the cursor."""
    about = f"{exam.day}, {one_line(exam.selection, 200) or 'all cards'}"
    rows = [clip(row(Span(about, "dim")), cells)]
    if outlook is None:
        return (*rows, row(Span(under_way, "dim")))
    if outlook.problem:
        return (*rows, *(row(Span(line, "wrong")) for line in wrap(one_line(outlook.problem), cells)))
    if outlook.plan is None:
        says = "Its day is here; what was learned counts." if outlook.days_left == 0 else "Its day is over."
        return (*rows, row(Span(says, "dim")))
    return (*rows, *(row(line) for line in wrap(_standing(outlook.plan), cells)))


def _standing(plan: ExamPlan) -> str:
    if not plan.cards:
        return "No card is in this selection; c changes it."
    told = f"Known today {percent(plan.recall_now)} of {counted(plan.cards, 'card')}"
    left = f"; {counted(plan.new_left, 'new card')} will find no time" if plan.new_left else ""
    return f"{told}{left}."


# --- the plan of one exam -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of a plan."""

    today: date
    outlook: ExamOutlook
    day: date
    """Under the cursor."""
    by_minutes: bool
    """Whether the chart shows minutes, not cards."""
    costs: Mapping[date, float]
    """What a day off costs, as far as it is known."""
    needed: int | None
    needed_known: bool
    wish: float


def day_values(plan: ExamPlan, today: date, by_minutes: bool) -> list[float]:
    """Minutes or cards of each day, from today to the day before the exam."""
    by_day = {each.day: each.seconds / 60 if by_minutes else float(len(each.cards)) for each in plan.days}
    return [by_day.get(today + timedelta(days=day), 0.0) for day in range((plan.exam_day - today).days)]


def new_values(plan: ExamPlan, today: date) -> list[float]:
    """New cards of each day, likewise."""
    by_day = {each.day: float(len(each.new)) for each in plan.days}
    return [by_day.get(today + timedelta(days=day), 0.0) for day in range((plan.exam_day - today).days)]


def _chart(values: list[float], height: int, cells: int, ascii: bool) -> Rows:
    drawn = columns(values, height=height, width=cells, ascii=ascii)
    return tuple(row(Span(span.text, "forward")) for line in drawn for span in line[:1])


def plan_rows(shown: Shown, cells: int, height: int, ascii: bool) -> Rows:
    """Recall now and on the day, what a wish takes, the days as a chart, and the day under the cursor."""
    plan = shown.outlook.plan
    if plan is None or not plan.cards:
        return _no_plan_rows(shown.outlook, cells)
    short = height < 14
    rows = _numbers(shown, plan, cells, short)
    values = day_values(plan, shown.today, shown.by_minutes)
    unit = "Minutes a day" if shown.by_minutes else "Cards a day"
    most = f"{unit}, {max(values):.0f} at most" if any(values) else f"{unit}: nothing to do"
    new = new_values(plan, shown.today)
    with_new = any(new) and height >= 18
    tall = max(1, min(6, height - len(rows) - (5 if short else 7) - (4 if with_new else 0)))
    if not short:
        rows.append(row())
    rows += [row(Span(most, "dim")), *_chart(values, tall, cells, ascii)]
    rows += _axis(shown, len(values), cells, ascii)
    if with_new:
        rows += [row(Span(f"New cards among them, {max(new):.0f} at most", "dim"))]
        rows += _chart(new, 2, cells, ascii)
    if not short:
        rows.append(row())
    return (*rows, *_day_rows(shown, plan, cells))


def _no_plan_rows(outlook: ExamOutlook, cells: int) -> Rows:
    if outlook.problem:
        return tuple(row(Span(line, "wrong")) for line in wrap(one_line(outlook.problem), cells))
    if outlook.plan is not None:
        says = "No card is in its selection; c changes it."
    elif outlook.days_left == 0:
        says = "Its day is here; nothing is left to plan."
    else:
        says = "Its day is over; c gives it a new one, d removes it."
    return tuple(row(line) for line in wrap(says, cells))


def _numbers(shown: Shown, plan: ExamPlan, cells: int, short: bool) -> list[Row]:
    minutes = shown.outlook.exam.minutes
    wish = percent(shown.wish)
    if not shown.needed_known:
        takes = "…"
    elif shown.needed is None:
        takes = "no amount of time reaches it"
    elif plan.recall >= shown.wish:
        enough = f"; {shown.needed} min a day is enough" if cells >= 60 and shown.needed < minutes else ""
        takes = f"reached with the plan{enough}"
    else:
        more = f", {shown.needed - minutes} more than now" if cells >= 60 and shown.needed > minutes else ""
        takes = f"{shown.needed} min a day{more}"
    day = f"{percent(plan.recall)} with {minutes} min a day, {percent(plan.recall_untouched)} without study"
    if cells < 60:
        day = f"{percent(plan.recall)}, {percent(plan.recall_untouched)} without"
    lines = [
        ("Known today", f"{percent(plan.recall_now)} of {counted(plan.cards, 'card')}"),
        ("On the day", day),
        (f"{wish} takes", takes),
    ]
    if plan.new_left and not short:
        lines.append(("No time for", f"{counted(plan.new_left, 'new card')}; more minutes a day would help"))
    return [clip(row(Span(pad(label, LABEL), "dim"), said), cells) for label, said in lines]


def _axis(shown: Shown, count: int, cells: int, ascii: bool) -> list[Row]:
    """The mark of the day under the cursor, and the first day and some Mondays by name."""
    places = min(count, cells)
    thick = max(1, min(3, cells // max(places, 1)))
    at = (shown.day - shown.today).days * places // max(count, 1) * thick
    marks = {0: "today"}
    weeks = max(1, -(-count // 7 // max(1, cells // 14)))
    for week in range(0, -(-count // 7), weeks):
        monday = shown.today + timedelta(days=7 * week + (7 - shown.today.weekday()) % 7)
        marks.setdefault((monday - shown.today).days, f"{monday.day} {monday:%b}")
    line = ""
    for day, mark in sorted(marks.items()):
        start = day * places // max(count, 1) * thick
        if day < count and (not line or start > width(line) + 1) and start + width(mark) <= cells:
            line = pad(line, start) + mark
    return [row(" " * at, Span("^" if ascii else "▲", "accent")), row(Span(line, "dim"))]


def _day_rows(shown: Shown, plan: ExamPlan, cells: int) -> Rows:
    day = plan.on(shown.day)
    days = (shown.day - shown.today).days
    name = ahead_words(days).capitalize() if days < 2 else f"{shown.day:%A}"
    dated = (
        f"{name}, {shown.day.day} {shown.day:%b}"
        if cells >= 60
        else f"{shown.day:%a} {shown.day.day} {shown.day:%b}"
    )
    new = len(day.new)
    does = f"{counted(len(day.cards) - new, 'review')}, {new} new, {day.seconds / 60:.0f} min"
    if not day.cards:
        does = "nothing to do"
    cost = shown.costs.get(shown.day)
    told = "…" if cost is None else cost_words(cost)
    return (
        clip(row(Span(pad(dated, LABEL + 8 if cells >= 60 else LABEL - 3), "strong"), " ", does), cells),
        clip(
            row(Span(pad("A day off costs", LABEL + 8) if cells >= 60 else "Off costs ", "dim"), " ", told),
            cells,
        ),
    )


def cost_words(cost: float) -> str:
    """What a day off costs of the recall on the exam day."""
    return "nothing to speak of" if cost < 0.0005 else f"{percent(cost, 1)} of recall on the day"
