"""The second pass: what English sentences, lists, tables and questions say without a mark."""

from __future__ import annotations

from studyapp.core.draft.contrasts import confused, contrast
from studyapp.core.draft.lists import collected, explained
from studyapp.core.draft.notes import Block, Item, Passage
from studyapp.core.draft.numbers import number_fact
from studyapp.core.draft.questions import answered_below, inside, lines_answered, question_of
from studyapp.core.draft.sentences import Sentence, sentences
from studyapp.core.draft.statements import statement
from studyapp.core.draft.tables import table
from studyapp.core.draft.work import Work


def structure(work: Work) -> None:
    """Questions that the notes ask, then what each block says."""
    for place, block in enumerate(work.notes.blocks):
        if block.kind in ("heading", "paragraph") and work.free(block.first, block.last):
            _asked(work, place, block)
    for place, block in enumerate(work.notes.blocks):
        if block.kind == "paragraph" and block.passage is not None:
            _paragraph(work, block.passage)
        elif block.kind == "list" and block.items[0].checked is None:
            _list(work, place, block)
        elif block.kind == "table":
            work.found += table(block, work.heading(block))


def _asked(work: Work, place: int, block: Block) -> None:
    """A heading or a paragraph that asks what the text below it answers."""
    if block.kind == "paragraph" and block.passage is not None:
        candidate = lines_answered(block.passage, work.notes.lines[block.first - 1 : block.last])
        if candidate is not None:
            work.found.append(candidate)
            work.hold(block.first, block.last)
            return
    question = question_of(block)
    if question is None or place + 1 == len(work.notes.blocks):
        return
    below = work.notes.blocks[place + 1]
    if below.kind != "paragraph" or below.passage is None or not work.free(below.first, below.last):
        return
    candidate = answered_below(block, question, below.passage)
    if candidate is not None and question_of(below) is None:
        work.found.append(candidate)


def _paragraph(work: Work, passage: Passage) -> None:
    found = list(sentences(passage))
    work.found += [one for one in inside(found) if work.free(one.first, one.last)]
    if (
        found
        and work.free(passage.first, passage.last)
        and any(start == 0 for start, _ in found[0].plain.bold)
    ):
        candidate = explained(passage, work.sections.over(passage.first))
        if candidate is not None and len(found) == 1:
            work.found.append(candidate)
            return
    _sentences(work, found)


def _sentences(work: Work, found: list[Sentence]) -> None:
    for place, sentence in enumerate(found):
        if not work.free(sentence.first, sentence.last):
            continue
        work.found += confused(sentence, work.confusable)
        against = contrast(sentence, work.vocabulary)
        said = statement(sentence, found[place - 1] if place else None, work.vocabulary)
        if said is None and against is None:
            said = number_fact(sentence)
        work.found += [one for one in (against, said) if one is not None]


def _list(work: Work, place: int, block: Block) -> None:
    if work.free(block.first, block.last):
        whole = collected(block, block.under or work.above(place), work.heading(block))
        if whole is not None:
            work.found.append(whole)
            return
    for item in block.items:
        if item.passage.text and work.free(item.passage.first, item.passage.last):
            _item(work, item)


def _item(work: Work, item: Item) -> None:
    candidate = explained(item.passage, work.sections.over(item.passage.first))
    found = list(sentences(item.passage))
    if candidate is None:
        _sentences(work, found)
        return
    work.found.append(candidate)
    if len(found) == 1:
        work.found += confused(found[0], work.confusable)
