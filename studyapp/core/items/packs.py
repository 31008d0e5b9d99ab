"""A whole pack, and the identity of its cards."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from studyapp.core.items.fields import Id, Line, Model, QuestionRef, Text
from studyapp.core.items.guide import Guide
from studyapp.core.items.kinds import AnyQuestion, Question


class Objective(Model):
    """Something the learner can do or knows afterwards."""

    id: Id
    """Identity in the pack."""
    text: Line
    """The objective, in a sentence."""


class Manifest(Model):
    """pack.yaml: what the pack is and which files it is made of."""

    format: Literal[1]
    """Version of the pack format."""
    id: Id
    """Identity of the pack; the folder bears the same name."""
    title: Line
    """Title."""
    summary: Text
    """What it teaches, in a sentence or two."""
    authors: Annotated[tuple[Line, ...], Field(min_length=1, max_length=20)]
    """Who wrote it."""
    license: Line
    """License, as an SPDX identifier."""
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")] = "en"
    """Language, as an IETF tag."""
    version: Annotated[str, Field(pattern=r"^\d{1,6}(\.\d{1,6}){0,2}$")] = "1"
    """Version of the content."""
    objectives: Annotated[tuple[Objective, ...], Field(max_length=200)] = ()
    """What it trains; `pack check` holds that each has questions of two kinds."""
    guide: Annotated[str, Field(pattern=r"^[\w-]+\.md$")] | None = None
    """The study guide, a Markdown file beside this one."""
    glossary: Annotated[str, Field(pattern=r"^[\w-]+\.yaml$")] | None = None
    """The glossary, a file beside this one."""
    questions: Annotated[
        tuple[Annotated[str, Field(pattern=r"^(questions/)?[\w-]+\.yaml$")], ...],
        Field(min_length=1, max_length=200),
    ]
    """Question files in the order of study."""


class Term(Model):
    """An entry of the glossary."""

    term: Line
    """The term."""
    aliases: Annotated[tuple[Line, ...], Field(max_length=12)] = ()
    """Other names of the same thing."""
    definition: Text
    """What it means."""
    related: Annotated[tuple[QuestionRef, ...], Field(max_length=12)] = ()
    """Questions about it."""


class Pack(Model):
    """A whole pack."""

    manifest: Manifest
    """What pack.yaml says."""
    guide: Guide | None = None
    """The study guide."""
    glossary: tuple[Term, ...] = ()
    """The terms, in the order of their file."""
    questions: tuple[AnyQuestion, ...]
    """The questions of all files, in the order of study."""

    @property
    def id(self) -> str:
        return self.manifest.id

    def question(self, question_id: str) -> Question | None:
        return next((question for question in self.questions if question.id == question_id), None)


def card_id(pack_id: str, question_id: str, facet: str) -> str:
    """The identity of a card for ever: pack-id/question-id#facet."""
    return f"{pack_id}/{question_id}#{facet}"


def split_card_id(identity: str) -> tuple[str, str, str]:
    """(pack id, question id, facet) of a card."""
    question, _, facet = identity.partition("#")
    pack_id, _, question_id = question.partition("/")
    return pack_id, question_id, facet
