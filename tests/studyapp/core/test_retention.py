"""True against predicted retention, worked out by hand, and mastery put together from groups."""

from __future__ import annotations

import math

import pytest

from studyapp.core.mastery import Group, Mastery, of_packs, of_sections, of_topics
from studyapp.core.retention import AGES, Predicted, Retention, by_age, by_recall, fit, retention

COUNTED = [
    Predicted(0, 0.9, 10, 9),
    Predicted(0, 0.95, 4, 2),
    Predicted(1, 0.4, 2, 1),
    Predicted(2, 0.9, 4, 4),
    Predicted(2, 1.0, 1, 1),
]


def test_retention_adds_up_and_weighs_what_was_predicted() -> None:
    found = retention(COUNTED)
    assert found is not None
    assert (found.tested, found.recalled) == (21, 17)
    assert found.predicted == pytest.approx((9 + 3.8 + 0.8 + 3.6 + 1) / 21)
    assert found.share == 17 / 21
    assert retention([]) is None


@pytest.mark.parametrize(
    ("predicted", "agrees"), [(0.9, True), (0.867, True), (0.866, False), (0.925, True), (0.926, False)]
)
def test_a_prediction_agrees_where_it_lies_in_the_interval(predicted: float, agrees: bool) -> None:
    found = Retention(400, 360, predicted)
    assert found.interval == pytest.approx((0.8667, 0.9257), abs=5e-5)
    assert found.as_predicted is agrees


def test_by_age_and_by_predicted_recall() -> None:
    ages = by_age(COUNTED)
    assert {name: (one.tested, one.recalled) for name, one in ages.items()} == {
        "new": (14, 11),
        "young": (2, 1),
        "mature": (5, 5),
    }
    assert list(by_age(COUNTED[:1])) == [AGES[0][0]]
    ranges = by_recall(COUNTED)
    assert {ends: (one.tested, one.recalled) for ends, one in ranges.items()} == {
        (0.0, 0.5): (2, 1),
        (0.9, 0.95): (14, 13),
        (0.95, 1.0): (5, 3),
    }


def test_fit_by_hand() -> None:
    found = fit([Predicted(0, 0.9, 10, 9), Predicted(0, 0.5, 2, 2)])
    assert found is not None
    assert found.log_loss == pytest.approx(-(9 * math.log(0.9) + math.log(0.1) + 2 * math.log(0.5)) / 12)
    assert found.rmse == pytest.approx(math.sqrt((10 * 0.0**2 + 2 * 0.5**2) / 12))
    assert fit([]) is None


def test_a_certain_prediction_that_fails_costs_much_but_not_everything() -> None:
    found = fit([Predicted(2, 1.0, 1, 0)])
    assert found is not None
    assert found.log_loss == pytest.approx(-math.log(1e-4), rel=1e-6)


def test_mastery_is_put_together_from_groups() -> None:
    groups = [
        Group(("relus", "kinks"), 2, 2, 1.5, 0.6, "relus/kink"),
        Group(("relus", "slopes"), 4, 1, 0.5, 0.5, "relus/slope"),
        Group(("relus", None), 2, 0, 0.0, 1.0, ""),
        Group(("sigmoids", "the-slope"), 3, 0, 0.0, 1.0, ""),
    ]
    assert of_packs(groups) == (
        Mastery("relus", "relus", 8, 3, 0.25, "relus/slope"),
        Mastery("sigmoids", "sigmoids", 3, 0, 0.0, ""),
    )
    assert [(one.name, one.title, one.known) for one in of_sections(groups)] == [
        ("relus/slopes", "slopes", 0.125),
        ("relus/kinks", "kinks", 0.75),
        ("sigmoids/the-slope", "the slope", 0.0),
    ]
    assert of_topics([Group(("chain-rule",), 1, 1, 0.5, 0.5, "a/b")]) == (
        Mastery("chain-rule", "chain rule", 1, 1, 0.5, "a/b"),
    )
