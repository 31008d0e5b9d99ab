"""A simulated learner: reviews whose recall follows known parameters, and a store that holds them."""

from __future__ import annotations

import heapq
import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import insert

from studyapp.core import fitting, memory
from studyapp.core.fitting import Life, Rated
from studyapp.core.memory import DEFAULT_MODEL, Model, Moment, New, Rating, Reviewed, State
from studyapp.core.offers import Interval
from studyapp.core.records import Review
from studyapp.store import cards, reviews
from studyapp.store.engine import Store
from studyapp.store.tables import cards as cards_table
from studyapp.store.tables import packs, questions, versions

FIRST_DAY = date(2024, 1, 1)
NEW_A_DAY = 8
QUICK = (0.4, 1.5, 4.0, 14.0, *DEFAULT_MODEL.parameters[4:8], 1.5, *DEFAULT_MODEL.parameters[9:20], 0.25)
"""Someone who learns a little otherwise than the defaults say: remembers first answers longer, gains less later."""
FORGETFUL = (0.05, 0.2, 0.4, 1.2, *DEFAULT_MODEL.parameters[4:8], 0.9, *DEFAULT_MODEL.parameters[9:20], 0.4)
"""Someone for whom the defaults are far off, so that few reviews show it."""


def simulated(parameters: tuple[float, ...], usable: int, seed: int) -> list[Review]:
    """Reviews in the order given, until so many came a day or more after the card's last.

    Cards are scheduled by the default model; whether each is recalled follows the parameters given.
    """
    rng = random.Random(seed)
    truth = Model(parameters)
    known: dict[str, tuple[State, State]] = {}
    due: list[tuple[date, int, str]] = []
    given: list[Review] = []
    day = FIRST_DAY
    while usable > 0:
        for _ in range(NEW_A_DAY):
            card_id = f"log/q{len(known)}#answer"
            known[card_id] = (New(), New())
            heapq.heappush(due, (day, len(given), card_id))
        while usable > 0 and due and due[0][0] <= day:
            card_id = heapq.heappop(due)[2]
            true, state = known[card_id]
            at = datetime.combine(day, time(12), UTC) + timedelta(seconds=len(given) % 20_000)
            rating = _rating(rng, truth, true, day)
            after = memory.review(state, rating, Moment(at, day))
            interval = None
            if after.step is None:
                ideal = DEFAULT_MODEL.interval(after.stability)
                days = max(1, round(ideal * rng.uniform(0.8, 1.3)))
                interval = Interval(ideal, days, days)
                after = memory.due_on(after, day + timedelta(days=days))
            given.append(_review(card_id, at, day, rating, state, interval, len(given) + 1))
            usable -= isinstance(state, Reviewed) and day > state.last_day
            known[card_id] = (memory.review(true, rating, Moment(at, day), truth), after)
            heapq.heappush(due, (after.due_day, len(given), card_id))
        day += timedelta(days=1)
    return given


def _rating(rng: random.Random, truth: Model, state: State, day: date) -> Rating:
    if isinstance(state, New):
        return rng.choices(list(Rating), (25, 10, 50, 15))[0]
    if rng.random() > truth.recall(state, day) * (1 if day > state.last_day else 0.9):
        return Rating.AGAIN
    return rng.choices([Rating.HARD, Rating.GOOD, Rating.EASY], (15, 70, 15))[0]


def _review(
    card_id: str,
    at: datetime,
    day: date,
    rating: Rating,
    before: State,
    interval: Interval | None,
    number: int,
) -> Review:
    return Review(
        card_id=card_id,
        at=at,
        day=day,
        rating=rating,
        outcome="self-rated",
        response="",
        mistake=None,
        hinted=False,
        seconds=5.0,
        seed=0,
        variant={},
        version="log",
        before=before,
        interval=interval,
        id=number,
    )


def lives_of(log: Sequence[Review]) -> list[Life]:
    """The lives of the cards of a log."""
    by_card: dict[str, list[Rated]] = {}
    for review in log:
        by_card.setdefault(review.card_id, []).append(Rated(review.id, review.day, int(review.rating)))
    return [life for found in by_card.values() for life in fitting.lives(found)]


def write_log(store: Store, log: Sequence[Review]) -> None:
    """Put a log in a store, with the pack, the questions and the cards that it needs, in the state it leads to."""
    states: dict[str, State] = {}
    with store.writing() as session:
        session.execute(insert(versions).values(digest="log", body={}))
        session.execute(
            insert(packs).values(id="log", position=99, digest="log", manifest={}, glossary={}, retired=True)
        )
        for place, card_id in enumerate(dict.fromkeys(review.card_id for review in log)):
            question = {
                "id": card_id.partition("#")[0],
                "pack_id": "log",
                "position": place,
                "version": "log",
            }
            about = {
                "kind": "flashcard",
                "difficulty": "easy",
                "heading": "",
                "topics": [],
                "backing": "cited",
            }
            session.execute(insert(questions).values(**question, **about))
            session.execute(
                insert(cards_table).values(
                    id=card_id, question_id=question["id"], pack_id="log", position=place, retired=True
                )
            )
        for review in log:
            reviews.add(session, review)
            states[review.card_id] = memory.review(
                review.before,
                review.rating,
                Moment(review.at, review.day),
                days=review.interval.days if review.interval else None,
            )
        for card_id, state in states.items():
            cards.put_state(session, card_id, state)
