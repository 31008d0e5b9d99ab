"""What a question still lacks, and what it holds for nothing."""

from __future__ import annotations

from studyapp.core.items import Derived, Question
from studyapp.core.lint.found import Findings, warning
from studyapp.core.lint.texts import Told
from studyapp.core.text import variables_in

CODES = {
    "draft": "Look it over, then remove `draft: true`.",
    "not-backed": "Add an example that a run can check, or cite a reference.",
    "missing-explanation": "Say in `explanation` why the answer is right.",
    "missing-hint": "Give a first step in `hint`.",
    "unused-variable": "Use the variable, or remove it.",
}

TELL_THEMSELVES = frozenset({"flashcard", "open"})
"""Kinds whose answer is a text that may explain itself."""
WORKED_OUT = frozenset({"numeric", "array", "parts", "trace", "expression"})
"""Kinds whose answer is found step by step, so that a first step helps who is stuck."""
_SILENT = {"variables", "where", "note"}
"""Fields in which a variable alone changes nothing that a learner meets."""


def rules(told: Told) -> Findings:
    question = told.question
    if question.variables:
        yield from _unused(question)
    if question.draft:
        yield warning("draft", "is a draft; look it over, then remove draft: true", told.id, "draft")
        return
    if question.backed_by == "notes":
        message = "rests on notes alone; add an example that a run can check, or cite a reference"
        yield warning("not-backed", message, told.id, "backed_by")
        return
    if told.kind not in TELL_THEMSELVES and question.explanation is None and question.theory is None:
        message = "has no explanation; say why the answer is right"
        yield warning("missing-explanation", message, told.id, "explanation")
    if question.hint is None and question.difficulty != "easy" and told.kind in WORKED_OUT:
        message = f"is a {question.difficulty} question to work out and has no hint; give a first step"
        yield warning("missing-hint", message, told.id, "hint")


def _unused(question: Question) -> Findings:
    """Variables that neither the question, its run nor a variable in use speaks of."""
    if question.variables.keys() <= variables_in(question.prompt):
        return
    used = set(variables_in(question.model_dump_json(exclude=_SILENT, exclude_unset=True, warnings=False)))
    for name, variable in reversed(question.variables.items()):
        if name in used and isinstance(variable, Derived):
            used |= variables_in(variable.derived)
    for name in question.variables:
        if name not in used:
            message = f"the variable {name} changes nothing; use {{{{{name}}}}}, or remove it"
            yield warning("unused-variable", message, question.id, "variables", name)
