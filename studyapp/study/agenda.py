"""What a session still has to ask: read once, kept in memory, read anew when it runs out or something changed.

An answer moves it on without counting all due cards again: the next one comes as fast with many as with few.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from studyapp.core import planner
from studyapp.core.habits import Habits
from studyapp.core.memory import Moment, Reviewed
from studyapp.core.planner import Card, Outlook
from studyapp.core.selection import Selection
from studyapp.store import cards as card_queries
from studyapp.store import items, journal, reviews
from studyapp.store.cards import Conditions
from studyapp.store.selecting import conditions
from studyapp.study.rules import model_of

READ_AT_ONCE = 240
"""Due cards held in memory."""


@dataclass
class Agenda:
    """The cards of a selection that are due, new, or in a learning step."""

    selection: Selection
    habits: Habits
    passed_over: set[str] = field(default_factory=set)
    """Cards left for another session."""
    listed: tuple[str, ...] = ()
    """Only these cards, the new ones in this order; all of the selection when empty."""
    stamp: int = 0
    """The newest action when it was read: with another one, something was done elsewhere."""
    _day: date | None = None
    _due: list[str] = field(default_factory=list)
    _new: list[str] = field(default_factory=list)
    _due_left: int = 0
    overdue: int = 0

    def changed(self) -> None:
        """Read anew before the next question."""
        self._day = None

    def next(self, session: Session, now: Moment, last: str | None) -> Card | None:
        """The next card: a step whose time has come, then due, then new, then a step that is near."""
        wanted = self._brought_up(session, now)
        steps = [card for card in card_queries.in_steps(session, now, wanted) if self._stays(card)]
        ready = [card for card in steps if card.in_step(now)]
        if ready and (chosen := planner.next_card(ready, last=last)) and chosen.id != last:
            return chosen
        if chosen := self._first_of(session, now, self._due, last) or self._first_of(
            session, now, self._new, last
        ):
            return chosen
        if not self._due and self._due_left and self._read_more(session, now, wanted):
            return self.next(session, now, last)
        return planner.next_card([card for card in steps if self._soon(card, now)], last=last)

    def outlook(self, session: Session, now: Moment) -> Outlook:
        """What is left."""
        wanted = self._brought_up(session, now)
        steps = [card for card in card_queries.in_steps(session, now, wanted) if self._stays(card)]
        ready = sum(card.in_step(now) for card in steps)
        soon = sum(self._soon(card, now) for card in steps) - ready
        later = [
            card.state.due_at for card in steps if isinstance(card.state, Reviewed) and not card.in_step(now)
        ]
        waiting = min((at for at in later if at is not None), default=None)
        return Outlook(self._due_left + ready, len(self._new), soon, waiting)

    def answered(self, before: Card, stamp: int) -> None:
        """A card was rated, by the newest action: it and its siblings are done for today, but for its steps."""
        self.stamp = stamp
        if before.id in self._due:
            self._due_left = max(0, self._due_left - 1)
        self._due = [each for each in self._due if not _same_question(each, before.id)]
        self._new = [each for each in self._new if not _same_question(each, before.id)]

    def _stays(self, card: Card) -> bool:
        return card.id not in self.passed_over

    @staticmethod
    def _soon(card: Card, now: Moment) -> bool:
        due_at = card.state.due_at if isinstance(card.state, Reviewed) else None
        return card.in_step(now) or (due_at is not None and due_at <= now.at + planner.LEARN_AHEAD)

    def _first_of(
        self, session: Session, now: Moment, identities: list[str], last: str | None
    ) -> Card | None:
        """The first card of a list that may still be asked; what may not is dropped."""
        while identities:
            card = card_queries.card(session, identities[0])
            new = card is not None and not isinstance(card.state, Reviewed) and not card.marks.suspended
            if (
                card is not None
                and card.id not in self.passed_over
                and card.id != last
                and (new or card.due(now))
            ):
                return card
            if identities is self._due:
                self._due_left = max(0, self._due_left - 1)
            identities.pop(0)
        return None

    def _brought_up(self, session: Session, now: Moment) -> Conditions:
        wanted = conditions(self.selection, now, model_of(session, self.habits), self.habits.leech_lapses)
        if self.listed:
            wanted = [*wanted, *card_queries.among(self.listed)]
        newest = journal.newest_id(session)
        if self._day != now.day or self.stamp != newest:
            self.stamp = newest
            self._read(session, now, wanted)
        return wanted

    def _read(self, session: Session, now: Moment, wanted: Conditions) -> None:
        self._day = now.day
        seen = reviews.questions_seen_on(session, now.day)
        self._due_left, self.overdue = card_queries.count_due(session, now, wanted, seen)
        self._due = self._most_at_risk(session, now, wanted, seen)
        introduced = reviews.introduced_on(session, now.day)
        room = planner.new_allowed(self.habits.new_a_day, introduced, self.overdue)
        asked = seen | {card.partition("#")[0] for card in self._due}
        # Siblings come in a row, so that some more are read than there is room for.
        most = len(self.listed) or 4 * room
        found = card_queries.new_cards(session, now, wanted, asked, most)
        if self.listed:
            found.sort(key=lambda card: self.listed.index(card.id))
            self._new = [card.id for card in planner.one_of_each_question(found)[:room]]
            return
        chosen = planner.one_of_each_question(found)[:room]
        topics = items.topics_of(session, {card.question for card in chosen})
        self._new = [card.id for card in planner.in_blocks(chosen, topics)]

    def _most_at_risk(
        self, session: Session, now: Moment, wanted: Conditions, seen: frozenset[str]
    ) -> list[str]:
        found = card_queries.most_at_risk(session, now, wanted, seen, READ_AT_ONCE)
        cards = [card for card in planner.one_of_each_question(found) if self._stays(card)]
        topics = items.topics_of(session, {card.question for card in cards})
        return [card.id for card in planner.mixed(cards, topics)]

    def _read_more(self, session: Session, now: Moment, wanted: Conditions) -> bool:
        self._read(session, now, wanted)
        return bool(self._due)


def _same_question(one: str, other: str) -> bool:
    return one.partition("#")[0] == other.partition("#")[0]
