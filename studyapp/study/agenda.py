"""What a session still has to ask: read once, kept in memory, read anew when it runs out or something changed.

An answer moves it on without counting all due cards again: the next one comes as fast with many as with few.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from studyapp.core import planner, recipe, timing
from studyapp.core.forecast import DEFAULT_PACE, Pace, pace_of
from studyapp.core.habits import Habits
from studyapp.core.memory import DEFAULT_MODEL, Model, Moment, New, Reviewed
from studyapp.core.planner import Card, Outlook
from studyapp.core.recipe import Recipe
from studyapp.core.selection import Selection
from studyapp.store import cards as card_queries
from studyapp.store import exams as exam_queries
from studyapp.store import items, journal, reviews
from studyapp.store.cards import Conditions
from studyapp.store.engine import Session
from studyapp.store.selecting import conditions
from studyapp.study.rules import model_of

READ_AT_ONCE = 240
"""Due cards held in memory."""


def nothing_first() -> Sequence[str]:
    """No card comes before the due ones."""
    return ()


@dataclass
class Agenda:
    """The cards of a selection that are due, new, or in a learning step."""

    selection: Selection
    habits: Habits
    first: Callable[[], Sequence[str]] = nothing_first
    """Cards that come before all others, due or not: those that an exam needs today."""
    passed_over: set[str] = field(default_factory=set)
    """Cards left for another session."""
    listed: tuple[str, ...] = ()
    """Only these cards, the new ones in this order; all of the selection when empty."""
    stamp: int = 0
    """The newest action when it was read: with another one, something was done elsewhere."""
    beyond: bool = False
    """Whether the learner goes on after the day's time is used."""
    overdue: int = 0
    _day: date | None = None
    _first: list[str] = field(default_factory=list)
    _begun_by_exam: frozenset[str] = frozenset()
    """Those of them that are new."""
    _due: list[str] = field(default_factory=list)
    _new: list[str] = field(default_factory=list)
    _spare: list[str] | None = None
    """Cards of the days to come, for time that is left; None when not yet looked for."""
    _due_left: int = 0
    _held: int = 0
    _spent: float = 0.0
    """Seconds that answers took today."""
    _pace: Pace = DEFAULT_PACE
    _model: Model = DEFAULT_MODEL
    _at_risk: tuple[str, ...] = ()
    _beginning: tuple[str, ...] = ()

    def changed(self) -> None:
        """Read anew before the next question."""
        self._day = None

    @property
    def time_is_up(self) -> bool:
        """Whether the day's time is used and the learner did not say to go on."""
        return bool(self._seconds) and self._spent >= self._seconds and not self.beyond

    @property
    def _seconds(self) -> float:
        return 60.0 * self.habits.minutes_a_day

    def next(self, session: Session, now: Moment, last: str | None) -> Card | None:
        """The next card: a step whose time has come, what an exam needs, then due, then new, then a step that is
        near; where the day's time is limited, new ones while there is time for them, and in the end cards of the
        days to come.
        """
        wanted = self._brought_up(session, now)
        steps = [card for card in card_queries.in_steps(session, now, wanted) if self._stays(card)]
        ready = [card for card in steps if card.in_step(now)]
        if ready and (chosen := planner.next_card(ready, last=last)) and chosen.id != last:
            return chosen
        if self.time_is_up:
            return None
        lists = [self._first, self._due, self._new]
        if self._seconds and self._spent >= timing.before_new(self._seconds, len(self._new), self._pace):
            lists = [self._first, self._new, self._due]
        for identities in lists:
            if chosen := self._first_of(session, now, identities, last):
                return chosen
        if not self._due and self._due_left and self._read_more(session, now, wanted):
            return self.next(session, now, last)
        if soon := planner.next_card([card for card in steps if self._soon(card, now)], last=last):
            return soon
        return self._from_days_to_come(session, now, wanted, last)

    def outlook(self, session: Session, now: Moment) -> Outlook:
        """What is left."""
        return self._outlook(session, now, self._brought_up(session, now))

    def _outlook(self, session: Session, now: Moment, wanted: Conditions) -> Outlook:
        steps = [card for card in card_queries.in_steps(session, now, wanted) if self._stays(card)]
        ready = sum(card.in_step(now) for card in steps)
        soon = sum(self._soon(card, now) for card in steps) - ready
        later = [
            card.state.due_at for card in steps if isinstance(card.state, Reviewed) and not card.in_step(now)
        ]
        waiting = min((at for at in later if at is not None), default=None)
        early = set(self._first).difference(self._due, self._new)
        begun = early & self._begun_by_exam
        due = self._due_left + ready + len(early - begun)
        return Outlook(due, len(self._new) + len(begun), soon, waiting)

    def recipe(self, session: Session, now: Moment) -> Recipe:
        """What the day will ask, and why."""
        wanted = self._brought_up(session, now)
        outlook = self._outlook(session, now, wanted)
        pace = self._pace
        seconds = outlook.due * pace.review(self.habits.retention) + outlook.new * pace.new
        seconds += outlook.ahead * pace.recalled
        return Recipe(
            due=outlook.due,
            overdue=self.overdue,
            steps=outlook.ahead,
            new=outlook.new,
            exam=len(self._first),
            at_risk=self._at_risk,
            beginning=self._beginning,
            held_by_backlog=self._held,
            held_by_requirements=card_queries.count_held_back(session, wanted),
            minutes=round(seconds / 60),
            budget=self.habits.minutes_a_day,
            spent=round(self._spent / 60),
        )

    def answered(self, before: Card, stamp: int, seconds: float) -> None:
        """A card was rated, by the newest action: it and its siblings are done for today, but for its steps."""
        self.stamp = stamp
        self._spent += min(seconds, exam_queries.LONGEST_ANSWER)
        if before.id in self._due:
            self._due_left = max(0, self._due_left - 1)
        for identities in (self._first, self._due, self._new, self._spare or []):
            identities[:] = [each for each in identities if not _same_question(each, before.id)]

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
        early = identities is self._first or identities is self._spare
        while identities:
            card = card_queries.card(session, identities[0])
            if card is not None and card.id != last and self._stays(card) and _open(card, now, early=early):
                return card
            if identities is self._due:
                self._due_left = max(0, self._due_left - 1)
            identities.pop(0)
        return None

    def _from_days_to_come(
        self, session: Session, now: Moment, wanted: Conditions, last: str | None
    ) -> Card | None:
        """A card that is not due, while time of the day is left."""
        if not self._seconds or self._spent >= self._seconds or self.listed:
            return None
        if self._spare is None:
            seen = reviews.questions_seen_on(session, now.day)
            near = card_queries.due_soonest(session, now, wanted, seen, READ_AT_ONCE)
            chosen = timing.brought_forward(near, now.day, self._model, self._pace)
            self._spare = [card.id for card in planner.one_of_each_question(chosen)]
        return self._first_of(session, now, self._spare, last)

    def _brought_up(self, session: Session, now: Moment) -> Conditions:
        newest = journal.newest_id(session)
        read_anew = self._day != now.day or self.stamp != newest
        if read_anew:
            self._model = model_of(session, self.habits)
        wanted = conditions(self.selection, now, self._model, self.habits.leech_lapses)
        if self.listed:
            wanted = [*wanted, *card_queries.among(self.listed)]
        if read_anew:
            self.stamp = newest
            self._read(session, now, wanted)
        return wanted

    def _read(self, session: Session, now: Moment, wanted: Conditions) -> None:
        self._day = now.day
        self._spare = None
        seen = reviews.questions_seen_on(session, now.day)
        self._pace = pace_of(exam_queries.pace(session))
        self._spent = exam_queries.seconds_on(session, now.day, ())
        needed = card_queries.cards_of_identities(session, list(self.first()))
        needed = [card for card in needed if self._stays(card) and _open(card, now, early=True)]
        self._first = [card.id for card in needed]
        self._begun_by_exam = frozenset(card.id for card in needed if isinstance(card.state, New))
        self._due_left, self.overdue = card_queries.count_due(session, now, wanted, seen)
        found = card_queries.most_at_risk(session, now, wanted, seen, READ_AT_ONCE)
        due = [card for card in planner.one_of_each_question(found) if self._stays(card)]
        topics = items.topics_of(session, {card.question for card in due})
        self._due = [card.id for card in planner.mixed(due, topics)]
        self._at_risk = recipe.commonest(due, topics)
        self._read_new(session, now, wanted, seen, due)

    def _read_new(
        self, session: Session, now: Moment, wanted: Conditions, seen: frozenset[str], due: Sequence[Card]
    ) -> None:
        introduced = reviews.introduced_on(session, now.day)
        unhindered = max(0, self.habits.new_a_day - introduced)
        if self._seconds:
            recalls = [self._model.recall(card.state, now.day) for card in due]
            left = max(0.0, self._seconds - self._spent)
            room = timing.new_in_time(self.habits.new_a_day, introduced, left, recalls, self._pace)
        else:
            room = planner.new_allowed(self.habits.new_a_day, introduced, self.overdue)
        asked = seen | {card.question for card in due}
        # Siblings come in a row, so that some more are read than there is room for.
        most = len(self.listed) or 4 * unhindered
        found = planner.one_of_each_question(card_queries.new_cards(session, now, wanted, asked, most))
        if self.listed:
            found.sort(key=lambda card: self.listed.index(card.id))
        chosen = [card for card in found if self._stays(card)][:room]
        topics = items.topics_of(session, {card.question for card in chosen})
        if not self.listed:
            chosen = planner.in_blocks(chosen, topics)
        self._new = [card.id for card in chosen]
        self._beginning = recipe.in_order(chosen, topics)
        self._held = min(len(found), unhindered) - len(chosen)

    def _read_more(self, session: Session, now: Moment, wanted: Conditions) -> bool:
        self._read(session, now, wanted)
        return bool(self._due)


def _open(card: Card, now: Moment, *, early: bool) -> bool:
    """Whether a card may be asked: it is due or new, or `early` and not reviewed today."""
    if card.marks.suspended or (card.marks.buried_until is not None and now.day < card.marks.buried_until):
        return False
    if isinstance(card.state, New):
        return True
    return card.due(now) or (early and card.state.due_at is None and card.state.last_day < now.day)


def _same_question(one: str, other: str) -> bool:
    return one.partition("#")[0] == other.partition("#")[0]
