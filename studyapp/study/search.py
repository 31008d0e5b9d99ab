"""Searching cards with the language of selections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from studyapp.core.habits import Habits
from studyapp.core.records import FoundCard
from studyapp.core.selection import Selection, parse
from studyapp.core.selection_terms import Is, Word, Words, all_of, terms_of
from studyapp.core.text import one_line
from studyapp.store import found
from studyapp.store.engine import Session, Store
from studyapp.study.clock import Clock
from studyapp.study.rules import model_of

FIRST = 200
"""Cards shown unless more are asked for."""
MOST = 10_000
WIDE = found.WIDE
"""Words that stand in more questions are told as `more than`."""
NAMED = ("pack", "topic", "tag", "section")
"""Keys whose values are names that may be mistyped."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found."""

    selection: Selection
    count: int
    """All cards that match, of which `cards` are the first."""
    cards: tuple[FoundCard, ...]
    hints: tuple[str, ...]
    """Names in the search that nothing has, each with the nearest ones, a line each."""


class Search:
    """Reads a search, and finds its cards."""

    def __init__(self, store: Store, clock: Clock, habits: Habits) -> None:
        self._store = store
        self._clock = clock
        self._habits = habits

    @property
    def leech_lapses(self) -> int:
        """Lapses from which on a card counts as a leech."""
        return self._habits.leech_lapses

    def __call__(self, text: str, *, limit: int = FIRST, order: str = "study") -> Found:
        """The first cards of what a text selects; SelectionError where it cannot be read."""
        return self.matching(parse(text), limit=limit, order=order)

    def matching(
        self,
        selection: Selection,
        *,
        limit: int = FIRST,
        order: str = "study",
        offset: int = 0,
        best: Sequence[str] = (),
    ) -> Found:
        """The first cards of a selection from `offset` on, and how many there are; `best` questions come first."""
        now = self._clock.now()
        with self._store.reading() as session:
            model = model_of(session, self._habits)
            leech = self._habits.leech_lapses
            count, cards = found.first_matching(
                session,
                selection,
                now,
                model,
                min(max(limit, 0), MOST),
                order,
                offset=max(offset, 0),
                best=best,
                leech_lapses=leech,
            )
            return Found(selection, count, tuple(cards), _hints(session, selection))

    def of_wide_words(self, selection: Selection, *, limit: int = FIRST) -> tuple[FoundCard, ...] | None:
        """The first cards of words that stand in so many questions that ordering them all would be felt; None for
        any other selection.
        """
        words = [term for term in terms_of(selection.where) if isinstance(term, Words)]
        if not selection.plain or not words:
            return None
        with self._store.reading() as session:
            model = model_of(session, self._habits)
            cards = found.first_of_many(session, words, self._clock.now(), model, min(limit, MOST))
        return None if cards is None else tuple(cards)

    def due_by_pack(self, selection: Selection) -> dict[str, int]:
        """How many cards of a selection are due now, by pack."""
        where = Is("due") if selection.where is None else all_of((Is("due"), selection.where))
        with self._store.reading() as session:
            model = model_of(session, self._habits)
            due = replace(selection, where=where)
            return found.count_by_pack(
                session, due, self._clock.now(), model, leech_lapses=self._habits.leech_lapses
            )

    def hints(self, selection: Selection) -> tuple[str, ...]:
        """Names in a selection that nothing has."""
        with self._store.reading() as session:
            return _hints(session, selection)


def _hints(session: Session, selection: Selection) -> tuple[str, ...]:
    hints: dict[str, None] = {}
    for term in terms_of(selection.condition):
        if isinstance(term, Word) and term.key in NAMED and (hint := _hint(session, term)):
            hints[hint] = None
    return tuple(hints)


def _hint(session: Session, word: Word) -> str:
    """A line on a name that nothing has; empty for one that something has."""
    if found.has_name(session, word):
        return ""
    near = get_close_matches(word.value, found.names(session, word.key), 3)
    shown = one_line(word.value, 60) + ("*" if word.prefix else "")
    return f"no {word.key} {shown!r}" + (f"; near: {', '.join(near)}" if near else "")
