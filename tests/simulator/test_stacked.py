"""Many networks at once: by hand, the complex step, and shapes exactly; and the shapes that initializers draw."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import gradcheck
from simulator.ops.initializers import INITIALIZERS, Initialization
from simulator.ops.stacked import (
    pass_back,
    skip_backward,
    skip_forward,
    stacked_dense_backward,
    stacked_dense_forward,
)
from tests.examples import examples

TOLERANCE = 1e-12
sizes, seeds = st.integers(1, 4), st.integers(0, 2**32 - 1)


def test_stacked_dense_layers_by_hand() -> None:
    x, w = np.array([[[1.0, 2.0]], [[3.0, -1.0]]]), np.array([[[1.0], [4.0]], [[2.0], [5.0]]])
    y, cache = stacked_dense_forward(x, w)
    assert y.tolist() == [[[9]], [[1]]]
    dy = np.array([[[2.0]], [[-1.0]]])
    dx, dw = stacked_dense_backward(dy, cache)
    assert dx.tolist() == pass_back(dy, w).tolist() == [[[2, 8]], [[-2, -5]]]
    assert dw.tolist() == [[[2], [4]], [[-3], [1]]]


@settings(deadline=None, max_examples=examples(60))
@given(networks=sizes, batch=sizes, fan_in=sizes, fan_out=sizes, seed=seeds)
def test_stacked_dense_layers_agree_with_the_complex_step_and_keep_shapes(
    networks: int, batch: int, fan_in: int, fan_out: int, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    x, w = rng.standard_normal((networks, batch, fan_in)), rng.standard_normal((networks, fan_in, fan_out))
    dy = rng.standard_normal((networks, batch, fan_out))
    y, cache = stacked_dense_forward(x, w)
    assert y.shape == dy.shape
    expected = (
        gradcheck.complex_step(lambda v: (stacked_dense_forward(v, w)[0] * dy).sum(), x),
        gradcheck.complex_step(lambda v: (stacked_dense_forward(x, v)[0] * dy).sum(), w),
    )
    for of_all, found in zip(expected, stacked_dense_backward(dy, cache), strict=True):
        assert max(gradcheck.compare_layers(list(of_all), list(found))) <= TOLERANCE  # each network by itself
        assert of_all.shape == found.shape


@settings(deadline=None, max_examples=examples(40))
@given(shape=st.lists(sizes, max_size=3), alpha=st.sampled_from([-0.5, 0.0, 1.0, 3.0]), seed=seeds)
def test_a_skip_agrees_with_the_complex_step_and_keeps_shapes(
    shape: list[int], alpha: float, seed: int
) -> None:
    x, branch, dy = (np.asarray(a) for a in np.random.default_rng(seed).standard_normal((3, *shape)))
    y, cache = skip_forward(x, branch, alpha)
    assert np.shape(y) == tuple(shape)
    dx, dbranch = skip_backward(dy, cache)
    by_x = gradcheck.complex_step(lambda v: np.asarray((skip_forward(v, branch, alpha)[0] * dy).sum()), x)
    by_branch = gradcheck.complex_step(
        lambda v: np.asarray((skip_forward(x, v, alpha)[0] * dy).sum()), branch
    )
    assert gradcheck.layer_error(by_x, dx) <= TOLERANCE
    assert gradcheck.layer_error(by_branch, dbranch) <= TOLERANCE


@settings(deadline=None, max_examples=examples(60))
@given(
    name=st.sampled_from(sorted(INITIALIZERS)),
    fan_in=sizes,
    fan_out=sizes,
    stack=st.lists(sizes, max_size=2),
    seed=seeds,
)
def test_initializers_draw_the_shape_that_is_asked_for(
    name: Initialization, fan_in: int, fan_out: int, stack: list[int], seed: int
) -> None:
    w = INITIALIZERS[name](fan_in, fan_out, np.random.default_rng(seed), tuple(stack))
    assert w.shape == (*stack, fan_in, fan_out)
    assert np.isfinite(w).all()
