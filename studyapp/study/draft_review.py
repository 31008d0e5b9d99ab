"""Looking drafts over one by one: keep makes a question of one, drop takes it out. Nothing waits for an end."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studyapp.core.errors import Refusal
from studyapp.core.items import Cloze, Flashcard, Pack, Question, TrueFalse
from studyapp.packs.draft_places import DraftFolder
from studyapp.packs.errors import PackErrors, Problem
from studyapp.packs.loader import load


@dataclass(frozen=True)
class DraftPlace:
    """A draft, where it is written, and the example that is proposed above it."""

    question: Question
    file: str
    line: int
    example: str | None

    @property
    def id(self) -> str:
        return self.question.id

    def to_dict(self) -> dict[str, Any]:
        source = self.question.source
        return {
            "id": self.id,
            "kind": self.question.kind,
            "file": self.file,
            "line": self.line,
            "prompt": self.question.prompt,
            "topics": list(self.question.topics),
            "source": source.model_dump() if source else None,
            "proposed": self.example,
        }


class BrokenPack(Refusal):
    """The pack cannot be read; `problem` is the first thing to repair."""

    def __init__(self, folder: Path, problem: Problem) -> None:
        self.problem = problem
        super().__init__(f"{folder.name}/{problem}; repair it first")


class DraftReview:
    """The drafts of one pack folder. Each change is on disk when the call returns."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pack = self._load()
        """The pack as it was at the newest look."""
        self._written = DraftFolder(folder, self.pack)

    @property
    def pack_id(self) -> str:
        return self.pack.id

    def drafts(self) -> list[DraftPlace]:
        """The drafts as they are now, in the order of the pack; BrokenPack where the pack cannot be read."""
        pack = self.pack = self._load()
        self._written = DraftFolder(self.folder, pack)
        places = self._written.places()
        return [
            DraftPlace(question, *places[question.id])
            for question in pack.questions
            if question.draft and question.id in places
        ]

    def draft(self, identity: str) -> DraftPlace | None:
        """One draft as it is now; None when it is a draft no longer."""
        return next((one for one in self.drafts() if one.id == identity), None)

    def text_of(self, identity: str) -> str:
        """A draft as it is written."""
        return self._written.text_of(identity)

    def keep(self, identity: str) -> None:
        """Make a question of a draft."""
        self._written.keep(identity)

    def drop(self, identity: str) -> None:
        """Take a draft out of the pack; drafting again does not bring it back."""
        self._written.drop(identity)

    def answer(self, identity: str, text: str) -> None:
        """Give a draft another answer, a line of text. Refusal for kinds whose answer is no text, and for what
        the pack cannot hold; the draft then stays as it was."""
        one = self.draft(identity)
        if one is None:
            raise Refusal(f"{identity[:80]!r} is a draft no longer")
        value = self._answer_value(one.question, text.strip())
        field = "text" if one.question.kind == "cloze" else "answer"
        before = self._written.text_of(identity)
        self._written.set_field(identity, field, value)
        try:
            self._load()
        except Refusal:
            self._written.put(identity, before)
            raise

    def _answer_value(self, question: Question, text: str) -> object:
        if not text:
            raise Refusal("an answer needs some text")
        if question.kind == "true_false":
            known = {"true": True, "t": True, "false": False, "f": False}
            if text.casefold() not in known:
                raise Refusal("the answer of a true-false question is true or false")
            return known[text.casefold()]
        if question.kind == "cloze" and "[[" not in text:
            raise Refusal("write the sentence with its blanks, such as [[bound|0.25]]")
        if question.kind not in ("flashcard", "cloze"):
            raise _no_line(f"the answer of a {question.kind} question is no line")
        return text

    def _load(self) -> Pack:
        try:
            return load(self.folder).pack
        except PackErrors as errors:
            raise BrokenPack(self.folder, errors.problems[0]) from None


def answer_line(question: Question) -> str:
    """The answer as `DraftReview.answer` takes it; Refusal where that is no line of text."""
    match question:
        case Flashcard():
            line = question.answer.strip()
        case Cloze():
            line = question.text.strip()
        case TrueFalse():
            line = str(question.answer).lower()
        case _:
            raise _no_line(f"the answer of a {question.kind} question is no line")
    if "\n" in line:
        raise _no_line("this answer has several lines")
    return line


def _no_line(why: str) -> Refusal:
    return Refusal(f"{why}; set VISUAL or EDITOR to edit its file")
