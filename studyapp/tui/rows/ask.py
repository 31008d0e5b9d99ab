"""The asking screen's lines, as pure functions of the turn and the answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from studyapp.core.confidence import Confidence
from studyapp.core.grading import Outcome, Verdict, right_answer
from studyapp.core.items import ArrayQuestion, Bug, Flashcard, Matching, Numeric, Open, Ordering, Parts, Trace
from studyapp.core.leeches import forgotten
from studyapp.core.quiz import time_text
from studyapp.core.text import one_line, written
from studyapp.render.question import COUNTED, HOW_SURE, SURE_BUT_WRONG, flat, tolerance_text
from studyapp.render.spans import Row, Rows, Span, clip, row, width, wrap

if TYPE_CHECKING:
    from studyapp.core.why import Why
    from studyapp.core.worked import Variant
    from studyapp.study.asked import Asked
    from studyapp.tui.asking import Turn


def where_row(turn: Turn, asked: Asked | None, cells: int, *, answered: bool = False) -> Row:
    """Pack on the left, with the question's title once it can give nothing away; what is left on the right."""
    if asked and turn.minutes is not None:
        count = f"{turn.left} left"  # a review grows by the cards that come back; a quiz does not
    else:
        count = f"{turn.done + 1} of {turn.done + turn.left}" if asked else f"{turn.done} done"
    minutes = f" · {max(1, turn.minutes)} min" if turn.minutes is not None and asked and cells >= 60 else ""
    if turn.seconds_left is not None and asked:
        minutes = f" · {time_text(turn.seconds_left)}"
    right = count + minutes
    if asked and cells >= 76:
        right = f"{asked.question.kind.replace('_', ' ')} · {asked.question.difficulty}     {right}"
    left = turn.title
    if asked and answered and cells >= 60:
        left += f" › {asked.question.heading}"
    left = one_line(left, max(8, cells - width(right) - 5))
    gap = max(2, cells - width(left) - width(right) - 3)
    return row(" ", Span(left, "strong"), " " * gap, Span(right, "dim"))


def sure_row() -> Row:
    """What is asked between an answer and its verdict."""
    return row(Span(HOW_SURE, "accent"))


def word_rows(confidence: Confidence | None, verdict: Verdict | None, *, overridden: bool) -> Rows:
    """What the learner's own word adds to a wrong verdict: that they were sure, or that they count it as right."""
    if verdict is None or verdict.outcome is not Outcome.WRONG:
        return ()
    if overridden:
        return (row(Span(COUNTED, "right")),)
    return (row(Span(SURE_BUT_WRONG, "wrong")),) if confidence is Confidence.SURE else ()


def verdict_rows(asked: Asked, verdict: Verdict | None, response: str, cells: int, ascii: bool) -> Rows:
    """Right or wrong in a sign and a word, the key, and how the answer is backed."""
    question = asked.question
    backed = str(question.backing)
    if question.example is not None and backed != "cited":
        backed += f" · seed {asked.variant.seed}"
    key = flat(right_answer(question, asked.facet, asked.variant))
    near = Span(f"  {tolerance_text(question)}" if isinstance(question, Numeric) else "", "dim")
    if isinstance(question, Flashcard | Open) or verdict is None:
        said: tuple[str | Span, ...] = (
            Span(verdict.says, "strong") if verdict else Span("The answer", "strong"),
        )
    elif verdict.outcome is Outcome.RIGHT and isinstance(question, Trace | Parts | Bug):
        # Of a trace without a blank nothing was asked.
        read = isinstance(question, Trace) and not any(cell.blank for cell in asked.variant.cells)
        said = (Span(("v " if ascii else "✓ ") + ("Read" if read else "Right"), "right"),)
    elif verdict.outcome is Outcome.RIGHT:
        said = (Span("v Right" if ascii else "✓ Right", "right"), f"  {key}", near)
    elif isinstance(question, ArrayQuestion | Bug | Parts | Trace | Ordering | Matching):
        said = (Span("x Wrong" if ascii else "✗ Wrong", "wrong"),)  # the lines below say where
    else:
        mine = one_line(response, 30)
        said = (
            Span("x Wrong" if ascii else "✗ Wrong", "wrong"),
            f"  {mine}   the answer is ",
            Span(key, "strong"),
            near,
        )
    first = row(*said)
    gap = cells - sum(width(span.text) for span in first) - width(backed)
    if gap >= 2:
        return (row(*first, " " * gap, Span(backed, "dim")),)
    return (first, row(Span(backed, "dim")))


def help_rows(times: int, *, section: bool, example: bool) -> Rows:
    """What may help with a card that is forgotten again and again, with the keys that lead there."""
    ways = ["r reads its section"] * section + ["w steps through its run"] * example
    said = " · ".join(ways) or "n writes a note on it"
    return (row(Span(f"{forgotten(times)}: {said}", "accent")),)


def why_rows(why: Why, cells: int) -> Rows:
    """The schedule of a card: how well it was known before the answer, then what each rating means."""
    lines = (f"Before: {why.before}", *why.after.values())
    return tuple(row(line) for said in lines for line in wrap(said, cells, hanging="  "))


def related_rows(related: Sequence[tuple[str, str]], at: int, cells: int, *, ascii: bool = False) -> Rows:
    """Related questions by their headings, the one that opens marked."""
    rows: Rows = ()
    for place, (_, heading) in enumerate(related):
        sign = (">" if ascii else "▸") if place == at else " "
        rows += (clip(row(Span(f"{sign} {heading}", "strong" if place == at else "")), cells),)
    return (*rows, clip(row(Span("o: open it; l: the next", "dim")), cells))


def answer_text(asked: Asked, verdict: Verdict | None) -> str:
    """What is said under the verdict: the card's back, the model answer, or what the mistake was."""
    question = asked.question
    if isinstance(question, Flashcard | Open):
        return right_answer(question, asked.facet, asked.variant)
    if verdict is None:
        return ""
    read_as = f"Read as `{verdict.read_as}`." if verdict.read_as else ""
    return "\n\n".join(part for part in (read_as, verdict.says) if part)


def other_numbers(variant: Variant) -> str:
    """What is said over a run whose numbers are not the question's."""
    values = ", ".join(f"{name} = {written(value)}" for name, value in variant.variables.items())
    return f"Other numbers, seed {variant.seed}{': ' + values if values else ''}; w for the question's own"
