"""The lines of a question's page, as pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from studyapp.core.items import MultipleChoice, Question, SingleChoice
from studyapp.core.offered import offered, said_of
from studyapp.core.shown import answer_lines
from studyapp.core.worked import Variant
from studyapp.render.question import question_text
from studyapp.render.spans import Rows, Span, row

if TYPE_CHECKING:
    from studyapp.study.why import CardPage


def prompt_text(question: Question, facet: str, variant: Variant) -> str:
    """What is asked, with its lines, options and conventions, as Markdown."""
    text = question_text(question, facet, variant)
    lines = "\n".join(f"- {line}" for line in text.lines)
    options = "\n".join(f"- {option}" for option in text.options)
    conventions = "\n\n".join(f"*{line}*" for line in text.conventions)
    return "\n\n".join(part for part in (text.prompt, lines, options, conventions) if part)


def answer_text(question: Question, facet: str, variant: Variant) -> str:
    """The answer, in lines where it has several, with what is said of each option, as Markdown."""
    first, *more = answer_lines(question, facet, variant)
    several = "\n".join(f"- {line}" for line in (first, *more))
    answer = f"**Answer.**\n\n{several}" if more else f"**Answer.** {first}"
    if isinstance(question, SingleChoice | MultipleChoice):
        options_said = zip(offered(question, variant), question.options, strict=True)
        said = "\n".join(f"- {text}: {said_of(one, variant)}" for text, one in options_said if one.says)
        answer += f"\n\n{said}" if said else ""
    return answer


def card_rows(cards: Sequence[CardPage]) -> Rows:
    """The schedule of each card in words; which one it is, where a question has several."""
    rows: list[Rows] = []
    for card in cards:
        facet = card.card.id.partition("#")[2]
        head = (row(Span(facet.capitalize(), "strong")),) if len(cards) > 1 else ()
        rows.append((*head, *(row(Span(line, "dim")) for line in card.lines)))
    return tuple(line for lines in rows for line in lines)
