"""Every operation against the complex step, and its shapes exactly."""

from typing import cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import gradcheck
from simulator.arrays import Array
from simulator.network import loss
from simulator.ops.activations import activation
from simulator.ops.dense import dense_backward, dense_forward
from simulator.ops.losses import Reduction
from tests.examples import examples

SMOOTH = 1e-12
sizes = st.integers(1, 6)
seeds = st.integers(0, 2**32 - 1)


@settings(deadline=None, max_examples=examples(60))
@given(batch=sizes, fan_in=sizes, fan_out=sizes, seed=seeds)
def test_dense_agrees_with_the_complex_step_and_keeps_shapes(
    batch: int, fan_in: int, fan_out: int, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    x, w, b = (
        rng.standard_normal((batch, fan_in)),
        rng.standard_normal((fan_in, fan_out)),
        rng.standard_normal(fan_out),
    )
    dy = rng.standard_normal((batch, fan_out))
    y, cache = dense_forward(x, w, b)
    assert y.shape == (batch, fan_out)
    found = dense_backward(dy, cache)
    expected = (
        gradcheck.complex_step(lambda v: (dense_forward(v, w, b)[0] * dy).sum(), x),
        gradcheck.complex_step(lambda v: (dense_forward(x, v, b)[0] * dy).sum(), w),
        gradcheck.complex_step(lambda v: (dense_forward(x, w, v)[0] * dy).sum(), b),
    )
    assert max(gradcheck.compare_layers(expected, found)) <= 1e-13


@settings(deadline=None, max_examples=examples(60))
@given(
    name=st.sampled_from(["sigmoid", "tanh", "relu", "leaky_relu", "identity"]),
    shape=st.lists(sizes, min_size=0, max_size=3),
    spread=st.sampled_from([0.1, 1.0, 10.0, 100.0]),
    seed=seeds,
)
def test_activations_agree_with_the_complex_step_and_keep_shapes(
    name: str, shape: list[int], spread: float, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    z, da = spread * rng.standard_normal(shape), rng.standard_normal(shape)
    f = activation(name)
    a, cache = f.forward(z)
    assert a.shape == z.shape
    assert f.derivative(z).shape == z.shape
    expected = gradcheck.complex_step(lambda v: (f.forward(v)[0] * da).sum(), np.asarray(z))
    assert gradcheck.layer_error(expected, f.backward(da, cache)) <= SMOOTH


@settings(deadline=None, max_examples=examples(80))
@given(
    name=st.sampled_from(
        ["output", "squared_error", "half_squared_error", "binary_cross_entropy", "softmax_cross_entropy"]
    ),
    reduction=st.sampled_from(["sum", "mean", "batch_mean"]),
    batch=sizes,
    out=sizes,
    spread=st.sampled_from([1.0, 30.0]),
    seed=seeds,
)
def test_losses_agree_with_the_complex_step_and_keep_shapes(
    name: str, reduction: str, batch: int, out: int, spread: float, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    y, target = spread * rng.standard_normal((batch, out)), rng.dirichlet(np.ones(out), batch)
    judge = loss(name, cast(Reduction, reduction))
    value, cache = judge.forward(y, target)
    assert value.shape == ()
    assert cache.terms.shape == y.shape
    expected = gradcheck.complex_step(lambda v: judge.forward(v, target)[0], y)
    if out == 1 and name == "softmax_cross_entropy":  # one class: the loss is 0 whatever the logit
        assert not expected.any()
        assert gradcheck.layer_error(expected, judge.backward(1.0, cache)) == 0.0
        return
    assert gradcheck.layer_error(expected, judge.backward(1.0, cache)) <= SMOOTH
    scaled: Array = judge.backward(-2.0, cache)
    assert np.array_equal(scaled, -2.0 * judge.backward(1.0, cache))


@pytest.mark.parametrize("name", ["binary_cross_entropy", "softmax_cross_entropy"])
@pytest.mark.parametrize("sure", [1.0, 20.0, 40.0, 300.0])
def test_the_gradient_of_one_who_is_right_and_sure_is_tiny_and_not_lost(name: str, sure: float) -> None:
    """For z = (sure, 0) and the target (1, 0): dC/dz is -s(-sure) and s(0) or s(-sure), s the sigmoid."""
    z, target = np.array([[sure, 0.0]]), np.array([[1.0, 0.0]])
    judge = loss(name, "sum")
    value, cache = judge.forward(z, target)
    left = np.exp(-sure) / (1.0 + np.exp(-sure))
    own = np.array([[-left, 0.5 if name.startswith("binary") else left]])
    assert judge.backward(1.0, cache) == pytest.approx(own, rel=1e-14, abs=0)
    by_step = gradcheck.complex_step(lambda v: judge.forward(v, target)[0], z)
    assert by_step == pytest.approx(own, rel=1e-14, abs=0)
    told = np.log1p(np.exp(-sure)) + (np.log(2.0) if name.startswith("binary") else 0.0)
    assert float(value) == pytest.approx(told, rel=1e-14, abs=0)


def test_the_complex_step_is_right_to_rounding_on_most_draws() -> None:
    errors = []
    for seed in range(200):
        z = np.random.default_rng(seed).standard_normal((3, 4))
        f = activation("sigmoid")
        expected = gradcheck.complex_step(lambda v: f.forward(v)[0].sum(), z)  # noqa: B023
        errors.append(gradcheck.layer_error(expected, f.backward(np.ones_like(z), f.forward(z)[1])))
    assert np.median(errors) <= 3e-15
    assert max(errors) <= 1e-14


def test_central_differences_agree_where_they_are_judged_and_abstain_elsewhere() -> None:
    z = np.array([0.5, -1.5, 30.0])
    f = activation("sigmoid")
    numeric = gradcheck.central_difference(lambda v: f.forward(v)[0].sum(), z)
    assert np.isnan(numeric).tolist() == [False, False, True]
    assert numeric[:2] == pytest.approx(f.derivative(z)[:2], rel=3e-9, abs=0)
