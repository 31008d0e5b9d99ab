"""The lines of the end page of a review, as pure functions of how it went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studyapp.core.grading import right_answer
from studyapp.core.text import one_line
from studyapp.render.charts import meter
from studyapp.render.maths import in_text
from studyapp.render.question import flat, question_text
from studyapp.render.spans import Row, Rows, Span, clip, row, wrap

if TYPE_CHECKING:
    from studyapp.study.endings import Ending
    from studyapp.study.quiz_values import Answered


def spent_text(seconds: float) -> str:
    """A time as it is said: 40 s, 12 min, 1 h 5 min."""
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def ending_rows(ending: Ending, says: str, cells: int, ascii: bool) -> Rows:
    """How much was answered and recalled, why it is over, and what comes tomorrow."""
    bar = meter(ending.right / ending.answers, width=min(30, max(8, cells - 34)), ascii=ascii)
    score = f"{ending.right} of {ending.answers} recalled"
    first = row("  ", Span(score, "strong"), "  ", Span(bar, "accent"), f"  {spent_text(ending.seconds)}")
    if cells < 60:
        first = row(" ", Span(score, "strong"), f", {spent_text(ending.seconds)}")
    indent = "  " if cells >= 60 else " "
    lines: list[Row] = [first]
    if says:
        lines += [row(line) for line in wrap(says, cells - 2, indent=indent)]
    lines.append(row(Span(f"{indent}{_tomorrow(ending)}", "dim")))
    return tuple(lines)


def _tomorrow(ending: Ending) -> str:
    due = ending.due_tomorrow
    if not due:
        return "Tomorrow nothing comes due."
    return f"Tomorrow {due:,} due, about {ending.minutes_tomorrow} min."


def missed_rows(answer: Answered, cells: int, ascii: bool) -> Rows:
    """What was missed: the question, what was said and what is right, and the mistake where it has a name."""
    asked, verdict = answer.asked, answer.verdict
    prompt = flat(in_text(question_text(asked.question, asked.facet, asked.variant).prompt))
    key = one_line(flat(right_answer(asked.question, asked.facet, asked.variant)), 200)
    sign = Span("x " if ascii else "✗ ", "wrong")
    mine = one_line(answer.response, 60)
    said: tuple[str | Span, ...] = ("you: ", Span(mine, "wrong"), "   ") if mine else ()
    rows = [
        clip(row(sign, Span(one_line(prompt, 300), "strong")), cells),
        clip(row("  ", *said, "answer: ", Span(key, "right")), cells),
    ]
    if verdict.says:
        words = one_line(flat(verdict.says), 300)
        rows += [row(Span(line, "dim")) for line in wrap(words, cells, indent="  ")]
    return (*rows, row())
