"""The order of a quiz: each question once, or what was missed again until it was right once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

APART = 4
"""So many other questions come before one that was missed is asked again, where there are so many."""


class Round:
    """Which of some cards to ask next. Everything follows from the answers, so that it can be taken up again."""

    def __init__(
        self, cards: Sequence[str], *, repeats: bool, answered: Iterable[tuple[str, bool]] = ()
    ) -> None:
        self._queue = list(dict.fromkeys(cards))
        self._repeats = repeats
        self.count = len(self._queue)
        """How many cards there are."""
        for card, right in answered:
            self.answer(card, right)

    @property
    def left(self) -> int:
        """Cards that were not answered, or not yet right where they are repeated."""
        return len(self._queue)

    @property
    def next(self) -> str | None:
        """The card to ask; None at the end."""
        return self._queue[0] if self._queue else None

    def answer(self, card: str, right: bool) -> None:
        """A card was answered; what is not asked any more is ignored."""
        if card not in self._queue:
            return
        self._queue.remove(card)
        if self._repeats and not right:
            self._queue.insert(APART, card)

    def drop(self, card: str) -> None:
        """Ask a card no more: it cannot be asked."""
        if card in self._queue:
            self._queue.remove(card)


def siblings_apart(cards: Sequence[str]) -> list[str]:
    """The cards in their order, but no two of one question in a row where others are left.

    A card is `pack/question#facet`; the sibling just seen would give the answer away.
    """
    left, ordered = list(cards), list[str]()
    while left:
        last = ordered[-1].partition("#")[0] if ordered else None
        place = next((at for at, card in enumerate(left) if card.partition("#")[0] != last), 0)
        ordered.append(left.pop(place))
    return ordered
