"""Counts over the log, each against a plain computation over the same reviews that stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import fmean

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, text

from studyapp.core.confidence import Confidence
from studyapp.core.memory import New, Rating, Reviewed
from studyapp.core.records import Review
from studyapp.core.retention import AGES, RECALL_STEPS
from studyapp.packs.loader import load
from studyapp.store import items, reviews, statistics
from studyapp.store.cards import Conditions, of_packs
from studyapp.store.chosen import choose
from studyapp.store.engine import Session, Store
from tests.kept import kept

TODAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
CARDS = ("relus/kink#answer", "relus/slope-right#answer", "sigmoids/slope-bound#forward")
SETTINGS = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def stocked(store: Store, packs: Path) -> Store:
    """A store with the two small packs."""

    def fill() -> None:
        with store.writing() as session:
            for position, name in enumerate(("relus", "sigmoids")):
                loaded = load(packs / name)
                items.put_pack(session, loaded.pack, loaded.digest, position)

    return kept(store, "two packs", fill)


@st.composite
def a_review(draw: st.DrawFn) -> tuple[Review, bool]:
    """A review, and whether it was taken back."""
    ago = draw(st.integers(0, 6))
    phase = draw(st.sampled_from(("new", "step", "review")))
    before = Reviewed(
        stability=draw(st.floats(0.1, 60.0)),
        difficulty=5.0,
        last_day=TODAY - timedelta(days=ago + draw(st.integers(0, 20))),
        due_day=TODAY,
        step=0 if phase == "step" else None,
    )
    rating = draw(st.sampled_from(Rating))
    review = Review(
        card_id=draw(st.sampled_from(CARDS)),
        at=NOON,
        day=TODAY - timedelta(days=ago),
        hour=draw(st.integers(0, 23)),
        rating=rating,
        outcome=draw(st.sampled_from(("right", "wrong", "self-rated"))),
        response="",
        mistake=draw(st.sampled_from((None, "sign", "value"))),
        hinted=False,
        seconds=draw(st.integers(0, 240)) / 2,
        seed=0,
        variant={},
        version="",
        before=New() if phase == "new" else before,
        recall=None if phase == "new" else draw(st.floats(0.01, 1.0)),
        confidence=draw(st.sampled_from((None, *Confidence))),
        overridden=draw(st.booleans()),
    )
    return review, draw(st.booleans())


def put(session: Session, log: list[tuple[Review, bool]]) -> list[Review]:
    """Store a log in a transaction that is never committed; the reviews that stand."""
    live = []
    for review, taken_back in log:
        stored = items.question(session, review.card_id.partition("#")[0])
        assert stored is not None
        number = reviews.add(session, replace(review, version=stored.version))
        if taken_back:
            reviews.take_back(session, number, NOON)
        else:
            live.append(replace(review, id=number))
    return live


def right(review: Review) -> bool:
    return review.outcome == "right" or review.overridden


LOGS = st.lists(a_review(), max_size=24)
PERIODS = st.sampled_from((None, TODAY, TODAY - timedelta(days=2), TODAY - timedelta(days=99)))
SELECTIONS = st.sampled_from(((), ("relus",), ("sigmoids",), ("nothing",)))


@SETTINGS
@given(LOGS, PERIODS, SELECTIONS, st.booleans())
def test_every_count_is_that_of_the_log(
    stocked: Store,
    log: list[tuple[Review, bool]],
    since: date | None,
    packs_wanted: tuple[str, ...],
    chosen_once: bool,
) -> None:
    wanted: Conditions = of_packs(packs_wanted)
    with stocked.reading() as session:
        if chosen_once:
            wanted = choose(session, wanted)
        live = [
            review
            for review in put(session, log)
            if (since is None or review.day >= since)
            and (not packs_wanted or review.card_id.partition("/")[0] in packs_wanted)
        ]
        _tallies_agree(session, live, since, wanted)
        _predictions_agree(session, live, since, wanted)
        _words_of_the_learner_agree(session, live, since, wanted)
        _times_agree(session, live, since, wanted)
        newest = statistics.newest(session, since, wanted, 5)
        assert list(newest) == [review.id for review in reversed(live)][:5]


def _tallies_agree(session: Session, live: list[Review], since: date | None, wanted: Conditions) -> None:
    expected = {}
    for day, hour in sorted({(review.day, review.hour) for review in live}):
        there = [review for review in live if (review.day, review.hour) == (day, hour)]
        wrong = [review for review in there if review.outcome == "wrong"]
        expected[day, hour] = (
            len(there),
            sum(review.rating > Rating.AGAIN for review in there),
            sum(review.seconds for review in there),
            len(wrong),
            sum(review.overridden for review in wrong),
        )
    found = statistics.tallies(session, since, wanted)
    assert {(tally.day, tally.hour): tuple(tally)[2:] for tally in found} == expected
    assert [(tally.day, tally.hour) for tally in found] == sorted(expected)


def _predictions_agree(session: Session, live: list[Review], since: date | None, wanted: Conditions) -> None:
    expected: Counter[tuple[int, int, bool]] = Counter()
    for review in live:
        before = review.before
        if isinstance(before, Reviewed) and before.step is None and before.last_day < review.day:
            assert review.recall is not None
            age = max(place for place, (_, least) in enumerate(AGES) if before.stability >= least)
            step = int(review.recall * RECALL_STEPS + 0.5)
            expected[age, step, review.rating > Rating.AGAIN] += 1
    found: Counter[tuple[int, int, bool]] = Counter()
    for one in statistics.predictions(session, since, wanted):
        step = round(one.recall * RECALL_STEPS)
        found[one.age, step, True] += one.recalled
        found[one.age, step, False] += one.tested - one.recalled
    assert +found == expected


def _words_of_the_learner_agree(
    session: Session, live: list[Review], since: date | None, wanted: Conditions
) -> None:
    asked = {
        level.value: [right(review) for review in live if review.confidence is level] for level in Confidence
    }
    expected = sorted((name, len(answers), sum(answers)) for name, answers in asked.items() if answers)
    assert sorted(statistics.confidences(session, since, wanted)) == expected
    made = Counter(
        (review.card_id, review.mistake) for review in live if review.mistake and not review.overridden
    )
    found = statistics.mistakes(session, since, wanted)
    assert {(f"{one.question}#{one.facet}", one.mistake): one.times for one in found} == made
    assert [one.times for one in found] == sorted(made.values(), reverse=True)
    for one in found:
        (newest,) = [review for review in live if review.id == one.newest]
        assert (newest.mistake, newest.overridden) == (one.mistake, False)


def _times_agree(session: Session, live: list[Review], since: date | None, wanted: Conditions) -> None:
    whole = Counter(int(review.seconds) for review in live)
    assert statistics.seconds_counts(session, since, wanted) == whole
    by_card: dict[str, list[float]] = {}
    for review in live:
        by_card.setdefault(review.card_id, []).append(review.seconds)
    means = {card: fmean(seconds) for card, seconds in by_card.items() if len(seconds) >= 2}
    found = statistics.slowest(session, since, wanted, at_least=2, limit=2)
    assert [one.seconds for one in found] == pytest.approx(sorted(means.values(), reverse=True)[:2])
    assert all(one.answers == len(by_card[one.card_id]) for one in found)


@SETTINGS
@given(LOGS)
def test_days_and_pace_are_those_of_the_log(stocked: Store, log: list[tuple[Review, bool]]) -> None:
    with stocked.reading() as session:
        live = put(session, log)
        days = {review.day for review in live}
        assert statistics.days_studied(session) == sorted(days, reverse=True)
        assert {tally.day: tally.answers for tally in statistics.day_tallies(session)} == Counter(
            review.day for review in live
        )
        assert statistics.latest_seconds(session, 7) == [review.seconds for review in reversed(live)][:7]


# --- indexes ------------------------------------------------------------------------------------------------------


QUERIES: dict[str, Callable[[Session, date | None], object]] = {
    "tallies": statistics.tallies,
    "days": statistics.day_tallies,
    "predictions": statistics.predictions,
    "seconds": statistics.seconds_counts,
    "confidences": statistics.confidences,
    "mistakes": statistics.mistakes,
    "slowest": lambda session, since: statistics.slowest(session, since, (), at_least=1, limit=1),
}


@pytest.mark.parametrize("since", [None, TODAY], ids=["all", "since"])
@pytest.mark.parametrize("name", QUERIES)
def test_what_is_asked_of_the_whole_log_reads_an_index_alone(
    stocked: Store, name: str, since: date | None
) -> None:
    asked: list[tuple[str, object]] = []

    def note(_: object, _cursor: object, statement: str, parameters: object, *_rest: object) -> None:
        asked.append((statement, parameters))

    with stocked.reading() as session:
        bind = session.engine
        event.listen(bind, "before_cursor_execute", note)
        QUERIES[name](session, since)
        event.remove(bind, "before_cursor_execute", note)
        statement, parameters = asked[-1]
        plan = session.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)  # type: ignore[arg-type]
        steps = [str(row[3]) for row in plan]
    assert [step for step in steps if "COVERING INDEX ix_reviews_" in step], steps


def test_what_was_chosen_is_forgotten_with_the_session(stocked: Store) -> None:
    for _ in range(3):
        with stocked.reading() as session:
            wanted = choose(session, of_packs(("relus",)))
            assert statistics.tallies(session, None, wanted) == []
    with stocked.reading() as session:
        kept = session.execute(text("SELECT name FROM temp.sqlite_master")).all()
        assert kept == []
        assert choose(session, ()) == ()
