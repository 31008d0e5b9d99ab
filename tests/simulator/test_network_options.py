"""`network` with normalization, skips, dropout, schedules and momentum: its numbers, its steps, its refusals."""

from typing import Any

import numpy as np
import pytest

from simulator import run

HAND: dict[str, Any] = {
    "inputs": [1.0, 2.0],
    "targets": [0.0],
    "weights": [[[1.0, 0.0], [0.0, 1.0]], [[1.0], [1.0]]],
    "activation": "identity",
    "loss": "half_squared_error",
    "reduction": "sum",
    "learning_rate": 0.5,
}
"""x = (1, 2) through an identity, then added: C = (a_1 + a_2)^2 / 2, and without options 9 / 2."""


def measured(given: dict[str, Any], name: str = "network", seed: int = 0) -> dict[str, Any]:
    return dict(run(name, given, seed=seed).measurements)


class TestByHand:
    def test_dropout_of_the_first_unit(self) -> None:
        m = measured(HAND | {"dropout": 0.5, "dropout_masks": [[0.0, 1.0]]})
        assert m["activation"] == [[0.0, 4.0], [4.0]]
        assert m["undropped_activation"] == [[1.0, 2.0]]
        assert m["dropout_factor"] == [[0.0, 2.0]]
        assert m["loss"] == 8.0
        assert m["activation_gradient"] == [[4.0, 4.0], [4.0]]
        assert m["undropped_gradient"] == m["net_input_gradient"][:1] == [[0.0, 8.0]]
        assert m["weight_gradient"] == [[[0.0, 8.0], [0.0, 16.0]], [[0.0], [16.0]]]
        assert m["new_weight"][0] == [[1.0, -4.0], [0.0, -7.0]]
        assert (m["evaluation_output"], m["evaluation_loss"]) == ([3.0], 4.5)

    def test_the_classic_convention_scales_in_evaluation(self) -> None:
        m = measured(HAND | {"dropout": 0.5, "dropout_masks": [[0.0, 1.0]], "dropout_convention": "classic"})
        assert (m["loss"], m["evaluation_output"], m["evaluation_loss"]) == (2.0, [1.5], 1.125)
        evaluated = measured(HAND | {"dropout": 0.5, "dropout_mode": "eval", "dropout_convention": "classic"})
        assert evaluated["output"] == [1.5]
        assert evaluated["net_input_gradient"] == [[0.75, 0.75], [1.5]]

    def test_a_layer_normalization_without_epsilon(self) -> None:
        """Mean 3/2 and variance 1/4: the numbers are -1 and 1, times 3 and plus 1."""
        m = measured(HAND | {"normalization": "layer", "epsilon": 0.0, "scale": 3.0, "shift": 1.0})
        assert (m["norm_mean"], m["norm_variance"], m["norm_spread"]) == ([[1.5]], [[0.25]], [[0.5]])
        assert m["normalized"] == [[-1.0, 1.0]]
        assert m["net_input"] == [[-2.0, 4.0], [2.0]]
        assert (m["scale_gradient"], m["shift_gradient"]) == ([[-2.0, 2.0]], [[2.0, 2.0]])
        assert (m["new_scale"], m["new_shift"]) == ([[4.0, 2.0]], [[0.0, 0.0]])
        assert m["weight_gradient"][0] == [[0.0, 0.0], [0.0, 0.0]]

    @pytest.mark.parametrize("skip", ["original", "preactivation", "around"])
    def test_a_skip(self, skip: str) -> None:
        """Each adds x once: a = (2, 4), and dC/dx is that of the branch and of the skip, 6 + 6."""
        m = measured(HAND | {"residual": skip})
        assert m["activation"] == [[2.0, 4.0], [6.0]]
        assert m["input_gradient"] == [12.0, 12.0]
        assert measured(HAND)["input_gradient"] == [3.0, 3.0]

    def test_momentum_and_a_schedule(self) -> None:
        """One weight on x = 1 with C = w: the gradient is 1 at every update, so v is 1, 1.5, 1.75."""
        one = {"inputs": [1.0], "weights": [[[9.0]]], "targets": [0.0], "update_biases": False}
        given = HAND | one | {"updates": 3, "momentum": 0.5, "schedule": "step", "step_every": 1}
        m = measured(given | {"loss": "binary_cross_entropy", "inputs": [1.0], "weights": [[[40.0]]]})
        assert m["learning_rate_history"] == [0.5, 0.25, 0.125]
        assert m["final_weight"][0][0][0] == pytest.approx(40 - 0.5 - 0.25 * 1.5 - 0.125 * 1.75, rel=1e-15)

    def test_a_warm_up_makes_the_first_update_small(self) -> None:
        m, plain = measured(HAND | {"warmup": 4, "updates": 4}), measured(HAND)
        assert m["learning_rate_history"] == [0.125, 0.25, 0.375, 0.5]
        assert np.allclose(np.array(m["update_ratio"]) * 4, plain["update_ratio"], rtol=1e-15)


class TestSteps:
    def test_the_operations_come_in_their_order(self) -> None:
        given = {"sizes": [2, 2, 1], "normalization": "layer", "residual": "original", "dropout": 0.5}
        titles = [s.title for s in run("network", given).steps if s.layer == 1 and s.direction == "forward"]
        words = [
            "Weighted",
            "Means",
            "Variances",
            "Divisors",
            "Normalized",
            "Scaled",
            "Net",
            "Act",
            "Dropout",
        ]
        assert [t.split()[0][: len(w)] for t, w in zip(titles, words, strict=True)] == words

    def test_values_are_those_of_the_pass(self) -> None:
        given = {"sizes": [2, 2, 1], "normalization": "rms", "residual": "preactivation", "dropout": 0.5}
        done = run("network", given, seed=3)
        m: Any = done.measurements
        by_title = {step.title: np.array(step.value) for step in done.steps}
        assert by_title["Output of layer 1"][0].tolist() == m["activation"][0]
        assert by_title["Gradient at the net inputs of layer 1"][0].tolist() == m["net_input_gradient"][0]
        assert by_title["Gradient before the dropout of layer 1"][0].tolist() == m["undropped_gradient"][0]
        assert by_title["Scale gradient of layer 1"].tolist() == m["scale_gradient"][0]
        assert by_title["Weight gradient of layer 1"].tolist() == m["weight_gradient"][0]


def same(a: Any, b: Any, tolerance: float) -> bool:
    """Whether nested lists of numbers agree entry by entry, relatively."""
    if isinstance(a, list):
        return len(a) == len(b) and all(same(x, y, tolerance) for x, y in zip(a, b, strict=True))
    return bool(a == b or abs(a - b) <= tolerance * abs(a))


class TestRuns:
    def test_options_that_are_off_change_nothing(self) -> None:
        off = {"normalization": "none", "residual": "none", "dropout": 0.0, "momentum": 0.0, "warmup": 0}
        given = {"sizes": [3, 3, 2], "updates": 5, "batch": 2}
        assert measured(given | off) == measured(given)
        full = {"warmup": 1, "dropout_masks": [[[1.0] * 3] * 2]}
        for updates in (1, 5):
            one, none = measured(given | full | {"updates": updates}), measured(given | {"updates": updates})
            for name, value in none.items():
                if "drop" not in name:
                    assert same(value, one[name], 0.0 if updates == 1 else 1e-13), name

    def test_masks_are_drawn_from_the_seed_and_new_for_every_update(self) -> None:
        given = {"sizes": [8, 8, 8, 2], "dropout": 0.5, "batch": 8, "learning_rate": 0.0, "updates": 6}
        m = measured(given)
        assert m == measured(given)
        assert m["dropout_mask"] != measured(given, seed=1)["dropout_mask"]
        assert len(set(m["loss_history"])) == 7  # nothing learns, so that the masks alone move the loss
        assert m["evaluation_loss"] == m["evaluation_loss_after"]
        kept = measured(given | {"dropout_masks": m["dropout_mask"]})
        assert set(kept["loss_history"]) == {m["loss_history"][0]}

    def test_dropout_with_p_1_leaves_the_biases_alone(self) -> None:
        m = measured({"sizes": [3, 4, 2], "dropout": 1.0, "biases": 0.5})
        assert m["net_input"][1] == [0.5, 0.5]
        assert m["weight_gradient"][0] == [[0.0] * 4] * 3

    def test_overflow_under_options_is_measured(self) -> None:
        m = measured(
            {"sizes": [2, 2, 2], "weight_scale": 1e6, "inputs": [1e308, 1e308], "normalization": "rms"}
        )
        assert m["first_infinite_layer"] + m["first_nan_layer"] > 0

    @pytest.mark.parametrize(
        ("given", "told"),
        [
            ({"sizes": [2, 3, 3, 1], "residual": "around"}, "residual must be none at layer 1: a skip needs"),
            ({"residual": ["none", "around"]}, "residual must be one name or 1, one per hidden layer, got 2"),
            ({"residual": "dense"}, "residual must be 'none', 'original', 'preactivation' or 'around'"),
            ({"sizes": [2, 2], "dropout": 0.5}, "dropout acts on hidden layers"),
            ({"sizes": [2, 2], "normalization": "rms"}, "normalization acts on hidden layers"),
            ({"normalization": "batch"}, "normalization must not be batch for one sample"),
            ({"sizes": [2, 3, 2], "normalization": "group"}, "groups must divide the units of each hidden"),
            ({"dropout_masks": [[1.0, 0.5]]}, "dropout_masks[0] must have only 0 and 1, got 0.5"),
            ({"dropout_masks": [[1.0]]}, "dropout_masks[0] must have 1 rows of 2 numbers"),
            ({"dropout_masks": [[1.0, 1.0]] * 2}, "dropout_masks must be 1, one per hidden layer, got 2"),
            ({"dropout": 1.5}, "dropout must be less than or equal to 1, got 1.5"),
            ({"warmup": 2}, "warmup must be at most the number of updates (1), got 2"),
            ({"schedule": "cyclic"}, "schedule must be 'constant', 'step'"),
            ({"sizes": [2] * 9, "normalization": "rms", "updates": 10_000}, "updates must keep"),
            (
                {"sizes": [2] * 9, "normalization": "group", "residual": "around", "dropout": 0.5}
                | {"momentum": 0.9, "updates": 782},
                "updates must keep",
            ),
        ],
    )
    def test_what_is_not_allowed_is_refused_in_one_line(self, given: dict[str, Any], told: str) -> None:
        with pytest.raises(ValueError, match=r"^network: ") as refusal:
            run("network", given)
        assert told in str(refusal.value)
        assert "\n" not in str(refusal.value)
