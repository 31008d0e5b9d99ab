"""What each rating of a card leads to, kept from when it is shown until it is given."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from studyapp.core import memory
from studyapp.core.habits import Habits
from studyapp.core.memory import Model, Moment, Rating, Reviewed, State
from studyapp.core.offers import Offer, offers
from studyapp.core.planner import Card
from studyapp.store import cards as card_queries
from studyapp.store.engine import Session
from studyapp.study.rules import model_of


class Offering:
    """The offers of one card at a time, with how many cards are due on each day, read once."""

    def __init__(self, habits: Habits) -> None:
        self._habits = habits
        self._load: dict[date, int] | None = None
        self._model: Model | None = None
        self._offered: tuple[object, dict[Rating, Offer]] | None = None

    def changed(self) -> None:
        """Something was done elsewhere: read anew."""
        self._load = self._model = self._offered = None

    def model(self, session: Session) -> Model:
        """The memory model in force."""
        if self._model is None:
            self._model = model_of(session, self._habits)
        return self._model

    def of(self, session: Session, card: Card, now: Moment, *, sooner: bool) -> dict[Rating, Offer]:
        """What each rating would lead to; `sooner` after being sure and wrong."""
        # Kept until the card, the day or the model is another, so that what was shown is what is given.
        model = self.model(session)
        shown_for = (card.id, card.state, now.day, model)
        if self._offered is None or self._offered[0] != shown_for:
            if self._load is None:
                self._load = card_queries.count_by_due_day(session)
            made = offers(card.id, card.state, now, model, load=self._load, weekdays=self._habits.weekdays)
            self._offered = (shown_for, made)
        given = self._offered[1]
        return {rating: _at(offer, card.state, rating, now, sooner) for rating, offer in given.items()}

    def rated(self, before: State, after: Reviewed) -> None:
        """A card moved from one day to another."""
        self._offered = None
        if self._load is not None:
            self._load[after.due_day] = self._load.get(after.due_day, 0) + 1
            if isinstance(before, Reviewed):
                self._load[before.due_day] = max(0, self._load.get(before.due_day, 0) - 1)


def _at(offer: Offer, before: State, rating: Rating, now: Moment, sooner: bool) -> Offer:
    """An offer as it stands now: a learning step counts from the moment of the rating."""
    if offer.state.due_at is None:
        return offer
    stepped = memory.review(before, rating, now, sooner=sooner)
    return replace(offer, state=replace(offer.state, due_at=stepped.due_at))
