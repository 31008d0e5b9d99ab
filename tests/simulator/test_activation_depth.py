"""`activation`: zero-centering, limits, and what becomes of activations through the layers of a drawn network."""

import json
from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import run
from simulator.ops.activations import ActivationName, activation
from simulator.ops.initializers import xavier_normal
from tests.examples import examples, seeds

NAMES = get_args(ActivationName)


def measured(seed: int = 0, **given: Any) -> dict[str, Any]:
    return dict(run("activation", given, seed=seed).measurements)


class TestTheFunction:
    @pytest.mark.parametrize(
        ("name", "low", "high"),
        [
            ("sigmoid", 0.0, 1.0),
            ("tanh", -1.0, 1.0),
            ("relu", 0.0, np.inf),
            ("leaky_relu", -np.inf, np.inf),
            ("prelu", -np.inf, np.inf),
            ("elu", -1.0, np.inf),
            ("selu", -1.7580993408473766, np.inf),
            ("softplus", 0.0, np.inf),
            ("silu", 0.0, np.inf),
            ("gelu", 0.0, np.inf),
            ("gelu_tanh", 0.0, np.inf),
            ("identity", -np.inf, np.inf),
        ],
    )
    def test_its_limits(self, name: str, low: float, high: float) -> None:
        m = measured(activation=name)
        assert (m["limit_low"], m["limit_high"]) == (pytest.approx(low, rel=1e-15), high)

    @pytest.mark.parametrize(
        ("name", "mean", "variance"),
        [
            ("identity", 0.0, 1.0),
            ("tanh", 0.0, None),
            ("sigmoid", 0.5, None),
            ("relu", 1 / np.sqrt(2 * np.pi), 0.5 - 1 / (2 * np.pi)),
            ("leaky_relu", 0.99 / np.sqrt(2 * np.pi), 0.50005 - 0.99**2 / (2 * np.pi)),
            ("gelu", 1 / (2 * np.sqrt(np.pi)), None),  # E[z Phi(z)] = E[phi(z)], by Stein's lemma
            ("selu", 0.0, 1.0),  # what its two constants were chosen for (Klambauer et al. 2017)
        ],
    )
    def test_its_mean_and_variance_on_a_normal(self, name: str, mean: float, variance: float | None) -> None:
        m = measured(activation=name)
        assert m["normal_mean"] == pytest.approx(mean, abs=2e-14)
        assert variance is None or m["normal_variance"] == pytest.approx(variance, rel=2e-14)

    @pytest.mark.parametrize("name", NAMES)
    def test_the_mean_agrees_with_draws(self, name: str) -> None:
        n = 400_000
        a = activation(name).forward(np.random.default_rng(5).standard_normal(n))[0]
        m = measured(activation=name)
        assert abs(a.mean() - m["normal_mean"]) < 4 * np.sqrt(m["normal_variance"] / n)
        assert m["normal_variance"] == pytest.approx(a.var(), rel=0.02)

    def test_only_relu_is_flat_on_half_of_its_range(self) -> None:
        flat = {name: measured(activation=name)["flat_share"] for name in NAMES}
        assert flat.pop("relu") == 801 / 1601  # 0 and what is below
        assert set(flat.values()) == {0.0}


class TestTheLayers:
    def test_they_are_a_network_spelled_out(self) -> None:
        given: dict[str, Any] = {"activation": "tanh", "depth": 3, "width": 5, "batch": 7, "bias": 0.25}
        m = measured(4, **given, weight_scale=2.0, saturation=0.3)
        weights, a = np.random.default_rng([4, 0]), np.random.default_rng([4, 2]).standard_normal((7, 5))
        for k in range(3):
            z = a @ (2.0 * xavier_normal(5, 5, weights)) + 0.25
            a = np.tanh(z)
            assert m["activation_mean"][k] == pytest.approx(a.mean(), rel=1e-13)
            assert m["activation_variance"][k] == pytest.approx(a.var(), rel=1e-13)
            assert m["activation_quantiles"][k] == pytest.approx(
                np.quantile(a, [0.05, 0.25, 0.5, 0.75, 0.95]).tolist(), rel=1e-13
            )
            assert m["layer_saturated_share"][k] == np.mean(1 - a**2 < 0.3)
            assert m["zero_share"][k] == m["dead_share"][k] == 0.0

    def test_without_depth_nothing_is_drawn(self) -> None:
        assert measured(0) == measured(1)
        assert measured()["activation_mean"] == []
        assert measured(0, depth=2) != measured(1, depth=2)

    def test_a_bias_far_below_0_kills_relu_and_not_leaky_relu(self) -> None:
        dead = measured(activation="relu", depth=8, bias=-3.0)
        assert dead["dead_share"][-1] == dead["zero_share"][-1] == 1.0
        assert dead["dead_share"][0] <= dead["zero_share"][0] < 1.0
        assert measured(activation="leaky_relu", depth=8, bias=-3.0)["dead_share"] == [0.0] * 8

    @pytest.mark.parametrize("seed", seeds(2, 5))
    def test_what_the_curriculum_says_of_depth(self, seed: int) -> None:
        def variance(**given: Any) -> list[float]:
            found: list[float] = measured(seed, depth=20, width=128, batch=128, **given)[
                "activation_variance"
            ]
            return found

        assert variance(activation="selu", initialization="lecun_normal")[-1] == pytest.approx(1.0, rel=0.5)
        relu = variance(activation="relu", initialization="he_normal")
        assert 0.2 < relu[-1] / relu[0] < 5
        assert variance(activation="relu", initialization="xavier_normal")[-1] < 1e-4
        tanh = measured(seed, depth=5, activation="tanh", weight_scale=10.0, width=128)
        assert min(tanh["layer_saturated_share"]) > 0.7
        assert all(
            0.45 < mean < 0.55 for mean in measured(seed, depth=3)["activation_mean"]
        )  # not zero-centered

    def test_dead_units_are_not_zeros(self) -> None:
        done = run("activation", {"activation": "relu", "depth": 4, "bias": -0.5})
        true: Any = done.measurements
        wrong: Any = done.mutants["zeros_for_dead_units"]
        assert wrong["dead_share"] == true["zero_share"] != true["dead_share"]
        assert "zeros_for_dead_units" not in run("activation").mutants
        slopes: Any = done.mutants["value_for_derivative"]
        assert slopes["layer_saturated_share"] != true["layer_saturated_share"]

    def test_histograms_hold_every_activation(self) -> None:
        series = [s for s in run("activation", {"depth": 9}).series if s.group == "distribution"]
        assert [s.name for s in series] == ["layer 1", "layer 5", "layer 9"]
        for s in series:
            assert sum(s.y) == pytest.approx(1.0, rel=1e-12)
            assert list(s.x) == sorted(s.x)

    def test_steps_tell_each_layer_or_say_what_they_leave_out(self) -> None:
        few = [s for s in run("activation", {"depth": 5}).steps if s.layer is not None]
        assert [s.layer for s in few] == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
        many = [s for s in run("activation", {"depth": 30}).steps if s.layer is not None]
        assert len(many) == 16
        assert "layers 5 to 26 are left out" in str(many[0].shown)

    @pytest.mark.parametrize("name", NAMES)
    def test_an_explosion_is_plain_data_without_a_warning(self, name: str) -> None:
        given = {"activation": name, "depth": 60, "weight_scale": 1e6, "width": 8, "batch": 4}
        data = run("activation", given).to_dict()
        assert json.loads(json.dumps(data, allow_nan=False)) == data

    @settings(deadline=None, max_examples=examples(30))
    @given(
        depth=st.integers(0, 4), width=st.integers(1, 5), batch=st.integers(1, 5), name=st.sampled_from(NAMES)
    )
    def test_shapes(self, depth: int, width: int, batch: int, name: str) -> None:
        m = measured(depth=depth, width=width, batch=batch, activation=name)
        for key in ("activation_mean", "activation_variance", "layer_saturated_share", "zero_share"):
            assert np.shape(m[key]) == (depth,)
        assert np.shape(m["dead_share"]) == (depth,)
        assert np.shape(m["activation_quantiles"]) == ((depth, 5) if depth else (0,))

    def test_more_work_than_allowed_is_refused(self) -> None:
        with pytest.raises(ValueError, match=r"^activation: depth must keep depth x width x batch"):
            run("activation", {"depth": 100, "width": 256, "batch": 256})
