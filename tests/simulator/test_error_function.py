"""The complementary error function against the one of the C library, number by number, in the tails too."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import gradcheck
from simulator.arrays import Array
from simulator.ops.activations import activation
from simulator.ops.error_function import BLOCK, COEFFICIENTS, FEW, erfc, erfc_of_many
from simulator.ops.smooth_rectifiers import normal_cdf, normal_density

TOLERANCE, SMALLEST = 1e-15, 5e-324
RNG = np.random.default_rng(1981)
EVERYWHERE = -np.concatenate(
    [np.linspace(-38.0, 38.0, 400_001), 3 * RNG.standard_normal(200_000), RNG.uniform(-1, 1, 100_000)]
)


def by_library(x: Array) -> Array:
    return np.array([math.erfc(one) for one in x.ravel().tolist()]).reshape(x.shape)


def largest_error(found: Array, expected: Array) -> float:
    """Relative, and where the numbers lose their digits (below 2e-308) in units of the smallest number."""
    off = np.abs(found - expected)
    normal = expected > 2.3e-308
    assert (off[~normal] <= 2 * SMALLEST).all()
    return float((off[normal] / expected[normal]).max())


def test_known_numbers() -> None:
    """erfc(1/2) and erfc(3) of Abramowitz and Stegun, tables 7.1 and 7.3, and what needs no table."""
    found = erfc_of_many(np.array([0.0, -0.0, 0.5, 3.0, math.inf, -math.inf, 1e308, -1e308, math.nan]))
    assert found[:2].tolist() == [1.0, 1.0]
    assert found[2] == pytest.approx(1 - 0.5204998778, abs=1e-10)
    assert found[3] == pytest.approx(2.209049700e-5, rel=1e-9)
    assert found[4:8].tolist() == [0.0, 2.0, 0.0, 2.0]
    assert math.isnan(found[8])


def test_it_is_the_one_of_the_library() -> None:
    x = EVERYWHERE / math.sqrt(2.0)
    assert largest_error(erfc_of_many(x), by_library(x)) <= TOLERANCE


def test_the_normal_distribution_down_to_its_last_number() -> None:
    z = np.linspace(-38.4, 8.0, 20_001)
    expected = 0.5 * by_library(-z / math.sqrt(2.0))
    assert largest_error(normal_cdf(z), expected) <= TOLERANCE
    assert normal_cdf(z).min() > 0.0


@pytest.mark.parametrize("place", range(len(COEFFICIENTS)))
def test_a_wrong_digit_in_any_coefficient_is_caught(place: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each coefficient is moved by 1e-14, the most that the highest powers may be off before it shows."""
    wrong = list(COEFFICIENTS)
    wrong[place] += 1e-14
    monkeypatch.setattr("simulator.ops.error_function.COEFFICIENTS", tuple(wrong))
    x = np.linspace(0.0, 26.0, 20_001)
    assert largest_error(erfc_of_many(x), by_library(x)) > TOLERANCE


@settings(deadline=None)
@given(st.integers(0, 2 * FEW) | st.integers(BLOCK - 2, 2 * BLOCK + 2), st.sampled_from([1, 2, 3]))
def test_few_and_many_agree_and_shapes_are_kept(size: int, axes: int) -> None:
    x = np.linspace(-6.0, 6.0, size).reshape((1,) * (axes - 1) + (size,))
    found = erfc(x)
    assert found.shape == x.shape
    assert found.dtype == float
    assert np.allclose(found, erfc_of_many(x), rtol=TOLERANCE, atol=0)
    assert erfc(np.asarray(0.5)).shape == ()


def test_a_complex_step_is_carried_to_first_order() -> None:
    z = np.linspace(-30.0, 8.0, 501)
    f: Any = activation("gelu")
    moved = normal_cdf(z + 1j * gradcheck.STEP)
    assert np.allclose(moved.imag / gradcheck.STEP, normal_density(z), rtol=1e-15, atol=0)
    slope = f.forward(z + 1j * gradcheck.STEP)[0].imag / gradcheck.STEP
    at_zero = np.abs(z + 0.7517915246935645) < 0.1  # the slope changes its sign there
    assert np.allclose(slope[~at_zero], f.derivative(z)[~at_zero], rtol=1e-13, atol=0)


def test_no_warning_escapes() -> None:
    with np.errstate(divide="raise", invalid="raise", over="raise"):
        erfc_of_many(np.array([math.inf, -math.inf, 1e308, 0.0, math.nan]))
