"""What the experiments show: the facts that the packs make claims about."""

from typing import Any

import numpy as np
import pytest

from simulator import run
from simulator.arrays import safe_norm
from tests.examples import seeds


def measured(experiment: str, seed: int = 0, **parameters: Any) -> dict[str, Any]:
    return dict(run(experiment, parameters, seed=seed).measurements)


class TestChain:
    def test_by_hand(self) -> None:
        m = measured(
            "chain", weights=[2, 3], biases=[1, -1], activation="identity", input=4.0, learning_rate=0.5
        )
        assert m["pre_activation"] == m["activation"] == [9, 26]
        assert (m["loss"], m["output"], m["loss_gradient"], m["input_gradient"]) == (26, 26, 1, 6)
        assert (m["factor"], m["factor_product"]) == ([3], 3)
        assert (m["bias_gradient"], m["weight_gradient"]) == ([3, 1], [12, 9])
        assert (m["new_weight"], m["new_bias"]) == ([-4, -1.5], [-0.5, -1.5])
        assert (m["weight_update"], m["update_ratio"]) == ([-6, -4.5], [3, 1.5])

    @pytest.mark.parametrize("w", [0.5, 1, 2, 8, 100])
    def test_four_sigmoids_at_zero_shrink_or_grow_by_w_over_four_each(self, w: float) -> None:
        m = measured("chain", weights=[w] * 4, pre_activations=0)
        assert m["pre_activation"] == [0, 0, 0, 0]
        assert m["factor"] == [w / 4] * 3
        assert m["bias_gradient"][0] / m["bias_gradient"][-1] == pytest.approx((w / 4) ** 3, rel=1e-15)
        assert m["factor_product"] == (w / 4) ** 3

    def test_biases_are_solved_for_the_pre_activations(self) -> None:
        wanted = [0.7, -1.3, 2.0]
        m = measured("chain", weights=[1.5, -2, 0.3], pre_activations=wanted, activation="tanh")
        assert m["pre_activation"] == pytest.approx(wanted, rel=1e-15)
        assert m["bias"][0] == pytest.approx(0.7 - 1.5, rel=1e-15)

    @pytest.mark.parametrize(
        ("loss", "value", "slope"), [("squared_error", 9, 6), ("half_squared_error", 4.5, 3)]
    )
    def test_losses(self, loss: str, value: float, slope: float) -> None:
        m = measured("chain", weights=[1], activation="identity", input=5.0, target=2.0, loss=loss)
        assert (m["loss"], m["loss_gradient"], m["factor"], m["factor_product"]) == (value, slope, [], 1)

    def test_a_weight_of_zero_has_an_infinite_ratio_or_none(self) -> None:
        assert measured("chain", weights=[0.0])["update_ratio"] == [float("inf")]
        assert measured("chain", weights=[0.0], input=0.0)["update_ratio"] == [0.0]

    def test_a_long_chain_vanishes_without_underflowing_to_zero(self) -> None:
        m = measured("chain", weights=[1.0] * 200, pre_activations=0)
        assert m["bias_gradient"][0] == pytest.approx(0.25**200, rel=1e-12, abs=0)

    def test_an_exploding_chain_names_the_unit(self) -> None:
        m = measured("chain", weights=[1e200, 1e200, 1], activation="identity")
        assert (m["first_infinite_layer"], m["first_nan_layer"]) == (2, 0)

    def test_every_factor_is_written_out(self) -> None:
        steps = run("chain", {"weights": [2, 2], "pre_activations": 0}).steps
        told = {step.title: step.substituted for step in steps}
        assert told["Factor from unit 2 back to unit 1"] == r"2 \cdot 0.25 = 0.5"
        assert told["Gradient at the bias of unit 1"].endswith(r" = 1 \cdot 0.25 \cdot 2 \cdot 0.25 = 0.125")
        assert [s.direction for s in steps] == sorted((s.direction for s in steps), key=ORDER.index)


ORDER = ["forward", "backward", "update"]


class TestNetwork:
    def test_layouts_are_two_ways_to_write_one_network(self) -> None:
        w = [[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], [[0.5], [-0.5], [0.25]]]
        turned = [np.transpose(m).tolist() for m in w]
        common: dict[str, Any] = {"inputs": [0.1, 0.2], "targets": [1.0]}
        a, b = (
            measured("network", weights=w, **common),
            measured("network", weights=turned, layout="out_in", **common),
        )
        assert (a["loss"], a["output_after"]) == (b["loss"], b["output_after"])
        assert b["weight"] == turned
        for name in ("weight_gradient", "new_weight", "final_weight"):
            assert [np.transpose(m).tolist() for m in a[name]] == b[name]

    def test_a_vector_has_no_batch_axis_and_a_matrix_keeps_it(self) -> None:
        vector, matrix = measured("network"), measured("network", batch=1)
        for name in ("input", "target", "output", "loss_term", "input_gradient", "output_after"):
            assert matrix[name] == [vector[name]]
        for name in ("net_input", "activation", "net_input_gradient", "activation_gradient"):
            assert matrix[name] == [[layer] for layer in vector[name]]
        assert matrix["weight_gradient"] == vector["weight_gradient"]

    @pytest.mark.parametrize("reduction", ["mean", "sum"])
    def test_softmax_gradient_is_probability_less_target(self, reduction: str) -> None:
        m = measured("network", sizes=[3, 4], batch=5, loss="softmax_cross_entropy", reduction=reduction)
        p, t = np.array(m["output"]), np.array(m["target"])
        assert p.sum(axis=1) == pytest.approx(np.ones(5), rel=1e-14)
        expected = (p - t) / (5 if reduction == "mean" else 1)
        assert np.array(m["net_input_gradient"][-1]) == pytest.approx(expected, rel=1e-12)
        total = -np.log((p * t).sum(axis=1)).sum()
        assert m["loss"] == pytest.approx(total / (5 if reduction == "mean" else 1), rel=1e-13)

    def test_squared_error_is_the_mean_over_all_entries(self) -> None:
        m = measured("network", sizes=[2, 3], batch=4)
        difference = np.array(m["output"]) - np.array(m["target"])
        assert m["loss"] == pytest.approx((difference**2).mean(), rel=1e-14)

    def test_training_goes_on_from_the_first_update(self) -> None:
        once, more = measured("network", updates=1), measured("network", updates=7)
        assert once["final_weight"] == once["new_weight"] == more["new_weight"]
        assert more["loss_history"][:2] == once["loss_history"]
        assert len(more["loss_history"]) == 8
        assert more["loss_history"] == sorted(more["loss_history"], reverse=True)

    def test_a_pass_is_told_unit_by_unit_in_real_order(self) -> None:
        done = run("network", {"inputs": [1, -2], "targets": [0, 1]})
        titles = [step.title for step in done.steps]
        assert titles[0] == "Net input of unit 1 in layer 1"
        assert [s.direction for s in done.steps] == sorted((s.direction for s in done.steps), key=ORDER.index)
        backward = [s.layer or 0 for s in done.steps if s.direction == "backward"]
        assert backward == sorted(backward, reverse=True)
        assert any(r"\cdot (-2)" in step.substituted for step in done.steps)
        assert len(done.steps) <= 150

    def test_a_larger_net_is_told_layer_by_layer_and_says_what_it_leaves_out(self) -> None:
        done = run("network", {"sizes": [16, 16, 16], "batch": 32})
        assert len(done.steps) == 2 * 2 + 1 + 4 * 2 + 2
        net = done.steps[0]
        assert net.shape == (32, 16)
        assert net.shown is not None
        assert "the first 4 by 8 entries of 32 by 16" in net.shown
        assert np.shape(net.value) == (4, 8)

    def test_an_exploding_net_is_measured_not_warned_about(self) -> None:
        done = run(
            "network", {"sizes": [4] * 9, "weight_scale": 1e6, "activation": "identity", "updates": 50}
        )
        assert not np.isfinite(done.measurements["loss_after"])
        assert done.mutants
        huge = measured(
            "network", weights=[[[1e308]], [[1e308]], [[-1.0]]], inputs=[10], activation="identity"
        )
        assert (huge["first_infinite_layer"], huge["first_nan_layer"]) == (1, 0)


class TestGradientFlow:
    @pytest.mark.parametrize("seed", seeds(10, 40))
    def test_thirty_sigmoid_layers_vanish_and_relu_with_he_does_not(self, seed: int) -> None:
        assert 0 < measured("gradient_flow", seed, depth=30, activation="sigmoid")["first_to_last"] < 1e-10
        relu = measured("gradient_flow", seed, depth=30, activation="relu", initialization="he_normal")
        assert 0.01 < relu["first_to_last"] < 100

    def test_variants_stand_side_by_side_on_the_same_draws(self) -> None:
        done = run(
            "gradient_flow",
            {
                "depth": 6,
                "width": 8,
                "variants": [
                    {"activation": "relu", "initialization": "he_normal"},
                    {"name": "tanh", "activation": "tanh"},
                    {"weight_scale": 0.5},
                ],
            },
        )
        m: dict[str, Any] = done.measurements
        assert m["weight_norm"] == m["relu_he_normal.weight_norm"]
        alone = measured("gradient_flow", depth=6, width=8, activation="tanh")
        assert all(m[f"tanh.{name}"] == value for name, value in alone.items())
        assert m["variant_3.weight_norm"] == pytest.approx([n / 2 for n in m["tanh.weight_norm"]], rel=1e-14)
        names = {s.name for s in done.series if s.group == "weight_gradient_norm"}
        assert names == {"relu_he_normal", "tanh", "variant_3"}

    def test_he_keeps_the_variance_of_relu_and_xavier_halves_it(self) -> None:
        parameters: dict[str, Any] = {"depth": 11, "width": 512, "batch": 64, "activation": "relu"}
        he = measured("gradient_flow", initialization="he_normal", **parameters)["activation_norm"]
        xavier = measured("gradient_flow", **parameters)["activation_norm"]
        assert (he[9] / he[0]) ** 2 == pytest.approx(1, abs=0.3)
        assert (xavier[9] / xavier[0]) ** 2 == pytest.approx(2.0**-9, rel=0.3)

    def test_updates_give_a_loss_curve_from_the_same_start(self) -> None:
        still = measured("gradient_flow", depth=3, width=8)
        moved = measured("gradient_flow", depth=3, width=8, updates=20)
        assert still["loss_history"] == [still["loss"]]
        assert len(moved["loss_history"]) == 21
        assert moved["loss_history"][0] == still["loss"]
        assert moved["loss_history"][-1] < still["loss"]
        assert moved["weight_gradient_norm"] == still["weight_gradient_norm"]

    def test_dead_and_saturated_shares(self) -> None:
        zero = measured("gradient_flow", depth=3, width=5, activation="relu", initialization="zeros")
        assert zero["dead_share"] == [1, 1, 1]
        assert zero["saturated_share"] == [1, 1, 0]  # the linear output has slope 1
        assert zero["update_ratio"] == [0, 0, 0]
        large = measured("gradient_flow", depth=3, width=64, weight_scale=50.0)
        assert large["saturated_share"][0] > 0.9

    def test_an_exploding_net_names_its_layer(self) -> None:
        m = measured(
            "gradient_flow", depth=200, activation="identity", initialization="normal", weight_scale=100.0
        )
        assert 0 < m["first_infinite_layer"] <= m["first_nan_layer"]
        assert m["activation_norm"][m["first_infinite_layer"] - 1] == float("inf")

    def test_the_last_of_the_steps_is_the_first_layer(self) -> None:
        steps = run("gradient_flow", {"depth": 5}).steps
        assert [s.layer for s in steps] == [1, 2, 3, 4, 5, None, 5, 4, 3, 2, 1]
        assert steps[-1].shape == (64, 64)
        assert steps[-1].shown == "the norm of all 64 by 64 entries"


class TestActivation:
    @pytest.mark.parametrize(
        ("name", "highest", "at"),
        [("sigmoid", 0.25, 0.0), ("tanh", 1.0, 0.0), ("relu", 1.0, 0.01), ("leaky_relu", 1.0, 0.01)],
    )
    def test_the_largest_slope_is_exact(self, name: str, highest: float, at: float) -> None:
        m = measured("activation", activation=name, layers=10)
        assert (m["derivative_maximum"], m["ceiling"]) == (highest, highest**10)
        assert m["derivative_maximum_at"] == pytest.approx(at, abs=1e-12)

    def test_the_maximum_is_found_between_samples(self) -> None:
        m = measured("activation", low=-1.0, high=1.7, samples=3)
        assert m["derivative_maximum"] == pytest.approx(0.25, rel=1e-14)
        assert m["derivative_maximum_at"] == pytest.approx(0, abs=1e-6)

    def test_values_and_slopes_at_points(self) -> None:
        m = measured("activation", points=[0.0, 2.0])
        assert m["value"] == pytest.approx([0.5, 1 / (1 + np.exp(-2))], rel=1e-15)
        assert m["derivative"] == pytest.approx([0.25, np.exp(-2) / (1 + np.exp(-2)) ** 2], rel=1e-15)

    def test_the_saturated_share_of_a_sigmoid(self) -> None:
        # s'(z) = s (1 - s) < 0.05 where |z| > ln((1 + r) / (1 - r)), r = sqrt(1 - 4 x 0.05)
        edge = float(np.log((1 + np.sqrt(0.8)) / (1 - np.sqrt(0.8))))
        assert measured("activation")["saturated_share"] == pytest.approx(1 - edge / 8, abs=2 / 1601)


def test_norms_of_tiny_and_huge_numbers_keep_their_size() -> None:
    assert safe_norm(np.array([3e-200, 4e-200])) == pytest.approx(5e-200, rel=1e-15, abs=0)
    assert safe_norm(np.array([3e200, 4e200])) == pytest.approx(5e200, rel=1e-15)
    assert safe_norm(np.zeros((2, 2))) == safe_norm(np.empty((0, 3))) == 0.0
    assert safe_norm(np.array([1.0, -np.inf])) == np.inf
