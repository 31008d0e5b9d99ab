"""Candidates become questions: checked against the models and the notes, with an id, topics and their source."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from pydantic import ValidationError

from studyapp.core.draft.candidates import Candidate, Defined, Dropped, slug
from studyapp.core.draft.notes import Notes
from studyapp.core.draft.sections import Sections
from studyapp.core.items import (
    KINDS,
    Cloze,
    Flashcard,
    Matching,
    MultipleChoice,
    Ordering,
    Question,
    SingleChoice,
    TrueFalse,
)
from studyapp.core.text import folded

LONGEST_SOURCE = 8_000


class Draft(NamedTuple):
    """A question drafted from notes, the place of its section, and what it defines."""

    question: Question
    section: int
    defined: Defined | None

    @property
    def line(self) -> int:
        assert self.question.source is not None
        return self.question.source.line


def answers_of(question: Question) -> tuple[str, ...]:
    """Every text of a draft that must stand in the notes: answers, options, blanks, items and pairs."""
    match question:
        case Flashcard():
            return (question.answer,)
        case Cloze():
            return tuple(blank.accept[0] for blank in question.blanks)
        case SingleChoice() | MultipleChoice():
            return tuple(option.text for option in question.options)
        case Ordering():
            return tuple(item.text for item in question.items)
        case Matching():
            return tuple(side for pair in question.pairs for side in (pair.left, pair.right))
    return ()


@dataclass
class Taken:
    """What earlier drafts hold already; it grows with each draft."""

    ids: set[str] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)
    """What was asked before, as `key_of` gives it."""
    lines: set[str] = field(default_factory=set)
    """Source texts that were drafted before, as `digest` gives them; these do not grow."""


def digest(text: str) -> str:
    """What a text is known by: sixteen hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def key_of(question: Question) -> str:
    """What makes two drafts the same: kind, what is asked, and the answers, as a reader would compare them."""
    asked = question.text if isinstance(question, Cloze) else question.prompt
    if isinstance(question, TrueFalse):
        answers: tuple[str, ...] = (str(question.answer),)
    else:
        answers = answers_of(question)
    return digest("\n".join([question.kind, folded(asked), *map(folded, answers)]))


def finished(
    candidates: Iterable[Candidate], notes: Notes, sections: Sections, taken: Taken
) -> Iterator[Draft | Dropped]:
    """Drafts in the order given. Lines that were drafted before are passed over without a word."""
    for found in candidates:
        source = notes.source_text(found.first, found.last)
        if len(source) > LONGEST_SOURCE or not source.strip():
            yield Dropped(found.first, "lines that are too long")
            continue
        if digest(source) in taken.lines:
            continue
        identity = _identity(found, source, taken.ids)
        body = {
            "id": identity,
            "kind": found.kind,
            "draft": True,
            "difficulty": "medium",
            "topics": sections.topics(found.first),
            "source": {"file": notes.file, "line": found.first, "text": source},
            "backed_by": "notes",
            **found.fields,
        }
        try:
            question = KINDS[found.kind].model_validate(body)
        except ValidationError as error:
            yield Dropped(found.first, _unfit(error))
            continue
        key = key_of(question)
        if key in taken.keys:
            yield Dropped(found.first, "the same question again")
            continue
        taken.ids.add(identity)
        taken.keys.add(key)
        yield Draft(question, sections.place(found.first), found.defined)


def _identity(found: Candidate, source: str, ids: set[str]) -> str:
    """A slug of what is asked; where that is taken, a digest of its source tells the two apart."""
    named = slug(re.sub(r"\$[^$]*\$", " ", found.name)) or "draft"
    if named not in ids:
        return named
    digest = hashlib.sha256(f"{found.kind} {found.fields} {source}".encode("utf-8", "replace")).hexdigest()
    for size in (4, 8, 16):
        if (identity := f"{named}-{digest[:size]}") not in ids:
            return identity
    return f"{named}-{digest}"[:64]


def _unfit(error: ValidationError) -> str:
    message = str(error.errors()[0]["msg"])
    return (
        "text with {{…}}, which stands for a variable"
        if "{{" in message
        else "text that no question can hold"
    )
