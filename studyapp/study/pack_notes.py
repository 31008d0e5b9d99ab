"""Questions as notes of Anki, and what no note can hold."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from studyapp.core.items import (
    ArrayQuestion,
    Bug,
    Cloze,
    MultipleChoice,
    Numeric,
    Pack,
    Question,
    Reference,
    ShortText,
    SingleChoice,
)
from studyapp.packs.formats.anki import BASIC, CLOZE, Note
from studyapp.packs.formats.sides import Block, Listed, Sides
from studyapp.packs.formats.to_html import cloze_html, html
from studyapp.study.pack_sides import SEED, Written

SMALL = '<small class="studyapp">'
"""What begins a remark that is no part of the question; reading our own notes back leaves it out."""


def notes_of(pack: Pack, questions: Iterable[Written]) -> list[Note]:
    """The notes of a pack: one a question, two for a flashcard that is asked both ways."""
    return [_note(pack, written, side) for written in questions for side in written.sides]


def _note(pack: Pack, written: Written, side: Sides) -> Note:
    question = written.question
    explanation = html(written.filled(question.explanation)) if question.explanation else ""
    remarks = _remarks(question)
    tags = ("studyapp", f"difficulty::{question.difficulty}", *question.topics)
    identity = f"{pack.id}/{question.id}" + ("#reverse" if side.facet == "reverse" else "")
    if isinstance(question, Cloze):
        text = cloze_html(question, written.filled(question.text)) + _html(side.front[1:])
        return Note(identity, CLOZE, pack.manifest.title, text, explanation + remarks, tags)
    back = _html(side.back) + (f"<hr>{explanation}" if explanation else "") + remarks
    return Note(identity, BASIC, pack.manifest.title, _html(side.front), back, tags)


def _html(blocks: Iterable[Block]) -> str:
    parts = [_listed(block) if isinstance(block, Listed) else html(block) for block in blocks]
    if len(parts) == 1:
        return parts[0]
    return "".join(
        part if part.startswith(("<p>", "<ul>", "<ol", "<pre>")) else f"<p>{part}</p>" for part in parts
    )


def _listed(listed: Listed) -> str:
    items = "".join(f"<li>{html(item)}</li>" for item in listed.items)
    return f'<ol type="A">{items}</ol>' if listed.letters else f"<ul>{items}</ul>"


def _remarks(question: Question) -> str:
    said = [_reference(reference) for reference in question.references]
    if question.variables or isinstance(question, Bug):
        said.insert(0, f"The numbers are those of seed {SEED}; in studyapp they change.")
    return f"<br>{SMALL}{'<br>'.join(said)}</small>" if said else ""


def _reference(reference: Reference) -> str:
    year = f" ({reference.year})" if reference.year else ""
    words = escape(f"{reference.authors}{year}: {reference.title}" if reference.authors else reference.title)
    return f'<a href="{escape(reference.url)}">{words}</a>' if reference.url else words


TABLE_KEEPS = frozenset({"explanations"})
PRINT_KEEPS = frozenset({"guide", "glossary terms", "references", "background texts"})


def losses(pack: Pack, kept: frozenset[str]) -> dict[str, int]:
    """How many of each thing a format leaves out that keeps only fronts, backs and what is named in `kept`."""
    asked = [question for question in pack.questions if not question.draft]
    examples = [question.example for question in asked if question.example]
    counts = {
        "examples": len(examples),
        "claims": sum(len(example.claims) for example in examples),
        "questions with changing numbers": sum(bool(question.variables) for question in asked),
        "mistakes": sum(map(_mistakes, asked)),
        "other accepted answers": sum(map(_accepted, asked)),
        "hints": sum(question.hint is not None for question in asked),
        "background texts": sum(
            text is not None for one in asked for text in (one.theory, one.practice, one.diagram)
        ),
        "links between questions": sum(len(question.related) + len(question.requires) for question in asked),
        "objectives": len(pack.manifest.objectives),
        "tests": sum(len(question.tests) for question in asked),
        "guide": int(pack.guide is not None),
        "glossary terms": len(pack.glossary),
        "drafts": len(pack.questions) - len(asked),
    }
    return {name: count for name, count in counts.items() if count and name not in kept}


def _mistakes(question: Question) -> int:
    match question:
        case Numeric() | ArrayQuestion() | Bug():
            return len(question.mistakes)
        case SingleChoice() | MultipleChoice():
            return sum(option.says is not None for option in question.options)
        case ShortText():
            return len(question.answer.reject)
        case _:
            return 0


def _accepted(question: Question) -> int:
    match question:
        case ShortText():
            return len(question.answer.accept) - 1
        case Cloze():
            return sum(len(blank.accept) - 1 for blank in question.blanks)
        case _:
            return 0
