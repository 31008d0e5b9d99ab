"""Past reviews: what was asked, with the numbers it had, what was answered, and the run behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from studyapp.core.confidence import Confidence
from studyapp.core.grading import Outcome, right_answer
from studyapp.core.items import Question, split_card_id
from studyapp.core.memory import Rating
from studyapp.core.records import Review, Wording
from studyapp.core.verdicts import Verdict, retold
from studyapp.core.worked import Variant, WorkedExample, unpacked_variant
from studyapp.lab import runner
from studyapp.lab.runner import LabError
from studyapp.store import items, reviews, wordings
from studyapp.store.engine import Store
from studyapp.study.clock import Clock

SELF_RATED = "self-rated"


@dataclass(frozen=True, slots=True)
class PastReview:
    """A review that stands, as a list shows it."""

    number: int
    """Its place among the reviews of the question, the first one 1."""
    at: datetime
    """Local time."""
    facet: str
    rating: Rating
    outcome: str
    """right, wrong or self-rated, as it was found."""
    overridden: bool
    """Whether the learner counted it as right."""
    confidence: Confidence | None
    hinted: bool
    response: str
    seed: int
    seconds: float
    version: int = 1
    """Number of the text that was asked, the first one 1."""


@dataclass(frozen=True, slots=True)
class TextVersion:
    """A text that a question had."""

    number: int
    """The first one 1."""
    first_seen: datetime | None
    """Local time; None for one that was there before this was kept."""
    reviews: int
    """How many reviews saw it."""
    current: bool
    """Whether it is the text of today."""
    body: Mapping[str, Any]
    """The question in its stored form."""


@dataclass(frozen=True, slots=True)
class PastShowing:
    """A review with the question as it was then."""

    review: PastReview
    pack: str
    question: Question
    """The text it had then."""
    variant: Variant
    """The numbers it had, and the key."""
    verdict: Verdict | None
    """None where the learner was the judge."""
    answer: str
    """The right answer, as it was shown."""
    example: WorkedExample | None
    """The run behind the answer, run again on its seed."""
    problem: str = ""
    """Why the run cannot be shown, where today's simulator refuses it."""
    reworded: bool = False
    """Whether the question reads otherwise today."""


class History:
    """The log of a question, and each review in it shown again."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def of(self, identity: str) -> tuple[PastReview, ...] | None:
        """The reviews of a question that stand, oldest first; None when there is no such question."""
        with self._store.reading() as session:
            if items.question(session, identity) is None:
                return None
            log = reviews.reviews_of_question(session, identity)
            texts = _numbers(wordings.of_question(session, identity))
        return tuple(self._listed(number, review, texts) for number, review in enumerate(log, start=1))

    def versions(self, identity: str) -> tuple[TextVersion, ...]:
        """The texts of a question, the first one first; none when there is no such question."""
        with self._store.reading() as session:
            now = items.question(session, identity)
            log = reviews.reviews_of_question(session, identity)
            texts = wordings.of_question(session, identity)
        seen = Counter(review.version for review in log)
        zone = self._clock.local().tzinfo
        return tuple(
            TextVersion(
                number,
                text.first_seen.astimezone(zone) if text.first_seen else None,
                seen[text.version],
                now is not None and text.version == now.version,
                text.body,
            )
            for number, text in enumerate(texts, start=1)
        )

    def shown(self, identity: str, number: int) -> PastShowing | None:
        """A review of a question by its number, as it was; None when there is none of that number."""
        with self._store.reading() as session:
            now = items.question(session, identity)
            log = reviews.reviews_of_question(session, identity)
            if now is None or not 1 <= number <= len(log):
                return None
            review = log[number - 1]
            texts = _numbers(wordings.of_question(session, identity))
            question = items.version(session, review.version)
            assert question is not None  # every version that was asked is kept
        variant = unpacked_variant(review.seed, review.variant)
        listed = self._listed(number, review, texts)
        example, problem = _rerun(question, variant)
        return PastShowing(
            review=listed,
            pack=now.pack,
            question=question,
            variant=variant,
            verdict=_verdict(review),
            answer=right_answer(question, listed.facet, variant),
            example=example,
            problem=problem,
            reworded=review.version != now.version,
        )

    def _listed(self, number: int, review: Review, texts: Mapping[str, int]) -> PastReview:
        return PastReview(
            number,
            review.at.astimezone(self._clock.local().tzinfo),
            split_card_id(review.card_id)[2],
            review.rating,
            review.outcome,
            review.overridden,
            review.confidence,
            review.hinted,
            review.response,
            review.seed,
            review.seconds,
            texts[review.version],
        )


def _numbers(texts: Sequence[Wording]) -> dict[str, int]:
    """The number of each text, the first one 1."""
    return {text.version: number for number, text in enumerate(texts, start=1)}


def _verdict(review: Review) -> Verdict | None:
    if review.outcome == SELF_RATED:
        return None
    return retold(Outcome(review.outcome), review.mistake, review.score, review.said)


def _rerun(question: Question, variant: Variant) -> tuple[WorkedExample | None, str]:
    try:
        return runner.worked(question, variant), ""
    except LabError as error:
        return None, str(error)
