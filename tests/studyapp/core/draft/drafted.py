"""Drafts of a text, for tests: read as Markdown, by kind, and as short lines."""

from __future__ import annotations

from studyapp.core.draft import Extracted, answers_of, extract
from studyapp.core.items import Cloze, Flashcard, Question, TrueFalse
from studyapp.packs.draft_markdown import read_markdown


def extracted(text: str) -> Extracted:
    return extract(read_markdown("notes.md", text))


def questions(text: str, kind: str | None = None) -> list[Question]:
    found = [draft.question for draft in extracted(text).drafts]
    return [question for question in found if kind is None or question.kind == kind]


def shown(question: Question) -> str:
    """A question on one line: what is asked and what is right."""
    if isinstance(question, Cloze):
        return question.text
    if isinstance(question, TrueFalse):
        return f"{question.prompt} | {str(question.answer).lower()}"
    if isinstance(question, Flashcard):
        return f"{question.prompt} | {question.answer}"
    return f"{question.prompt} | {' / '.join(answers_of(question))}"


def lines(text: str, kind: str | None = None) -> list[str]:
    return [shown(question) for question in questions(text, kind)]
