"""The activations beside sigmoid, tanh and ReLU: by hand, the complex step, PyTorch, and in experiments."""

from pathlib import Path
from typing import Any, cast, get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import gradcheck, run
from simulator.arrays import Array
from simulator.network import Layer, Network, Rules, forward, loss, run_pass, sgd
from simulator.ops.activations import ActivationName, activation
from simulator.ops.rectifiers import prelu_backward, prelu_forward
from simulator.ops.softmax import softmax_backward, softmax_forward, softmax_jacobian
from tests.examples import examples

STORED: dict[str, Any] = dict(np.load(Path(__file__).parents[1] / "data" / "torch_activations.npz"))
NAMES = ["prelu", "elu", "selu", "softplus", "silu", "gelu", "gelu_tanh"]
SLOPE = 0.25
TOLERANCE = 1e-12


def measured(experiment: str, **parameters: Any) -> dict[str, Any]:
    return dict(run(experiment, parameters).measurements)


def test_every_activation_by_name_is_checked_here_or_among_the_elders() -> None:
    elders = {"sigmoid", "tanh", "relu", "leaky_relu", "identity"}
    assert set(get_args(ActivationName)) == elders | set(NAMES)
    assert {key.split("/")[1] for key in STORED if key.startswith("pointwise/") and key[-1] == "a"} == set(
        NAMES
    )


class TestByHand:
    def test_prelu_and_its_slope(self) -> None:
        z, slope = np.array([[-2.0, 3.0], [-4.0, -1.0]]), np.array([0.5, 2.0])  # a slope for each unit
        a, cache = prelu_forward(z, slope)
        assert a.tolist() == [[-1, 3], [-2, -2]]
        dz, dslope = prelu_backward(np.array([[1.0, 2.0], [3.0, 4.0]]), cache, slope)
        assert dz.tolist() == [[0.5, 2], [1.5, 8]]
        assert dslope.tolist() == [1 * -2 + 3 * -4, 4 * -1]
        shared = prelu_backward(np.array([[1.0, 2.0], [3.0, 4.0]]), cache, np.array(0.5))[1]
        assert (shared.shape, float(shared)) == ((), -18.0)

    @pytest.mark.parametrize(
        ("name", "values"),
        [
            ("prelu", [-2, 0, 2]),
            ("elu", [np.exp(-2) - 1, 0, 2]),
            ("selu", [-1.5201664685956947, 0, 2.101401974710961]),  # lambda alpha (exp(-2) - 1) and 2 lambda
            ("softplus", [np.log1p(np.exp(-2)), np.log(2), 2 + np.log1p(np.exp(-2))]),
            ("silu", [-2 / (1 + np.exp(2)), 0, 2 / (1 + np.exp(-2))]),
            ("gelu", [-2 * 0.02275013194817921, 0, 2 * 0.9772498680518208]),  # the normal table at 2
        ],
    )
    def test_values_at_minus_two_zero_and_two(self, name: str, values: list[float]) -> None:
        a, _ = activation(name, slope=1.0).forward(np.array([-2.0, 0.0, 2.0]))
        assert a == pytest.approx(values, rel=1e-15, abs=0)

    def test_the_tanh_approximation_of_gelu_as_its_paper_writes_it(self) -> None:
        z = np.linspace(-4, 4, 81)
        written = 0.5 * z * (1 + np.tanh(np.sqrt(2 / np.pi) * (z + 0.044715 * z**3)))
        approximate, exact = activation("gelu_tanh").forward(z)[0], activation("gelu").forward(z)[0]
        assert approximate == pytest.approx(written, rel=1e-12, abs=1e-15)
        assert 1e-4 < np.abs(approximate - exact).max() < 5e-4

    def test_selu_keeps_a_standard_normal_standard(self) -> None:
        nodes, weights = np.polynomial.legendre.leggauss(200)
        z = np.concatenate([6 * nodes - 6, 6 * nodes + 6])  # each side of the corner by itself
        w = np.tile(6 * weights, 2) * np.exp(-z * z / 2) / np.sqrt(2 * np.pi)
        a, _ = activation("selu").forward(z)
        assert (w @ a, w @ a**2) == pytest.approx((0, 1), abs=1e-12)

    def test_far_out_nothing_overflows_and_tiny_slopes_stay(self) -> None:
        z = np.array([-1e308, -1000.0, 1000.0, 1e308])
        with np.errstate(all="raise", under="ignore", over="ignore"):
            for name, left in {
                "elu": -1.0,
                "softplus": 0.0,
                "silu": 0.0,
                "gelu": 0.0,
                "gelu_tanh": 0.0,
            }.items():
                assert activation(name).forward(z)[0].tolist() == [left, left, 1000.0, 1e308], name
                assert activation(name).derivative(z).tolist() == [0, 0, 1, 1], name
        assert activation("silu").derivative(np.array([-60.0]))[0] == pytest.approx(
            -59 * np.exp(-60), rel=1e-14
        )
        tail = activation("gelu").forward(np.array([-30.0]))[0][0]
        assert tail == pytest.approx(
            -np.exp(-450) / np.sqrt(2 * np.pi) * (1 - 1 / 900 + 3 / 900**2), rel=1e-8
        )

    def test_infinities_have_their_limits_and_nan_stays(self) -> None:
        with np.errstate(all="ignore"):
            for name in NAMES:
                f = activation(name)
                assert np.isnan(f.forward(np.array([np.nan]))[0]).all(), name
                assert np.isnan(f.derivative(np.array([np.nan]))).all(), name
                assert not np.isnan(f.forward(np.array([-np.inf, np.inf]))[0]).any(), name

    def test_softmax_of_logarithms(self) -> None:
        p, cache = softmax_forward(np.log(np.array([[1.0, 2.0, 1.0]])))
        assert p == pytest.approx(np.array([[0.25, 0.5, 0.25]]), rel=1e-15)
        assert softmax_jacobian(p)[0] * 16 == pytest.approx(
            np.array([[3, -2, -1], [-2, 4, -2], [-1, -2, 3]]), rel=1e-14
        )
        dz = softmax_backward(np.array([[4.0, 8.0, 0.0]]), cache)  # p . dp = 5
        assert dz == pytest.approx(np.array([[-0.25, 1.5, -1.25]]), rel=1e-14)
        large, _ = softmax_forward(np.array([1000.0, 1000.0, -1000.0]))
        assert large.tolist() == [0.5, 0.5, 0.0]


class TestComplexStep:
    @settings(deadline=None, max_examples=examples(80))
    @given(
        name=st.sampled_from(NAMES),
        shape=st.lists(st.integers(1, 5), max_size=3),
        spread=st.sampled_from([0.1, 1.0, 10.0]),
        seed=st.integers(0, 2**32 - 1),
    )
    def test_activations_keep_shapes_and_agree(
        self, name: str, shape: list[int], spread: float, seed: int
    ) -> None:
        rng = np.random.default_rng(seed)
        z, da = spread * rng.standard_normal(shape), rng.standard_normal(shape)
        f = activation(name, SLOPE)
        a, cache = f.forward(z)
        assert a.shape == f.derivative(z).shape == z.shape
        expected = gradcheck.complex_step(lambda v: (f.forward(v)[0] * da).sum(), np.asarray(z))
        # silu and gelu have a slope of 0 near -1.3 and -0.75, where one entry alone loses its digits
        expected, found = np.append(expected, da), np.append(f.backward(da, cache), da)
        assert gradcheck.layer_error(expected, found) <= TOLERANCE

    @settings(deadline=None, max_examples=examples(40))
    @given(
        rows=st.lists(st.integers(1, 4), max_size=2),
        units=st.integers(1, 4),
        shared=st.booleans(),
        seed=st.integers(0, 2**32 - 1),
    )
    def test_prelu_slopes(self, rows: list[int], units: int, shared: bool, seed: int) -> None:
        rng = np.random.default_rng(seed)
        z, da = rng.standard_normal((2, *rows, units))
        slope = np.asarray(rng.standard_normal(() if shared else units))
        found = prelu_backward(da, prelu_forward(z, slope)[1], slope)
        expected = (
            gradcheck.complex_step(lambda v: (prelu_forward(v, slope)[0] * da).sum(), z),
            gradcheck.complex_step(lambda v: (prelu_forward(z, v)[0] * da).sum(), slope),
        )
        assert [g.shape for g in found] == [z.shape, slope.shape]
        # the slope's gradient is a sum: it is right to rounding of its terms
        size = max(1.0, float(np.abs(z * da).sum()))
        assert gradcheck.layer_error(expected[0], found[0]) <= TOLERANCE
        assert np.abs(expected[1] - found[1]).max() <= 1e-15 * z.size * size

    @settings(deadline=None, max_examples=examples(40))
    @given(
        shape=st.lists(st.integers(1, 4), min_size=1, max_size=3),
        spread=st.sampled_from([0.1, 1.0, 10.0]),
        seed=st.integers(0, 2**32 - 1),
    )
    def test_softmax(self, shape: list[int], spread: float, seed: int) -> None:
        rng = np.random.default_rng(seed)
        z, dp = spread * rng.standard_normal(shape), rng.standard_normal(shape)
        p, cache = softmax_forward(z)
        dz = softmax_backward(dp, cache)
        assert p.shape == dz.shape == z.shape
        expected = gradcheck.complex_step(lambda v: (softmax_forward(v)[0] * dp).sum(), z)
        by_jacobian = np.einsum("...i,...ij->...j", dp, softmax_jacobian(p))
        # p (dp - p . dp) is right to rounding of p dp, which may cancel (a saturated row is nearly 0)
        size = float(np.abs(p * dp).max())
        assert np.abs(expected - dz).max() <= TOLERANCE * size
        assert np.abs(by_jacobian - dz).max() <= TOLERANCE * size

    @pytest.mark.parametrize("name", NAMES)
    def test_whole_networks_layer_by_layer(self, name: str) -> None:
        rng = np.random.default_rng(8)
        layers = [
            Layer(rng.standard_normal((4, 4)), rng.standard_normal(4), activation(name, SLOPE)) for _ in "abc"
        ]
        x, target = rng.standard_normal((2, 3, 4))
        rules = Rules(loss("squared_error", "mean"))

        def cost(k: int, **changed: Any) -> Array:
            moved = [layer._replace(**changed) if i == k else layer for i, layer in enumerate(layers)]
            return rules.loss.forward(forward(Network(tuple(moved)), x, rules)[-1].a, target)[0]

        found = run_pass(Network(tuple(layers)), x, target, rules).gradients.layers
        for k, (layer, g) in enumerate(zip(layers, found, strict=True)):
            dw = gradcheck.complex_step(lambda w: cost(k, w=w), layer.w)  # noqa: B023
            assert gradcheck.layer_error(dw, g.dw) <= TOLERANCE
            if name != "prelu":
                assert g.dslope is None
                continue
            assert g.dslope is not None
            learned = gradcheck.complex_step(
                lambda s: cost(k, activation=activation("prelu", cast(float, s))),  # noqa: B023
                np.asarray(SLOPE),
            )
            assert gradcheck.layer_error(learned, g.dslope) <= TOLERANCE


class TestPyTorch:
    @pytest.mark.parametrize("name", NAMES)
    def test_point_by_point_and_at_the_corner(self, name: str) -> None:
        z, f = STORED["pointwise/z"], activation(name, SLOPE)
        assert gradcheck.layer_error(STORED[f"pointwise/{name}/a"], f.forward(z)[0]) <= TOLERANCE
        assert gradcheck.layer_error(STORED[f"pointwise/{name}/da"], f.derivative(z)) <= TOLERANCE
        corner = np.flatnonzero(z == 0)
        assert f.derivative(z)[corner] == pytest.approx(STORED[f"pointwise/{name}/da"][corner], rel=1e-15)

    @pytest.mark.parametrize("depth", [3, 20])
    @pytest.mark.parametrize("name", NAMES)
    def test_networks_layer_by_layer(self, name: str, depth: int) -> None:
        stored = {key.split("/")[1]: a for key, a in STORED.items() if key.startswith(f"{name}.{depth}/")}
        functions = [activation(name, SLOPE)] * (depth - 1) + [activation("identity")]
        layers = tuple(Layer(w, b, f) for w, b, f in zip(stored["w"], stored["b"], functions, strict=True))
        done = run_pass(
            Network(layers), stored["x"], stored["target"], Rules(loss("half_squared_error", "batch_mean"))
        )
        found = done.gradients.layers
        assert done.loss == pytest.approx(float(stored["loss"]), rel=TOLERANCE, abs=0)
        assert max(gradcheck.compare_layers(list(stored["dw"]), [g.dw for g in found])) <= TOLERANCE
        assert max(gradcheck.compare_layers(list(stored["db"]), [g.db for g in found])) <= TOLERANCE
        assert gradcheck.layer_error(stored["dx"], done.gradients.dx) <= TOLERANCE
        slopes = [g.dslope for g in found if g.dslope is not None]
        assert len(slopes) == len(stored.get("dslope", []))
        for expected, slope in zip(stored.get("dslope", []), slopes, strict=True):
            assert gradcheck.layer_error(np.asarray(expected), slope) <= TOLERANCE

    def test_softmax(self) -> None:
        p, cache = softmax_forward(STORED["softmax/z"])
        assert gradcheck.layer_error(STORED["softmax/p"], p) <= TOLERANCE
        assert (
            gradcheck.layer_error(STORED["softmax/dz"], softmax_backward(STORED["softmax/dp"], cache))
            <= TOLERANCE
        )


class TestExperiments:
    @pytest.mark.parametrize("name", NAMES)
    def test_every_activation_runs_everywhere(self, name: str) -> None:
        for experiment in ("activation", "chain", "network"):
            assert run(experiment, {"activation": name}).mutants
        assert measured("gradient_flow", activation=name, depth=4, width=5)["first_nan_layer"] == 0

    @pytest.mark.parametrize(
        ("name", "low", "high"),
        [("elu", 0, 1), ("softplus", 0, 1), ("silu", -0.0998, 1.0998), ("gelu", -0.1289, 1.1289)],
    )
    def test_the_range_of_slopes(self, name: str, low: float, high: float) -> None:
        m = measured("activation", activation=name, low=-12.0, high=12.0)
        assert (m["derivative_minimum"], m["derivative_maximum"]) == pytest.approx((low, high), abs=5e-5)

    def test_alpha_is_where_elu_comes_to(self) -> None:
        m = measured("activation", activation="elu", alpha=2.0, points=[-50.0, 0.0])
        assert (m["value"], m["derivative"][1]) == ([-2.0, 0.0], 2.0)

    def test_prelu_learns_its_slope_by_hand(self) -> None:
        given: dict[str, Any] = {
            "inputs": [1.0],
            "weights": [[[-2.0]]],
            "targets": [0.0],
            "activation": "prelu",
        }
        m = measured("network", **given, slope=0.25, loss="half_squared_error", learning_rate=0.1)
        # z = -2, a = -0.5, dC/da = -0.5, dC/dslope = -0.5 * -2 = 1
        assert (m["activation"], m["slope"], m["slope_gradient"]) == ([[-0.5]], [0.25], [1.0])
        assert m["new_slope"] == pytest.approx([0.15], rel=1e-15)
        assert measured("network", **given, learning_rate=0.1, updates=50)["loss_after"] < 1e-3
        fixed = measured("network", **(given | {"activation": "leaky_relu"}), slope=0.25)
        assert (fixed["slope_gradient"], fixed["new_slope"]) == ([0.0], [0.25])
        climbed: Any = run("network", {**given, "slope": 0.25}).mutants["wrong_update_sign"]
        assert climbed["new_slope"][0] > 0.25
        assert measured("activation", activation="prelu", points=[-3.0, 2.0])["slope_gradient"] == [-3.0, 0.0]

    def test_an_activation_that_learns_nothing_is_the_same_object_after_an_update(self) -> None:
        network = Network((Layer(np.ones((1, 1)), np.zeros(1), activation("gelu")),))
        rules = Rules(loss("squared_error"))
        done = run_pass(network, np.ones((1, 1)), np.zeros((1, 1)), rules)
        assert sgd(network, done.gradients, 0.1, rules).layers[0].activation is network.layers[0].activation

    def test_gelu_costs_more_and_its_bound_says_so(self) -> None:
        with pytest.raises(ValueError, match=r"gelu adds 1350"):
            run("network", {"sizes": [16] * 9, "batch": 32, "updates": 2000, "activation": "gelu"})
        with pytest.raises(ValueError, match=r"gelu adds 1350"):
            run("gradient_flow", {"updates": 100, "activation": "gelu"})
