"""Holding an author's claims against a run."""

from __future__ import annotations

from collections.abc import Mapping

from studyapp.core import expressions
from studyapp.core.answers import read_number
from studyapp.core.expressions import Comparison, ExpressionError, Node, Value
from studyapp.core.items import (
    ArrayQuestion,
    Cloze,
    Formula,
    Matching,
    MultipleChoice,
    Parts,
    Predict,
    Question,
    SingleChoice,
    TrueFalse,
)
from studyapp.core.offered import offered
from studyapp.core.text import filled, measured, written
from studyapp.core.worked import CheckedClaim, Variant

MOST_ENTRIES = 6


def check_all(
    question: Question, variant: Variant, measurements: Mapping[str, object]
) -> tuple[CheckedClaim, ...]:
    """Every statement of a question about its run: the claims, and what decides its answer or options."""
    example = question.example
    known = {**measurements, **keys(question, variant)}
    statements = list(example.claims) if example else []
    checked = [check(claim.holds, claim.says, known, variant.variables) for claim in statements]
    match question:
        case TrueFalse(decided_by=str(decided_by)):
            says = f"The statement is {str(question.answer).lower()}."
            checked.append(check(decided_by, says, known, variant.variables, expected=question.answer))
        case Matching():
            for pair in question.pairs:
                if pair.holds is not None:
                    says = f"{pair.left}: {pair.right}"
                    checked.append(check(pair.holds, says, known, variant.variables))
        case Predict():
            for place, prospect in enumerate(question.prospects):
                says = f"{'Happens' if place in variant.right else 'Does not'}: {prospect.text}"
                expected = place in variant.right
                checked.append(check(prospect.holds, says, known, variant.variables, expected=expected))
        case SingleChoice() | MultipleChoice():
            for option, text in zip(question.options, offered(question, variant), strict=True):
                if option.holds is not None:
                    says = f"{'Right' if option.correct else 'Wrong'}: {text}"
                    checked.append(
                        check(option.holds, says, known, variant.variables, expected=option.correct)
                    )
    return tuple(checked)


def keys(question: Question, variant: Variant) -> dict[str, object]:
    """The answer by the names that claims know it by: `answer`, or `answer.LABEL` for a numeric blank."""
    if variant.key is not None:
        return {"answer": variant.key}
    if isinstance(question, ArrayQuestion):
        return {"answer": variant.cells[0].value}
    if isinstance(question, Parts):
        return {
            f"answer.{part.id}": cell.value for part, cell in zip(question.parts, variant.cells, strict=True)
        }
    if isinstance(question, Formula):
        try:
            value = question.answer.value_at_point(variant.variables)
        except ExpressionError:
            value = None
        return {} if value is None else {"answer": value}
    if isinstance(question, Cloze):
        read = {blank.label: read_number(blank.accept[0]) for blank in question.blanks}
        return {
            f"answer.{label.replace('-', '_')}": number
            for label, number in read.items()
            if isinstance(number, float)
        }
    return {}


def check(
    statement: str,
    says: str | None,
    measurements: Mapping[str, object],
    variables: Mapping[str, object],
    *,
    expected: bool = True,
) -> CheckedClaim:
    """A statement with its measured sides; one that cannot be evaluated does not hold and says why."""
    text = filled(statement, {name: _bracketed(value) for name, value in variables.items()})
    says = filled(says, variables) if says else None
    node = expressions.parse(statement)
    try:
        truth = expressions.holds(node, measurements, variables)
        found = sides(node, measurements, variables)
    except ExpressionError as error:
        return CheckedClaim(text, says, False, str(error))
    return CheckedClaim(text if expected else f"not ({text})", says, truth == expected, found)


def _bracketed(value: object) -> object:
    """A negative number in brackets, so that `{{w}} ** 2` reads as it is computed."""
    return f"({written(value)})" if isinstance(value, int | float) and value < 0 else value


def sides(node: Node, measurements: Mapping[str, object], variables: Mapping[str, object]) -> str:
    """The measured value on each side of a comparison: `0.125 == 0.125`."""
    if isinstance(node, Comparison):
        parts = [_shown(expressions.evaluate(node.first, measurements, variables))]
        for operator, side in node.rest:
            parts += [operator, _shown(expressions.evaluate(side, measurements, variables))]
        return " ".join(parts)
    if isinstance(node, expressions.Call) and node.arguments:
        return _shown(expressions.evaluate(node.arguments[0], measurements, variables))
    if isinstance(node, expressions.Binary):
        both = (sides(side, measurements, variables) for side in (node.left, node.right))
        return f" {node.operator} ".join(both)
    return _shown(expressions.evaluate(node, measurements, variables))


def _shown(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        entries = [_shown(entry) for entry in value[:MOST_ENTRIES]]
        if len(value) > MOST_ENTRIES:
            entries[-1:] = ["…", _shown(value[-1])]
        return "[" + ", ".join(entries) + "]"
    return measured(value)
