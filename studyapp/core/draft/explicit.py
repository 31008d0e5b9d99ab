"""The first pass: what the author marked. It needs no English."""

from __future__ import annotations

from collections.abc import Iterator

from studyapp.core.draft.candidates import Dropped
from studyapp.core.draft.clozes import clozes
from studyapp.core.draft.lists import question_above, tasks
from studyapp.core.draft.notes import Block, Passage
from studyapp.core.draft.pairs import definitions, pairs
from studyapp.core.draft.work import Work


def explicit(work: Work) -> None:
    """Questions and answers, task lists, definitions and blanks, in this order; each takes its lines."""
    asked = pairs(work.notes)
    work.found += asked.candidates
    work.held |= asked.taken
    unanswered = {dropped.line: dropped for dropped in asked.dropped}
    for place, block in enumerate(work.notes.blocks):
        if block.kind == "list" and block.items[0].checked is not None:
            _tasks(work, place, block, unanswered)
    defined = definitions(work.notes, work.held, english=work.language == "en")
    work.found += defined.candidates
    work.dropped += [*unanswered.values(), *defined.dropped]
    work.held |= defined.taken
    for block in work.notes.blocks:
        for passage in _passages(block):
            _blanks(work, passage)


def _tasks(work: Work, place: int, block: Block, unanswered: dict[int, Dropped]) -> None:
    above = block.under or work.above(place)
    candidate = tasks(block, question_above(above, work.heading(block)))
    if isinstance(candidate, Dropped):
        work.dropped.append(candidate)
        work.hold(block.first, block.last)
        return
    first = above.first if above is not None else block.first
    work.found.append(candidate._replace(first=first))
    work.hold(first, block.last)
    for line in range(first, block.first):
        unanswered.pop(line, None)  # its options are the answer


def _blanks(work: Work, passage: Passage) -> None:
    found = [one for one in clozes(passage) if work.free(one.first, one.last)]
    work.found += found
    for one in found:
        work.hold(one.first, one.last)


def _passages(block: Block) -> Iterator[Passage]:
    if block.kind == "paragraph" and block.passage is not None:
        yield block.passage
    for item in block.items:
        yield item.passage
