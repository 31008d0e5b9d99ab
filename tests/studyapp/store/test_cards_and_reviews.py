"""Cards and their reviews: states kept exactly, a log that only grows, and the questions asked of both."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from studyapp.core.confidence import Confidence
from studyapp.core.memory import Moment, New, Rating, Reviewed, State
from studyapp.core.records import Attempt, DayTally, PackCounts, Review
from studyapp.core.retention import retention
from studyapp.packs.loader import load
from studyapp.store import attempts, cards, items, journal, reviews, standings, statistics
from studyapp.store.engine import Store
from tests.kept import kept

DAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
NOW = Moment(NOON, DAY)
KINK = "relus/kink#answer"
SLOPE = "relus/slope-right#answer"
FRONT, BACK = "sigmoids/slope-bound#forward", "sigmoids/slope-bound#reverse"


@pytest.fixture
def stocked(store: Store, packs: Path) -> Store:
    """A store with the two small packs."""

    def fill() -> None:
        with store.writing() as session:
            for position, name in enumerate(("relus", "sigmoids")):
                loaded = load(packs / name)
                items.put_pack(session, loaded.pack, loaded.digest, position)

    return kept(store, "two packs", fill)


def given_review(store: Store, card: str, **changes: object) -> int:
    """Append a review of a card, some of its fields replaced; its number."""
    with store.writing() as session:
        stored = items.question(session, card.partition("#")[0])
        assert stored is not None
        review = Review(
            card_id=card,
            at=NOON,
            day=DAY,
            rating=Rating.GOOD,
            outcome="right",
            response="4",
            mistake=None,
            hinted=False,
            seconds=2.0,
            seed=1,
            variant={},
            version=stored.version,
            before=New(),
        )
        return reviews.add(session, replace(review, **changes))  # type: ignore[arg-type]


# --- states -------------------------------------------------------------------------------------------------

SIZES = st.floats(1e-300, 1e300)
DAYS = st.dates(date(2000, 1, 1), date(2199, 12, 31))
STATES: st.SearchStrategy[State] = st.one_of(
    st.just(New()),
    st.builds(
        Reviewed,
        stability=SIZES,
        difficulty=SIZES,
        last_day=DAYS,
        due_day=DAYS,
        due_at=st.none() | st.datetimes(datetime(2000, 1, 1), datetime(2199, 1, 1), timezones=st.just(UTC)),
        step=st.none() | st.integers(0, 3),
        relearning=st.booleans(),
        reps=st.integers(1, 10**6),
        lapses=st.integers(0, 10**6),
    ),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STATES)
def test_a_state_comes_back_exactly_from_its_card(stocked: Store, state: State) -> None:
    with stocked.writing() as session:
        cards.put_state(session, KINK, state)
    with stocked.reading() as session:
        found = cards.card(session, KINK)
        assert found is not None
        assert found.state == state


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STATES, st.sampled_from(Rating))
def test_a_review_comes_back_exactly_with_the_state_before(
    stocked: Store, before: State, rating: Rating
) -> None:
    variant = {"key": 0.1 + 0.2, "order": [2, 0, 1], "variables": {"w": 100, "name": "σ"}, "mistakes": []}
    number = given_review(
        stocked, KINK, before=before, rating=rating, variant=variant, at=NOON.replace(microsecond=7)
    )
    with stocked.reading() as session:
        found = reviews.review(session, number)
    assert found is not None
    assert (found.before, found.rating, found.variant, found.id) == (before, rating, variant, number)
    assert found.at == NOON.replace(microsecond=7)


def test_instants_are_stored_in_utc_so_that_text_order_is_time_order(stocked: Store) -> None:
    zones = [NOON.astimezone(tz) for tz in (UTC, datetime(2026, 1, 1).astimezone().tzinfo)]
    for place, local in enumerate(zones):
        given_review(stocked, KINK, at=local + timedelta(microseconds=place))
    with stocked.reading() as session:
        kept = list(session.execute(text("SELECT at FROM reviews ORDER BY at")).scalars())
    assert kept == ["2026-11-23T12:00:00.000000+00:00", "2026-11-23T12:00:00.000001+00:00"]


# --- which cards --------------------------------------------------------------------------------------------


def known(due: int, *, step_in: float | None = None, ago: int = 3) -> Reviewed:
    """A state due in some days, or in some minutes."""
    due_at = None if step_in is None else NOON + timedelta(minutes=step_in)
    day = DAY + timedelta(days=due)
    return Reviewed(
        3.0, 5.0, DAY - timedelta(days=ago), day, due_at=due_at, step=None if due_at is None else 0
    )


@pytest.mark.parametrize(
    ("state", "due"),
    [
        (New(), False),
        (known(0), True),
        (known(-40), True),
        (known(1), False),
        (known(0, step_in=0), True),
        (known(0, step_in=-5), True),
        (known(0, step_in=0.01), False),
        (known(-1, step_in=-500), True),
        (known(-1, step_in=5), False),
    ],
)
def test_due(stocked: Store, state: State, due: bool) -> None:
    with stocked.writing() as session:
        cards.put_state(session, KINK, state)
    with stocked.reading() as session:
        found = [*cards.most_at_risk(session, NOW, (), (), 9), *cards.in_steps(session, NOW, ())]
        assert [card.id for card in found if card.due(NOW)] == ([KINK] if due else [])
        assert {count.pack: count.due for count in cards.counts(session, NOW)} == {
            "relus": due,
            "sigmoids": 0,
        }


def new(store: Store, *packs: str, seen: tuple[str, ...] = (), limit: int = 99) -> list[str]:
    with store.reading() as session:
        return [card.id for card in cards.new_cards(session, NOW, cards.of_packs(packs), seen, limit)]


def test_new_cards_come_in_the_order_of_study(stocked: Store) -> None:
    found = new(stocked)
    assert found[:5] == [KINK, SLOPE, FRONT, BACK, "sigmoids/two-blanks#bound"]
    assert len(found) == 13
    assert new(stocked, limit=3) == [KINK, SLOPE, FRONT], "the limit holds over all packs"
    assert new(stocked, "sigmoids", limit=1) == [FRONT]
    assert new(stocked, "nothing") == []
    assert new(stocked, seen=("sigmoids/slope-bound", "relus/kink"), limit=2)[0] == SLOPE
    with stocked.writing() as session:
        cards.put_state(session, SLOPE, known(4))
    assert new(stocked, "relus") == [KINK]
    with stocked.reading() as session:
        assert [card.id for card in cards.reviewed_cards(session)] == [SLOPE]
        assert [card.id for card in cards.reviewed_cards(session, ("sigmoids",))] == []
        assert cards.counts(session, NOW) == [PackCounts("relus", 2, 1, 0), PackCounts("sigmoids", 11, 11, 0)]


def test_cards_of_a_question(stocked: Store) -> None:
    with stocked.reading() as session:
        assert [card.id for card in cards.cards_of(session, "sigmoids/slope-bound")] == [FRONT, BACK]
        assert cards.card(session, "sigmoids/nothing#answer") is None


def test_steps_come_soonest_first(stocked: Store) -> None:
    with stocked.writing() as session:
        for card, minutes in ((KINK, 9), (SLOPE, -1), (FRONT, 4)):
            cards.put_state(session, card, known(0, step_in=minutes))
        cards.put_state(session, BACK, known(0))
    with stocked.reading() as session:
        assert [card.id for card in cards.in_steps(session, NOW, ())] == [SLOPE, FRONT, KINK]
        assert [card.id for card in cards.in_steps(session, NOW, cards.of_packs(("relus",)))] == [SLOPE, KINK]


def test_the_most_at_risk_come_first_and_are_counted_by_question(stocked: Store) -> None:
    with stocked.writing() as session:
        for card, stability, ago in ((KINK, 100.0, 5), (SLOPE, 2.0, 30), (FRONT, 10.0, 10), (BACK, 10.0, 9)):
            cards.put_state(session, card, Reviewed(stability, 5.0, DAY - timedelta(days=ago), DAY))
        cards.put_state(session, KINK, Reviewed(100.0, 5.0, DAY - timedelta(days=5), DAY - timedelta(days=1)))
    with stocked.reading() as session:
        found = [card.id for card in cards.most_at_risk(session, NOW, (), (), 99)]
        assert found == [SLOPE, FRONT, BACK, KINK]
        assert found[:2] == [card.id for card in cards.most_at_risk(session, NOW, (), (), 2)]
        assert cards.count_due(session, NOW, (), ()) == (3, 1), "two cards of one question count once"
        seen = {"sigmoids/slope-bound"}
        assert [card.id for card in cards.most_at_risk(session, NOW, (), seen, 99)] == [SLOPE, KINK]
        assert cards.count_due(session, NOW, (), seen) == (2, 1)


@pytest.mark.parametrize(
    ("marks", "shown"),
    [
        ({"suspended": True}, False),
        ({"buried_until": DAY + timedelta(days=1)}, False),
        ({"buried_until": DAY}, True),
        ({"flagged": True}, True),
    ],
)
@pytest.mark.parametrize("state", [New(), known(0), known(0, step_in=-1)])
def test_what_the_learner_put_aside_is_not_asked(
    marks: dict[str, object], shown: bool, state: State, stocked: Store
) -> None:
    with stocked.writing() as session:
        cards.put_state(session, KINK, state)
        assert len(journal.put_cards(session, {KINK: marks})) == 1
    with stocked.reading() as session:
        found = [
            *cards.most_at_risk(session, NOW, (), (), 9),
            *cards.in_steps(session, NOW, ()),
            *cards.new_cards(session, NOW, (), (), 99),
        ]
        assert (KINK in [card.id for card in found]) is shown
        card = cards.card(session, KINK)
        assert card is not None
        assert card.due(NOW) is (shown and state != New())


def test_what_comes_due_by_day(stocked: Store) -> None:
    with stocked.writing() as session:
        for card, due in ((KINK, -9), (SLOPE, 0), (FRONT, 3), (BACK, 30)):
            cards.put_state(session, card, known(due))
    with stocked.reading() as session:
        assert standings.due_by_day(session, DAY, DAY + timedelta(days=29)) == {
            DAY: 2,
            DAY + timedelta(days=3): 1,
        }


def test_retired_cards_are_not_asked(stocked: Store) -> None:
    with stocked.writing() as session:
        cards.put_state(session, KINK, known(0))
        items.retire_pack(session, "relus")
    with stocked.reading() as session:
        assert cards.most_at_risk(session, NOW, (), (), 9) == []
        assert cards.reviewed_cards(session) == []
        assert cards.cards_of(session, "relus/kink") == []
        assert [count.pack for count in cards.counts(session, NOW)] == ["sigmoids"]
        assert [card.id for card in cards.cards_with_history(session)] == [KINK]
        assert cards.card(session, KINK) is not None


# --- the log ------------------------------------------------------------------------------------------------


def test_taking_back_adds_a_row_and_removes_none(stocked: Store) -> None:
    first, second = given_review(stocked, KINK), given_review(stocked, SLOPE)
    with stocked.writing() as session:
        reviews.take_back(session, second, NOON)
    with stocked.reading() as session:
        assert session.execute(text("SELECT id FROM reviews ORDER BY id")).scalars().all() == [first, second]
        assert session.execute(text("SELECT review_id, at FROM undone")).all() == [
            (second, "2026-11-23T12:00:00.000000+00:00")
        ]
        assert reviews.reviews_of(session, SLOPE) == []
        assert statistics.newest(session, None, (), 9) == [first]
        taken_back = reviews.review(session, second)
        assert taken_back is not None
        assert taken_back.card_id == SLOPE
        assert reviews.questions_seen_on(session, DAY) == {"relus/kink"}
        assert reviews.introduced_on(session, DAY) == 1
        assert reviews.newest_id(session) == second
    with stocked.writing() as session:
        reviews.give_again(session, second)
    with stocked.reading() as session:
        assert [review.id for review in reviews.reviews_of(session, SLOPE)] == [second]
    assert given_review(stocked, KINK) > second


def test_no_query_of_the_store_deletes_or_changes_a_review() -> None:
    source = (Path(reviews.__file__).parent / "reviews.py").read_text(encoding="utf-8")
    assert re.findall(r"\bdelete\((\w+)\)", source) == ["undone"]
    assert "update(" not in source


def test_tallies(stocked: Store) -> None:
    before = known(0)
    yesterday = DAY - timedelta(days=1)
    given_review(stocked, KINK, rating=Rating.AGAIN, seconds=1.5)
    given_review(stocked, KINK, rating=Rating.HARD, seconds=2.5, before=before)
    given_review(stocked, SLOPE, day=yesterday, rating=Rating.EASY, seconds=9.0)
    taken = given_review(stocked, SLOPE, rating=Rating.GOOD, seconds=100.0)
    with stocked.writing() as session:
        reviews.take_back(session, taken, NOON)
    with stocked.reading() as session:
        assert statistics.day_tallies(session) == [DayTally(yesterday, 1, 1, 9.0), DayTally(DAY, 2, 1, 4.0)]
        assert statistics.day_tallies(session, DAY) == [DayTally(DAY, 2, 1, 4.0)]
        assert reviews.introduced_on(session, DAY) == 1
        assert reviews.introduced_on(session, yesterday) == 1


def test_retention_counts_cards_that_had_left_their_steps(stocked: Store) -> None:
    with stocked.reading() as session:
        assert retention(statistics.predictions(session)) is None
    given_review(stocked, KINK)  # new
    given_review(stocked, KINK, before=known(0, step_in=1))  # in a step
    given_review(stocked, KINK, before=known(0, ago=0), recall=1.0)  # again on the same day
    for rating, recall in ((Rating.GOOD, 0.9), (Rating.HARD, 0.8), (Rating.AGAIN, 0.7)):
        given_review(stocked, KINK, before=known(0), rating=rating, recall=recall)
    with stocked.reading() as session:
        found = retention(statistics.predictions(session))
    assert found is not None
    assert (found.tested, found.recalled) == (3, 2)
    assert found.predicted == pytest.approx(0.8)


def test_the_commonest_mistakes(stocked: Store) -> None:
    for card, mistake in ((SLOPE, "value"), (SLOPE, "value"), (SLOPE, "sign"), (KINK, None)):
        given_review(stocked, card, mistake=mistake)
    given_review(stocked, SLOPE, mistake="value", outcome="wrong", overridden=True)
    with stocked.reading() as session:
        counted = [(one.question, one.facet, one.mistake, one.times) for one in statistics.mistakes(session)]
    assert counted == [
        ("relus/slope-right", "answer", "value", 2),
        ("relus/slope-right", "answer", "sign", 1),
    ]


def test_confidence_and_the_learners_own_word_are_counted_without_what_was_taken_back(stocked: Store) -> None:
    for outcome, level, overridden in (
        ("right", Confidence.SURE, False),
        ("wrong", Confidence.SURE, False),
        ("wrong", Confidence.SURE, True),
        ("wrong", Confidence.GUESS, False),
        ("right", None, False),
    ):
        given_review(stocked, KINK, outcome=outcome, confidence=level, overridden=overridden)
    taken_back = given_review(stocked, KINK, outcome="wrong", confidence=Confidence.SURE, overridden=True)
    with stocked.writing() as session:
        reviews.take_back(session, taken_back, NOON)
    with stocked.reading() as session:
        assert sorted(statistics.confidences(session)) == [("guess", 1, 0), ("sure", 3, 2)]
        (tally,) = statistics.tallies(session)
        assert (tally.overridden, tally.wrong) == (1, 3)
        assert reviews.clean_answers(session, KINK) == [True, False, True, False, True]
        assert [review.sure_but_wrong for review in reviews.reviews_of(session, KINK)] == [
            False,
            True,
            False,
            False,
            False,
        ]


def test_recent_reviews_come_newest_first(stocked: Store) -> None:
    numbers = [given_review(stocked, KINK, response=str(place)) for place in range(5)]
    with stocked.reading() as session:
        assert statistics.newest(session, None, (), 3) == numbers[:1:-1]


# --- quizzes ------------------------------------------------------------------------------------------------


def test_quiz_results(stocked: Store) -> None:
    with stocked.writing() as session:
        stored = items.question(session, "relus/kink")
        assert stored is not None
        attempt = Attempt(
            0, 0, KINK, NOON, "right", "t", None, 1.0, 1.0, 1, {"order": [1, 0]}, stored.version
        )
        first, _never_answered, third = (
            attempts.start(session, "ReLUs", "quiz", {}, seed=seed, asked=asked, at=NOON, day=DAY)
            for seed, asked in ((7, 3), (8, 2), (9, 1))
        )
        for place, outcome in enumerate(("right", "wrong", "right")):
            attempts.add(session, replace(attempt, quiz_id=first, place=place, outcome=outcome))
        attempts.add(session, replace(attempt, quiz_id=third, outcome="wrong"))
    with stocked.reading() as session:
        found = [
            (quiz.id, quiz.seed, quiz.asked, quiz.answered, quiz.right) for quiz in attempts.results(session)
        ]
        assert found == [(third, 9, 1, 1, 0), (first, 7, 3, 3, 2)]
        assert len(attempts.results(session, limit=1)) == 1


def test_numbers_that_json_has_no_word_for_are_kept(stocked: Store) -> None:
    number = given_review(stocked, KINK, variant={"key": math.inf})
    with stocked.reading() as session:
        found = reviews.review(session, number)
    assert found is not None
    assert found.variant == {"key": math.inf}
