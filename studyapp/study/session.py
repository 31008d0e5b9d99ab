"""A review session: the next card, its verdict, its rating, and taking the last one back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from studyapp.core import fading, memory
from studyapp.core.confidence import Confidence
from studyapp.core.grading import Known, Outcome, Verdict, rating_for
from studyapp.core.habits import DEFAULT_HABITS, Habits
from studyapp.core.items import Trace
from studyapp.core.leeches import needs_help
from studyapp.core.memory import New, Rating, Reviewed
from studyapp.core.offers import Interval, Offer
from studyapp.core.planner import Card, Outlook
from studyapp.core.recipe import Recipe
from studyapp.core.records import ActionKind, Review
from studyapp.core.selection import ALL, Selection
from studyapp.core.text import safe
from studyapp.core.verdicts import told
from studyapp.core.why import Why, why
from studyapp.core.worked import packed_variant
from studyapp.lab import variants
from studyapp.lab.runner import LabError
from studyapp.store import cards as card_queries
from studyapp.store import items, journal, reviews
from studyapp.store.engine import Session, Store
from studyapp.study.actions import Actions, Done
from studyapp.study.agenda import Agenda, nothing_first
from studyapp.study.asked import Asked
from studyapp.study.clock import Clock
from studyapp.study.offering import Offering

MAX_RESPONSE = 4_000


@dataclass(frozen=True, slots=True)
class Rated:
    """What a rating did."""

    review_id: int
    rating: Rating
    state: Reviewed
    interval: Interval | None
    """The whole days given, and how they came about; None for a card that stays in its steps."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session is to be."""

    answers: int | None = None
    minutes: int | None = None

    def reached(self, answers: int, seconds: float) -> bool:
        """Whether so many answers that took so long are enough."""
        enough = self.answers is not None and answers >= self.answers
        return enough or (self.minutes is not None and seconds >= 60 * self.minutes)

    @property
    def says(self) -> str:
        """The limits in words."""
        named = ((self.answers, "answer"), (self.minutes, "minute"))
        asked = [f"{count} {what}{'' if count == 1 else 's'}" for count, what in named if count is not None]
        return f"You asked for {' or '.join(asked)}: that was it."


UNLIMITED = Limits()


class ReviewSession:
    """Due cards first, then new ones, of a selection."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        habits: Habits = DEFAULT_HABITS,
        selection: Selection = ALL,
        listed: tuple[str, ...] = (),
        limits: Limits = UNLIMITED,
        first: Callable[[], Sequence[str]] = nothing_first,
        actions: Actions | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._habits = habits
        self._agenda = Agenda(selection, habits, first, listed=listed)
        self._actions = actions or Actions(store, clock, habits)
        self._last: str | None = None
        self._known: dict[str, Known] = {}
        self._offering = Offering(habits)
        self._limits = limits
        self._answers = 0
        self._seconds = 0.0
        self.problems: list[str] = []
        """Questions that could not be asked, and why; they are passed over."""

    def newest(self) -> int:
        """The newest review there is, 0 when there is none."""
        with self._store.reading() as session:
            return reviews.newest_id(session)

    def outlook(self) -> Outlook:
        """What is left today."""
        with self._store.reading() as session:
            return self._agenda.outlook(session, self._clock.now())

    def recipe(self) -> Recipe:
        """What the session will ask, and why."""
        with self._store.reading() as session:
            return self._agenda.recipe(session, self._clock.now())

    @property
    def stopped(self) -> str:
        """Why nothing more is asked though something is left, in words; empty where it is not so."""
        if self._limits.reached(self._answers, self._seconds):
            return self._limits.says
        minutes = self._habits.minutes_a_day
        return f"Your {minutes} minutes of today are used." if self._agenda.time_is_up else ""

    def go_on(self) -> None:
        """Ask on beyond the limits."""
        self._limits = UNLIMITED
        self._agenda.beyond = True

    def next(self) -> Asked | None:
        """The next card to ask; None when there is none, or when a limit is reached, which `stopped` then says."""
        if self._limits.reached(self._answers, self._seconds):
            return None
        now = self._clock.now()
        with self._store.reading() as session:
            while True:
                card = self._agenda.next(session, now, self._last)
                if card is None:
                    return None
                if asked := self._asked(session, card):
                    return asked

    def _asked(self, session: Session, card: Card) -> Asked | None:
        stored = items.question(session, card.question)
        assert stored is not None
        reps = card.state.reps if isinstance(card.state, Reviewed) else 0
        before = reviews.last_variables(session, card.id) if reps and stored.question.variables else None
        try:
            level = fading.HIGHEST
            if isinstance(stored.question, Trace):
                level = fading.level(reviews.clean_answers(session, card.id))
            variant = variants.fresh(stored.pack, stored.question, reps, before, level)
        except LabError as error:
            self._agenda.passed_over.add(card.id)
            self.problems.append(f"{card.question} cannot be asked: {error}")
            return None
        if stored.pack not in self._known:
            self._known[stored.pack] = items.known_terms(session, stored.pack)
        return Asked(card, stored.question, stored.version, variant, self._known[stored.pack])

    def pass_over(self, asked: Asked) -> None:
        """Leave a card for another session."""
        self._agenda.passed_over.add(asked.card.id)

    def changed(self) -> None:
        """Something was done to cards outside this session: look again before the next question."""
        self._agenda.changed()
        self._offering.changed()

    def offers(self, asked: Asked, *, sooner: bool = False) -> dict[Rating, Offer]:
        """What each rating would lead to; `sooner` after being sure and wrong."""
        with self._store.reading() as session:
            return self._offering.of(session, asked.card, self._clock.now(), sooner=sooner)

    def why(self, asked: Asked) -> tuple[Why, Why]:
        """The schedule of a card in words: how well it is known, and what each rating would mean.

        The second is for an answer that was sure and wrong.
        """
        now, card = self._clock.now(), asked.card
        with self._store.reading() as session:
            given, sooner = (self._offering.of(session, card, now, sooner=each) for each in (False, True))
            model = self._offering.model(session)
        return why(card.state, given, now, model), why(card.state, sooner, now, model)

    def lapses_for_help(self, asked: Asked) -> int | None:
        """How often the card would be forgotten, where forgetting it now calls for another way of learning it."""
        forgotten = self.offers(asked)[Rating.AGAIN].state
        called_for = needs_help(asked.card.state, forgotten, self._habits.leech_lapses)
        return forgotten.lapses if called_for else None

    def bury(self, asked: Asked) -> None:
        """Hide the card until tomorrow, without an answer."""
        self._actions.bury([asked.card.id])
        self.changed()

    def suspend(self, asked: Asked) -> None:
        """Take the card out of study, without an answer."""
        self._actions.suspend([asked.card.id])
        self.changed()

    def flag(self, asked: Asked) -> bool:
        """Flag the card, or take the flag away; it stays on the screen. How it stands now."""
        with self._store.reading() as session:
            card = card_queries.card(session, asked.card.id)
        flagged = card is None or not card.marks.flagged
        self._actions.flag([asked.card.id], flagged)
        return flagged

    def previews(self, asked: Asked, *, sooner: bool = False) -> dict[Rating, str]:
        """The interval that each rating would give, as shown on its key; `sooner` after being sure and wrong."""
        now = self._clock.now()
        return {
            rating: memory.interval_text(offer.state, now)
            for rating, offer in self.offers(asked, sooner=sooner).items()
        }

    def rate(
        self,
        asked: Asked,
        verdict: Verdict | None,
        *,
        response: str = "",
        rating: Rating | None = None,
        hinted: bool = False,
        seconds: float = 0.0,
        confidence: Confidence | None = None,
        overridden: bool = False,
    ) -> Rated:
        """Store a review, the card's new state and its entry in the journal in one transaction; returns once it is
        on the disk.

        Without a rating the verdict's own is given; a flashcard has no verdict and needs one. `overridden` says
        that the learner counts an answer as right that was found wrong: it is kept as it was found, and so marked.
        """
        if verdict is not None and verdict.outcome is Outcome.NOT_GRADABLE:
            raise ValueError("what cannot be graded costs nothing; ask again")
        if rating is None:
            if verdict is None:
                raise ValueError("a card without a verdict needs a rating")
            rating = rating_for(verdict, hinted=hinted, overridden=overridden)
        if overridden and (verdict is None or verdict.outcome is not Outcome.WRONG):
            raise ValueError("only an answer that was found wrong can be counted as right")
        now = self._clock.now()
        with self._store.writing() as session:
            if journal.newest_id(session) != self._agenda.stamp:
                self.changed()  # something was done elsewhere meanwhile
            # The state is read again inside the transaction: another window may have rated the card meanwhile.
            current = card_queries.card(session, asked.card.id) or Card(asked.card.id, New())
            before = current.state
            model = self._offering.model(session)
            review = Review(
                card_id=asked.card.id,
                at=now.at,
                day=now.day,
                hour=self._clock.local().hour,
                rating=rating,
                outcome=verdict.outcome.value if verdict else "self-rated",
                response=safe(response)[:MAX_RESPONSE],
                mistake=verdict.mistake if verdict else None,
                hinted=hinted,
                seconds=max(0.0, seconds),
                seed=asked.variant.seed,
                variant=packed_variant(asked.variant),
                version=asked.version,
                before=before,
                recall=model.recall(before, now.day) if isinstance(before, Reviewed) else None,
                confidence=confidence,
                overridden=overridden,
                score=verdict.score if verdict else None,
                said=told(verdict) if verdict else None,
            )
            offer = self._offering.of(session, current, now, sooner=review.sure_but_wrong)[rating]
            review_id = reviews.add(session, replace(review, interval=offer.interval))
            card_queries.put_state(session, asked.card.id, offer.state)
            number = journal.record(session, ActionKind.RATE, now.at, review_id=review_id)
        self._agenda.answered(current, number, review.seconds)
        self._offering.rated(before, offer.state)
        self._answers += 1
        self._seconds += review.seconds
        self._last = asked.card.id
        return Rated(review_id, rating, offer.state, offer.interval)

    def undo(self) -> tuple[Done, Asked | None] | None:
        """Take the newest action back; with the card to ask again where it was a rating. None if there is none."""
        done = self._actions.undo()
        if done is None:
            return None
        self.changed()
        self._last = None
        if done.card_id is None:
            return done, None
        with self._store.reading() as session:
            card = card_queries.card(session, done.card_id)
            assert card is not None
            return done, self._asked(session, card)

    def redo(self) -> Done | None:
        """Do again what was undone last."""
        done = self._actions.redo()
        if done is not None:
            self.changed()
            self._last = done.card_id
        return done
