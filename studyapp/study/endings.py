"""How a stretch of reviews went: what was right, what was missed and why, and what comes tomorrow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from studyapp.core.grading import Outcome, Verdict
from studyapp.core.memory import Rating
from studyapp.core.records import Review
from studyapp.core.verdicts import retold
from studyapp.store import reviews, standings
from studyapp.store.engine import Store
from studyapp.study.asked import Asked
from studyapp.study.clock import Clock
from studyapp.study.quiz_values import Answered


@dataclass(frozen=True, slots=True)
class Ending:
    """The reviews since a session began that stand."""

    answers: int
    right: int
    """Answers that were recalled, as the statistics count them."""
    seconds: float
    missed: tuple[Answered, ...]
    """The first miss of each card, in the order in which they came."""
    due_tomorrow: int
    minutes_tomorrow: int


class Endings:
    """Looks back on a session by the log, so that what was taken back does not count."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def since(
        self, review_id: int, known: Mapping[tuple[str, int], Asked], seconds_each: float
    ) -> Ending | None:
        """How the reviews after one went that are `known` by card and seed; None when none stands."""
        tomorrow = self._clock.now().day + timedelta(days=1)
        with self._store.reading() as session:
            newer = reviews.reviews_after(session, review_id)
            log = [review for review in newer if (review.card_id, review.seed) in known]
            if not log:
                return None
            due = standings.due_by_day(session, tomorrow, tomorrow).get(tomorrow, 0)
        missed: dict[str, Answered] = {}
        for review in log:
            if not _recalled(review):
                asked = known[review.card_id, review.seed]
                missed.setdefault(review.card_id, _answered(review, asked))
        return Ending(
            answers=len(log),
            right=sum(map(_recalled, log)),
            seconds=sum(review.seconds for review in log),
            missed=tuple(missed.values()),
            due_tomorrow=due,
            minutes_tomorrow=max(1, round(due * seconds_each / 60)),
        )


def _recalled(review: Review) -> bool:
    """What was rated Again was not recalled, whatever the verdict."""
    return review.rating > Rating.AGAIN


def _answered(review: Review, asked: Asked) -> Answered:
    """The answer as it was given; a card that the learner judged themself has no verdict of its own."""
    judged = review.outcome not in {outcome.value for outcome in Outcome}
    if judged:
        verdict: Verdict | None = Verdict(Outcome.WRONG)
    else:
        verdict = retold(Outcome(review.outcome), review.mistake, review.score, review.said)
    return Answered(asked, verdict or Verdict(Outcome.WRONG), review.response, review.overridden)
