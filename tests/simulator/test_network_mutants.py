"""The mistakes with dropout, normalization and skips, each against an independent computation of that mistake."""

from typing import Any

import numpy as np
import pytest

from simulator import catalog, run
from simulator.arrays import Array

X, T = np.array([[1.0, -2.0], [0.5, 1.0], [3.0, 0.25]]), np.array([[0.0, 1.0], [1.0, 0.0], [0.5, 0.5]])
W1, W2 = np.array([[0.5, -1.0], [0.25, 0.75]]), np.array([[1.5, -0.5], [-0.25, 2.0]])
B1, B2 = np.array([0.1, -0.2]), np.array([0.3, 0.4])
MASK, P = np.array([[1.0, 0.0], [1.0, 1.0], [0.0, 1.0]]), 0.25
SETTING: dict[str, Any] = {
    "inputs": X.tolist(),
    "targets": T.tolist(),
    "weights": [W1.tolist(), W2.tolist()],
    "biases": [B1.tolist(), B2.tolist()],
    "activation": "tanh",
}
DROPOUT = SETTING | {"dropout": P, "dropout_masks": [MASK.tolist()]}


def dropped(
    forward: Array | float, backward: Array | float, evaluation: Array | float
) -> dict[str, Array | float]:
    """The network with what f(z) is multiplied by: on the way there, on the way back, and in evaluation."""

    def loss(by: Array | float) -> float:
        return float(((np.tanh(np.tanh(X @ W1 + B1) * by @ W2 + B2) - T) ** 2).mean())

    a1 = np.tanh(X @ W1 + B1)
    given = a1 * forward
    a2 = np.tanh(given @ W2 + B2)
    dz2 = 2 * (a2 - T) / T.size * (1 - a2**2)
    dz1 = dz2 @ W2.T * backward * (1 - a1**2)
    return {"dw1": X.T @ dz1, "dw2": given.T @ dz2, "loss": loss(forward), "evaluated": loss(evaluation)}


KEPT = MASK / (1 - P)
BY_MISTAKE: dict[tuple[str, str, str], dict[str, Array | float]] = {
    ("train", "inverted", ""): dropped(KEPT, KEPT, 1.0),
    ("train", "inverted", "dropout_not_in_backward"): dropped(KEPT, 1.0, 1.0),
    ("train", "inverted", "forgotten_dropout_scale"): dropped(MASK, MASK, 1.0),
    ("train", "inverted", "dropout_in_evaluation"): dropped(KEPT, KEPT, KEPT),
    ("eval", "inverted", ""): dropped(1.0, 1.0, 1.0),
    ("eval", "inverted", "dropout_in_evaluation"): dropped(KEPT, KEPT, KEPT),
    ("train", "classic", ""): dropped(MASK, MASK, 1 - P),
    ("train", "classic", "dropout_not_in_backward"): dropped(MASK, 1.0, 1 - P),
    ("train", "classic", "forgotten_dropout_scale"): dropped(MASK, MASK, 1.0),
    ("eval", "classic", ""): dropped(1 - P, 1 - P, 1 - P),
    ("eval", "classic", "dropout_not_in_backward"): dropped(1 - P, 1.0, 1 - P),
    ("eval", "classic", "forgotten_dropout_scale"): dropped(1.0, 1.0, 1.0),
    ("eval", "classic", "dropout_in_evaluation"): dropped(MASK, MASK, MASK),
}


@pytest.mark.parametrize(("mode", "convention", "mistake"), BY_MISTAKE)
def test_a_mutant_of_dropout_is_the_pass_with_that_mistake(mode: str, convention: str, mistake: str) -> None:
    done = run("network", DROPOUT | {"dropout_mode": mode, "dropout_convention": convention})
    found: Any = done.mutants[mistake] if mistake else done.measurements
    by = BY_MISTAKE[mode, convention, mistake]
    for name, expected in (("dw1", found["weight_gradient"][0]), ("dw2", found["weight_gradient"][1])):
        assert np.allclose(by[name], expected, rtol=1e-13, atol=1e-17)
    assert found["loss"] == pytest.approx(by["loss"], rel=1e-13)
    assert found["evaluation_loss"] == pytest.approx(by["evaluated"], rel=1e-13)
    assert not mistake or found != done.measurements


@pytest.mark.parametrize("skip", ["original", "preactivation", "around"])
def test_a_forgotten_skip_takes_away_one_path(skip: str) -> None:
    """On the input's gradient the two differ by what the skip alone brings: dC/dz, or dC/da."""
    done = run("network", SETTING | {"residual": skip})
    true: Any = done.measurements
    wrong: Any = done.mutants["forgotten_skip"]
    path = true["net_input_gradient"] if skip == "original" else true["activation_gradient"]
    lost = np.array(true["input_gradient"]) - np.array(wrong["input_gradient"])
    assert np.allclose(lost, path[0], rtol=1e-13, atol=0)
    assert wrong["activation"] == true["activation"]


def test_statistics_taken_for_constants() -> None:
    done = run("network", SETTING | {"normalization": "layer"})
    true: Any = done.measurements
    wrong: Any = done.mutants["constant_statistics"]
    by_hand = X.T @ (np.array(true["net_input_gradient"][0]) / np.array(true["norm_spread"])[0][:, None])
    assert np.allclose(wrong["weight_gradient"][0], by_hand, rtol=1e-13, atol=0)
    assert not np.allclose(true["weight_gradient"][0], by_hand, rtol=1e-3, atol=0)


def test_mistakes_with_options_need_the_option() -> None:
    names = {"forgotten_skip", "constant_statistics", "dropout_not_in_backward"}
    names |= {"forgotten_dropout_scale", "dropout_in_evaluation"}
    assert not names & set(run("network", SETTING).mutants)
    assert names <= set(catalog()["network"].mistakes)
    every = DROPOUT | {"normalization": "layer", "residual": "around"}
    assert names <= set(run("network", every).mutants)


class TestChain:
    GIVEN: dict[str, Any] = {  # noqa: RUF012
        "weights": [0.5, -1.0, 2.0],
        "biases": [0.25, 0.5, -0.5],
        "input": 1.5,
        "activation": "tanh",
        "residual": True,
        "updates": 3,
        "learning_rate": 0.25,
    }

    def spelled_out(self, w: list[float], b: list[float], one: float = 1.0) -> tuple[float, Array, Array]:
        """The output, dC/dw and dC/db of the chain, `one` for what the skip brings to its derivative."""
        a, received, slopes = 1.5, [], []
        for weight, bias in zip(w, b, strict=True):
            received.append(a)
            slopes.append(1 - np.tanh(weight * a + bias) ** 2)
            a = a + np.tanh(weight * a + bias)
        back = [1.0]
        for weight, slope in zip(w[:0:-1], slopes[:0:-1], strict=True):
            back.insert(0, back[0] * (one + weight * slope))
        db = np.array(back) * np.array(slopes)
        return float(a), db * np.array(received), db

    def test_it_is_the_chain_spelled_out(self) -> None:
        m: Any = run("chain", self.GIVEN).measurements
        out, dw, db = self.spelled_out(self.GIVEN["weights"], self.GIVEN["biases"])
        assert m["output"] == pytest.approx(out, rel=1e-14)
        assert m["weight_gradient"] == pytest.approx(dw.tolist(), rel=1e-13, abs=0)
        assert m["bias_gradient"] == pytest.approx(db.tolist(), rel=1e-13, abs=0)
        ratios = np.array(m["activation_gradient"])
        assert m["factor"] == pytest.approx((ratios[:-1] / ratios[1:]).tolist(), rel=1e-13)

    def test_all_updates_are_made(self) -> None:
        w, b = np.array(self.GIVEN["weights"]), np.array(self.GIVEN["biases"])
        history = []
        for _ in range(3):
            out, dw, db = self.spelled_out(w.tolist(), b.tolist())
            history.append(out)
            w, b = w - 0.25 * dw, b - 0.25 * db
        m: Any = run("chain", self.GIVEN).measurements
        assert m["final_weight"] == pytest.approx(w.tolist(), rel=1e-13)
        assert m["final_bias"] == pytest.approx(b.tolist(), rel=1e-13)
        assert m["loss_history"] == pytest.approx(
            [*history, self.spelled_out(w.tolist(), b.tolist())[0]], rel=1e-13
        )

    def test_the_forgotten_skip_leaves_out_the_1(self) -> None:
        done = run("chain", self.GIVEN)
        _, dw, db = self.spelled_out(self.GIVEN["weights"], self.GIVEN["biases"], one=0.0)
        wrong: Any = done.mutants["forgotten_skip"]
        assert wrong["weight_gradient"] == pytest.approx(dw.tolist(), rel=1e-13, abs=0)
        assert wrong["bias_gradient"] == pytest.approx(db.tolist(), rel=1e-13, abs=0)
        factors = np.array(done.measurements["factor"]) - 1.0
        assert wrong["factor"] == pytest.approx(factors.tolist(), rel=1e-13)
        assert "forgotten_skip" not in run("chain", {}).mutants

    def test_solved_biases_give_the_wanted_net_inputs(self) -> None:
        given = {"length": 6, "pre_activations": 0.75, "residual": True, "input": -2.0}
        m: Any = run("chain", given, seed=3).measurements
        assert m["pre_activation"] == pytest.approx([0.75] * 6, rel=1e-13)

    def test_a_long_sigmoid_chain_keeps_its_gradient(self) -> None:
        given = {"length": 40, "weight_scale": 0.1}
        plain: Any = run("chain", given).measurements
        kept: Any = run("chain", given | {"residual": True}).measurements
        assert abs(plain["factor_product"]) < 1e-40
        assert 0.1 < kept["factor_product"] < 10

    def test_its_factors_are_written_out_with_their_1(self) -> None:
        steps = {s.title: s for s in run("chain", self.GIVEN).steps}
        factor = steps["Factor from unit 3 back to unit 2"]
        assert factor.formula == r"1 + w_{3} \tanh'(z_{3})"
        assert factor.substituted.startswith(r"1 + 2 \cdot 0.")
        gradient = steps["Gradient at the bias of unit 1"]
        assert gradient.formula.endswith(
            r"(1 + w_{3} \tanh'(z_{3})) \, (1 + w_{2} \tanh'(z_{2})) \, \tanh'(z_{1})"
        )
        assert gradient.substituted.count("(1 + ") == 2
        longest = run("chain", {"length": 30, "residual": True}).steps
        cut = next(s for s in longest if s.title == "Gradient at the bias of unit 1")
        assert cut.shown == "8 of the 31 numbers multiplied are written out"
        assert cut.substituted.count("(1 + ") == 6

    def test_more_work_than_allowed_is_refused(self) -> None:
        with pytest.raises(
            ValueError, match=r"^chain: updates must keep updates x units at or below 10000, got"
        ):
            run("chain", {"length": 200, "updates": 51})
