"""`gradient_flow` with dropout and learning-rate schedules: spelled out, drawn from the seed, refused."""

from typing import Any

import numpy as np
import pytest

from simulator import gradcheck, run
from simulator.experiments import gradient_flow
from simulator.experiments.gradient_flow_parameters import GradientFlowParameters
from simulator.network import Network, Rules, evaluating, loss, loss_of, run_pass
from simulator.ops.dropout import draw_mask

SMALL: dict[str, Any] = {"depth": 5, "width": 6, "batch": 7, "activation": "tanh", "groups": 2}
RULES = Rules(loss("half_squared_error", "batch_mean"))


def measured(given: dict[str, Any], seed: int = 0) -> dict[str, Any]:
    return dict(run("gradient_flow", given, seed=seed).measurements)


def built(given: dict[str, Any], seed: int = 0) -> gradient_flow.Problem:
    p = GradientFlowParameters.model_validate(given)
    return gradient_flow.build(p, p.all_variants[0], seed)


@pytest.mark.parametrize("skip", ["none", "original", "preactivation"])
@pytest.mark.parametrize("kind", ["none", "batch", "group"])
def test_the_gradients_are_those_of_the_complex_step(kind: str, skip: str) -> None:
    given = SMALL | {"dropout": 0.4, "normalization": kind, "residual": skip}
    network, x, target = built(given, 3)
    norms = []
    for k, layer in enumerate(network.layers):

        def cost(w: Any, k: int = k) -> Any:
            layers = [*network.layers[:k], network.layers[k]._replace(w=w), *network.layers[k + 1 :]]
            return loss_of(Network(tuple(layers)), x, target, RULES)

        norms.append(np.linalg.norm(gradcheck.complex_step(cost, layer.w)))
    assert measured(given, 3)["weight_gradient_norm"] == pytest.approx(norms, rel=1e-12, abs=0)


def test_masks_are_the_draws_of_their_own_stream_new_for_every_update() -> None:
    given = SMALL | {"dropout": 0.4, "updates": 4, "learning_rate": 0.0}
    network, x, target = built(given, 9)
    rng, losses = np.random.default_rng([9, 4]), []
    for _ in range(5):
        layers = []
        for layer in network.layers:
            if layer.dropout is not None:
                layer = layer._replace(dropout=layer.dropout._replace(mask=draw_mask((7, 6), 0.4, rng)))
            layers.append(layer)
        losses.append(float(loss_of(Network(tuple(layers)), x, target, RULES)))
    m = measured(given, 9)
    assert m["loss_history"] == losses
    assert len(set(losses)) == 5
    masks = [layer.dropout.mask for layer in network.layers[:-1] if layer.dropout is not None]
    assert m["dropped_share"] == [*(1.0 - mask.mean() for mask in masks), 0.0]


def test_dropout_leaves_weights_inputs_and_the_last_layer_alone() -> None:
    plain, dropped = built(SMALL), built(SMALL | {"dropout": 0.4})
    assert np.array_equal(plain.x, dropped.x)
    assert all(
        np.array_equal(a.w, b.w) for a, b in zip(plain.network.layers, dropped.network.layers, strict=True)
    )
    assert dropped.network.layers[-1].dropout is None
    assert run_pass(evaluating(dropped.network), plain.x, plain.target, RULES).loss == measured(SMALL)["loss"]


def test_the_learning_rate_follows_its_schedule() -> None:
    given = SMALL | {"updates": 4, "warmup": 2, "schedule": "linear", "learning_rate": 0.5}
    m = measured(given)
    assert m["learning_rate_history"] == pytest.approx([0.25, 0.5, 0.5 * 2 / 3, 0.5 / 3], rel=1e-15)
    network, x, target = built(given)
    for rate, found in zip(m["learning_rate_history"], m["loss_history"], strict=False):
        done = run_pass(network, x, target, RULES)
        assert done.loss == pytest.approx(found, rel=1e-13)
        network = Network(
            tuple(
                layer._replace(w=layer.w - rate * g.dw, b=layer.b - rate * g.db)
                for layer, g in zip(network.layers, done.gradients.layers, strict=True)
            )
        )
    assert float(loss_of(network, x, target, RULES)) == pytest.approx(m["loss_history"][-1], rel=1e-13)
    constant = measured(SMALL | {"updates": 4, "learning_rate": 0.5})
    assert np.allclose(2 * np.array(m["update_ratio"]), constant["update_ratio"], rtol=1e-14)


def test_variants_change_dropout_and_learning_rate_and_nothing_else() -> None:
    variants = [{"name": "a"}, {"name": "b", "dropout": 0.5}, {"name": "c", "learning_rate": 0.01}]
    m = measured(SMALL | {"updates": 2, "variants": variants})
    for name, changed in (("a", {}), ("b", {"dropout": 0.5}), ("c", {"learning_rate": 0.01})):
        alone = measured(SMALL | {"updates": 2} | changed)
        assert {key: m[f"{name}.{key}"] for key in alone} == alone
    assert m["a.weight_norm"] == m["b.weight_norm"] == m["c.weight_norm"]
    assert m["a.loss_history"] != m["b.loss_history"]
    assert m["a.loss"] == m["c.loss"]


def test_none_is_what_it_was() -> None:
    given = SMALL | {"updates": 3}
    assert measured(given | {"dropout": 0.0, "schedule": "constant", "warmup": 0}) == measured(given)
    names = {"dropout_not_in_backward", "forgotten_dropout_scale"}
    assert not names & set(run("gradient_flow", given).mutants)
    assert not names & set(run("gradient_flow", given | {"depth": 1, "dropout": 0.5}).mutants)
    assert names <= set(run("gradient_flow", given | {"dropout": 0.5}).mutants)


def test_steps_say_where_dropout_is() -> None:
    formulas = {s.title: s.formula for s in run("gradient_flow", SMALL | {"dropout": 0.5}).steps}
    assert formulas["Activations of layer 2"] == r"A^{(2)} = D(\tanh(A^{(1)} W^{(2)}))"
    given = SMALL | {"dropout": 0.5, "residual": "preactivation", "normalization": "rms"}
    formulas = {s.title: s.formula for s in run("gradient_flow", given).steps}
    assert formulas["Activations of layer 2"] == r"A^{(2)} = A^{(1)} + D(\tanh(N(A^{(1)}))) W^{(2)}"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"dropout": 1.5}, "dropout must be less than or equal to 1, got 1.5"),
        ({"variants": [{"dropout": -1}]}, "variants[0][dropout] must be greater than or equal to 0, got -1"),
        ({"warmup": 3, "updates": 2}, "warmup must be at most the number of updates (2), got 3"),
        ({"schedule": "cyclic"}, "schedule must be 'constant'"),
    ],
)
def test_what_is_not_allowed_is_refused_in_one_line(given: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=r"^gradient_flow: ") as refusal:
        run("gradient_flow", given)
    assert told in str(refusal.value)
    assert "\n" not in str(refusal.value)
