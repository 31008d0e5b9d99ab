"""Initialization: by hand, statistics against theory within their standard error, mistakes, bounds and speed."""

from itertools import pairwise
from typing import Any, get_args

import numpy as np
import pytest

from simulator import catalog, run
from simulator.arrays import Array
from simulator.experiments.initialization_pass import _derivative, _value, moment
from simulator.ops.activations import activation
from simulator.ops.initializers import INITIALIZERS, Initialization, weight_square

DRAWN: list[Initialization] = [
    name for name in INITIALIZERS if name not in ("zeros", "constant", "orthogonal")
]


def measured(seed: int = 0, **parameters: Any) -> dict[str, Any]:
    return dict(run("initialization", parameters, seed=seed).measurements)


def errors_away(m: dict[str, Any], name: str, theory: Any, at: slice = slice(None)) -> float:
    """The largest distance from theory, in standard errors."""
    distance = np.abs(np.array(m[name])[at] - theory)
    return float((distance / np.array(m[f"{name}_error"])[at]).max())


class TestInitializers:
    def test_every_name_has_its_function_and_its_mean_square(self) -> None:
        assert set(INITIALIZERS) == set(get_args(Initialization))
        for name, draw in INITIALIZERS.items():
            w = draw(300, 200, np.random.default_rng(7))
            assert w.shape == (300, 200)
            # 60,000 draws: the standard error of a mean square is at most sqrt(2 / 60000) of it, 0.6 %
            assert np.mean(w**2) == pytest.approx(weight_square(name, 300, 200), rel=5 * (2 / 60_000) ** 0.5)
            if name != "constant":
                assert abs(w.mean()) <= 5 * (weight_square(name, 300, 200) / 60_000) ** 0.5

    @pytest.mark.parametrize("name", INITIALIZERS)
    def test_a_stack_is_as_many_matrices_and_its_first_is_the_single_one(self, name: Initialization) -> None:
        draw = INITIALIZERS[name]
        stacked = draw(3, 5, np.random.default_rng(1), (2, 4))
        assert stacked.shape == (2, 4, 3, 5)
        assert np.allclose(stacked[0, 0], draw(3, 5, np.random.default_rng(1)), rtol=1e-14)

    @pytest.mark.parametrize(("fan_in", "fan_out"), [(4, 4), (5, 3), (3, 5), (1, 1)])
    def test_orthogonal_weights_are_orthonormal(self, fan_in: int, fan_out: int) -> None:
        for w in INITIALIZERS["orthogonal"](fan_in, fan_out, np.random.default_rng(2), (6,)):
            gram = w.T @ w if fan_in >= fan_out else w @ w.T
            assert np.abs(gram - np.eye(min(fan_in, fan_out))).max() < 1e-14

    def test_orthogonal_weights_have_no_preferred_direction(self) -> None:
        w = INITIALIZERS["orthogonal"](3, 3, np.random.default_rng(3), (20_000,))
        assert np.abs(w.mean(axis=0)).max() < 5 * (1 / 3 / 20_000) ** 0.5
        assert np.linalg.det(w).mean() == pytest.approx(0, abs=5 * 20_000**-0.5)


class TestByHand:
    def test_a_given_network(self) -> None:
        m = measured(weights=[[[1, 2], [3, 4]], [[2], [-1]]], inputs=[[1, -1]], activation="identity")
        # z1 = (-2, -2), z2 = -2
        assert m["input_variance"] == 1
        assert m["forward_variance"] == [4, 4]
        assert m["forward_factor"] == [4, 1]
        assert m["forward_theory"] == [2 * 7.5, 2 * 2.5 * 15]
        assert (m["activation_mean"], m["unit_spread"]) == ([-2, -2], [0, 0])
        dz = m["backward_variance"][1]
        assert m["backward_variance"][0] == pytest.approx(dz * (4 + 1) / 2, rel=1e-14)
        assert m["backward_factor"] == pytest.approx([2.5], rel=1e-14)
        assert m["backward_theory"] == [1 * 2.5 * 1, 1]

    def test_a_constant_keeps_all_units_alike_and_zeros_kill_them(self) -> None:
        m = measured(initialization="constant", weight_scale=0.1, layers=4)
        assert max(m["unit_spread"]) < 1e-15
        assert np.isnan(m["forward_theory"]).all()
        assert min(measured(initialization="xavier_normal", layers=4)["unit_spread"]) > 0.1
        dead = measured(initialization="zeros", layers=3)
        assert (dead["forward_variance"], dead["forward_theory"]) == ([0] * 3, [0] * 3)
        assert dead["backward_variance"][:2] == [0, 0]

    @pytest.mark.parametrize(
        "name", ["identity", "relu", "leaky_relu", "tanh", "sigmoid", "gelu", "elu", "selu"]
    )
    def test_the_moments_of_an_activation_against_a_fine_sum(self, name: str) -> None:
        f, z = activation(name, 0.2), np.linspace(-30, 30, 2_000_001)
        for square in (0.04, 1.0, 4.0):
            density = np.exp(-(z**2) / (2 * square)) / np.sqrt(2 * np.pi * square) * (z[1] - z[0])
            assert moment(_value, f, square) == pytest.approx(float(density @ f.forward(z)[0] ** 2), rel=1e-5)
            slope = float(density @ f.derivative(z) ** 2)
            assert moment(_derivative, f, square) == pytest.approx(slope, rel=1e-4)


class TestTheory:
    """Within four standard errors, over 2000 networks; the seeds are fixed."""

    def test_uniform_by_the_root_of_the_fan_in_keeps_a_third_a_layer(self) -> None:
        given: dict[str, Any] = {
            "initialization": "fan_in_uniform",
            "activation": "identity",
            "networks": 2000,
        }
        m = measured(1, **given, layers=10, width=16, batch=1)
        assert errors_away(m, "forward_factor", 1 / 3, slice(1, None)) < 4
        assert errors_away(m, "backward_factor", 1 / 3) < 4
        assert max(m["forward_factor_error"]) < 0.005
        assert m["forward_theory"] == pytest.approx([3.0**-k for k in range(1, 11)], rel=1e-13)
        assert errors_away(m, "forward_variance", m["forward_theory"]) < 4
        assert errors_away(m, "backward_variance", m["backward_theory"]) < 4

    @pytest.mark.parametrize("g", [1.0, 2.0, 3.0])
    def test_relu_with_variance_g_over_n_has_half_of_g_a_layer(self, g: float) -> None:
        given: dict[str, Any] = {"initialization": "lecun_normal", "activation": "relu", "networks": 2000}
        m = measured(2, **given, weight_scale=float(np.sqrt(g)), layers=10, width=32, batch=1)
        assert errors_away(m, "forward_factor", g / 2, slice(1, None)) < 4
        assert errors_away(m, "backward_factor", g / 2) < 4
        assert max(m["forward_factor_error"][1:]) < 0.01 * g
        assert m["forward_theory"] == pytest.approx([g * (g / 2) ** k for k in range(10)], rel=1e-12)
        assert m["backward_theory"] == pytest.approx([(g / 2) ** (9 - k) for k in range(10)], rel=1e-12)

    @pytest.mark.parametrize("scheme", DRAWN)
    @pytest.mark.parametrize("f", ["identity", "relu", "leaky_relu"])
    def test_every_drawn_scheme_with_layers_of_different_sizes(self, scheme: Any, f: str) -> None:
        sizes = [24, 12, 30, 18]
        m = measured(3, initialization=scheme, activation=f, sizes=sizes, networks=1000, batch=2, slope=0.3)
        assert errors_away(m, "forward_variance", m["forward_theory"]) < 4
        assert errors_away(m, "backward_variance", m["backward_theory"]) < 4

    @pytest.mark.parametrize("f", ["tanh", "sigmoid", "gelu", "elu"])
    def test_a_wide_curved_network_is_near_its_mean_field(self, f: str) -> None:
        m = measured(4, activation=f, initialization="xavier_normal", layers=6, width=200, networks=20)
        assert m["forward_variance"] == pytest.approx(m["forward_theory"], rel=0.12)
        assert m["backward_variance"] == pytest.approx(m["backward_theory"], rel=0.1)

    def test_orthogonal_linear_layers_keep_every_norm_at_any_depth(self) -> None:
        m = measured(initialization="orthogonal", activation="identity", layers=100, width=8, networks=20)
        assert m["forward_factor"] == pytest.approx([1.0] * 100, rel=1e-12)
        assert m["forward_factor_spread"] == pytest.approx([0.0] * 100, abs=1e-12)
        assert m["backward_factor"] == pytest.approx([1.0] * 99, rel=1e-12)

    def test_selu_with_lecun_goes_to_its_fixed_point(self) -> None:
        m = measured(activation="selu", initialization="lecun_normal", layers=30, width=200, networks=10)
        assert m["forward_theory"] == pytest.approx([1.0] * 30, rel=1e-9)
        assert m["activation_variance"][-1] == pytest.approx(1, abs=0.1)
        assert m["activation_mean"][-1] == pytest.approx(0, abs=0.1)


class TestRun:
    def test_compared_schemes_stand_under_their_names_and_change_nothing(self) -> None:
        alone, more = measured(layers=3), measured(layers=3, compare=["he_normal", "zeros"])
        assert all(more[key] == more[f"xavier_normal.{key}"] == value for key, value in alone.items())
        other = measured(layers=3, initialization="he_normal")
        assert all(more[f"he_normal.{key}"] == value for key, value in other.items())

    def test_a_longer_network_begins_as_the_shorter_one(self) -> None:
        short, long = measured(layers=3), measured(layers=8)
        assert short["forward_variance"] == long["forward_variance"][:3]

    def test_an_overflow_is_measured_not_warned_about(self) -> None:
        m = measured(initialization="normal", weight_scale=1e4, layers=200, width=4, activation="identity")
        assert 0 < m["first_infinite_layer"] < m["first_nan_layer"]
        assert run(
            "initialization", {"initialization": "he_normal", "weight_scale": 1e6, "layers": 60}
        ).mutants

    def test_steps_show_theory_with_the_networks_beside_it(self) -> None:
        done = run("initialization", {"activation": "relu", "initialization": "he_normal", "layers": 3})
        told = {step.title: step for step in done.steps}
        second = told["Mean square of the net inputs of layer 2"]
        assert second.substituted == r"q_{2} = 64 \cdot 0.03125 \cdot 1 = 2"
        assert (second.shown or "").startswith("theory; 50 networks: 2.0")
        assert len(run("initialization", {"layers": 100}).steps) == 16
        constant = run("initialization", {"initialization": "constant", "layers": 2}).steps
        assert (constant[0].shown or "").startswith("measured; theory is for weights that are drawn")


SIZES = [6, 12, 6, 6]


def spelled_out(
    *, std: Any = lambda i, o: np.sqrt(2 / i), back: Any = lambda w: w.T, slope: Any = lambda z: 1.0 * (z > 0)
) -> dict[str, list[float]]:
    """The mean squares of 50 ReLU networks, from the same streams, one network at a time."""
    rngs = [np.random.default_rng([0, number]).spawn(1)[0] for number in (0, 2, 3)]
    a = rngs[1].standard_normal((50, 4, SIZES[0]))
    zs, ws = [], []
    for i, o in pairwise(SIZES):
        w = rngs[0].standard_normal((50, i, o)) * std(i, o)
        z = np.array([one @ v for one, v in zip(a, w, strict=True)])
        a = np.maximum(z, 0)
        zs.append(z)
        ws.append(w)
    dz = [rngs[2].standard_normal((50, 4, SIZES[-1]))]
    for w, z in zip(ws[:0:-1], zs[-2::-1], strict=True):
        dz.append(np.array([d @ back(v) for d, v in zip(dz[-1], w, strict=True)]) * slope(z))
    return {
        "forward_variance": [float((z**2).mean()) for z in zs],
        "backward_variance": [float((d**2).mean()) for d in dz[::-1]],
    }


def transposed(w: Array) -> Array:
    return w if w.shape[0] == w.shape[1] else w.T


MISTAKES: dict[str, dict[str, Any]] = {
    "variance_for_deviation": {"std": lambda i, o: 2 / i},
    "missing_gain": {"std": lambda i, o: np.sqrt(1 / i)},
    "transposed": {"back": transposed},
    "no_activation_derivative": {"slope": np.ones_like},
}
SETTING: dict[str, Any] = {"initialization": "he_normal", "activation": "relu", "sizes": SIZES}


def agrees(m: Any, by: dict[str, list[float]]) -> bool:
    return all(np.allclose(m[name], values, rtol=1e-13, atol=0) for name, values in by.items())


class TestMistakes:
    def test_the_spelled_out_networks_are_the_true_ones_without_a_mistake(self) -> None:
        assert agrees(measured(**SETTING), spelled_out())

    @pytest.mark.parametrize("mistake", MISTAKES)
    def test_a_mutant_is_the_run_with_that_mistake(self, mistake: str) -> None:
        done = run("initialization", SETTING)
        assert agrees(done.mutants[mistake], spelled_out(**MISTAKES[mistake]))
        assert not agrees(done.measurements, spelled_out(**MISTAKES[mistake]))

    def test_the_fan_out_for_the_fan_in_gives_its_variance(self) -> None:
        done = run("initialization", {**SETTING, "networks": 1000})
        wrong: Any = done.mutants["fan_out_for_fan_in"]
        # q = n_in (2 / n_out) E[a^2], E[a^2] half of the q before
        theory = np.cumprod([6 / 12 * 2, 12 / 6, 6 / 6])
        assert errors_away(wrong, "forward_variance", theory) < 4
        assert errors_away(wrong, "forward_variance", done.measurements["forward_theory"]) > 10

    def test_the_deviation_for_the_range_leaves_a_third(self) -> None:
        done = run("initialization", {"initialization": "he_uniform", "activation": "identity"})
        ratio = np.array(done.mutants["deviation_for_range"]["forward_variance"]) / np.array(
            done.measurements["forward_variance"]
        )
        assert ratio == pytest.approx([3.0**-k for k in range(1, 11)], rel=1e-12)

    def test_the_derivative_at_the_activation(self) -> None:
        done = run("initialization", {"layers": 2, "activation": "sigmoid"})
        # sigmoid' at sigmoid(z), which is about sigmoid'(0.5), not sigmoid'(0)
        wrong: Any = done.mutants["derivative_at_activation"]["backward_factor"]
        right: Any = done.measurements["backward_factor"]
        assert wrong[0] / right[0] > 1.05

    def test_every_mistake_is_checked_here(self) -> None:
        others = {"fan_out_for_fan_in", "deviation_for_range", "derivative_at_activation"}
        assert set(MISTAKES) | others == set(catalog()["initialization"].mistakes)

    def test_mistakes_that_cannot_be_made_are_absent(self) -> None:
        alone = run("initialization", {"layers": 1, "initialization": "normal"})
        assert alone.mutants == {}
        given = run("initialization", {"weights": [[[1.0]], [[2.0]]]})
        assert set(given.mutants) == {"no_activation_derivative", "derivative_at_activation"}


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"networks": 2001}, "networks must be less than or equal to 2000, got 2001"),
    ({"layers": 201}, "layers must be less than or equal to 200, got 201"),
    ({"width": 10**9}, "width must be less than or equal to 512"),
    ({"networks": 2000, "layers": 200, "width": 64}, "networks must keep networks x layers x schemes"),
    (
        {"networks": 50, "layers": 40, "width": 200, "initialization": "orthogonal"},
        "orthogonal and gelu cost more",
    ),
    ({"layers": 100, "width": 512, "networks": 1}, "layers must keep the weights of a network at or below"),
    ({"compare": ["xavier_normal"]}, "compare must name each scheme once"),
    ({"compare": ["he"]}, "compare[0] must be 'normal'"),
    ({"sizes": [4, 5], "layers": 3}, "layers must be left out or agree with what is given (1)"),
    ({"weights": [[[1.0]]], "networks": 5}, "networks must be left out or agree with what is given (1)"),
    ({"weights": [[[1.0, 2.0], [1.0]]]}, "weights[0] must be a matrix with rows of one length"),
    ({"weights": [[[1.0, 2.0]], [[1.0]]]}, "weights[1] must take 2 inputs, got 1"),
    ({"inputs": [[1.0]]}, "inputs must have 64 numbers in each row, got 1"),
]


@pytest.mark.parametrize(("given", "told"), REFUSED)
def test_what_is_not_allowed_is_refused_in_one_line(given: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=r".") as refusal:
        run("initialization", given)
    assert told in str(refusal.value)
    assert str(refusal.value).startswith("initialization: ")
    assert "\n" not in str(refusal.value)
