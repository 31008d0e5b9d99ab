"""The whole days of a card: spread out, evenly, chosen weekdays spared, fixed before the rating is given."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import fsrs.scheduler
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.core import memory
from studyapp.core.fuzz import balanced, fuzz_range, fuzzed, number_of
from studyapp.core.memory import DEFAULT_MODEL, LONGEST_INTERVAL, Model, Moment, New, Rating, Reviewed
from studyapp.core.offers import offers

MONDAY = date(2026, 11, 23)
NOW = Moment(datetime(2026, 11, 23, 12, tzinfo=UTC), MONDAY)
NUMBERS = st.floats(0, 1, exclude_max=True)
KNOWN = st.builds(
    Reviewed,
    stability=st.floats(0.5, 2_000),
    difficulty=st.floats(1, 10),
    last_day=st.dates(date(2025, 1, 1), MONDAY),
    due_day=st.just(MONDAY),
    reps=st.integers(1, 60),
)


# --- the range ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("interval", "range_"),
    # By hand: one day each way, and 15 %, 10 %, 5 % of what lies above 2.5, 7 and 20 days.
    [(1, (1, 1)), (2, (2, 2)), (3, (2, 4)), (7, (5, 9)), (10, (8, 12)), (20, (17, 23)), (100, (93, 107))],
)
def test_ranges_by_hand(interval: int, range_: tuple[int, int]) -> None:
    assert fuzz_range(interval) == range_


@given(st.integers(3, LONGEST_INTERVAL))
def test_ranges_are_those_of_the_package(interval: int) -> None:
    delta = 1.0 + sum(
        band["factor"] * max(min(float(interval), band["end"]) - band["start"], 0.0)
        for band in fsrs.scheduler.FUZZ_RANGES
    )
    longest = min(round(interval + delta), LONGEST_INTERVAL)
    assert fuzz_range(interval) == (min(max(2, round(interval - delta)), longest), longest)


# --- the draw -----------------------------------------------------------------------------------------------


def test_a_number_belongs_to_a_card_and_its_repetition() -> None:
    assert number_of("p/q#a", 3) == number_of("p/q#a", 3)
    numbers = {number_of(f"p/q{card}#a", reps) for card in range(40) for reps in range(25)}
    assert len(numbers) == 1_000
    assert all(0 <= number < 1 for number in numbers)
    thirds = Counter(int(3 * number) for number in numbers)
    # Of 1,000 draws a third each, give or take four standard errors of 15.
    assert all(abs(count - 1_000 / 3) < 60 for count in thirds.values())


@given(st.integers(2, 400), NUMBERS)
def test_without_other_cards_balance_changes_nothing(interval: int, number: float) -> None:
    shortest, longest = fuzz_range(interval)
    assert abs(balanced(shortest, longest, number, MONDAY) - fuzzed(shortest, longest, number)) <= 1
    assert shortest <= balanced(shortest, longest, number, MONDAY) <= longest


@given(st.integers(3, 400), NUMBERS, st.dictionaries(st.integers(0, 450), st.integers(0, 500)), st.data())
def test_whatever_the_load_the_day_is_in_range(
    interval: int, number: float, load: dict[int, int], data: st.DataObject
) -> None:
    shortest, longest = fuzz_range(interval)
    weekdays = data.draw(st.tuples(*[st.floats(0, 1)] * 7))
    full = {MONDAY + timedelta(days=day): count for day, count in load.items()}
    assert shortest <= balanced(shortest, longest, number, MONDAY, full, weekdays) <= longest


def spread(load: dict[date, int], weekdays: tuple[float, ...] = (1.0,) * 7) -> Counter[int]:
    """Where 400 numbers put a card of ten days, 8 to 12."""
    return Counter(balanced(8, 12, place / 400, MONDAY, load, weekdays) for place in range(400))


def test_full_days_are_spared() -> None:
    even = spread({})
    assert {day: even[day] for day in range(8, 13)} == dict.fromkeys(range(8, 13), 80)
    # Day 10 has nine cards: its weight is 1/100 of an empty day's.
    full = spread({MONDAY + timedelta(days=10): 9})
    assert full[10] <= 1
    assert min(full[day] for day in (8, 9, 11, 12)) >= 99


def test_many_cards_end_up_level() -> None:
    """A thousand cards of about thirty days: the fullest day has hardly more than the emptiest."""
    shortest, longest = fuzz_range(30)
    load: dict[date, int] = {}
    for card in range(1_000):
        interval = balanced(shortest, longest, number_of(f"p/q{card}#a", 5), MONDAY, load)
        day = MONDAY + timedelta(days=interval)
        load[day] = load.get(day, 0) + 1
    plain = Counter(fuzzed(shortest, longest, number_of(f"p/q{card}#a", 5)) for card in range(1_000))
    assert max(load.values()) - min(load.values()) < 0.4 * (max(plain.values()) - min(plain.values()))


def test_chosen_weekdays_have_fewer_cards_and_free_ones_none() -> None:
    weekdays = (1.0, 1.0, 1.0, 0.5, 0.0, 1.0, 1.0)
    # From a Monday, 8 to 12 days on: Tuesday, Wednesday, Thursday (half), Friday (free), Saturday.
    given_ = spread({}, weekdays)
    assert given_[11] == 0
    assert given_[10] == pytest.approx(given_[8] / 2, abs=1)
    assert balanced(3, 3, 0.5, MONDAY, {}, (0.0,) * 7) == 3, (
        "where every day is to stay free, the range holds"
    )


# --- offers -------------------------------------------------------------------------------------------------


@given(KNOWN, st.sampled_from([0.7, 0.8, 0.9, 0.97]))
def test_an_easier_rating_never_comes_back_earlier(state: Reviewed, retention: float) -> None:
    made = offers("p/q#a", state, NOW, Model(retention=retention))
    assert list(made) == list(Rating)
    days = [offer.interval.days for offer in made.values() if offer.interval]
    assert days == sorted(days)
    for rating, offer in made.items():
        interval = offer.interval
        if interval is None:
            assert offer.state == memory.review(state, rating, NOW, Model(retention=retention))
            continue
        shortest, longest = fuzz_range(interval.ideal)
        assert interval.ideal == Model(retention=retention).interval(offer.state.stability)
        assert shortest <= interval.days <= longest
        assert shortest <= interval.fuzzed <= longest
        assert offer.state == memory.review(state, rating, NOW, days=interval.days)


@given(KNOWN)
def test_the_same_card_gets_the_same_offers(state: Reviewed) -> None:
    assert offers("p/q#a", state, NOW) == offers("p/q#a", state, NOW)
    assert offers("p/q#a", New(), NOW)[Rating.AGAIN].interval is None


def test_a_free_day_is_avoided_by_an_offer() -> None:
    state = memory.review(New(), Rating.EASY, NOW)
    later = Moment(NOW.at + timedelta(days=8), MONDAY + timedelta(days=8))
    for reps in range(1, 60):
        card = Reviewed(state.stability, state.difficulty, state.last_day, state.due_day, reps=reps)
        good = offers("p/q#a", card, later, DEFAULT_MODEL, weekdays=(1, 1, 1, 1, 1, 0, 0))[Rating.GOOD]
        assert good.state.due_day.weekday() < 5
