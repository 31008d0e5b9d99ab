"""What stands behind a question, for its author: key, distractors, mistakes and claims with what was measured."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from studyapp.core.arrays import written_array
from studyapp.core.items import Bug, MultipleChoice, Numeric, Predict, Question, SingleChoice
from studyapp.core.offered import offered, said_of
from studyapp.core.shown import answer_lines, lines_shown, options_shown
from studyapp.core.text import filled, measured, one_line
from studyapp.core.worked import Named, Numbers, Variant, WorkedExample
from studyapp.render.answering import LETTERS, bug_texts
from studyapp.render.question import flat, tolerance_text
from studyapp.render.spans import Row, Rows, Span, ascii_rows, row, row_width, wrap
from studyapp.render.trace import claim_rows

LONGEST = 1_000
"""Signs of a text that are shown on these lines."""


def learner_rows(question: Question, variant: Variant, *, width: int, ascii: bool) -> Rows:
    """What stands below the prompt: options by their letters, lines with their blanks."""
    rows: list[Row] = []
    for number, line in enumerate(lines_shown(question, variant), start=1):
        rows += _listed(f"{number}", flat(line), width)
    shown = bug_texts(question, variant, width - 4) or tuple(map(flat, options_shown(question, variant)))
    if rows and shown:
        rows.append(row())
    for letter, text in zip(LETTERS, shown, strict=False):
        for place, line in enumerate(text.split("\n")):
            rows += _listed(letter if place == 0 else " ", line, width)
    return _drawn(rows, ascii)


def answer_rows(question: Question, facet: str, variant: Variant, *, width: int, ascii: bool) -> Rows:
    """The key, with how near an answer must come."""
    near = f"  {tolerance_text(question)}" if isinstance(question, Numeric) else ""
    lines = [flat(line)[:LONGEST] for line in answer_lines(question, facet, variant)]
    lines[-1] += near
    return _drawn([row(piece) for line in lines for piece in wrap(line, width, hanging="  ")], ascii)


def option_rows(question: Question, variant: Variant, *, width: int, ascii: bool) -> Rows:
    """Each option as right or wrong, by its letter, with the mutant that gives it and what is said of it."""
    if isinstance(question, Predict):
        texts = offered(question, variant)
        rows: list[Row] = []
        for place, prospect in enumerate(question.prospects):
            right = place in variant.right
            rows += _judged(right, LETTERS[place], flat(texts[place]), "", width)
            rows += _told(filled(prospect.says or "", variant.variables), width)
        return _drawn(rows, ascii)
    if not isinstance(question, SingleChoice | MultipleChoice):
        return ()
    texts = offered(question, variant)
    rows = []
    for place, item in enumerate(variant.order):
        option = question.options[item]
        made = " · ".join(
            part for part in (f"mutant {option.mutant}" if option.mutant else "", option.tag or "") if part
        )
        rows += _judged(option.correct, LETTERS[place], flat(texts[item]), made, width)
        rows += _told(said_of(option, variant), width)
    return _drawn(rows, ascii)


def mistake_rows(
    question: Question, variant: Variant, made: Sequence[Named], *, width: int, ascii: bool
) -> Rows:
    """Wrong answers that are told apart, with their values: the author's own, then those of the run's mutants."""
    if isinstance(question, Bug):
        return _drawn([row(line) for line in wrap(flat(variant.told), width)], ascii)
    rows: list[Row] = []
    for mistake, mark in [*((one, "") for one in variant.mistakes), *((one, "mutant ") for one in made)]:
        value = _value(mistake.value)
        rows += [row(Span(value, "wrong"), Span(f"   {mark}{mistake.tag}", "dim"))]
        rows += _told(mistake.says, width)
    return _drawn(rows, ascii)


def all_claim_rows(worked: WorkedExample, *, width: int, ascii: bool) -> Rows:
    """Every statement about the run, whether it holds, and what was measured."""
    return tuple(line for claim in worked.claims for line in claim_rows(claim, width=width, ascii=ascii))


def finding_rows(findings: Iterable[tuple[str, str, str, str]], *, width: int, ascii: bool) -> Rows:
    """(level, place, code, message) of each finding: where it is, then what to do."""
    rows: list[Row] = []
    for level, where, code, message in findings:
        error = level == "error"
        sign = Span("✗ " if error else "! ", "wrong" if error else "accent")
        place = Span(one_line(where, max(20, width - 2)), "strong")
        head, named = row(sign, place), Span(f"  {code}" if code else "", "dim")
        beside = row_width(row(*head, named)) <= width
        rows += [row(*head, named)] if beside else [head, row(named)]
        rows += [row(line) for line in wrap(one_line(message, LONGEST), width, indent="  ", hanging="  ")]
    return _drawn(rows, ascii)


def _listed(sign: str, text: str, width: int) -> list[Row]:
    first, *more = wrap(text[:LONGEST], max(8, width - 4))
    return [row(Span(f" {sign}  ", "accent"), first), *(row("    ", line) for line in more)]


def _judged(right: bool, letter: str, text: str, made: str, width: int) -> list[Row]:
    sign = Span("✓ " if right else "✗ ", "right" if right else "wrong")
    first, *more = wrap(text[:LONGEST], max(8, width - 5))
    rows = [row(sign, Span(f"{letter}  ", "accent"), first), *(row("     ", line) for line in more)]
    return [*rows, *(row(Span(line, "dim")) for line in wrap(made, width, indent="     ") if made)]


def _told(text: str, width: int) -> list[Row]:
    said = flat(text)
    return (
        [row(Span(line, "dim")) for line in wrap(said, width, indent="     ", hanging="     ")]
        if said
        else []
    )


def _value(value: Numbers) -> str:
    return written_array(value) if isinstance(value, tuple) else measured(value)


def _drawn(rows: Sequence[Row], ascii: bool) -> Rows:
    return ascii_rows(rows) if ascii else tuple(rows)
