"""A review session: the next card, its verdict, its rating, and taking the last one back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from studyapp.core import fading, memory, planner
from studyapp.core.confidence import Confidence
from studyapp.core.grading import Known, Outcome, Response, Verdict, grade, rating_for
from studyapp.core.items import Question, Trace, split_card_id
from studyapp.core.memory import Moment, New, Rating, Reviewed
from studyapp.core.planner import Card, Outlook
from studyapp.core.records import Review
from studyapp.core.text import safe
from studyapp.core.verdicts import told
from studyapp.core.worked import Variant, packed_variant
from studyapp.lab import named, variants
from studyapp.lab.runner import LabError
from studyapp.store import cards as card_queries
from studyapp.store import items, reviews
from studyapp.store.engine import Store
from studyapp.study.clock import Clock

MAX_RESPONSE = 4_000


@dataclass(frozen=True, slots=True)
class Asked:
    """A card as it is put to the learner."""

    card: Card
    question: Question
    version: str
    variant: Variant
    known: Known = frozenset()
    """The terms of the pack's glossary, which a typed answer is told apart from."""

    @property
    def facet(self) -> str:
        return split_card_id(self.card.id)[2]

    def grade(self, response: Response) -> Verdict:
        return grade(self.question, self.facet, response, self.variant, self.known)

    @property
    def diagnosed_at_once(self) -> bool:
        """Whether `diagnose` has no run to wait for."""
        return named.at_hand(self.question, self.variant)

    def prepare(self) -> None:
        """Compute what each mistake of the run would answer; for a worker, while the learner thinks."""
        named.named_by_mutants(self.question, self.variant)

    def diagnose(self, response: Response) -> Verdict:
        """The verdict, a wrong answer held against the mistakes of the run too; it may wait for their runs."""
        verdict = self.grade(response)
        if verdict.outcome is not Outcome.WRONG:
            return verdict
        made = named.named_by_mutants(self.question, self.variant)
        if not made:
            return verdict
        # The author's own mistakes come first.
        variant = replace(self.variant, mistakes=(*self.variant.mistakes, *made))
        return grade(self.question, self.facet, response, variant, self.known)


@dataclass(frozen=True, slots=True)
class Rated:
    """What a rating did."""

    review_id: int
    rating: Rating
    state: Reviewed


class ReviewSession:
    """Due cards first, then new ones, of the named packs or of all."""

    def __init__(self, store: Store, clock: Clock, packs: Sequence[str] = ()) -> None:
        self._store = store
        self._clock = clock
        self._packs = tuple(packs)
        self._last: str | None = None
        self._passed_over: set[str] = set()
        self._known: dict[str, Known] = {}
        self.problems: list[str] = []
        """Questions that could not be asked, and why; they are passed over."""

    def outlook(self) -> Outlook:
        """What is left today."""
        now = self._clock.now()
        with self._store.reading() as session:
            due, ahead = self._due_and_ahead(session, now)
            new = self._new(session, now)
            waiting = card_queries.next_step_at(session, now, self._packs)
        return Outlook(len(due), len(new), len(ahead), waiting)

    def next(self) -> Asked | None:
        """The next card to ask: due, then new, then one whose learning step is near; None when there is none."""
        now = self._clock.now()
        with self._store.reading() as session:
            due, ahead = self._due_and_ahead(session, now)
            cards = [*due, *self._new(session, now), *ahead]
            while True:
                cards = [card for card in cards if card.id not in self._passed_over]
                card = planner.next_card(cards, last=self._last)
                if card is None:
                    return None
                if asked := self._asked(session, card):
                    return asked

    def _due_and_ahead(self, session: Session, now: Moment) -> tuple[list[Card], list[Card]]:
        soon = Moment(now.at + planner.LEARN_AHEAD, now.day)
        return planner.due_and_ahead(card_queries.due_cards(session, soon, self._packs), now)

    def _new(self, session: Session, now: Moment) -> list[Card]:
        return planner.admitted(
            card_queries.new_cards(session, self._packs),
            introduced_today=reviews.introduced_on(session, now.day),
            seen_today=reviews.questions_seen_on(session, now.day),
        )

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
            self._passed_over.add(card.id)
            self.problems.append(f"{card.question} cannot be asked: {error}")
            return None
        if stored.pack not in self._known:
            self._known[stored.pack] = items.known_terms(session, stored.pack)
        return Asked(card, stored.question, stored.version, variant, self._known[stored.pack])

    def pass_over(self, asked: Asked) -> None:
        """Leave a card for another session."""
        self._passed_over.add(asked.card.id)

    def previews(self, asked: Asked, *, sooner: bool = False) -> dict[Rating, str]:
        """The interval that each rating would give, as shown on its key; `sooner` after being sure and wrong."""
        now = self._clock.now()
        states = memory.previews(asked.card.state, now, sooner=sooner)
        return {rating: memory.interval_text(state, now) for rating, state in states.items()}

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
        """Store a review and the card's new state in one transaction; returns once it is on the disk.

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
            # The state is read again inside the transaction: another window may have rated the card meanwhile.
            current = card_queries.card(session, asked.card.id)
            before = current.state if current else New()
            review = Review(
                card_id=asked.card.id,
                at=now.at,
                day=now.day,
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
                confidence=confidence,
                overridden=overridden,
                score=verdict.score if verdict else None,
                said=told(verdict) if verdict else None,
            )
            state = memory.review(before, rating, now, sooner=review.sure_but_wrong)
            review_id = reviews.add(session, review)
            card_queries.put_state(session, asked.card.id, state)
        self._last = asked.card.id
        return Rated(review_id, rating, state)

    def undo(self) -> Asked | None:
        """Take the newest review back and put its card as it was; the card to ask again, None if there is none."""
        now = self._clock.now()
        with self._store.writing() as session:
            last = reviews.last_review(session)
            if last is None:
                return None
            reviews.take_back(session, last.id, now.at)
            card_queries.put_state(session, last.card_id, last.before)
            card = card_queries.card(session, last.card_id)
            assert card is not None
            self._last = None
            return self._asked(session, card)
