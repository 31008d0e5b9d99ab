"""The result page's lines, as pure functions of the result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studyapp.core.grading import right_answer
from studyapp.core.text import one_line
from studyapp.render.charts import meter
from studyapp.render.maths import in_text
from studyapp.render.question import question_text
from studyapp.render.spans import Rows, Span, row, width

if TYPE_CHECKING:
    from studyapp.study.quiz import Answered, Result


def score_rows(result: Result, cells: int, ascii: bool) -> Rows:
    """The score over what was asked, what was left unanswered, and what of it can be shared."""
    bar = meter(result.right / result.asked, width=min(30, max(10, cells - 30)), ascii=ascii)
    said = [f"{result.right * 100 / result.asked:.0f} %"]
    if result.time_over:
        said.append("the time is over")
    if unanswered := result.asked - result.answered:
        said.append(f"{unanswered} left unanswered")
    if (more := len(result.answers) - result.answered) > 0:
        said.append(f"{more} more until all were right" if result.quiz.options.mode.repeats else "")
    rows = [
        row(),
        row("  ", Span(f"{result.right} of {result.asked} right", "strong"), "  ", Span(bar, "accent")),
        row("  ", Span(", ".join(part for part in said if part), "dim")),
    ]
    if (line := result.shared_line) is not None:
        label = "To share  "
        whole = width(line) + width(label) + 4 <= cells
        shown = line if whole else f"studyapp quiz --challenge {result.quiz.code}" if cells >= 60 else None
        rows.append(row("  ", Span(label if shown else "Code  ", "dim"), shown or str(result.quiz.code)))
    return tuple(rows)


def answer_rows(answer: Answered, ascii: bool) -> Rows:
    """One answer: its question, what was said and what is right."""
    asked = answer.asked
    prompt = one_line(in_text(question_text(asked.question, asked.facet, asked.variant).prompt), 300)
    key = one_line(in_text(right_answer(asked.question, asked.facet, asked.variant)), 200)
    signs = ("v ", "x ") if ascii else ("✓ ", "✗ ")
    sign = Span(signs[0], "right") if answer.right else Span(signs[1], "wrong")
    mine = one_line(answer.response, 60)
    said = ("you: ", Span(mine, "right" if answer.right else "wrong"), "   ") if mine else ()
    return (
        row(sign, Span(prompt.replace("\\", ""), "strong")),
        row("  ", *said, "answer: ", Span(key.replace("\\", ""), "right")),
        row(),
    )
