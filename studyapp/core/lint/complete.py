"""What a question still lacks, and what it holds for nothing."""

from __future__ import annotations

from pydantic import BaseModel

from studyapp.core.items import Backing, Derived, Question
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
_SILENT = frozenset({"variables", "where", "note"})
"""Fields in which a variable alone changes nothing that a learner meets."""


def rules(told: Told) -> Findings:
    question = told.question
    if question.variables:
        yield from _unused(question)
    if question.draft:
        yield warning("draft", "is a draft; look it over, then remove draft: true", told.id, "draft")
        return
    if question.backing is Backing.NOTED:
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
    used = {
        name
        for field in question.model_fields_set
        if field not in _SILENT
        for name in _mentioned(getattr(question, field))
    }
    for name, variable in reversed(question.variables.items()):
        if name in used and isinstance(variable, Derived):
            used |= variables_in(variable.derived)
    for name in question.variables:
        if name not in used:
            message = f"the variable {name} changes nothing; use {{{{{name}}}}}, or remove it"
            yield warning("unused-variable", message, question.id, "variables", name)


def _mentioned(value: object) -> frozenset[str]:
    """The variables that any text inside a value mentions."""
    found: set[str] = set()
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            if "{{" in value:
                found |= variables_in(value)
        elif isinstance(value, BaseModel):
            waiting.extend(getattr(value, name) for name in value.model_fields_set)
        elif isinstance(value, dict):
            waiting.extend(value.values())
        elif isinstance(value, list | tuple):
            waiting.extend(value)
    return frozenset(found)
