"""One file of notes on its way to drafts: what was found, and which lines are spoken for."""

from __future__ import annotations

from studyapp.core.draft.candidates import Candidate, Dropped
from studyapp.core.draft.english import language_of
from studyapp.core.draft.notes import Block, Notes, Passage
from studyapp.core.draft.pairs import confusables
from studyapp.core.draft.sections import Sections
from studyapp.core.draft.subjects import Vocabulary


class Work:
    """The state that the passes over the notes share."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self.sections = Sections(notes)
        text = "\n".join(line for at, line in enumerate(notes.lines, 1) if at not in notes.literal)
        self.language = language_of(text)
        self.vocabulary = Vocabulary(text)
        declared = list(confusables(notes))
        self.confusable = [terms for _, terms in declared]
        self.declared = frozenset(line for line, _ in declared)
        """Lines that say which terms are confusable: they ask nothing and lead in to nothing."""
        self.held = set(self.declared)
        """Lines that an explicit mark or a question has taken whole."""
        self.found: list[Candidate] = []
        self.dropped: list[Dropped] = []

    def free(self, first: int, last: int) -> bool:
        """Whether none of these lines is taken."""
        return not any(line in self.held for line in range(first, last + 1))

    def hold(self, first: int, last: int) -> None:
        self.held.update(range(first, last + 1))

    def above(self, place: int) -> Passage | None:
        """The paragraph right above a block."""
        above = self.notes.blocks[place - 1] if place else None
        if above is None or above.kind != "paragraph" or above.last in self.declared:
            return None
        return above.passage

    def heading(self, block: Block) -> str | None:
        """The heading that a block stands under."""
        return self.sections.over(block.first)
