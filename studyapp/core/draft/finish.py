"""Candidates become questions: checked against the models and the notes, with an id, topics and their source."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pydantic import ValidationError

from studyapp.core.draft.candidates import Candidate, Defined, Dropped, slug
from studyapp.core.draft.notes import Notes
from studyapp.core.draft.sections import Sections
from studyapp.core.items import KINDS, Cloze, Flashcard, Matching, MultipleChoice, Ordering, Question, SingleChoice
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


def finished(
    candidates: Iterable[Candidate], notes: Notes, sections: Sections, ids: set[str], asked: set[str]
) -> Iterator[Draft | Dropped]:
    """Drafts in the order given; `ids` and `asked` grow with what is taken, and hold what was taken before."""
    for found in candidates:
        source = notes.source_text(found.first, found.last)
        if len(source) > LONGEST_SOURCE or not source.strip():
            yield Dropped(found.first, "lines that are too long")
            continue
        key = f"{found.kind} {folded(_asked(found))} {folded(str(found.fields.get('answer', '')))}"
        if key in asked:
            yield Dropped(found.first, "the same question again")
            continue
        identity = _identity(found, source, ids)
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
        ids.add(identity)
        asked.add(key)
        yield Draft(question, sections.place(found.first), found.defined)


def _asked(found: Candidate) -> str:
    return str(found.fields.get("prompt") or found.fields.get("text") or "")


def _identity(found: Candidate, source: str, ids: set[str]) -> str:
    """A slug of what is asked; where that is taken, a digest of its source tells the two apart."""
    named = slug(re.sub(r"\$[^$]*\$", " ", found.name)) or "draft"
    if named not in ids:
        return named
    digest = hashlib.sha256(f"{found.kind} {found.fields} {source}".encode("utf-8", "replace")).hexdigest()
    for size in (4, 8, 16):
        if (identity := f"{named}-{digest[:size]}") not in ids:
            return identity
    raise AssertionError("two drafts with the same text are duplicates")


def _unfit(error: ValidationError) -> str:
    message = str(error.errors()[0]["msg"])
    return "text with {{…}}, which stands for a variable" if "{{" in message else "text that no question can hold"
