"""Notes -> drafts: explicit marks first, then plain structure where the text is English.

Every answer, definition, option and distractor is text of the notes. Lines that an explicit mark took are left alone
by the rules of plain structure, and of those at most one takes a sentence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from studyapp.core.draft.candidates import Candidate, Dropped
from studyapp.core.draft.choices import number_choices, term_choices
from studyapp.core.draft.clozes import clozes
from studyapp.core.draft.contrasts import confused, contrast
from studyapp.core.draft.english import language_of
from studyapp.core.draft.finish import Draft, Taken, finished
from studyapp.core.draft.lists import collected, explained, items_one_by_one, question_above, tasks
from studyapp.core.draft.notes import Block, Notes, Passage
from studyapp.core.draft.numbers import number_fact
from studyapp.core.draft.pairs import confusables, definitions, pairs
from studyapp.core.draft.questions import answered_below, inside, lines_answered, question_of
from studyapp.core.draft.sections import Sections
from studyapp.core.draft.sentences import Sentence, sentences
from studyapp.core.draft.statements import statement
from studyapp.core.draft.subjects import Vocabulary
from studyapp.core.draft.tables import table

MOST_DRAFTS = 1_000


class Extracted(NamedTuple):
    """What one file of notes gave."""

    drafts: tuple[Draft, ...]
    dropped: tuple[Dropped, ...]
    sections: Sections
    language: str

    @property
    def reasons(self) -> dict[str, int]:
        return dict(Counter(dropped.reason for dropped in self.dropped).most_common())


def extract(notes: Notes, taken: Taken | None = None, most: int = MOST_DRAFTS) -> Extracted:
    """At most `most` drafts of a file in the order of its lines; `taken` is shared by the files of one pack."""
    return _Extraction(notes).result(taken or Taken(), most)


class _Extraction:
    """One file on its way to drafts."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self.sections = Sections(notes)
        text = "\n".join(line for at, line in enumerate(notes.lines, 1) if at not in notes.literal)
        self.language = language_of(text)
        self.vocabulary = Vocabulary(text)
        self.groups = [terms for _, terms in confusables(notes)]
        self.taken: set[int] = {line for line, _ in confusables(notes)}
        self.found: list[Candidate] = []
        self.dropped: list[Dropped] = []

    def result(self, taken: Taken, most: int) -> Extracted:
        self.explicit()
        if self.language == "en":
            self.structure()
            self.choices()
        self.found.sort(key=lambda candidate: candidate.first)
        drafts: list[Draft] = []
        for one in finished(self.found, self.notes, self.sections, taken):
            if isinstance(one, Dropped):
                self.dropped.append(one)
            elif len(drafts) < most:
                drafts.append(one)
            else:
                self.dropped.append(Dropped(one.line, f"more drafts than the {MOST_DRAFTS:,} of a pack"))
                break
        return Extracted(tuple(drafts), tuple(self.dropped), self.sections, self.language)

    def take(self, candidate: Candidate) -> None:
        self.found.append(candidate)

    # --- explicit marks -------------------------------------------------------------------------------------

    def explicit(self) -> None:
        asked = pairs(self.notes)
        self.found += asked.candidates
        self.taken |= asked.taken
        unanswered = {dropped.line: dropped for dropped in asked.dropped}
        for place, block in enumerate(self.notes.blocks):
            if block.kind == "list" and any(item.checked is not None for item in block.items):
                self.tasks(place, block, unanswered)
        self.dropped += unanswered.values()
        defined = definitions(self.notes, self.taken)
        self.found += defined.candidates
        self.dropped += defined.dropped
        self.taken |= defined.taken
        for block in self.notes.blocks:
            for passage in _passages(block):
                for candidate in clozes(passage):
                    if not self.taken & set(range(candidate.first, candidate.last + 1)):
                        self.take(candidate)
                        self.taken.update(range(candidate.first, candidate.last + 1))

    def tasks(self, place: int, block: Block, unanswered: dict[int, Dropped]) -> None:
        above = block.under or self.above(place)
        candidate = tasks(block, question_above(above, self.sections.over(block.first)))
        if isinstance(candidate, Dropped):
            self.dropped.append(candidate)
            self.taken.update(range(block.first, block.last + 1))
            return
        first = above.first if above is not None else block.first
        self.take(candidate._replace(first=first))
        self.taken.update(range(first, block.last + 1))
        for line in range(first, block.first):
            unanswered.pop(line, None)

    def above(self, place: int) -> Passage | None:
        """The paragraph right above a block."""
        if place == 0 or self.notes.blocks[place - 1].kind != "paragraph":
            return None
        return self.notes.blocks[place - 1].passage

    # --- plain structure ------------------------------------------------------------------------------------

    def structure(self) -> None:
        for place, block in enumerate(self.notes.blocks):
            if block.kind in ("heading", "paragraph"):
                self.asked(place, block)
        for place, block in enumerate(self.notes.blocks):
            if self.taken & set(range(block.first, block.last + 1)) and block.kind != "list":
                if block.kind == "paragraph":
                    self.paragraph(block)
                continue
            if block.kind == "paragraph":
                self.paragraph(block)
            elif block.kind == "list":
                self.list_(place, block)
            elif block.kind == "table":
                for candidate in table(block, self.sections.over(block.first)):
                    self.take(candidate)

    def asked(self, place: int, block: Block) -> None:
        """A heading or a paragraph that asks what the paragraph below it answers."""
        if block.first in self.taken:
            return
        lines = self.notes.lines[block.first - 1 : block.last]
        if block.kind == "paragraph" and block.passage is not None:
            candidate = lines_answered(block.passage, lines)
            if candidate is not None:
                self.take(candidate)
                self.taken.update(range(block.first, block.last + 1))
                return
        question = question_of(block)
        if question is None or place + 1 >= len(self.notes.blocks):
            return
        below = self.notes.blocks[place + 1]
        if below.kind == "paragraph" and below.passage is not None and below.first not in self.taken:
            candidate = answered_below(block, question, below.passage)
            if candidate is not None and question_of(below) is None:
                self.take(candidate)

    def paragraph(self, block: Block) -> None:
        if block.passage is None:
            return
        found = list(sentences(block.passage))
        answers: set[int] = set()
        for candidate, places in inside(found):
            if not self.taken & set(range(candidate.first, candidate.last + 1)):
                self.take(candidate)
                answers.update(places)
        if len(found) == 1 and self.one_item(block.passage, found[0], bold=True):
            return
        for place, sentence in enumerate(found):
            if not self.taken & set(range(sentence.first, sentence.last + 1)):
                self.sentence(sentence, found[place - 1] if place else None)

    def sentence(self, sentence: Sentence, before: Sentence | None) -> None:
        for candidate in confused(sentence, self.groups):
            self.take(candidate)
        against = contrast(sentence, self.vocabulary)
        if against is not None:
            self.take(against)
        said = statement(sentence, before, self.vocabulary)
        if said is None and against is None:
            said = number_fact(sentence)
        if said is not None:
            self.take(said)

    def list_(self, place: int, block: Block) -> None:
        if any(item.checked is not None for item in block.items):
            return
        lead = block.under or self.above(place)
        heading = self.sections.over(block.first)
        if not self.taken & set(range(block.first, block.last + 1)):
            whole = collected(block, lead, heading)
            if whole is not None:
                self.take(whole)
                return
        for item in items_one_by_one(block.items, self.taken):
            found = list(sentences(item.passage))
            if not self.one_item(item.passage, found[0] if len(found) == 1 else None):
                for at, sentence in enumerate(found):
                    self.sentence(sentence, found[at - 1] if at else None)

    def one_item(self, passage: Passage, sentence: Sentence | None, *, bold: bool = False) -> bool:
        """An item that explains a term; in a paragraph only behind bold print."""
        if bold and (sentence is None or not any(start == 0 for start, _ in sentence.plain.bold)):
            return False
        if sentence is not None and not bold:
            for candidate in confused(sentence, self.groups):
                self.take(candidate)
        heading = self.sections.over(passage.first)
        candidate = explained(passage.first, passage.last, passage.text, heading)
        if candidate is not None:
            self.take(candidate)
        elif sentence is not None and not bold:
            said = statement(sentence, None, self.vocabulary) or number_fact(sentence)
            if said is not None:
                self.take(said)
        return candidate is not None or (sentence is not None and not bold)

    def choices(self) -> None:
        self.found.sort(key=lambda candidate: candidate.first)
        places = [self.sections.place(candidate.first) for candidate in self.found]
        more = [*term_choices(self.found, places), *number_choices(self.found)]
        self.found += more


def _passages(block: Block) -> Iterator[Passage]:
    if block.kind == "paragraph" and block.passage is not None:
        yield block.passage
    for item in block.items:
        yield item.passage
