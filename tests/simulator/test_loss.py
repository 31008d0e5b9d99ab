"""`loss`: by hand, against the complex step and PyTorch's stored values, its mistakes, steps and refusals."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import catalog, gradcheck, run
from simulator.arrays import Array
from simulator.experiments.loss_parameters import LossParameters
from simulator.experiments.loss_run import Problem, run_pass, true_rules
from simulator.ops import penalties
from simulator.ops.activations import activation, sigmoid
from simulator.ops.losses import softmax
from tests.examples import examples
from tests.simulator.checks import judge_honesty, judge_steps

STORED: dict[str, Any] = dict(np.load(Path(__file__).parents[1] / "data" / "torch_loss.npz"))


def measured(seed: int = 0, **parameters: Any) -> dict[str, Any]:
    return dict(run("loss", parameters, seed=seed).measurements)


class TestByHand:
    @pytest.mark.parametrize(("reduction", "count"), [("sum", 1), ("mean", 4), ("batch_mean", 2)])
    def test_squared_errors_under_each_reduction(self, reduction: str, count: int) -> None:
        common: dict[str, Any] = {
            "outputs": [[1, 2], [3, 8]],
            "targets": [[0, 4], [3, 5]],
            "reduction": reduction,
        }
        m = measured(loss="squared_error", **common)  # differences 1, -2, 0, 3
        assert (m["loss"], m["loss_term"], m["divisor"]) == (14 / count, [[1, 4], [0, 9]], count)
        assert m["output_gradient"] == [[2 / count, -4 / count], [0, 6 / count]]
        half = measured(loss="half_squared_error", **common)
        assert (half["loss"], half["output_gradient"][1]) == (7 / count, [0, 3 / count])

    def test_cross_entropies_at_zero(self) -> None:
        m = measured(outputs=[0, 0, 0, 0], targets=[0, 1, 0, 0])
        assert m["loss"] == pytest.approx(np.log(4), rel=1e-15)
        assert m["output_gradient"] == pytest.approx([0.25, -0.75, 0.25, 0.25], rel=1e-15)
        m = measured(loss="binary_cross_entropy", outputs=[0.0], targets=[1.0])
        assert (m["loss"], m["output_gradient"]) == (pytest.approx(np.log(2), rel=1e-15), [-0.5])

    def test_the_hinge_is_open_below_the_margin_and_closed_at_it(self) -> None:
        m = measured(
            loss="hinge", outputs=[[3], [0.5], [-2], [1]], targets=[[1], [1], [1], [1]], reduction="sum"
        )
        assert m["loss_term"] == [[0], [0.5], [3], [0]]
        assert m["output_gradient"] == [[0], [-1], [-1], [0]]
        assert measured(loss="hinge", outputs=[0.5], targets=[-1], margin=2.0)["loss"] == 2.5

    def test_label_smoothing_shares_what_it_takes(self) -> None:
        m = measured(outputs=[0, 0, 0, 0], targets=[0, 1, 0, 0], smoothing=0.2)
        assert m["smoothed_target"] == pytest.approx([0.05, 0.85, 0.05, 0.05], rel=1e-14)
        assert m["output_gradient"] == pytest.approx([0.2, -0.6, 0.2, 0.2], rel=1e-14)
        m = measured(loss="binary_cross_entropy", outputs=[0.0], targets=[1.0], smoothing=0.2)
        assert m["smoothed_target"] == pytest.approx([0.9], rel=1e-15)

    def test_penalties(self) -> None:
        m = measured(loss="squared_error", outputs=[1.0], targets=[0.0], weights=[3, -4, 0], l1=0.5, l2=2.0)
        assert (m["l1_penalty"], m["l2_penalty"], m["data_loss"], m["loss"]) == (3.5, 25, 1, 29.5)
        assert m["penalty_gradient"] == [6.5, -8.5, 0]
        whole = measured(weights=[3, -4], l2=2.0, l2_half=False)
        assert (whole["l2_penalty"], whole["penalty_gradient"]) == (50, [12, -16])

    def test_a_saturated_sigmoid_learns_from_the_cross_entropy_and_not_from_the_squared_error(self) -> None:
        m = measured(loss="squared_error", output_activation="sigmoid", outputs=[-20.0], targets=[1.0])
        assert m["output_gradient"] == m["sigmoid_squared_gradient"]
        assert m["output_gradient"][0] == pytest.approx(-2 * np.exp(-20), rel=1e-8)
        assert m["sigmoid_cross_entropy_gradient"][0] == pytest.approx(-1, rel=1e-8)
        cross = measured(loss="binary_cross_entropy", outputs=[-20.0], targets=[1.0])
        assert cross["output_gradient"] == cross["sigmoid_cross_entropy_gradient"]
        assert cross["loss"] == pytest.approx(20, rel=1e-9)

    def test_an_overflow_is_named(self) -> None:
        done = run("loss", {"loss": "squared_error", "outputs": [[1.0], [1e200]], "targets": [[0], [0]]})
        assert done.measurements["first_infinite_sample"] == 2
        assert done.measurements["loss"] == float("inf")
        json.dumps(done.to_dict(), allow_nan=False)


TORCH: dict[str, tuple[dict[str, Any], str]] = {
    "softmax": ({"loss": "softmax_cross_entropy"}, "one_hot"),
    "softmax_smoothed": ({"loss": "softmax_cross_entropy", "smoothing": 0.1}, "one_hot"),
    "binary": ({"loss": "binary_cross_entropy"}, "zero_one"),
    "binary_smoothed": ({"loss": "binary_cross_entropy", "smoothing": 0.1}, "zero_one"),
    "squared_sigmoid": ({"loss": "squared_error", "output_activation": "sigmoid"}, "zero_one"),
    "squared_tanh": ({"loss": "squared_error", "output_activation": "tanh"}, "zero_one"),
    "hinge": ({"loss": "hinge"}, "sign"),
}


@pytest.mark.parametrize("name", TORCH)
def test_a_loss_agrees_with_pytorch(name: str) -> None:
    parameters, targets = TORCH[name]
    m = measured(outputs=STORED["z"].tolist(), targets=STORED[targets].tolist(), **parameters)
    assert m["loss"] == pytest.approx(float(STORED[f"{name}/loss"]), rel=1e-13)
    assert gradcheck.layer_error(STORED[f"{name}/dz"], np.array(m["output_gradient"])) <= 1e-12


@pytest.mark.parametrize("name", ["l1", "l2"])
def test_a_penalty_agrees_with_pytorch(name: str) -> None:
    strength: dict[str, Any] = {name: 0.3}
    m = measured(weights=STORED["w"].tolist(), **strength)
    assert m[f"{name}_penalty"] == pytest.approx(float(STORED[f"{name}/penalty"]), rel=1e-14)
    assert gradcheck.layer_error(STORED[f"{name}/dw"], np.array(m["penalty_gradient"])) <= 1e-14


sizes, seeds = st.integers(1, 5), st.integers(0, 2**32 - 1)


@settings(deadline=None, max_examples=examples(80))
@given(
    name=st.sampled_from(
        ["squared_error", "half_squared_error", "binary_cross_entropy", "softmax_cross_entropy"]
    ),
    output=st.sampled_from(["identity", "sigmoid", "tanh"]),
    reduction=st.sampled_from(["sum", "mean", "batch_mean"]),
    batch=sizes,
    out=st.integers(2, 5),
    seed=seeds,
)
def test_a_loss_agrees_with_the_complex_step_through_its_output(
    name: Any, output: Any, reduction: Any, batch: int, out: int, seed: int
) -> None:
    squared = name.endswith("squared_error")
    rng = np.random.default_rng(seed)
    z, target = rng.standard_normal((batch, out)), rng.dirichlet(np.ones(out), batch)
    chosen = {"output_activation": output} if squared else {"smoothing": 0.1}
    p = LossParameters.model_validate({"loss": name, "reduction": reduction, **chosen})
    rules, w = true_rules(p), rng.standard_normal(3)
    found = run_pass(Problem(p, z, target, w), rules)
    f = activation(p.output_activation)

    def loss(v: Array) -> Array:
        return rules.loss.forward(f.forward(v)[0], found.target)[0]

    expected = gradcheck.complex_step(loss, z)
    assert found.dz.shape == z.shape
    assert max(gradcheck.compare_layers(list(expected), list(found.dz))) <= 1e-11  # each sample by itself
    assert gradcheck.layer_error(expected, found.dz) <= 1e-12


@settings(deadline=None, max_examples=examples(60))
@given(
    batch=sizes, out=sizes, margin=st.sampled_from([0.5, 1.0]), shape=st.lists(sizes, max_size=3), seed=seeds
)
def test_hinge_and_penalties_agree_with_the_complex_step_and_keep_shapes(
    batch: int, out: int, margin: float, shape: list[int], seed: int
) -> None:
    rng = np.random.default_rng(seed)
    y, target = rng.standard_normal((batch, out)), 2.0 * rng.integers(2, size=(batch, out)) - 1.0
    value, cache = penalties.hinge_forward(y, target, "mean", margin)
    assert value.shape == ()
    expected = gradcheck.complex_step(lambda v: penalties.hinge_forward(v, target, "mean", margin)[0], y)
    assert gradcheck.layer_error(expected, penalties.hinge_backward(1.0, cache)) <= 1e-12
    w = np.asarray(rng.standard_normal(shape))
    _, of_l1 = penalties.l1_forward(w, 0.3)
    expected = gradcheck.complex_step(lambda v: penalties.l1_forward(v, 0.3)[0], w)
    assert gradcheck.layer_error(expected, penalties.l1_backward(1.0, of_l1)) <= 1e-12
    for half in (True, False):
        _, of_l2 = penalties.l2_forward(w, 0.3, half)
        expected = gradcheck.complex_step(lambda v, half=half: penalties.l2_forward(v, 0.3, half)[0], w)  # type: ignore[misc]
        assert gradcheck.layer_error(expected, penalties.l2_backward(1.0, of_l2)) <= 1e-12


Z, T = np.array([[0.5, -1.0, 2.0], [1.5, 0.25, -0.5]]), np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]])
S = 2 * T - 1
P = softmax(Z)
SIG = sigmoid(Z)
W = np.array([1.0, -2.0, 0.5])
SQUARED: dict[str, Any] = {"loss": "squared_error"}
OUT: dict[str, Any] = {"loss": "squared_error", "output_activation": "sigmoid"}
HINGE: dict[str, Any] = {"loss": "hinge", "targets": S.tolist()}
SMOOTH: dict[str, Any] = {"smoothing": 0.3}
PLAIN = -np.log(P[T == 1]).sum() / 2
ALL = (1 - 0.3) * T
MISTAKES: list[tuple[str, dict[str, Any], float, Array]] = [
    ("sum_not_mean", {}, 2 * PLAIN, P - T),
    ("mean_not_sum", {"reduction": "sum"}, PLAIN / 3, (P - T) / 6),
    ("other_mean", {}, PLAIN / 3, (P - T) / 6),
    ("missing_half", {"loss": "half_squared_error"}, ((Z - T) ** 2).sum() / 2, Z - T),
    ("missing_two", SQUARED, ((Z - T) ** 2).sum() / 2, (Z - T) / 2),
    ("wrong_sign", {}, PLAIN, (T - P) / 2),
    ("no_activation_derivative", OUT, ((SIG - T) ** 2).sum() / 2, SIG - T),
    (
        "derivative_at_activation",
        OUT,
        ((SIG - T) ** 2).sum() / 2,
        (SIG - T) * sigmoid(SIG) * (1 - sigmoid(SIG)),
    ),
    ("probabilities_for_logits", {}, -np.log(softmax(P)[T == 1]).sum() / 2, (softmax(P) - T) / 2),
    ("log_base_two", {}, PLAIN / np.log(2), (P - T) / 2 / np.log(2)),
    ("forgotten_smoothing", SMOOTH, PLAIN, (P - T) / 2),
    ("smoothing_not_shared", SMOOTH, -(ALL * np.log(P)).sum() / 2, (P * 0.7 - ALL) / 2),
    ("forgotten_margin", HINGE, np.maximum(0, -S * Z).sum() / 2, np.where(S * Z < 0, -S, 0) / 2),
    ("hinge_never_closed", HINGE, np.maximum(0, 1 - S * Z).sum() / 2, -S / 2),
    ("forgotten_penalty", {"l1": 0.5}, PLAIN, (P - T) / 2),
    ("other_half", {"l2": 0.5}, PLAIN + 0.5 * 5.25, (P - T) / 2),
    ("l1_like_l2", {"l1": 0.5}, PLAIN + 0.5 * 3.5, (P - T) / 2),
]


def test_every_mistake_is_checked_here() -> None:
    assert {name for name, *_ in MISTAKES} == set(catalog()["loss"].mistakes)


@pytest.mark.parametrize(("mistake", "changed", "value", "gradient"), MISTAKES)
def test_a_mutant_is_the_loss_with_that_mistake(
    mistake: str, changed: dict[str, Any], value: float, gradient: Array
) -> None:
    done = run("loss", {"outputs": Z.tolist(), "targets": T.tolist(), "weights": W.tolist()} | changed)
    wrong: Any = done.mutants[mistake]
    assert wrong["loss"] == pytest.approx(float(value), rel=1e-13)
    assert np.array(wrong["output_gradient"]) == pytest.approx(gradient, rel=1e-12, abs=0)
    by_weight = {"other_half": W, "l1_like_l2": 0.5 * W, "forgotten_penalty": 0 * W}
    if mistake in by_weight:
        assert np.array(wrong["penalty_gradient"]) == pytest.approx(by_weight[mistake], rel=1e-14)
    assert wrong != done.measurements
    assert {key: np.shape(v) for key, v in wrong.items()} == {
        key: np.shape(v) for key, v in done.measurements.items()
    }


def test_a_mistake_that_cannot_be_made_is_absent() -> None:
    one = run("loss", {"loss": "squared_error", "outputs": [1.0], "targets": [0.0]}).mutants
    assert set(one) == {"missing_two", "wrong_sign"}


STEPS: list[tuple[dict[str, Any], int]] = [
    ({"smoothing": 0.1, "l1": 0.5, "l2": 0.25}, 9),
    ({"loss": "squared_error", "batch": 2, "output_activation": "sigmoid"}, 6),
    ({"loss": "half_squared_error", "classes": 8, "reduction": "mean", "l2": 0.1, "l2_half": False}, 14),
    ({"loss": "binary_cross_entropy", "classes": 2, "smoothing": 0.2}, 5),
    ({"loss": "hinge", "batch": 2, "classes": 2, "l1": 1e-6}, 5),
]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("parameters", "at_least"), STEPS)
def test_the_numbers_put_in_give_the_number_that_comes_out(
    parameters: dict[str, Any], at_least: int, seed: int
) -> None:
    steps = run("loss", parameters, seed=seed).steps
    assert judge_steps(steps) >= at_least
    judge_honesty(steps)


@pytest.mark.parametrize(
    "name", ["squared_error", "half_squared_error", "binary_cross_entropy", "softmax_cross_entropy", "hinge"]
)
def test_a_batch_of_one_and_the_series(name: str) -> None:
    done = run("loss", {"loss": name}, seed=5)
    matrix = run("loss", {"loss": name, "batch": 1}, seed=5).measurements
    assert matrix["output_gradient"] == [done.measurements["output_gradient"]]
    assert {s.group for s in done.series} == {"loss", "gradient"}


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"loss": "mae"}, "loss must be 'squared_error', 'half_squared_error'"),
    ({"outputs": [[0.0] * 17]}, "outputs[0] must be a valid number or must have at most 16 items"),
    ({"outputs": [0.0] * 17}, "outputs must have at most 16 numbers per sample, got 17"),
    ({"outputs": [[0.0]] * 33}, "outputs must have at most 32 items"),
    ({"outputs": [1.0, [2.0]]}, "outputs must be all numbers, one sample, or all lists"),
    ({"outputs": [[1.0, 2.0], [1.0]]}, "outputs must have 2 numbers per sample, got 1"),
    ({"outputs": [1.0, 2.0], "targets": [1.0]}, "targets must have 2 numbers per sample, got 1"),
    ({"outputs": [[1.0]], "targets": [[1.0], [1.0]]}, "targets must have one row per sample (1), got 2"),
    ({"targets": [0.5, 0.1, 0.1]}, "targets must add to 1 in each sample for softmax_cross_entropy, got 0.7"),
    ({"loss": "binary_cross_entropy", "targets": [2.0]}, "targets must be from 0 to 1"),
    ({"loss": "hinge", "targets": [0.0]}, "targets must be -1 or 1 for the hinge"),
    (
        {"output_activation": "tanh"},
        "output_activation must be left out: softmax_cross_entropy acts on z itself",
    ),
    ({"loss": "hinge", "smoothing": 0.1}, "smoothing must be left out: it is for a cross-entropy"),
    (
        {"outputs": [1.0], "classes": 3, "targets": [1.0]},
        "classes must be left out or agree with outputs (1), got 3",
    ),
    ({"smoothing": 1.5}, "smoothing must be less than or equal to 1"),
]


@pytest.mark.parametrize(("parameters", "told"), REFUSED)
def test_what_is_not_allowed_is_refused_in_one_line(parameters: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=r".") as refusal:
        run("loss", parameters)
    message = str(refusal.value)
    assert told in message
    assert message.startswith("loss: ")
    assert "\n" not in message
    assert len(message) < 400
