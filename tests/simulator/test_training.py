"""What `training` shows: stuck against healthy, what is recorded, what overflows, and what is told of it."""

from typing import Any

import numpy as np
import pytest

from simulator import run
from simulator.experiments.training_course import Record, reached_at
from simulator.experiments.training_parameters import TrainingParameters
from simulator.experiments.training_run import build
from simulator.trace import Step
from tests.examples import seeds


def measured(seed: int = 0, **parameters: Any) -> dict[str, Any]:
    return dict(run("training", parameters, seed=seed).measurements)


STUCK = {"name": "stuck", "activation": "sigmoid", "initialization": "xavier_normal"}


class TestStuckAgainstHealthy:
    """The bounds lie well outside what 40 seeds gave; the seeds here are 20 at most."""

    @pytest.mark.parametrize("seed", seeds(5, 20))
    def test_ten_sigmoid_layers_stay_at_chance_and_relu_with_he_learns(self, seed: int) -> None:
        m = measured(
            seed,
            depth=10,
            steps=200,
            record_every=50,
            variants=[STUCK, {"name": "healthy", "activation": "relu"}],
        )
        assert m["stuck.final_loss"] == pytest.approx(np.log(2), abs=1e-3)  # that of a coin
        assert m["healthy.final_loss"] < 0.45
        assert m["stuck.steps_to_half"] == m["stuck.learned"] == 0
        assert m["healthy.learned"] == 1
        assert m["stuck.first_to_last"] < 1e-4 < 1e-2 < m["healthy.first_to_last"]
        for name, low, high in (("stuck", 0, 1e-3), ("healthy", 1e-2, np.inf)):
            ratios = m[f"{name}.mean_update_ratio"]
            assert low < ratios[0] / ratios[-1] < high
        assert m["stuck.moved"][0] < 1e-4 < 1e-2 < m["healthy.moved"][0]
        assert max(m["stuck.moved"][:4]) < 0.1 * m["stuck.moved"][9]

    @pytest.mark.parametrize("seed", seeds(2, 5))
    def test_twenty_layers_with_skips_and_normalization_learn_the_spirals(self, seed: int) -> None:
        healthy = {"name": "healthy", "normalization": "layer", "residual": "preactivation"}
        m = measured(
            seed,
            data="spirals",
            depth=20,
            optimizer="adam",
            learning_rate=0.01,
            steps=150,
            record_every=75,
            variants=[STUCK, healthy],
        )
        assert m["stuck.final_held_out_accuracy"] == 0.5
        assert m["healthy.final_held_out_accuracy"] > 0.65
        assert m["stuck.first_to_last"] < 1e-10

    @pytest.mark.parametrize("seed", seeds(2, 5))
    @pytest.mark.parametrize("data", ["xor", "moons", "regression"])
    def test_a_shallow_net_learns_every_data_set(self, data: str, seed: int) -> None:
        m = measured(seed, data=data, optimizer="adam", learning_rate=0.02)
        assert m["learned"] == 1
        assert m["loss_ratio"] < 0.2
        if data == "regression":
            assert np.isnan(m["final_accuracy"])
            assert m["held_out_accuracy_history"] == []
        else:
            assert m["final_held_out_accuracy"] > 0.9

    def test_no_hidden_unit_differs_from_its_neighbor_where_weights_start_equal(self) -> None:
        m = measured(data="xor", activation="tanh", initialization="constant", weight_scale=0.3, steps=200)
        assert m["loss_ratio"] > 0.5
        assert measured(data="xor", activation="tanh", initialization="xavier_normal")["loss_ratio"] < 0.2

    def test_too_large_a_rate_is_measured_not_warned_about(self) -> None:
        done = run(
            "training", {"data": "regression", "activation": "identity", "depth": 6, "learning_rate": 5.0}
        )
        m: dict[str, Any] = done.measurements
        assert 0 < m["first_infinite_step"] <= m["first_nan_step"] <= 300
        assert np.isnan(m["final_loss"])
        assert m["learned"] == m["steps_to_half"] == 0
        assert done.mutants
        assert all(isinstance(step, Step) for step in done.steps)

    def test_a_net_that_starts_infinite_is_measured_too(self) -> None:
        m = measured(
            depth=50, width=64, activation="identity", initialization="normal", weight_scale=1e6, steps=2
        )
        assert (m["first_infinite_step"], m["first_nan_step"]) == (0, 1)  # infinity less infinity, at once
        assert m["final_accuracy"] == 0.0

    def test_an_infinite_loss_is_not_half_of_itself(self) -> None:
        losses = [float("inf"), float("inf"), float("nan"), 3.0]
        records = [Record(step, loss, 0.0, 0.0, 0.0, ()) for step, loss in enumerate(losses)]
        assert reached_at(records, 0.5) is records[3]
        assert reached_at(records[:3], 0.5) is None
        assert reached_at(records[3:], 0.5) is None

    def test_adam_moves_every_weight_of_a_vanishing_layer_the_same_until_epsilon_stops_it(self) -> None:
        """A step of adam is the learning rate whatever the gradient, as long as that is far above epsilon."""
        sized: dict[str, Any] = {"depth": 6, "activation": "sigmoid", "optimizer": "adam", "steps": 1}
        adam = measured(**sized, learning_rate=0.01, epsilon=0.0)
        root = np.array([2 * 16, *[256] * 5, 32]) ** 0.5
        assert adam["first_to_last"] < 1e-2
        p = TrainingParameters.model_validate(sized)
        problem = build(p, p.all_variants[0], 0)
        norms = [np.linalg.norm(layer.w) for layer in problem.network.layers]
        assert adam["update_ratio"] == pytest.approx(0.01 * root / norms, rel=1e-9)
        assert measured(**sized, epsilon=1.0)["update_ratio"][0] < 0.01 * adam["update_ratio"][0]


class TestRecords:
    def test_recorded_steps_end_with_the_last(self) -> None:
        m = measured(steps=23, record_every=10)
        assert m["history_step"] == [0, 10, 20, 23]
        assert m["update_step"] == [1, 11, 21, 23]
        for name in ("loss_history", "held_out_loss_history", "accuracy_history", "weight_gradient_history"):
            assert len(m[name]) == 4
        assert np.shape(m["update_ratio_history"]) == (4, 3)
        assert m["mean_update_ratio"] == pytest.approx(np.mean(m["update_ratio_history"], axis=0), rel=1e-14)
        assert (m["update_ratio"], m["final_update_ratio"]) == (
            m["update_ratio_history"][0],
            m["update_ratio_history"][-1],
        )
        assert (m["first_loss"], m["final_loss"]) == (m["loss_history"][0], m["loss_history"][-1])

    def test_what_is_recorded_does_not_depend_on_how_often(self) -> None:
        often, rarely = measured(steps=20, record_every=1), measured(steps=20, record_every=20)
        assert (often["loss_history"][0], often["loss_history"][20]) == tuple(rarely["loss_history"])
        assert often["moved"] == rarely["moved"]

    def test_variants_share_data_and_draws(self) -> None:
        m = measured(3, steps=30, batch_size=16, variants=[{"name": "a"}, {"learning_rate": 0.25}])
        alone = measured(3, steps=30, batch_size=16, learning_rate=0.25)
        assert all(
            m[f"learning_rate_0_25.{name}"] == value for name, value in alone.items() if value == value
        )
        assert m["a.first_loss"] == m["learning_rate_0_25.first_loss"] == m["first_loss"]

    def test_batch_normalization_is_judged_by_the_statistics_of_all_samples(self) -> None:
        """So that a prediction does not depend on what else is judged: one sample held out or many."""
        given: dict[str, Any] = {"normalization": "batch", "steps": 20, "batch_size": 32}
        one, many = measured(held_out=1, **given), measured(held_out=64, **given)
        assert one["grid_prediction"] == many["grid_prediction"]
        assert one["final_held_out_loss"] not in (0.0, many["final_held_out_loss"])
        assert many["final_held_out_accuracy"] > 0.75

    def test_the_grid_of_a_trained_xor_has_its_four_corners(self) -> None:
        m = measured(data="xor", steps=300, optimizer="adam", learning_rate=0.02)
        at = [int(np.argmin(np.abs(np.array(m["grid"]) - corner))) for corner in (-1, 1)]
        corners = [[m["grid_prediction"][row][column] for column in at] for row in at]
        assert corners == [[0, 1], [1, 0]]

    def test_the_curves_of_all_variants_stand_in_one_chart(self) -> None:
        done = run("training", {"data": "regression", "steps": 9, "variants": [STUCK, {"name": "b"}]})
        groups = {s.group for s in done.series}
        assert groups == {
            *("loss", "held_out_loss", "weight_gradient_norm", "mean_update_ratio", "moved", "prediction")
        }
        for group in groups:
            assert [s.name for s in done.series if s.group == group] == ["stuck", "b"]
        loss = next(s for s in done.series if s.group == "loss")
        assert (loss.scale, loss.x[-1]) == ("log", 9.0)


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw"])
def test_the_first_update_is_told_for_every_optimizer(optimizer: str) -> None:
    steps = run("training", {"optimizer": optimizer, "steps": 3, "clip": "value"}).steps
    told = [step for step in steps if step.title.endswith(f"by {optimizer}")]
    assert [step.layer for step in told] == [1, 3]
    for step in told:
        assert step.formula.startswith("w_{1} = w_{0} - ")
        assert step.substituted.startswith("w_{1} = ")
        assert step.formula.count("{") == step.formula.count("}")


def test_a_deep_net_is_told_at_its_ends_and_says_so() -> None:
    variants = [STUCK, {"name": "other"}]
    steps = run("training", {"depth": 30, "steps": 10, "variants": variants}).steps
    assert len(steps) < 35
    forward = [step.layer for step in steps if step.title.startswith("Activations")]
    assert forward == [1, 2, 3, 29, 30, 31]
    assert "layers 4 to 28 are left out" in (steps[1].shown or "")
    assert "the loss was never half of the first" in " ".join(step.shown or "" for step in steps)
    assert steps[-1].title == "Loss of variant other after 10 updates"
    assert "its steps are left out" in (steps[-1].shown or "")
