"""What `training` refuses: what is out of bounds before any work, and what takes too long as it goes."""

import time
from itertools import count
from typing import Any

import pytest

from simulator import run
from tests.simulator.checks import refusal_before_any_work

REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"depth": 51}, "depth must be less than or equal to 50, got 51"),
    ({"depth": 0}, "depth must be greater than or equal to 1, got 0"),
    ({"width": 65}, "width must be less than or equal to 64, got 65"),
    ({"steps": 10**9}, "steps must be less than or equal to 5000"),
    ({"samples": 10**6}, "samples must be less than or equal to 512"),
    ({"steps": 5000, "depth": 50}, "steps must keep the work at or below 6,000,000,000 multiplications"),
    ({"steps": 2000, "depth": 10, "record_every": 1}, "or raise record_every"),
    ({"variants": [{}] * 5}, "variants must have at most 4 items"),
    ({"variants": [{"name": "a"}, {"name": "a"}]}, "variants must have different names, got a twice"),
    ({"variants": [{"width": 65}]}, "variants[0][width] must be less than or equal to 64, got 65"),
    (
        {"variants": [{"learning_rate": -1.0}]},
        "variants[0][learning_rate] must be greater than or equal to 0",
    ),
    ({"variants": [{"steps": 3}]}, "variants[0] has no parameter 'steps'"),
    ({"batch_size": 129}, "batch_size must be at most samples (128), got 129"),
    ({"warmup": 301}, "warmup must be at most the number of steps (300), got 301"),
    ({"normalization": "group", "groups": 5}, "groups must divide the width (16) evenly, got 5"),
    ({"data": "circles"}, "data must be 'xor', 'moons', 'spirals' or 'regression', got 'circles'"),
    ({"arms": 5}, "arms must be less than or equal to 4, got 5"),
    ({"noise": float("nan")}, "noise must be a finite number"),
    ({"clip_limit": 0.0}, "clip_limit must be greater than 0, got 0.0"),
    ({"stepz": 3}, "no parameter 'stepz'; did you mean steps?"),
]


@pytest.mark.parametrize(("given", "told"), REFUSED)
def test_what_is_not_allowed_is_refused_in_one_line_before_any_work(given: dict[str, Any], told: str) -> None:
    message = refusal_before_any_work("training", given)
    assert told in message
    assert message.startswith("training: ")
    assert "\n" not in message


def test_a_training_that_takes_too_long_is_refused_and_no_half_of_it_comes_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A clock of four seconds a look: the third look of the loop is past the ten."""
    looks = count(0, 4)
    monkeypatch.setattr(time, "monotonic", lambda: float(next(looks)))
    with pytest.raises(
        ValueError, match=r"^training: steps must be fewer .* 3 of 300 took more than 10 sec"
    ) as told:
        run("training")
    assert "lower steps, depth, width or the number of variants" in str(told.value)
    assert "\n" not in str(told.value)
