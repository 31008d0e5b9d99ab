"""Whether true and false come about equally often in a pack."""

from __future__ import annotations

from collections.abc import Sequence

from studyapp.core.items import Question, TrueFalse
from studyapp.core.lint.found import Findings, warning

CODES = {"true-false-balance": "Turn some statements around, so that guessing one answer does not pay."}

ENOUGH = 8
"""Statements from which on their balance is looked at."""
LEAST = 0.3
"""The smallest share of either answer."""


def overall(questions: Sequence[Question]) -> Findings:
    answers = [question.answer for question in questions if isinstance(question, TrueFalse)]
    if len(answers) < ENOUGH:
        return
    share = sum(answers) / len(answers)
    if not LEAST <= share <= 1 - LEAST:
        often, rare = ("true", "false") if share > 0.5 else ("false", "true")
        message = (
            f"{max(share, 1 - share):.0%} of {len(answers)} statements are {often}; make more of them {rare},"
            " so that guessing one answer does not pay"
        )
        yield warning("true-false-balance", message, None, "manifest", "questions")
