"""What is known of drawn transformer blocks, within its standard error; and what overflows.

Xiong et al., On Layer Normalization in the Transformer Architecture (2020), bound the gradient of the last
layer by O(d sqrt(ln d)) in post-norm and O(d sqrt(ln d / L)) in pre-norm (Theorem 1). What is tested of it here
can be had by hand, for blocks of ReLU whose matrices have variance 1/d, feed-forward as wide as the state,
norms without epsilon. A norm leaves a mean square of 1. A feed-forward branch of such a state has mean square
1/2, and attention that looks everywhere alike has that of the mean of the positions, at most 1 and exactly 1
for a single position. Branches have mean 0 given the state, so mean squares add: after l pre-norm blocks that
is from 1 + l/2 to 1 + 3l/2, and in post-norm 1 + 1/2 before the second norm of a block, at any depth. The norm
at the end of the stack divides the gradient by the root of that: the last gradient falls as 1/sqrt(L) in pre-
norm, and is the same at every depth in post-norm.
"""

from typing import Any

import numpy as np
import pytest

from simulator import run
from simulator.arrays import Array
from simulator.experiments.transformer_block_branches import Rules
from simulator.experiments.transformer_block_build import build
from simulator.experiments.transformer_block_halves import PLACEMENTS, Placement
from simulator.experiments.transformer_block_parameters import TransformerBlockParameters
from simulator.experiments.transformer_block_pass import Done, run_pass
from tests.examples import seeds

MODEL: dict[str, Any] = {"initialization": "lecun_normal", "ff_ratio": 1.0, "epsilon": 0.0, "heads": 1}


def measured(seed: int = 0, **parameters: Any) -> dict[str, Any]:
    return dict(run("transformer_block", MODEL | parameters, seed=seed).measurements)


def within(mean: Any, error: Any, theory: Any, largest: float) -> None:
    """Within four standard errors, which must be small enough to say something."""
    mean, error, theory = (np.array(a, dtype=float) for a in (mean, error, theory))
    assert (np.abs(mean - theory) <= 4 * error + 1e-12).all()
    assert (error <= largest * np.abs(theory)).all()


@pytest.mark.parametrize("norm", ["layer", "rms"])
@pytest.mark.parametrize("seed", [1, 2])
def test_the_hidden_state_of_pre_norm_grows_by_three_halves_a_block(norm: str, seed: int) -> None:
    m = measured(seed, depth=12, time=1, width=8, networks=1000, norm=norm)
    theory = [1 + 1.5 * k for k in range(13)]
    within(m["pre_hidden_mean_square"], m["pre_hidden_mean_square_error"], theory, 0.05)
    error = m["pre_hidden_mean_square_error"][-1]
    assert m["pre_hidden_mean_square"][-1] - 4 * error > 1 + 1.25 * 12  # 5/4 a block is told apart


def test_many_positions_stay_within_the_bounds_of_one_and_of_infinitely_many() -> None:
    m = measured(3, depth=10, time=8, width=8, networks=400, score_scale=0.0)
    mean, error = (np.array(m[f"pre_hidden_mean_square{end}"]) for end in ("", "_error"))
    blocks = np.arange(11)
    assert (mean >= 1 + blocks / 2 - 4 * error).all()
    assert (mean <= 1 + 1.5 * blocks + 4 * error).all()
    assert mean[-1] - 4 * error[-1] > 1 + 10 / 2
    assert mean[-1] + 4 * error[-1] < 1 + 1.5 * 10
    assert m["pre_attention_entropy"] == pytest.approx([np.log(8)] * 10, rel=1e-14)


@pytest.mark.parametrize("time", [1, 8])
def test_the_sum_before_the_second_norm_of_post_norm_is_three_halves_at_any_depth(time: int) -> None:
    m = measured(4, depth=15, time=time, width=8, networks=300)
    within(m["post_summed_mean_square"], m["post_summed_mean_square_error"], [1.5] * 15, 0.05)
    assert m["post_hidden_mean_square"][1:] == pytest.approx([1] * 15, rel=1e-12)


@pytest.mark.parametrize("depth", [4, 64])
def test_the_initialization_of_gpt2_keeps_the_growth_of_the_whole_stack_at_three_quarters(depth: int) -> None:
    """Each of 2 L branches gives 1/(2 L) of what it gave: 3/2 L of them add 3/4 in all, at any depth."""
    m = measured(5, depth=depth, time=1, width=8, networks=100, residual_weights="gpt2")
    within(m["pre_hidden_mean_square"][-1], m["pre_hidden_mean_square_error"][-1], 1.75, 0.1)


def passed(form: Placement, **parameters: Any) -> Done:
    p = TransformerBlockParameters.model_validate(MODEL | parameters)
    return run_pass(build(p, 6), form, Rules())


def last_gradient(done: Done) -> tuple[Array, Array]:
    """By network: the squared norm of dC/dW2 of the last block, and its mean over N(0, 1) upstream gradients.

    Behind W2 there is one norm of d features, which keeps d - 2 directions and divides them by its spread.
    """
    last, gradient = done.tape[-1], done.gradients[-1]
    norm = done.final if done.form == "pre" else last.second.norm
    assert norm is not None
    r, spread = last.feed.inner.a[:, 0], norm.sets.spread[:, 0, 0]
    found = (gradient.weights.w2**2).sum(axis=(1, 2))
    return found, (r**2).sum(axis=1) * (norm.x.shape[-1] - 2) / spread**2


@pytest.mark.parametrize("form", ["pre", "post"])
@pytest.mark.parametrize("depth", [1, 6, 24])
def test_the_last_gradient_is_as_large_as_one_norm_leaves_it(form: Placement, depth: int) -> None:
    found, theory = last_gradient(passed(form, depth=depth, time=1, width=16, networks=200))
    difference = found / theory
    within(difference.mean(), difference.std(ddof=1) / np.sqrt(200), 1.0, 0.1)


def test_the_last_gradient_falls_with_the_root_of_the_depth_in_pre_norm_and_does_not_in_post_norm() -> None:
    depths = [2, 8, 32]
    size: dict[str, Any] = {"time": 1, "width": 24, "networks": 70}
    for form in ("pre", "post"):
        logs = [np.log(last_gradient(passed(form, depth=n, **size))[1]) / 2 for n in depths]
        mean = [float(a.mean()) for a in logs]
        error = [float(a.std(ddof=1) / np.sqrt(a.size)) for a in logs]
        theory = [-0.5 * np.log(1 + 1.5 * n) if form == "pre" else 0.0 for n in depths]
        for k in (1, 2):
            moved, expected = mean[k] - mean[0], theory[k] - theory[0]
            assert abs(moved - expected) <= 4 * np.hypot(error[k], error[0])
        assert max(error) < 0.05


class TestDepth:
    @pytest.mark.parametrize("seed", seeds(2, 5))
    def test_large_saturated_branches_lose_the_gradient_of_post_norm_alone(self, seed: int) -> None:
        m = measured(seed, depth=24, width=4, time=3, networks=1, activation="tanh", weight_scale=30.0)
        assert m["post_first_to_last"] < 1e-8
        assert m["pre_first_to_last"] > 1e-2

    def test_in_pre_norm_the_first_gradients_are_the_largest(self) -> None:
        m = measured(7, depth=24, time=4, width=16, networks=20, heads=2)
        assert m["pre_gradient_norm"] == sorted(m["pre_gradient_norm"], reverse=True)
        assert m["pre_first_to_last"] > 3
        assert m["none_first_to_last"] > 100
        assert m["post_weight_gradient_norm"][-1] > 2 * m["pre_weight_gradient_norm"][-1]

    def test_an_exploding_stack_is_measured_not_warned_about(self) -> None:
        huge: dict[str, Any] = {"depth": 30, "weight_scale": 1e6, "width": 4, "networks": 2, "time": 2}
        m = measured(**huge)
        assert 0 < m["none_first_infinite_block"] <= m["none_first_nan_block"] <= 30
        assert not np.isfinite(m["none_hidden_norm"][-1])
        for form in ("pre", "post"):
            assert (m[f"{form}_first_infinite_block"], m[f"{form}_first_nan_block"]) == (0, 0)
            assert np.isfinite(m[f"{form}_hidden_norm"]).all()
        assert run("transformer_block", huge).mutants

    def test_equal_features_have_no_spread_and_without_epsilon_no_norm(self) -> None:
        m = measured(inputs=[[1.0, 1.0]], depth=3)
        assert m["pre_first_nan_block"] == 1
        assert (m["none_first_nan_block"], m["none_first_infinite_block"]) == (0, 0)
        fine = measured(inputs=[[1.0, 1.0]], depth=3, epsilon=1e-5)
        assert [fine[f"{form}_first_nan_block"] for form in PLACEMENTS] == [0, 0, 0]
