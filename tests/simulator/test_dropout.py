"""Dropout by itself: by hand, against the complex step and PyTorch, its shapes, and what it is on average."""

from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from simulator import gradcheck
from simulator.arrays import Array
from simulator.ops.dropout import (
    DropoutConvention,
    DropoutMode,
    draw_mask,
    dropout_backward,
    dropout_forward,
    kept_scale,
)

STORED: dict[str, Any] = dict(np.load(Path(__file__).parents[1] / "data" / "torch_dropout.npz"))
X, MASK = np.array([[2.0, -3.0], [4.0, 5.0]]), np.array([[1.0, 0.0], [0.0, 1.0]])
BY_HAND: list[tuple[DropoutMode, DropoutConvention, list[list[float]], list[list[float]]]] = [
    ("train", "inverted", [[8.0, 0.0], [0.0, 20.0]], [[4.0, 0.0], [0.0, 4.0]]),
    ("eval", "inverted", [[2.0, -3.0], [4.0, 5.0]], [[1.0, 1.0], [1.0, 1.0]]),
    ("train", "classic", [[2.0, 0.0], [0.0, 5.0]], [[1.0, 0.0], [0.0, 1.0]]),
    ("eval", "classic", [[0.5, -0.75], [1.0, 1.25]], [[0.25, 0.25], [0.25, 0.25]]),
]
MODES: list[DropoutMode] = ["train", "eval"]
CONVENTIONS: list[DropoutConvention] = ["inverted", "classic"]


@pytest.mark.parametrize(("mode", "convention", "y", "dx"), BY_HAND)
def test_a_case_by_hand(mode: Any, convention: Any, y: Any, dx: Any) -> None:
    """p = 3/4, so that what is kept counts four times."""
    found, cache = dropout_forward(X, MASK, 0.75, mode, convention)
    assert found.tolist() == y
    assert dropout_backward(np.ones((2, 2)), cache).tolist() == dx


def test_every_mode_and_convention_is_among_them() -> None:
    assert set(MODES) == set(get_args(DropoutMode))
    assert set(CONVENTIONS) == set(get_args(DropoutConvention))
    assert {(mode, convention) for mode, convention, _, _ in BY_HAND} == {
        (mode, convention) for mode in MODES for convention in CONVENTIONS
    }


def test_the_ends_of_p() -> None:
    ones, zeros = np.ones((2, 2)), np.zeros((2, 2))
    assert np.array_equal(dropout_forward(X, ones, 0.0)[0], X)
    assert np.array_equal(dropout_forward(X, zeros, 1.0)[0], zeros)  # as PyTorch, and not 0/0
    assert kept_scale(1.0, "eval", "classic") == 0.0
    rng = np.random.default_rng(0)
    assert draw_mask((1000,), 0.0, rng).all()
    assert not draw_mask((1000,), 1.0, rng).any()


@pytest.mark.parametrize("convention", CONVENTIONS)
@pytest.mark.parametrize("mode", MODES)
def test_the_gradient_agrees_with_the_complex_step(mode: DropoutMode, convention: DropoutConvention) -> None:
    rng = np.random.default_rng(3)
    x, dy, mask = rng.standard_normal((4, 5)), rng.standard_normal((4, 5)), draw_mask((4, 5), 0.4, rng)

    def cost(moved: Array) -> Array:
        return np.asarray((dy * dropout_forward(moved, mask, 0.4, mode, convention)[0]).sum())

    dx = dropout_backward(dy, dropout_forward(x, mask, 0.4, mode, convention)[1])
    assert gradcheck.layer_error(gradcheck.complex_step(cost, x), dx) <= 1e-15


def test_pytorch_scales_and_passes_back_as_we_do() -> None:
    y, dx = STORED["functional/y"], STORED["functional/dx"]
    mask = (y != 0).astype(float)
    assert 0 < mask.sum() < mask.size
    found, cache = dropout_forward(np.ones(20), mask, 0.3)
    assert gradcheck.layer_error(y, found) <= 1e-15
    assert gradcheck.layer_error(dx, dropout_backward(np.arange(1.0, 21.0), cache)) <= 1e-15
    assert np.array_equal(STORED["functional/evaluated"], dropout_forward(np.ones(20), mask, 0.3, "eval")[0])


@given(
    shape=hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4),
    p=st.floats(0, 1),
    mode=st.sampled_from(MODES),
    convention=st.sampled_from(CONVENTIONS),
)
def test_shapes_are_kept(shape: Any, p: float, mode: DropoutMode, convention: DropoutConvention) -> None:
    mask = draw_mask(shape, p, np.random.default_rng(0))
    assert mask.shape == shape
    assert mask.dtype == float
    y, cache = dropout_forward(np.ones(shape), mask, p, mode, convention)
    assert y.shape == dropout_backward(np.ones(shape), cache).shape == shape


@pytest.mark.parametrize("p", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("convention", CONVENTIONS)
def test_training_is_on_average_what_evaluation_is(convention: DropoutConvention, p: float) -> None:
    """Each drawn entry has the variance (1 - p) p times the kept scale squared; 3.5 standard errors are allowed."""
    n = 200_000
    mask = draw_mask((n,), p, np.random.default_rng([7, int(10 * p)]))
    trained = dropout_forward(np.ones(n), mask, p, "train", convention)[0]
    evaluated = dropout_forward(np.ones(1), np.ones(1), p, "eval", convention)[0]
    error = kept_scale(p, "train", convention) * np.sqrt(p * (1 - p) / n)
    assert abs(trained.mean() - evaluated[0]) < 3.5 * error
    assert trained.var() == pytest.approx(error**2 * n, rel=0.05)


@pytest.mark.parametrize("p", [0.2, 0.7])
def test_a_mask_drawn_the_wrong_way_round_would_be_caught(p: float) -> None:
    n = 200_000
    kept = draw_mask((n,), p, np.random.default_rng(0)).mean()
    assert abs(kept - (1 - p)) < 3.5 * np.sqrt(p * (1 - p) / n)
    assert abs((1 - kept) - (1 - p)) > 3.5 * np.sqrt(p * (1 - p) / n)
