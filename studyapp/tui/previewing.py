"""The preview of the card under the cursor: read in a worker once the cursor rests, then drawn in its pane."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from textual.worker import get_current_worker

from studyapp.core.items import Question
from studyapp.core.text import one_line
from studyapp.core.worked import Variant
from studyapp.render.spans import Row, Rows, Span, clip, row
from studyapp.render.warm import warm
from studyapp.tui.rows.page import answer_text, card_rows, prompt_text
from studyapp.tui.widgets.preview import Preview

if TYPE_CHECKING:
    from studyapp.core.records import FoundCard
    from studyapp.study.app import Study
    from studyapp.tui.background import StudyScreen

RESTS = 0.08
"""Seconds that the cursor rests before a preview is read."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a preview shows of a card."""

    question: Question
    variant: Variant
    memory: Rows


def see(study: Study, card: FoundCard, cells: int, ascii: bool) -> Seen | None:
    """Read what a preview shows; None when it was not waited for, or the question is gone."""
    time.sleep(RESTS)
    if get_current_worker().is_cancelled:
        return None
    page = study.library.page(card.question)
    if page is None:
        return None
    warm(page.question, page.variant, width=cells, ascii=ascii)
    schedule = [each for each in study.explain.cards(card.question) if each.card.id == card.id]
    return Seen(page.question, page.variant, (row(), *card_rows(schedule)))


class Previewing:
    """Keeps the preview at the card that it is told of."""

    def __init__(self, screen: StudyScreen, cells: Callable[[], int]) -> None:
        self._screen = screen
        self._cells = cells
        self._card: FoundCard | None = None
        self._marks = ""
        self._seen: Seen | None = None
        self.answer_shown = False

    @property
    def there(self) -> bool:
        """Whether there is a question whose answer can be shown."""
        return self._seen is not None

    def look_at(self, card: FoundCard | None, marks: str, *, again: bool = False) -> None:
        """Show a card with its marks; nothing where there is none."""
        if card is None:
            self._card = self._seen = None
            self._pane.empty()
            return
        if self._card == card and self._seen is not None and not again:
            return
        if self._card is None or self._card.id != card.id:
            self.answer_shown = False
        self._card, self._marks = card, marks
        study, cells, ascii = self._screen.study, self._cells(), self._screen.ascii
        then = partial(self._loaded, card)
        self._screen.in_background(lambda: see(study, card, cells, ascii), then, group="preview")

    def show_answer(self) -> None:
        """Show the answer, or hide it again."""
        self.answer_shown = not self.answer_shown
        self.draw()

    def draw(self) -> None:
        """Draw it in the size that there is."""
        card, seen, cells = self._card, self._seen, self._cells()
        if card is None or seen is None:
            return
        facet = card.id.partition("#")[2]
        facet = facet if facet in seen.question.facets else seen.question.facets[0]
        answer = answer_text(seen.question, facet, seen.variant) if self.answer_shown else ""
        prompt = prompt_text(seen.question, facet, seen.variant)
        self._pane.show(self._head(seen, cells), prompt, answer, seen.memory, width=cells)

    def _head(self, seen: Seen, cells: int) -> tuple[Row, ...]:
        question = seen.question
        kind = f"{question.kind.replace('_', ' ')} · {question.difficulty} · {question.backing}"
        lines = [row(Span(one_line(question.heading, 200), "strong")), row(Span(kind, "dim"))]
        if self._marks:
            lines.append(row(Span(self._marks, "wrong")))
        return tuple(clip(line, cells) for line in lines)

    @property
    def _pane(self) -> Preview:
        return self._screen.query_one(Preview)

    def _loaded(self, card: FoundCard, seen: Seen | None) -> None:
        if card != self._card:
            return
        self._seen = seen
        if seen is None:
            self._pane.empty()
        self.draw()
        self._screen.refresh_bindings()
