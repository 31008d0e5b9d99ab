"""What a fit learns from, how it is judged, and when it may be used."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from fsrs.scheduler import LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS
from hypothesis import given
from hypothesis import strategies as st

from studyapp.core import fitting, memory
from studyapp.core.fitting import FOLDS, PULL, Fold, Life, Rated, clamped, shrunk, why_not
from studyapp.core.losses import Score, noise
from studyapp.core.memory import DEFAULT_MODEL, Model, Moment, New, Rating, Reviewed, State
from studyapp.core.records import Moved
from studyapp.core.replay import replayed
from tests.learner import QUICK, lives_of, simulated

DAY = date(2026, 11, 23)
QUICKER = Model(QUICK)


def days(*offsets: int) -> list[Rated]:
    """Reviews rated Good, on days counted from DAY."""
    return [Rated(number, DAY + timedelta(days=offset), 3) for number, offset in enumerate(offsets, start=1)]


def elapsed(reviews: Sequence[Rated], resets: Sequence[int] = ()) -> list[list[int]]:
    return [list(life.elapsed) for life in fitting.lives(reviews, resets)]


# --- what is learned from -----------------------------------------------------------------------------------


def test_days_between_reviews_are_study_days_and_those_of_a_day_are_kept() -> None:
    assert elapsed(days(0, 0, 1, 4, 4)) == [[0, 0, 1, 3, 0]]


def test_a_clock_moved_back_never_makes_time_run_backwards() -> None:
    assert elapsed(days(0, 5, 2, 7)) == [[0, 5, 0, 2]]


@pytest.mark.parametrize(
    ("resets", "expected"),
    [
        ((0,), [[0, 1, 2, 4]]),
        ((1,), [[0], [0, 2, 4]]),
        ((1, 1), [[0], [0, 2, 4]]),
        ((2, 3), [[0, 1], [0], [0]]),
        ((4,), [[0, 1, 2, 4]]),
        ((9,), [[0, 1, 2, 4]]),
    ],
    ids=["before the first", "after one", "twice in a row", "twice", "after the last", "later"],
)
def test_a_card_begun_anew_has_another_life(resets: tuple[int, ...], expected: list[list[int]]) -> None:
    assert elapsed(days(0, 1, 3, 7), resets) == expected


def test_what_counts_is_a_review_a_day_or_more_after_the_last() -> None:
    (life,) = fitting.lives(days(0, 0, 1, 4, 4))
    assert list(life.usable()) == [2, 3]
    assert fitting.count_usable([life]) == 2


REVIEWS = st.lists(st.tuples(st.integers(-3, 60), st.sampled_from(Rating)), min_size=1, max_size=12)
RESETS = st.lists(st.integers(0, 13), max_size=3).map(sorted)


@given(REVIEWS, RESETS)
def test_predictions_come_from_the_states_of_the_memory_model(
    sequence: list[tuple[int, Rating]], resets: list[int]
) -> None:
    """The last life, followed with `memory.review`, predicts and ends as the replay of the log does."""
    day, rated, log = DAY, [], []
    for number, (wait, rating) in enumerate(sequence, start=1):
        day += timedelta(days=wait)
        rated.append(Rated(number, day, int(rating)))
        log.append((number, day, rating))
    found = list(fitting.lives(rated, resets))
    assert sum(len(life.ratings) for life in found) == len(sequence)
    for life in found:
        state: State = New()
        predicted = list(fitting.recalls(life, QUICKER, len(life.ratings)))
        for place, number in enumerate(life.numbers):
            _, on, rating = log[number - 1]
            assert predicted[place] == QUICKER.recall(state, on)
            at = datetime(2026, 1, 1, tzinfo=UTC)
            state = memory.review(state, rating, Moment(at, on), QUICKER)


def test_moves_begin_a_life_where_the_replay_begins_a_card_anew() -> None:
    log = [
        review for review in simulated(DEFAULT_MODEL.parameters, 60, 4) if review.card_id == "log/q0#answer"
    ]
    cut = log[len(log) // 2].id
    moves = [Moved("log/q0#answer", cut, log[0].at, None)]
    rated = [Rated(review.id, review.day, int(review.rating)) for review in log]
    *_, last = fitting.lives(rated, [cut])
    state = replayed(log, moves, DEFAULT_MODEL)
    assert isinstance(state, Reviewed)
    assert state.reps == len(last.ratings) < len(log)


# --- how it is judged ---------------------------------------------------------------------------------------


def test_parts_are_equal_in_usable_reviews_and_follow_one_another() -> None:
    log = lives_of(simulated(DEFAULT_MODEL.parameters, 600, 1))
    cuts = fitting.cuts(log)
    assert list(cuts) == sorted(set(cuts))
    found = fitting.scores(log, DEFAULT_MODEL, cuts)
    assert [score.count for score in found] == [100] * FOLDS


def test_a_fit_learns_from_nothing_after_its_cut() -> None:
    log = lives_of(simulated(DEFAULT_MODEL.parameters, 300, 2))
    cut = fitting.cuts(log)[2]
    learned = list(fitting.training(log, cut))
    assert max(number for life in learned for number, *_ in life) <= cut
    assert sum(wait > 0 for life in learned for _, wait, _ in life) == 150


def test_a_long_life_is_cut_short() -> None:
    (life,) = fitting.lives(days(*range(1_000)))
    (learned,) = fitting.training([life], 10_000)
    assert len(learned) == fitting.LONGEST_LIFE


def test_scores_of_parts_are_those_of_each_part_alone() -> None:
    log = lives_of(simulated(QUICK, 300, 3))
    cuts = fitting.cuts(log)
    together = fitting.scores(log, QUICKER, cuts)
    for fold in range(FOLDS):
        (alone,) = fitting.scores(log, QUICKER, cuts[fold : fold + 2])
        assert list(alone.losses) == list(together[fold].losses)
        assert alone.rmse_bins == together[fold].rmse_bins


def test_log_loss_worked_by_hand() -> None:
    score = Score()
    score.add(0.9, True, 1, 1, 0)
    score.add(0.8, False, 1, 1, 0)
    assert score.log_loss == pytest.approx(-(math.log(0.9) + math.log(0.2)) / 2)


def test_error_in_bins_worked_by_hand() -> None:
    score = Score()
    for recalled in (True, True, True, False):
        score.add(0.9, recalled, 2, 1, 0)  # predicted 0.9, true 0.75
    score.add(0.5, True, 30, 5, 2)  # in a bin of its own: 0.5 against 1
    expected = math.sqrt((4 * 0.15**2 + 1 * 0.5**2) / 5)
    assert score.rmse_bins == pytest.approx(expected)
    assert Score.total([score, Score()]).rmse_bins == score.rmse_bins


def test_what_is_certain_and_wrong_has_a_finite_loss() -> None:
    score = Score()
    score.add(1.0, False, 1, 1, 0)
    assert math.isfinite(score.log_loss)


def test_the_noise_of_a_gain_is_its_standard_error() -> None:
    old, new = Score(), Score()
    for recall in (0.9, 0.8, 0.7):
        old.add(recall, True, 1, 1, 0)
        new.add(0.95, True, 1, 1, 0)
    gains = [math.log(0.95 / recall) for recall in (0.9, 0.8, 0.7)]
    mean = sum(gains) / 3
    spread = math.sqrt(sum((gain - mean) ** 2 for gain in gains) / 2)
    assert noise([old], [new]) == pytest.approx(spread / math.sqrt(3))


def test_true_parameters_predict_better_than_the_defaults() -> None:
    log = lives_of(simulated(QUICK, 3_000, 5))
    cuts = fitting.cuts(log)
    defaults, truth = (Score.total(fitting.scores(log, model, cuts)) for model in (DEFAULT_MODEL, QUICKER))
    assert truth.log_loss < defaults.log_loss
    assert truth.rmse_bins < defaults.rmse_bins


# --- when it may be used ------------------------------------------------------------------------------------


@pytest.mark.parametrize("reviews", [1, 400, 1_000, 100_000])
def test_fewer_reviews_stay_nearer_the_defaults(reviews: int) -> None:
    found = shrunk(QUICK, reviews)
    share = reviews / (reviews + PULL)
    for value, target, default in zip(found, QUICK, DEFAULT_MODEL.parameters, strict=True):
        assert value == pytest.approx(target * share + default * (1 - share))
    Model(found).recall_after(3.0, 2)


@given(st.lists(st.floats(-1e6, 1e6), min_size=21, max_size=21))
def test_parameters_stay_within_the_bounds_of_the_model(values: list[float]) -> None:
    found = clamped(values)
    for value, lowest, highest in zip(found, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True):
        assert lowest <= value <= highest
    memory.review(New(), Rating.GOOD, Moment(datetime(2026, 1, 1, tzinfo=UTC), DAY), Model(found))


@pytest.mark.parametrize("count", [20, 22])
def test_too_few_or_too_many_parameters_are_an_error(count: int) -> None:
    with pytest.raises(ValueError, match="zip"):
        clamped([1.0] * count)


def folds(*gains: float) -> list[Fold]:
    return [Fold(100, 0.4, 0.4 - gain) for gain in gains]


@pytest.mark.parametrize(
    ("gains", "luck", "words"),
    [
        ((0.1, 0.1, 0.1, 0.1, 0.1), 0.0, ""),
        ((0.1, 0.1, 0.1, -0.1, -0.1), 0.0, ""),
        ((0.0, 0.0, 0.0, 0.0, 0.0), 0.0, "no better"),
        ((0.1, 0.1, 0.1, -0.2, -0.2), 0.0, "no better"),
        ((0.3, 0.3, -0.1, -0.1, -0.1), 0.0, "only 2 of 5"),
        ((0.1, 0.1, 0.1, 0.1, 0.1), 0.05, ""),
        ((0.1, 0.1, 0.1, 0.1, 0.1), 0.07, "luck"),
    ],
)
def test_a_fit_is_used_only_where_it_is_better(gains: tuple[float, ...], luck: float, words: str) -> None:
    found = why_not(folds(*gains), luck)
    assert words in found
    assert bool(words) is bool(found)


def test_a_log_too_short_to_be_cut_is_an_error() -> None:
    with pytest.raises(ValueError, match="cannot be cut"):
        fitting.cuts(
            [Life(life.numbers, life.elapsed, life.ratings) for life in fitting.lives(days(0, 1, 2))]
        )


def test_typical_intervals_are_those_of_a_card_always_answered_good() -> None:
    assert fitting.typical_intervals(DEFAULT_MODEL) == (2, 11, 46, 163)
    assert fitting.typical_intervals(DEFAULT_MODEL, 1) == (2,)
    shorter = fitting.typical_intervals(Model(retention=0.95))
    assert all(one <= other for one, other in zip(shorter, (2, 11, 46, 163), strict=True))
