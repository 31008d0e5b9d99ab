"""Questions and packs for the tests of lint, written short."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import TypeAdapter

from studyapp.core.items import AnyQuestion, Guide, Manifest, Pack, Question, Term
from studyapp.core.lint import findings, lint

_QUESTION: TypeAdapter[Question] = TypeAdapter(AnyQuestion)
CHAIN = {"experiment": "chain", "with": {"weights": [1, 2]}, "claims": ["answer == 2"]}


def question(kind: str, **fields: Any) -> Question:
    """A question backed by a citation, with an explanation, unless the fields say otherwise."""
    body: dict[str, Any] = {"id": "q", "kind": kind, "difficulty": "easy", "topics": ["any"]}
    body |= {"explanation": "It is so."} if kind != "flashcard" else {}
    if "example" not in fields and "backed_by" not in fields and not fields.get("draft"):
        body |= {"backed_by": "citation", "references": [{"title": "A book"}]}
    return _QUESTION.validate_python(body | fields)


def choice(prompt: str, right: str, *wrong: str, **fields: Any) -> Question:
    options = [{"text": right, "correct": True}, *({"text": text, "says": "No."} for text in wrong)]
    return question("choice", prompt=prompt, options=options, **fields)


def statement(prompt: str, answer: bool = False, **fields: Any) -> Question:
    return question("true_false", prompt=prompt, answer=answer, **fields)


def card(prompt: str, answer: str, **fields: Any) -> Question:
    return question("flashcard", prompt=prompt, answer=answer, **fields)


def pack(
    *questions: Question, glossary: Sequence[Term] = (), guide: str | None = None, language: str = "en"
) -> Pack:
    """A pack of questions, which get ids by their place where they share one."""
    taken: set[str] = set()
    named: list[Any] = []
    for place, one in enumerate(questions):
        named.append(one.model_copy(update={"id": f"q-{place}"}) if one.id in taken else one)
        taken.add(one.id)
    manifest: dict[str, Any] = {"format": 1, "id": "p", "title": "P", "summary": "S", "authors": ["A"]}
    manifest |= {"license": "MIT", "questions": ["all.yaml"], "language": language}
    return Pack(
        manifest=Manifest.model_validate(manifest),
        questions=tuple(named),
        glossary=tuple(glossary),
        guide=None if guide is None else Guide(text=guide),
    )


def codes(*questions: Question, **parts: Any) -> list[str]:
    """The codes of what is found, whatever is allowed, sorted."""
    return sorted(one.code for one in findings(pack(*questions, **parts)))


def messages(*questions: Question, **parts: Any) -> list[str]:
    return [one.message for one in lint(pack(*questions, **parts))]


def places(code: str, *questions: Question, **parts: Any) -> list[tuple[str | int, ...]]:
    """Where a code is found."""
    return [one.path for one in findings(pack(*questions, **parts)) if one.code == code]
