"""`optimizer`: by hand, against the complex step and PyTorch's stored values, its steps and its refusals."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import gradcheck, run
from simulator.experiments.optimizer_run import quadratic, quadratic_gradient
from simulator.ops.optimizers import STEPS, Memory, OptimizerName, Parts, Settings
from simulator.ops.schedules import schedule
from tests.examples import examples
from tests.simulator.checks import judge_honesty, judge_steps

STORED: dict[str, Any] = dict(np.load(Path(__file__).parents[1] / "data" / "torch_optimizer.npz"))
NAMES: list[OptimizerName] = ["sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw"]
QUARTER: dict[str, Any] = {"gradients": [2, 4], "learning_rate": 0.5, "momentum": 0.5, "epsilon": 0.0}


def measured(seed: int = 0, **parameters: Any) -> dict[str, Any]:
    return dict(run("optimizer", parameters, seed=seed).measurements)


class TestByHand:
    def test_sgd(self) -> None:
        m = measured(optimizer="sgd", **QUARTER)
        assert (m["weight"], m["update"], m["update_norm"]) == ([[0], [-1], [-3]], [[-1], [-2]], [1, 2])
        assert (m["loss"], m["velocity"], m["second_moment"]) == ([], [], [])

    @pytest.mark.parametrize(
        ("form", "velocity", "weights"),
        [
            ("sum", [[2], [5]], [[0], [-1], [-3.5]]),
            ("mean", [[1], [2.5]], [[0], [-0.5], [-1.75]]),
            ("step", [[1], [2.5]], [[0], [-1], [-3.5]]),
        ],
    )
    def test_momentum(self, form: str, velocity: Any, weights: Any) -> None:
        m = measured(optimizer="momentum", momentum_form=form, **QUARTER)
        assert (m["velocity"], m["weight"]) == (velocity, weights)

    @pytest.mark.parametrize(
        ("form", "weights"),
        [
            ("sum", [[0], [-1.5], [-4.75]]),
            ("mean", [[0], [-0.75], [-2.375]]),
            ("step", [[0], [-1.5], [-4.75]]),
        ],
    )
    def test_nesterov(self, form: str, weights: Any) -> None:
        # g + mu v: 2 + 1 = 3, then 4 + 2.5 = 6.5
        assert measured(optimizer="nesterov", momentum_form=form, **QUARTER)["weight"] == weights

    def test_adagrad_and_rmsprop(self) -> None:
        common = {**QUARTER, "gradients": [3, 4]}
        m = measured(optimizer="adagrad", **common)
        assert m["second_moment"] == [[9], [25]]
        assert m["update"] == [[-0.5], pytest.approx([-0.5 * 4 / 5], rel=1e-15)]
        m = measured(optimizer="rmsprop", decay=0.75, **common)
        assert m["second_moment"] == [[9 / 4], [27 / 16 + 4]]
        assert m["update"][0] == [-1]

    def test_adam_moves_by_the_learning_rate_at_first_whatever_the_gradient(self) -> None:
        for g in (1e-3, 2.0, -1e6):
            m = measured(gradients=[g], epsilon=0.0)
            assert m["update"] == [[pytest.approx(-0.1 * np.sign(g), rel=1e-14)]]
        m = measured(**(QUARTER | {"beta1": 0.5, "beta2": 0.75}))
        assert m["first_moment"] == [[1], [2.5]]
        assert m["first_moment_corrected"] == [[2], pytest.approx([2.5 / 0.75], rel=1e-15)]
        assert m["second_moment"] == [[1], [4.75]]
        assert m["second_moment_corrected"] == [[4], pytest.approx([4.75 / (7 / 16)], rel=1e-15)]

    def test_the_places_of_epsilon(self) -> None:
        common: dict[str, Any] = {"gradients": [3.0], "epsilon": 0.5, "learning_rate": 1.0}
        for place, expected in (("outside", 3 / 3.5), ("inside", 3 / np.sqrt(9.5))):
            for name in ("adagrad", "adam"):
                m = measured(optimizer=name, epsilon_place=place, **common)
                assert m["update"] == [[pytest.approx(-expected, rel=1e-12)]]
        m = measured(epsilon_place="before_correction", beta2=0.75, **common)
        assert m["update"] == [[pytest.approx(-3 / ((1.5 + 0.5) / 0.5), rel=1e-15)]]  # v = 9/4, its root 1.5

    def test_weight_decay_is_part_of_adams_gradient_and_not_of_adamws(self) -> None:
        common: dict[str, Any] = {"gradients": [1.0], "start": [10.0], "weight_decay": 0.5, "epsilon": 0.0}
        assert measured(optimizer="sgd", **common)["weight"][1] == [pytest.approx(10 - 0.1 * 6, rel=1e-15)]
        assert measured(optimizer="adam", **common)["weight"][1] == [pytest.approx(9.9, rel=1e-14)]
        assert measured(optimizer="adamw", **common)["weight"][1] == [pytest.approx(9.9 - 0.5, rel=1e-14)]
        left_out = {key: value for key, value in common.items() if key != "weight_decay"}
        assert measured(optimizer="adamw", **left_out)["weight"][1] == [pytest.approx(9.9 - 0.01, rel=1e-14)]

    def test_sgd_on_a_quadratic_shrinks_each_direction_by_its_own_factor(self) -> None:
        m = measured(optimizer="sgd", curvature=[1, 4], start=[8, 8], learning_rate=0.25, updates=3)
        assert m["weight"] == [[8, 8], [6, 0], [4.5, 0], [3.375, 0]]
        assert (m["condition_number"], m["largest_stable_rate"]) == (4, 0.5)
        assert m["loss"] == [32 + 128, 18, 4.5**2 / 2, 3.375**2 / 2]
        turned = measured(
            optimizer="sgd", curvature=[[2.5, 1.5], [1.5, 2.5]], start=[1.0, 1.0], minimum=[1.0, 0.0]
        )
        assert (turned["gradient"][0], turned["loss"][0]) == ([1.5, 2.5], 1.25)
        assert turned["condition_number"] == pytest.approx(4, rel=1e-14)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("decay", [0.0, 0.05])
def test_an_optimizer_agrees_with_pytorch_update_by_update(name: str, decay: float) -> None:
    m = measured(
        optimizer=name,
        gradients=STORED["gradients"].tolist(),
        start=STORED["start"].tolist(),
        weight_decay=decay,
    )
    expected = STORED[f"{name}.{decay}"]
    assert max(gradcheck.compare_layers(list(expected), list(np.array(m["weight"])))) <= 1e-12
    moved = list(np.diff(expected, axis=0))  # the steps themselves, each against its own largest entry
    assert max(gradcheck.compare_layers(moved, list(np.array(m["update"])))) <= 1e-12


@pytest.mark.parametrize("name", ["step", "exponential", "cosine", "linear"])
def test_a_schedule_agrees_with_pytorch(name: Any) -> None:
    gamma, every = (0.5, 3) if name == "step" else (0.8, 1)
    found = [schedule(name, t, 12, 0, gamma, every) for t in range(1, 13)]
    assert found == pytest.approx(STORED[f"schedule/{name}"].tolist(), rel=1e-13, abs=0)


class TestSchedules:
    @pytest.mark.parametrize("name", ["constant", "step", "exponential", "linear", "cosine", "inverse_sqrt"])
    def test_the_warm_up_rises_in_a_line_to_the_peak(self, name: Any) -> None:
        rates = measured(optimizer="sgd", updates=20, warmup=5, schedule=name, learning_rate=1.0)[
            "learning_rate"
        ]
        assert rates[:5] == [0.2, 0.4, pytest.approx(0.6), 0.8, 1.0]
        assert rates[4:] == sorted(rates[4:], reverse=True)
        assert rates[-1] > 0
        assert (rates[-1] < 1) == (name != "constant")

    def test_by_hand(self) -> None:
        assert [schedule("step", t, 9, 0, 0.5, 2) for t in (1, 2, 3, 5)] == [1, 1, 0.5, 0.25]
        assert [schedule("linear", t, 4) for t in (1, 2, 3, 4)] == [1, 0.75, 0.5, 0.25]
        assert [schedule("cosine", t, 4) for t in (1, 3)] == [1, pytest.approx(0.5, rel=1e-15)]
        assert [schedule("inverse_sqrt", t, 99, 4) for t in (1, 4, 16, 64)] == [0.25, 1, 0.5, 0.25]
        assert schedule("exponential", 4, 9, 2, 0.1) == pytest.approx(0.01, rel=1e-15)


@settings(deadline=None, max_examples=examples(60))
@given(weights=st.integers(1, 6), seed=st.integers(0, 2**32 - 1))
def test_the_gradient_of_the_quadratic_agrees_with_the_complex_step(weights: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    half, w, minimum = (
        rng.standard_normal((weights, weights)),
        rng.standard_normal(weights),
        rng.standard_normal(weights),
    )
    a = half + half.T
    expected = gradcheck.complex_step(lambda v: quadratic(v, a, minimum), w)
    assert gradcheck.layer_error(expected, quadratic_gradient(w, a, minimum)) <= 1e-12


@settings(deadline=None, max_examples=examples(60))
@given(
    name=st.sampled_from(NAMES),
    shape=st.lists(st.integers(1, 4), max_size=3),
    t=st.integers(1, 5),
    seed=st.integers(0, 2**32 - 1),
)
def test_a_step_keeps_the_shape_and_never_climbs_at_first(
    name: OptimizerName, shape: list[int], t: int, seed: int
) -> None:
    g = np.asarray(np.random.default_rng(seed).standard_normal(shape))
    move = STEPS[name](g, Memory(np.zeros_like(g), np.zeros_like(g)), t, 0.1, Settings(), Parts())
    for array in (move.step, move.memory.m, move.memory.v, move.m_hat, move.v_hat):
        assert np.shape(array) == g.shape
    assert (np.sign(move.step) == np.sign(g)).all()


class TestRace:
    def test_a_narrow_valley(self) -> None:
        done = run(
            "optimizer",
            {
                "optimizer": "sgd",
                "race": ["momentum", "nesterov", "adam"],
                "race_learning_rates": [0.4, 0.4, 0.5],
                "learning_rate": 0.4,
                "momentum": 0.5,
                "start": [-5, -2],
                "updates": 60,
            },
        )
        m: Any = done.measurements
        assert m["updates_to_one_percent"] == 55  # 5 x 0.92^t falls below a hundredth of sqrt(29) at t = 54.3
        assert 0 < m["momentum.updates_to_one_percent"] < m["updates_to_one_percent"]
        alone = measured(optimizer="adam", learning_rate=0.5, start=[-5, -2], updates=60)
        assert m["adam.loss"] == alone["loss"]
        names = {s.name for s in done.series if s.group == "loss"}
        assert names == {"sgd", "momentum", "nesterov", "adam"}

    @pytest.mark.parametrize(("rate", "diverges"), [(0.49, False), (0.51, True)])
    def test_above_the_largest_stable_rate_sgd_diverges(self, rate: float, diverges: bool) -> None:
        m = measured(optimizer="sgd", start=[-5, -2], learning_rate=rate, updates=100)
        assert m["largest_stable_rate"] == 0.5
        assert (abs(m["final_weight"][1]) > 2) == diverges

    def test_an_overflow_is_named(self) -> None:
        done = run("optimizer", {"optimizer": "sgd", "start": [1, 1], "learning_rate": 1e6, "updates": 100})
        assert done.measurements["first_spoiled_update"] == 47  # 4e6^47 is above 1.8e308
        assert not np.isfinite(np.array(done.measurements["final_loss"]))
        json.dumps(done.to_dict(), allow_nan=False)

    @pytest.mark.parametrize("name", ["adam", "rmsprop", "adagrad"])
    def test_adaptive_steps_do_not_care_for_the_scale_of_the_gradient(self, name: str) -> None:
        small = measured(optimizer=name, gradients=[1.0, -2.0, 0.5], epsilon=0.0)
        large = measured(optimizer=name, gradients=[1e6, -2e6, 0.5e6], epsilon=0.0)
        assert np.array(small["weight"]) == pytest.approx(np.array(large["weight"]), rel=1e-13)


STEPS_TOLD: list[tuple[dict[str, Any], int]] = [
    *[({"optimizer": name, "start": [3.0, -1.0], "weight_decay": 0.1}, 10) for name in NAMES],
    ({"optimizer": "adam", "epsilon_place": "before_correction", "epsilon": 0.1, "updates": 2}, 6),
    ({"optimizer": "rmsprop", "epsilon_place": "inside", "epsilon": 0.1, "gradients": [[1, 2], [3, 4]]}, 2),
    ({"optimizer": "momentum", "momentum_form": "mean", "schedule": "cosine", "warmup": 2}, 18),
    ({"optimizer": "nesterov", "momentum_form": "step", "updates": 40}, 20),
    ({"optimizer": "nesterov", "momentum_form": "mean", "learning_rate": 0.0, "warmup": 1}, 10),
]


@pytest.mark.parametrize(("parameters", "at_least"), STEPS_TOLD)
def test_the_numbers_put_in_give_the_number_that_comes_out(parameters: dict[str, Any], at_least: int) -> None:
    steps = run("optimizer", parameters, seed=3).steps
    assert judge_steps(steps) >= at_least
    judge_honesty(steps)
    assert len(steps) <= 80


def test_a_long_run_says_what_it_leaves_out() -> None:
    steps = run("optimizer", {"updates": 40}).steps
    assert len(steps) == 8 * 6
    assert steps[0].shown == "numbers put in for the first weight; updates 5 to 36 are left out"


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"optimizer": "lion"}, "optimizer must be 'sgd', 'momentum'"),
    ({"updates": 1001}, "updates must be less than or equal to 1000, got 1001"),
    ({"gradients": [1.0] * 1001}, "gradients must have at most 1000 items"),
    ({"gradients": [[1.0, 2.0], [1.0]]}, "gradients must have 2 numbers each, one per weight, got 1"),
    ({"gradients": [1.0], "updates": 2}, "updates must be left out or agree with gradients (1), got 2"),
    ({"curvature": [[1.0, 2.0], [3.0, 1.0]]}, "curvature must be symmetric"),
    ({"curvature": [[1.0, 2.0]]}, "curvature[0] must have 1 numbers, as many as rows, got 2"),
    ({"curvature": [1.0] * 9}, "curvature must have at most 8 items"),
    ({"curvature": [1.0, [1.0, 2.0]]}, "curvature must be all numbers, the diagonal, or all lists"),
    ({"start": [1.0]}, "start must have 2 numbers, one per weight, got 1"),
    ({"minimum": [1.0]}, "minimum must have 2 numbers, one per weight, got 1"),
    ({"momentum": 1.0}, "momentum must be less than 1, got 1.0"),
    ({"learning_rate": -0.1}, "learning_rate must be greater than or equal to 0"),
    ({"race": ["adam"]}, "race must name other optimizers than adam, each once, got adam"),
    (
        {"race": ["sgd"], "race_learning_rates": []},
        "race_learning_rates must have 1 numbers, one per optimizer",
    ),
    ({"warmup": 6}, "warmup must be at most the number of updates (5), got 6"),
]


@pytest.mark.parametrize(("parameters", "told"), REFUSED)
def test_what_is_not_allowed_is_refused_in_one_line(parameters: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=r".") as refusal:
        run("optimizer", parameters)
    message = str(refusal.value)
    assert told in message
    assert message.startswith("optimizer: ")
    assert "\n" not in message
    assert len(message) < 400
