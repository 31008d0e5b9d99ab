"""Normalization: by hand, the complex step, PyTorch, published numbers, each mistake against a spelled out pass.

The published numbers are those printed in the documentation and tests of two open libraries, for inputs of whole
numbers or of four digits, in single precision:

- candle-nn 0.10.2, layer normalization of whole numbers, and the same with gamma 3 and beta 0.5:
  https://docs.rs/crate/candle-nn/latest/source/src/layer_norm.rs and .../source/tests/layer_norm.rs
- burn-nn, RMS, batch (training, running statistics, evaluation) and group normalization:
  https://github.com/tracel-ai/burn, crates/burn-nn/src/modules/norm/{rms,batch,group,layer}.rs
"""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import catalog, gradcheck, run
from simulator.arrays import Array
from simulator.normalization import (
    Normalization,
    NormRules,
    by_given_statistics,
    norm_backward,
    norm_forward,
)
from simulator.ops.normalization import Convention, as_sets, from_sets
from tests.examples import examples, seeds

STORED: dict[str, Any] = dict(np.load(Path(__file__).parents[1] / "data" / "torch_normalization.npz"))
KINDS = ["batch", "layer", "rms", "group"]
TOLERANCE = 1e-12


def measured(seed: int = 0, **parameters: Any) -> dict[str, Any]:
    return dict(run("normalization", parameters, seed=seed).measurements)


def close(a: Any, b: Any, tolerance: float = 1e-14) -> bool:
    return bool(gradcheck.layer_error(np.asarray(b, dtype=float), np.asarray(a, dtype=float)) <= tolerance)


class TestByHand:
    """Sets of 1 and 3, or of 1, 3, 5, 7: variances 1 and 5, whole numbers throughout without epsilon."""

    def test_batch(self) -> None:
        m = measured(
            inputs=[[1, 10], [3, 30]], upstream=[[1, 2], [4, 8]], epsilon=0, scale=[2, 3], shift=[1, -1]
        )
        assert m["mean"] == [[2, 20], [2, 20]]
        assert m["variance"] == [[1, 100], [1, 100]]
        assert m["spread"] == [[1, 10], [1, 10]]
        assert m["normalized"] == [[-1, -1], [1, 1]]
        assert m["output"] == [[-1, -4], [3, 2]]
        assert m["cost"] == -1 - 8 + 12 + 16
        assert m["shift_gradient"] == [5, 10]
        assert m["scale_gradient"] == [3, 6]
        assert m["normalized_gradient"] == [[2, 6], [8, 24]]
        assert m["input_gradient"] == [[0, 0], [0, 0]]  # two numbers are always -1 and 1
        assert m["new_running_mean"] == pytest.approx([0.2, 2], rel=1e-15)
        assert m["new_running_variance"] == pytest.approx(
            [0.9 + 0.2, 0.9 + 20], rel=1e-15
        )  # unbiased: 2, 200

    def test_layer(self) -> None:
        m = measured(kind="layer", inputs=[[1, 1, 5, 5]], upstream=[[1, 0, 0, 0]], epsilon=0)
        assert (m["mean"][0], m["variance"][0], m["normalized"][0]) == ([3] * 4, [4] * 4, [-1, -1, 1, 1])
        # (g - 1/4 - x_hat * (-1/4)) / 2
        assert m["input_gradient"] == [[0.25, -0.25, 0, 0]]

    def test_rms(self) -> None:
        m = measured(kind="rms", inputs=[[1, -7]], upstream=[[1, 0]], epsilon=0)
        assert (m["mean"], m["variance"], m["spread"]) == ([[0, 0]], [[25, 25]], [[5, 5]])
        assert m["normalized"] == [[0.2, -1.4]]
        # (g - x_hat * 0.2 / 2) / 5
        assert m["input_gradient"][0] == pytest.approx([0.98 / 5, 0.14 / 5], rel=1e-15)

    def test_group(self) -> None:
        m = measured(kind="group", groups=2, inputs=[[1, 3, 10, 30]], upstream=[[1, 2, 4, 8]], epsilon=0)
        assert m["mean"] == [[2, 2, 20, 20]]
        assert m["normalized"] == [[-1, 1, -1, 1]]

    def test_evaluation_takes_the_statistics_as_constants(self) -> None:
        m = measured(
            mode="eval",
            inputs=[[5], [9]],
            upstream=[[1], [0]],
            running_mean=1,
            running_variance=4,
            epsilon=0,
            scale=3,
        )
        assert (m["normalized"], m["output"]) == ([[2], [4]], [[6], [12]])
        assert m["input_gradient"] == [[1.5], [0]]
        assert (m["new_running_mean"], m["new_running_variance"]) == ([1], [4])

    def test_epsilon_inside_and_outside_the_root(self) -> None:
        given: dict[str, Any] = {"inputs": [[0.0], [6.0]], "epsilon": 16.0}
        assert measured(**given)["spread"] == [[5], [5]]
        assert measured(**given, epsilon_place="outside")["spread"] == [[19], [19]]
        assert measured(**given, epsilon_place="outside")["normalized"] == [[-3 / 19], [3 / 19]]

    def test_the_unbiased_variance(self) -> None:
        m = measured(inputs=[[0], [6]], epsilon=0, variance_divisor="unbiased", running_divisor="biased")
        assert m["variance"] == [[18], [18]]
        assert m["new_running_variance"] == pytest.approx([0.9 + 0.1 * 9], rel=1e-15)


def by_complex_step(f: Any, *arrays: Array) -> tuple[Array, ...]:
    """The gradient of f(*arrays) by each."""

    def along(k: int) -> Array:
        return gradcheck.complex_step(lambda v: f(*arrays[:k], v, *arrays[k + 1 :]), arrays[k])

    return tuple(along(k) for k in range(len(arrays)))


@settings(deadline=None, max_examples=examples(120))
@given(
    kind=st.sampled_from([*KINDS, "eval"]),
    place=st.sampled_from(["inside", "outside"]),
    correction=st.integers(0, 1),
    epsilon=st.sampled_from([0.0, 1e-5, 0.5]),
    sizes=st.tuples(st.integers(3, 6), st.integers(1, 3), st.integers(3, 5)),
    spread=st.sampled_from([1e-3, 1.0, 1e3]),
    seed=st.integers(0, 2**32 - 1),
)
def test_every_kind_agrees_with_the_complex_step_and_keeps_shapes(
    kind: Any,
    place: Any,
    correction: int,
    epsilon: float,
    sizes: tuple[int, int, int],
    spread: float,
    seed: int,
) -> None:
    rng, (batch, groups, members) = np.random.default_rng(seed), sizes
    shape = (batch, groups * members)
    x, dy = spread * rng.standard_normal(shape), rng.standard_normal(shape)
    scale, shift = rng.standard_normal((2, shape[1]))
    convention = Convention(epsilon, place, correction, kind != "rms")
    how = Normalization("batch" if kind == "eval" else kind, convention, groups)
    given = by_given_statistics(rng.standard_normal(shape[1]), rng.uniform(0.5, 2, shape[1]))
    rules = given if kind == "eval" else NormRules()
    y, tape = norm_forward(x, scale, shift, how, rules)
    found = norm_backward(dy, tape, rules)
    assert y.shape == shape

    def cost(x: Array, scale: Array, shift: Array) -> Array:
        return np.asarray((norm_forward(x, scale, shift, how, rules)[0] * dy).sum())

    dx, dscale, dshift = by_complex_step(cost, x, scale, shift)
    # what is left of dx after two parts are taken away is right to rounding of what it was taken from
    size = float(np.abs(found.dx_hat / from_sets(tape.sets.spread, tape.kind, shape)).max())
    assert found.dx.shape == dx.shape
    assert np.abs(dx - found.dx).max() <= 1e-13 * size
    assert gradcheck.layer_error(dscale, found.dscale) <= TOLERANCE
    assert gradcheck.layer_error(dshift, found.dshift) <= TOLERANCE
    assert np.array_equal(from_sets(as_sets(x, how.kind, groups), how.kind, shape), x)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", seeds(4, 10))
def test_the_input_gradient_of_an_ordinary_batch_to_its_own_largest_entry(kind: Any, seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, dy = rng.standard_normal((2, 6, 8))
    scale, shift = rng.standard_normal((2, 8))
    how = Normalization(kind, Convention(center=kind != "rms"), 2)
    found = norm_backward(dy, norm_forward(x, scale, shift, how)[1])
    dx, _, _ = by_complex_step(
        lambda x, scale, shift: (norm_forward(x, scale, shift, how)[0] * dy).sum(), x, scale, shift
    )
    assert gradcheck.layer_error(dx, found.dx) <= TOLERANCE
    for fault in (found.dx * (1 + 1e-10), 2 * found.dx, np.zeros_like(dx), found.dx[None], found.dx.T):
        assert gradcheck.layer_error(dx, fault) > TOLERANCE


@pytest.mark.parametrize("case", sorted({name.split("/")[0] for name in STORED}))
def test_pytorch(case: str) -> None:
    kind, mode = case.split(".")
    stored = {key.split("/")[1]: a for key, a in STORED.items() if key.startswith(f"{case}/")}
    given = {"inputs": stored["x"], "upstream": stored["dy"], "scale": stored["scale"]}
    if kind != "rms":
        given["shift"] = stored["shift"]
    if kind == "batch":
        given |= {name: stored[name] for name in ("running_mean", "running_variance")}
    conventions: dict[str, Any] = {"kind": kind, "mode": mode, "groups": 3, "epsilon": 1e-3, "momentum": 0.3}
    m = measured(**{name: a.tolist() for name, a in given.items()}, **conventions)
    names = {"output": "y", "input_gradient": "dx", "scale_gradient": "dscale", "shift_gradient": "dshift"}
    names |= {name: name for name in ("new_running_mean", "new_running_variance")}
    compared = [name for name, theirs in names.items() if theirs in stored]
    assert len(compared) == {"batch": 6, "rms": 3}.get(kind, 4)
    for name in compared:
        assert close(m[name], stored[names[name]], TOLERANCE), name


class TestPublished:
    def test_layer_normalization_of_whole_numbers(self) -> None:
        """candle-nn: printed to four decimals, epsilon 1e-5; then gamma 3, beta 0.5 and epsilon 1e-8."""
        inputs = [[1, 2, 3], [4, 5, 6], [9, 8, 7]]
        m = measured(kind="layer", inputs=inputs)
        assert np.round(m["output"], 4).tolist() == [
            [-1.2247, 0.0, 1.2247],
            [-1.2247, 0.0, 1.2247],
            [1.2247, 0.0, -1.2247],
        ]
        m = measured(kind="layer", inputs=inputs, scale=3, shift=0.5, epsilon=1e-8)
        assert np.round(m["output"], 4).tolist() == [
            [-3.1742, 0.5, 4.1742],
            [-3.1742, 0.5, 4.1742],
            [4.1742, 0.5, -3.1742],
        ]
        m = measured(kind="layer", inputs=[[4, 0]], scale=3, shift=0.5, epsilon=1e-8)
        assert m["output"][0] == pytest.approx([3.5, -2.5], rel=1e-7)

    def test_layer_normalization_backward(self) -> None:
        """burn-nn: rows of two numbers, gradient of the sum of the outputs; printed -2, 2 and 2, 2 and zeros."""
        inputs = (np.array([[0.0, 1.0], [3.0, 4.0]]) @ np.array([[6.0, 7.0], [9.0, 10.0]])).tolist()
        m = measured(kind="layer", inputs=inputs, upstream=[[1, 1], [1, 1]])
        assert m["scale_gradient"] == pytest.approx([-2.0, 2.0], rel=5e-5)
        assert m["shift_gradient"] == [2.0, 2.0]
        assert np.abs(m["input_gradient"]).max() < 1e-15

    def test_rms_normalization_of_zero_to_eight(self) -> None:
        """burn-nn: printed to four decimals, epsilon 1e-5."""
        m = measured(kind="rms", inputs=[[0, 1, 2], [3, 4, 5], [6, 7, 8]])
        assert np.round(m["output"], 4).tolist() == [
            [0.0, 0.7746, 1.5492],
            [0.7348, 0.9798, 1.2247],
            [0.8514, 0.9933, 1.1352],
        ]

    X: Array = np.array(  # (batch 2, features 3, positions 2): each position of each sample is a row for us
        [
            [[0.9601, 0.7277], [0.6272, 0.9034], [0.9378, 0.7230]],
            [[0.6356, 0.1362], [0.0249, 0.9509], [0.6600, 0.5945]],
        ]
    )

    def test_batch_normalization_in_training_and_then_in_evaluation(self) -> None:
        """burn-nn: five digits in training; four in evaluation, by the running statistics of that one batch."""
        rows = self.X.transpose(0, 2, 1).reshape(4, 3).tolist()
        first = measured(inputs=rows)
        printed = [
            [[1.1483e00, 3.7521e-01], [1.6272e-03, 7.5067e-01], [1.6204e00, -4.5168e-02]],
            [[6.8856e-02, -1.5923e00], [-1.6318e00, 8.7949e-01], [-5.3368e-01, -1.0416e00]],
        ]
        expected = np.array(printed).transpose(0, 2, 1).reshape(4, 3)
        # half a unit of the fifth digit; one number, -0.5336852, was rounded in single precision to -5.3368e-01
        unit = 10.0 ** (np.floor(np.log10(np.abs(expected))) - 4)
        assert (np.abs(np.array(first["output"]) - expected) / unit).max() < 0.53
        running = {key: first[f"new_{key}"] for key in ("running_mean", "running_variance")}
        m = measured(inputs=rows, mode="eval", **running)
        printed = [
            [[0.9409, 0.6976], [0.5892, 0.8774], [0.9106, 0.6844]],
            [[0.6012, 0.0782], [-0.0394, 0.9270], [0.6181, 0.5492]],
        ]
        expected = np.array(printed).transpose(0, 2, 1).reshape(4, 3)
        assert np.array_equal(np.round(m["output"], 4), expected)

    def test_the_running_statistics(self) -> None:
        """burn-nn, the two-dimensional test: eight numbers a feature, printed to four decimals."""
        x = np.array(
            [
                [
                    [0.9601, 0.7277, 0.1270, 0.5441],
                    [0.6272, 0.9034, 0.4066, 0.7179],
                    [0.9378, 0.7230, 0.3544, 0.9591],
                ],
                [
                    [0.6356, 0.1362, 0.1333, 0.7287],
                    [0.0249, 0.9509, 0.3791, 0.2481],
                    [0.6600, 0.5945, 0.5424, 0.4767],
                ],
            ]
        )
        m = measured(inputs=x.transpose(0, 2, 1).reshape(8, 3).tolist())
        assert np.round(m["new_running_mean"], 4).tolist() == [0.0499, 0.0532, 0.0656]
        assert np.round(m["new_running_variance"], 4).tolist() == [0.9106, 0.9105, 0.9045]

    def test_group_normalization(self) -> None:
        """burn-nn: 6 channels of 3 positions in 2 groups, which are 18 features in 2 groups for us."""
        x = [-0.3034, 0.2726, -0.9659, -1.1845, -1.3236, 0.0172, 1.9507, 1.2554, -0.8625]
        x += [1.0682, 0.3604, 0.3985, -0.4957, -0.4461, -0.9721, 1.5157, -0.1546, -0.5596]
        y = [-0.1653, 0.3748, -0.7866, -0.9916, -1.1220, 0.1353, 1.9485, 1.2965, -0.6896]
        y += [1.2769, 0.3628, 0.4120, -0.7427, -0.6786, -1.3578, 1.8547, -0.3022, -0.8252]
        m = measured(kind="group", groups=2, inputs=[x])
        assert np.round(m["output"][0], 4).tolist() == y


X, DY = (
    np.array([[1.0, -2.0, 0.5], [4.0, 1.0, -1.5], [0.25, 3.0, 2.0], [-1.0, 0.5, 2.5]]),
    np.array([[0.5, 1.0, -1.0], [2.0, -0.5, 0.25], [-1.5, 1.0, 0.75], [0.1, -0.3, 1.2]]),
)
GAMMA, BETA, OLD_MEAN, OLD_VARIANCE = (
    np.array([2.0, -1.0, 0.5]),
    np.array([0.5, 1.0, -1.0]),
    np.array([0.5, 0.0, 1.0]),
    np.array([2.0, 1.5, 3.0]),
)
EPSILON = 0.1


def spelled_out(
    axis: int = 0,
    *,
    center: bool = True,
    ddof: int = 0,
    divide_by: Any = lambda variance: np.sqrt(variance + EPSILON),
    slope: Any = lambda variance: 0.5 / np.sqrt(variance + EPSILON),
    through_mean: bool = True,
    through_variance: bool = True,
    statistics: tuple[Array, Array] | None = None,
    gamma_back: Array = GAMMA,
    beta: Array = BETA,
    share: float = 1.0,
) -> dict[str, Array]:
    """y and every gradient, through mean and variance one after the other; `slope` is dspread/dvariance."""
    n = X.shape[axis] - ddof
    if statistics is None:
        mean = X.mean(axis, keepdims=True) if center else np.zeros_like(X.mean(axis, keepdims=True))
        variance = ((X - mean) ** 2).sum(axis, keepdims=True) / n
    else:
        mean, variance = statistics
    s = divide_by(variance)
    x_hat = (X - mean) / s
    g = DY * gamma_back
    dx = g / s
    if statistics is None and through_variance:
        ds = -(g * (X - mean)).sum(axis, keepdims=True) / s**2
        dx = dx + ds * slope(variance) * 2 * (X - mean) / n
    if statistics is None and through_mean and center:
        dx = dx - (g / s).mean(axis, keepdims=True)
    return {
        "output": GAMMA * x_hat + beta,
        "input_gradient": dx,
        "scale_gradient": share * (DY * x_hat).sum(0),
        "shift_gradient": share * DY.sum(0),
        "new_running_mean": 0.9 * OLD_MEAN + 0.1 * X.mean(0),
        "new_running_variance": 0.9 * OLD_VARIANCE + 0.1 * X.var(0, ddof=1),
    }


SETTING: dict[str, Any] = {
    "inputs": X.tolist(),
    "upstream": DY.tolist(),
    "scale": GAMMA.tolist(),
    "shift": BETA.tolist(),
    "running_mean": OLD_MEAN.tolist(),
    "running_variance": OLD_VARIANCE.tolist(),
    "epsilon": EPSILON,
}
STILL = {"new_running_mean": OLD_MEAN, "new_running_variance": OLD_VARIANCE}
MISTAKES: dict[str, tuple[dict[str, Any], dict[str, Array]]] = {
    "constant_statistics": ({}, spelled_out(through_mean=False, through_variance=False)),
    "constant_variance": ({}, spelled_out(through_variance=False)),
    "other_divisor": ({}, spelled_out(ddof=1)),
    "wrong_axis": ({}, spelled_out(1)),
    "running_statistics": ({}, spelled_out(statistics=(OLD_MEAN, OLD_VARIANCE))),
    "batch_statistics": ({"mode": "eval"}, spelled_out() | STILL),
    "variance_for_spread": ({}, spelled_out(divide_by=lambda v: v + EPSILON, slope=np.ones_like)),
    "epsilon_misplaced": (
        {},
        spelled_out(divide_by=lambda v: np.sqrt(v) + EPSILON, slope=lambda v: 0.5 / np.sqrt(v)),
    ),
    "forgotten_epsilon": ({}, spelled_out(divide_by=np.sqrt, slope=lambda v: 0.5 / np.sqrt(v))),
    "no_centering": ({}, spelled_out(center=False)),
    "centered_rms": ({"kind": "rms"}, spelled_out(1) | STILL),
    "forgotten_scale": ({}, spelled_out(gamma_back=np.ones(3))),
    "forgotten_shift": ({}, spelled_out(beta=np.zeros(3))),
    "mean_not_sum": ({}, spelled_out(share=0.25)),
    "swapped_momentum": (
        {},
        spelled_out()
        | {
            "new_running_mean": 0.1 * OLD_MEAN + 0.9 * X.mean(0),
            "new_running_variance": 0.1 * OLD_VARIANCE + 0.9 * X.var(0, ddof=1),
        },
    ),
    "running_other_divisor": (
        {},
        spelled_out() | {"new_running_variance": 0.9 * OLD_VARIANCE + 0.1 * X.var(0)},
    ),
}


def agrees(m: Any, expected: dict[str, Array]) -> bool:
    return all(close(m[name], a, 1e-13) for name, a in expected.items())


def test_every_mistake_is_checked_here() -> None:
    assert set(MISTAKES) == set(catalog()["normalization"].mistakes)


def test_the_spelled_out_passes_are_the_true_ones_without_a_mistake() -> None:
    assert agrees(measured(**SETTING), spelled_out())
    assert agrees(measured(**SETTING, kind="layer"), spelled_out(1) | STILL)
    assert agrees(measured(**SETTING, kind="rms"), spelled_out(1, center=False) | STILL)
    assert agrees(measured(**SETTING, mode="eval"), spelled_out(statistics=(OLD_MEAN, OLD_VARIANCE)) | STILL)
    assert agrees(measured(**SETTING, variance_divisor="unbiased"), spelled_out(ddof=1))


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mutant_is_the_pass_with_that_mistake(mistake: str) -> None:
    changed, expected = MISTAKES[mistake]
    done = run("normalization", SETTING | changed)
    assert agrees(done.mutants[mistake], expected)
    assert not agrees(done.measurements, expected)


@pytest.mark.parametrize("given", [{"kind": kind} for kind in KINDS] + [{"mode": "eval"}])
def test_mutants_keep_names_and_shapes(given: dict[str, Any]) -> None:
    done = run("normalization", {**SETTING, "groups": 1, **given})
    assert len(done.mutants) >= 5
    for m in done.mutants.values():
        assert {k: np.shape(v) for k, v in m.items()} == {
            k: np.shape(v) for k, v in done.measurements.items()
        }


def test_mistakes_that_cannot_be_made_are_absent() -> None:
    assert "wrong_axis" not in run("normalization", {"inputs": [[1.0, 2.0]], "kind": "layer"}).mutants
    assert "batch_statistics" not in run("normalization").mutants
    evaluated = run("normalization", {"mode": "eval"}).mutants
    assert not {"constant_statistics", "other_divisor", "running_statistics", "no_centering"} & set(evaluated)


class TestFacts:
    @pytest.mark.parametrize("kind", KINDS)
    def test_the_output_is_standardized_and_the_gradient_avoids_shift_and_stretch(self, kind: str) -> None:
        m = measured(kind=kind, epsilon=0, batch=8, features=8)
        groups = 2 if kind == "group" else 1
        x_hat, dx = (as_sets(np.array(m[name]), kind, groups) for name in ("normalized", "input_gradient"))  # type: ignore[arg-type]
        assert (x_hat**2).mean(axis=-1) == pytest.approx(np.ones(len(x_hat)), rel=1e-13)
        assert np.abs((x_hat * dx).sum(axis=-1)).max() < 1e-14 * np.abs(dx).max() * 8
        if kind != "rms":
            assert np.abs(x_hat.mean(axis=-1)).max() < 1e-15 * 8
            assert np.abs(dx.sum(axis=-1)).max() < 1e-14 * np.abs(dx).max() * 8

    def test_weights_times_ten_change_nothing_forwards_and_shrink_the_gradient_tenfold(self) -> None:
        one, ten = (
            measured(**SETTING | {"epsilon": 0}),
            measured(**SETTING | {"inputs": (10 * X).tolist(), "epsilon": 0}),
        )
        assert close(ten["output"], one["output"], 1e-14)
        assert close(10 * np.array(ten["input_gradient"]), one["input_gradient"], 1e-13)

    def test_a_set_without_spread_is_all_shift_and_passes_no_more_than_its_epsilon_lets_it(self) -> None:
        m = measured(kind="layer", inputs=[[3, 3]], upstream=[[1, 0]], shift=2, epsilon=1e-4)
        assert m["output"] == [[2, 2]]
        assert m["input_gradient"][0] == pytest.approx([50, -50], rel=1e-12)
        nothing = measured(kind="layer", inputs=[[3, 3]], epsilon=0)
        assert nothing["nan_entries"] == 4

    def test_overflow_is_measured_not_warned_about(self) -> None:
        m = measured(inputs=[[1e200], [-1e200]], upstream=[[1], [2]])
        assert m["variance"] == [[float("inf")]] * 2
        assert (m["output"], m["infinite_entries"], m["nan_entries"]) == ([[0], [-0.0]], 0, 2)

    @pytest.mark.parametrize("mode", ["train", "eval"])
    def test_steps_of_a_small_and_of_a_large_pass(self, mode: str) -> None:
        small, large = (
            run("normalization", {"mode": mode}),
            run("normalization", {"mode": mode, "batch": 32, "features": 32}),
        )
        assert small.steps[0].title == ("Mean of feature 1" if mode == "train" else "Divisor of feature 1")
        assert len(small.steps) <= 150
        assert len(large.steps) <= 12
        first = large.steps[0]
        assert (first.shape, np.shape(first.value)) == ((32, 32), (4, 8))
        assert first.shown is not None
        assert "the first 4 by 8 entries of 32 by 32" in first.shown
        order = ["forward", "backward", "update"]
        for done in (small, large):
            assert [s.direction for s in done.steps] == sorted(
                (s.direction for s in done.steps), key=order.index
            )


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"inputs": [[1.0, 2.0], [3.0]]}, "inputs must have 2 numbers in each row, got 1"),
    ({"upstream": [[1.0]], "inputs": [[1.0], [2.0]]}, "upstream must have one row per sample (2), got 1"),
    ({"batch": 33}, "batch must be less than or equal to 32, got 33"),
    ({"inputs": [[0.0] * 33]}, "inputs[0] must have at most 32 items"),
    ({"inputs": [[float("inf")]]}, "inputs[0][0] must be a finite number, got inf"),
    ({"scale": [1.0]}, "scale must be one number or 4, one per feature, got 1"),
    ({"running_variance": -1.0}, "running_variance must be greater than or equal to 0"),
    ({"kind": "group", "groups": 3}, "groups must divide the features (4) evenly, got 3"),
    ({"kind": "layer", "mode": "eval"}, "mode must be train or left out for layer"),
    (
        {"batch": 1, "variance_divisor": "unbiased"},
        "variance_divisor must be biased where a set has a single number",
    ),
    ({"features": 3, "inputs": [[1.0]]}, "features must be left out or agree with inputs (1), got 3"),
    ({"momentum": 1.5}, "momentum must be less than or equal to 1, got 1.5"),
    ({"kind": "instance"}, "kind must be 'batch', 'layer', 'rms' or 'group'"),
]


@pytest.mark.parametrize(("given", "told"), REFUSED)
def test_what_is_not_allowed_is_refused_in_one_line(given: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=r".") as refusal:
        run("normalization", given)
    assert told in str(refusal.value)
    assert str(refusal.value).startswith("normalization: ")
    assert "\n" not in str(refusal.value)
