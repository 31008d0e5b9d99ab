"""Residual blocks: by hand, the complex step, each mistake against a spelled out pass, growth against theory."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import catalog, gradcheck, run
from simulator.arrays import Array
from simulator.experiments.residual_parameters import ResidualParameters
from simulator.experiments.residual_pass import FORMS, Form, Problem, Rules, build, cost, run_pass
from tests.examples import examples, seeds

TOLERANCE = 1e-12


def measured(seed: int = 0, **parameters: Any) -> dict[str, Any]:
    return dict(run("residual", parameters, seed=seed).measurements)


class TestByHand:
    def test_two_linear_blocks(self) -> None:
        m = measured(weights=[[[[2]]], [[[3]]]], inputs=[[1]], upstream=[[1]], activation="identity")
        assert (m["plain_state"], m["plain_state_gradient"]) == ([1, 2, 6], [6, 3, 1])
        for form in ("residual", "preactivation"):
            assert (m[f"{form}_state"], m[f"{form}_state_gradient"]) == ([1, 3, 12], [12, 4, 1])
            assert m[f"{form}_weight_gradient"] == [[4], [3]]
        assert m["plain_weight_gradient"] == [[3], [2]]
        assert m["expected_growth"] == [1, 2, 4]
        assert (m["plain_growth"], m["residual_gradient_growth"]) == ([1, 4, 36], [144, 16, 1])
        assert (m["plain_first_to_last"], m["residual_first_to_last"]) == (6, 12)

    def test_a_branch_of_two_layers_and_a_scale(self) -> None:
        m = measured(
            weights=[[[[2]], [[-3]]]], inputs=[[1]], upstream=[[1]], activation="relu", branch_scale=-0.5
        )
        # B = -3 relu(2) = -6; plain relu(-6) = 0, residual relu(1 + 3) = 4, pre-activation 1 + 3 = 4
        assert m["plain_state"] == [1, 0]
        assert m["residual_state"] == m["preactivation_state"] == [1, 4]
        assert m["plain_state_gradient"] == [0, 1]
        assert m["residual_state_gradient"] == m["preactivation_state_gradient"] == [4, 1]  # 1 - 0.5 * -6
        assert m["residual_weight_gradient"] == [[1.5, -1]]

    @pytest.mark.parametrize("w", [-0.9, 0.1, 2.0])
    def test_the_skip_adds_one_to_the_slope_of_the_branch(self, w: float) -> None:
        m = measured(weights=[[[[w]]]] * 5, inputs=[[0.5]], upstream=[[1]], activation="tanh")
        g, h = m["preactivation_state_gradient"], m["preactivation_state"]
        for k in range(5):
            assert g[k] / g[k + 1] == pytest.approx(1 + w * (1 - np.tanh(h[k]) ** 2), rel=1e-14)

    def test_a_closed_branch_passes_the_gradient_unchanged(self) -> None:
        m = measured(weights=[[[[0.0]]]] * 200, inputs=[[3.0]], upstream=[[7.0]], activation="relu")
        assert m["residual_state_gradient"] == m["preactivation_state_gradient"] == [7.0] * 201
        assert m["plain_state_gradient"][:-1] == [0.0] * 200


def by_complex_step(problem: Problem, form: Form) -> tuple[list[list[Array]], Array]:
    """Gradients of every weight, and of the input."""
    rules = Rules()

    def moved(block: int, layer: int) -> Callable[[Array], Array]:
        def of(w: Array) -> Array:
            weights = [list(branch) for branch in problem.weights]
            weights[block][layer] = w
            return cost(problem._replace(weights=tuple(tuple(b) for b in weights)), form, rules)

        return of

    dw = [
        [gradcheck.complex_step(moved(b, k), w) for k, w in enumerate(branch)]
        for b, branch in enumerate(problem.weights)
    ]
    return dw, gradcheck.complex_step(lambda x: cost(problem._replace(x=x), form, rules), problem.x)


@settings(deadline=None, max_examples=examples(40))
@given(
    form=st.sampled_from(FORMS),
    activation=st.sampled_from(["tanh", "sigmoid", "relu", "elu", "identity"]),
    sizes=st.tuples(st.integers(1, 4), st.integers(1, 3), st.integers(1, 2), st.integers(1, 2)),
    networks=st.integers(1, 2),
    alpha=st.sampled_from([1.0, 0.3, -0.5]),
    seed=st.integers(0, 2**32 - 1),
)
def test_every_form_agrees_with_the_complex_step_block_by_block(
    form: Form, activation: str, sizes: tuple[int, int, int, int], networks: int, alpha: float, seed: int
) -> None:
    depth, width, batch, layers = sizes
    p = ResidualParameters.model_validate(
        {"depth": depth, "width": width, "batch": batch, "branch_layers": layers, "networks": networks}
        | {"branch_scale": alpha, "activation": activation}
    )
    problem = build(p, seed)
    done = run_pass(problem, form, Rules())
    dw, dx = by_complex_step(problem, form)
    assert done.gradients[0].shape == done.states[-1].shape == (networks, batch, width)
    for expected, found in zip(dw, done.weight_gradients, strict=True):
        assert max(gradcheck.compare_layers(expected, found)) <= TOLERANCE
    assert gradcheck.layer_error(dx, done.gradients[0]) <= TOLERANCE
    assert float(cost(problem, form, Rules())) == pytest.approx(
        float((done.states[-1] * problem.upstream).sum()), rel=1e-15
    )


FAULTS: list[Callable[[Array], Array]] = [
    np.zeros_like,
    lambda g: g * (1 + 1e-10),
    lambda g: g[0],
    lambda g: g.swapaxes(1, 2),
]


@pytest.mark.parametrize("form", FORMS)
def test_deep_blocks_are_right_in_their_vanished_layers_and_faults_are_caught(form: Form) -> None:
    small = {"depth": 25, "width": 3, "batch": 2, "networks": 1, "branch_layers": 1}
    saturating = {"activation": "sigmoid", "initialization": "xavier_normal"}
    p = ResidualParameters.model_validate(small | saturating)
    problem = build(p, 4)
    dw, _ = by_complex_step(problem, form)
    found = [list(g) for g in run_pass(problem, form, Rules()).weight_gradients]
    expected = [g for (g,) in dw]
    assert max(gradcheck.compare_layers(expected, [g for (g,) in found])) <= TOLERANCE
    if form == "plain":
        assert np.abs(expected[0]).max() < 1e-12
    for layer in (0, 12, 24):
        for fault in FAULTS:
            planted = [g for (g,) in found]
            planted[layer] = fault(planted[layer])
            errors = gradcheck.compare_layers(expected, planted)
            assert [k for k, e in enumerate(errors) if e > TOLERANCE] == [layer]


W = [
    [[[0.5, -1.0], [0.25, 0.75]], [[1.5, -0.5], [-0.25, 2.0]]],
    [[[-0.75, 0.5], [1.25, 0.25]], [[0.5, 1.0], [-1.5, 0.25]]],
]
X, UP, ALPHA = np.array([[1.0, -2.0], [0.5, 1.0]]), np.array([[0.5, 1.0], [-1.0, 2.0]]), 0.5
SETTING: dict[str, Any] = {
    "weights": W,
    "inputs": X.tolist(),
    "upstream": UP.tolist(),
    "activation": "tanh",
    "branch_scale": ALPHA,
}


def spelled_out(
    form: str,
    *,
    skip: float = 1.0,
    through: float = 1.0,
    alpha_back: float = ALPHA,
    slope: Any = lambda z: 1 - np.tanh(z) ** 2,
    back: Any = np.transpose,
    sum_inside: bool = True,
) -> tuple[list[Array], list[list[Array]]]:
    """The gradients dC/dh at every state and those of all weights, with nothing of the package."""
    f, h, seen = np.tanh, X, []
    for v, w in np.array(W):
        a0 = f(h) if form == "preactivation" else h
        z = a0 @ v
        a = f(z)
        b = a @ w
        s = b if form == "plain" else h + ALPHA * (b if sum_inside or form != "residual" else f(b))
        seen.append((h, a0, z, a, b, s, v, w))
        h = s if form == "preactivation" or (form == "residual" and not sum_inside) else f(s)
    g, states, weights = UP, [UP], []
    for h, a0, z, a, b, s, v, w in reversed(seen):
        at_sum = g if form == "preactivation" or (form == "residual" and not sum_inside) else g * slope(s)
        at_b = at_sum * (1.0 if form == "plain" else alpha_back)
        if form == "residual" and not sum_inside:
            at_b = at_b * slope(b)
        at_z = (at_b @ back(w)) * slope(z)
        at_h = at_z @ back(v)
        if form == "preactivation":
            at_h = at_h * slope(h)
        weights.append([a0.T @ at_z, a.T @ at_b])
        g = at_h if form == "plain" else skip * at_sum + through * at_h
        states.append(g)
    return states[::-1], weights[::-1]


def at_activation(z: Array) -> Array:
    return np.asarray(1 - np.tanh(np.tanh(z)) ** 2)


MISTAKES: dict[str, dict[str, Any]] = {
    "forgotten_skip": {"skip": 0.0},
    "forgotten_branch": {"through": 0.0},
    "forgotten_branch_scale": {"alpha_back": 1.0},
    "mean_not_sum": {"skip": 0.5, "through": 0.5},
    "activation_before_sum": {"sum_inside": False},
    "transposed": {"back": np.asarray},
    "no_activation_derivative": {"slope": np.ones_like},
    "derivative_at_activation": {"slope": at_activation},
}


def agrees(m: Any, form: str, **changed: Any) -> bool:
    states, weights = spelled_out(form, **changed)
    norms = [float(np.linalg.norm(g)) for g in states]
    firsts = [[float(w[0, 0]) for w in branch] for branch in weights]
    close = [
        np.allclose(m[f"{form}_gradient_norm"], norms, rtol=1e-13, atol=0),
        np.allclose(m[f"{form}_state_gradient"], [g[0, 0] for g in states], rtol=1e-12, atol=0),
        np.allclose(m[f"{form}_weight_gradient"], firsts, rtol=1e-12, atol=0),
    ]
    return all(close)


def test_every_mistake_is_checked_here() -> None:
    assert set(MISTAKES) == set(catalog()["residual"].mistakes)
    assert all(agrees(measured(**SETTING), form) for form in FORMS)


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mutant_is_the_pass_with_that_mistake(mistake: str) -> None:
    done = run("residual", SETTING)
    for form in FORMS:
        assert agrees(done.mutants[mistake], form, **MISTAKES[mistake])
    assert not agrees(done.measurements, "residual", **MISTAKES[mistake])
    assert done.mutants[mistake] != done.measurements


def test_a_mistake_that_cannot_be_made_is_absent() -> None:
    assert "transposed" not in run("residual", {"width": 1}).mutants


class TestGrowth:
    @pytest.mark.parametrize("alpha", [0.1, 0.5, 1.0])
    @pytest.mark.parametrize("form", ["residual", "preactivation"])
    def test_linear_branches_grow_by_one_plus_alpha_squared_a_block_both_ways(
        self, form: str, alpha: float
    ) -> None:
        """E|h + alpha W h|^2 = (1 + alpha^2) |h|^2 for W of variance 1/n and mean 0, at any width."""
        given: dict[str, Any] = {
            "activation": "identity",
            "initialization": "lecun_normal",
            "branch_layers": 1,
        }
        m = measured(11, **given, depth=10, width=8, batch=1, networks=2000, branch_scale=alpha)
        expected = np.array([(1 + alpha**2) ** k for k in range(11)])
        assert m["expected_growth"] == pytest.approx(expected, rel=1e-14)
        for name, theory in (("growth", expected), ("gradient_growth", expected[::-1])):
            mean, error = np.array(m[f"{form}_{name}"]), np.array(m[f"{form}_{name}_error"])
            assert (np.abs(mean - theory) <= 4 * error + 1e-12).all()
            at = -1 if name == "growth" else 0
            assert 0 < error[at] < 0.2 * mean[at]
            assert (theory[at] == pytest.approx(1, abs=0.2)) == (alpha == 0.1)

    def test_a_scale_of_one_over_the_root_of_the_depth_keeps_the_growth_below_e(self) -> None:
        for depth in (10, 100):
            m = measured(depth=depth, width=8, networks=100, branch_scale=depth**-0.5, batch=1)
            assert 1.5 < m["preactivation_growth"][-1] < 5
            assert m["expected_growth"][-1] == pytest.approx((1 + 1 / depth) ** depth, rel=1e-12)

    @pytest.mark.parametrize("seed", seeds(4, 10))
    def test_plain_sigmoid_blocks_vanish_and_residual_ones_do_not(self, seed: int) -> None:
        given: dict[str, Any] = {"depth": 40, "activation": "sigmoid", "initialization": "xavier_normal"}
        m = measured(seed, **given, networks=3)
        assert m["plain_first_to_last"] < 1e-15
        assert 0.5 < m["preactivation_first_to_last"] < 1e3

    def test_an_exploding_stack_is_measured_not_warned_about(self) -> None:
        huge: dict[str, Any] = {"depth": 60, "initialization": "normal", "weight_scale": 1e6}
        m = measured(**huge, activation="identity", networks=2, width=4)
        for form in FORMS:
            assert 0 < m[f"{form}_first_infinite_block"] <= m[f"{form}_first_nan_block"] <= 60
            assert not np.isfinite(m[f"{form}_activation_norm"][-1])
        assert run("residual", huge).mutants


class TestSteps:
    def test_single_units_are_told_with_their_numbers(self) -> None:
        steps = run("residual", {"weights": [[[[2]]], [[[3]]]], "inputs": [[1]], "upstream": [[1]]}).steps
        told = {step.title: step.substituted for step in steps}
        assert told["Block 2, pre-activation"] == r"h_{2} = 3 + 1 \cdot 9 = 12"
        assert told["Gradient at the input of block 2, pre-activation"].endswith(
            r"= 1 \cdot (1 + 1 \cdot 3) = 4"
        )
        assert told["Gradient at the input of block 1, plain"].endswith(r"= 3 \cdot 1 \cdot 2 = 6")

    def test_a_deep_stack_is_told_at_its_ends_and_says_so(self) -> None:
        steps = run("residual", {"depth": 100, "networks": 2}).steps
        assert len(steps) == 3 * 2 * 8
        assert all("blocks 5 to 96 are left out" in (step.shown or "") for step in steps)
        assert "mean over 2 networks of the norm of all 4 by 16 entries" in (steps[0].shown or "")


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"depth": 201}, "depth must be less than or equal to 200, got 201"),
    ({"networks": 10**9}, "networks must be less than or equal to 2000"),
    ({"networks": 2000, "depth": 200}, "networks must keep depth x branch_layers x networks x width"),
    (
        {"networks": 200, "depth": 50, "batch": 64, "width": 2, "activation": "gelu"},
        "networks must keep 3 x depth",
    ),
    ({"weights": [[[[1.0, 2.0]]]]}, "weights[0][0] must be square, got 1 rows of 2 numbers"),
    ({"weights": [[[[1.0]]], [[[1.0, 2.0]]]]}, "weights[1][0] must be a matrix of 1 by 1 like the first"),
    (
        {"weights": [[[[1.0]]], [[[1.0]], [[2.0]]]]},
        "weights[1] must have 1 matrices like the first block, got 2",
    ),
    ({"weights": [[[[1.0]]]], "inputs": [[1.0, 2.0]]}, "inputs must have 1 numbers in each row, got 2"),
    ({"weights": [[[[1.0]]]], "depth": 3}, "depth must be left out or agree with what is given (1), got 3"),
    ({"upstream": [[1.0]], "inputs": [[1.0], [2.0]]}, "upstream must have one row per sample (2), got 1"),
    ({"branch_scale": float("nan")}, "branch_scale must be a finite number"),
]


@pytest.mark.parametrize(("given", "told"), REFUSED)
def test_what_is_not_allowed_is_refused_in_one_line(given: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=r".") as refusal:
        run("residual", given)
    assert told in str(refusal.value)
    assert str(refusal.value).startswith("residual: ")
    assert "\n" not in str(refusal.value)
