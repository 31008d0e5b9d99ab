"""Notes -> drafts: explicit marks first, then plain structure where the text is English.

Every answer, definition, option and distractor is text of the notes. Lines that an explicit mark took are left to
it. A sentence gives one question by its statement or its number, and one more where it sets two things against
each other; a definition one more where the notes define other terms to choose from.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from studyapp.core.draft.candidates import Dropped
from studyapp.core.draft.choices import number_choices, term_choices
from studyapp.core.draft.explicit import explicit
from studyapp.core.draft.finish import Draft, Taken, finished
from studyapp.core.draft.notes import Notes
from studyapp.core.draft.sections import Sections
from studyapp.core.draft.structure import structure
from studyapp.core.draft.work import Work

MOST_DRAFTS = 1_000


class Extracted(NamedTuple):
    """What one file of notes gave."""

    drafts: tuple[Draft, ...]
    dropped: tuple[Dropped, ...]
    sections: Sections
    language: str

    @property
    def reasons(self) -> dict[str, int]:
        """How many places were left out, by rule."""
        return dict(Counter(dropped.reason for dropped in self.dropped).most_common())


def extract(notes: Notes, taken: Taken | None = None, most: int = MOST_DRAFTS) -> Extracted:
    """At most `most` drafts of a file in the order of its lines; `taken` is shared by the files of one pack."""
    work = Work(notes)
    explicit(work)
    if work.language == "en":
        structure(work)
        work.found.sort(key=lambda candidate: candidate.first)
        places = [work.sections.place(candidate.first) for candidate in work.found]
        work.found += [*term_choices(work.found, places), *number_choices(work.found)]
    work.found.sort(key=lambda candidate: candidate.first)
    drafts: list[Draft] = []
    for one in finished(work.found, notes, work.sections, taken or Taken()):
        if isinstance(one, Dropped):
            work.dropped.append(one)
        elif len(drafts) < most:
            drafts.append(one)
        else:
            work.dropped.append(Dropped(one.line, f"more than the {MOST_DRAFTS:,} drafts of a pack"))
            break
    return Extracted(tuple(drafts), tuple(work.dropped), work.sections, work.language)
