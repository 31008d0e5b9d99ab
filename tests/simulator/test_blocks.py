"""Networks with normalized or skipped layers: layer by layer against the complex step and PyTorch, and in runs."""

from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import gradcheck, run
from simulator.arrays import Array
from simulator.experiments import gradient_flow
from simulator.experiments.gradient_flow_parameters import GradientFlowParameters
from simulator.experiments.normalization_mistakes import as_constants
from simulator.network import (
    Gradients,
    Layer,
    Network,
    Normalizer,
    Rules,
    Skip,
    loss,
    loss_of,
    run_pass,
    sgd,
)
from simulator.normalization import Normalization, NormRules
from simulator.ops.activations import activation
from simulator.ops.normalization import Convention
from tests.examples import examples, seeds

STORED: dict[str, Any] = dict(np.load(Path(__file__).parents[1] / "data" / "torch_blocks.npz"))
CASES = sorted({name.split("/")[0] for name in STORED})
NORMALIZATIONS = ["none", "batch", "layer", "rms", "group"]
SKIPS: list[Skip] = ["none", "original", "preactivation"]
TOLERANCE = 1e-12
RULES = Rules(loss("half_squared_error", "batch_mean"))


def normalizer(kind: Any, scale: Array, shift: Array) -> Normalizer | None:
    if kind == "none":
        return None
    return Normalizer(Normalization(kind, Convention(center=kind != "rms"), 2), scale, shift)


def drawn(
    depth: int, width: int, batch: int, kind: str, skip: Skip, f: str, seed: int
) -> tuple[Network, Array, Array]:
    rng = np.random.default_rng(seed)
    layers = [
        Layer(
            rng.standard_normal((width, width)) / np.sqrt(width),
            0.1 * rng.standard_normal(width),
            activation(f if k < depth - 1 else "identity"),
            normalizer(kind, 1 + 0.3 * rng.standard_normal(width), 0.3 * rng.standard_normal(width))
            if k < depth - 1
            else None,
            skip if k < depth - 1 else "none",
        )
        for k in range(depth)
    ]
    return Network(tuple(layers)), rng.standard_normal((batch, width)), rng.standard_normal((batch, width))


def by_complex_step(network: Network, x: Array, target: Array) -> list[tuple[Array, ...]]:
    """For each layer the gradients of weights and biases, and of scale and shift where there are any."""

    def along(k: int, change: Any) -> Any:
        def of(moved: Array) -> Array:
            layers = list(network.layers)
            layers[k] = change(layers[k], moved)
            return loss_of(Network(tuple(layers)), x, target, RULES)

        return of

    def scaled(layer: Layer, moved: Array) -> Layer:
        assert layer.normalizer is not None
        return layer._replace(normalizer=layer.normalizer._replace(scale=moved))

    def shifted(layer: Layer, moved: Array) -> Layer:
        assert layer.normalizer is not None
        return layer._replace(normalizer=layer.normalizer._replace(shift=moved))

    found = []
    for k, layer in enumerate(network.layers):
        each = [
            gradcheck.complex_step(along(k, lambda old, w: old._replace(w=w)), layer.w),
            gradcheck.complex_step(along(k, lambda old, b: old._replace(b=b)), layer.b),
        ]
        if layer.normalizer is not None:
            each.append(gradcheck.complex_step(along(k, scaled), layer.normalizer.scale))
            each.append(gradcheck.complex_step(along(k, shifted), layer.normalizer.shift))
        found.append(tuple(each))
    return found


def arrays_of(gradients: Gradients) -> list[tuple[Array, ...]]:
    each = ((g.dw, g.db, g.dscale, g.dshift) for g in gradients.layers)
    return [tuple(a for a in arrays if a is not None) for arrays in each]


def worst(expected: list[tuple[Array, ...]], found: list[tuple[Array, ...]], but_bias: bool) -> float:
    """The largest error of any layer; a bias before a normalization that subtracts it has no gradient."""
    return max(
        gradcheck.layer_error(e, a)
        for k, (those, these) in enumerate(zip(expected, found, strict=True))
        for n, (e, a) in enumerate(zip(those, these, strict=True))
        if not (but_bias and n == 1 and k < len(expected) - 1)
    )


@pytest.mark.parametrize("f", ["tanh", "gelu", "leaky_relu"])
@pytest.mark.parametrize("skip", SKIPS)
@pytest.mark.parametrize("kind", NORMALIZATIONS)
def test_every_layer_agrees_with_the_complex_step(kind: str, skip: Skip, f: str) -> None:
    network, x, target = drawn(4, 8, 6, kind, skip, f, seed=3)
    found = run_pass(network, x, target, RULES).gradients
    expected = by_complex_step(network, x, target)
    subtracted = kind == "batch" and skip != "preactivation"
    assert worst(expected, arrays_of(found), subtracted) <= TOLERANCE
    if subtracted:  # rounding alone, on both sides
        assert max(np.abs(g.db).max() / np.abs(g.dz).max() for g in found.layers[:-1]) < 1e-14
    dx = gradcheck.complex_step(lambda v: loss_of(network, v, target, RULES), x)
    assert gradcheck.layer_error(dx, found.dx) <= TOLERANCE


@settings(deadline=None, max_examples=examples(40))
@given(
    kind=st.sampled_from(NORMALIZATIONS),
    skip=st.sampled_from(SKIPS),
    depth=st.integers(1, 4),
    half=st.integers(1, 3),
    batch=st.integers(1, 4),
    seed=st.integers(0, 2**32 - 1),
)
def test_shapes_are_kept(kind: str, skip: Skip, depth: int, half: int, batch: int, seed: int) -> None:
    network, x, target = drawn(depth, 2 * half, batch, kind, skip, "tanh", seed)
    done = run_pass(network, x, target, RULES)
    for layer, entry, g in zip(network.layers, done.tape, done.gradients.layers, strict=True):
        assert entry.z.shape == entry.a.shape == g.da.shape == g.dz.shape == x.shape
        assert (g.dw.shape, g.db.shape) == (layer.w.shape, layer.b.shape)
        if layer.normalizer is None:
            assert g.dscale is g.dshift is None
        else:
            assert g.dscale is not None
            assert g.dshift is not None
            assert g.dscale.shape == g.dshift.shape == layer.b.shape
    assert done.gradients.dx.shape == x.shape


@pytest.mark.parametrize("case", CASES)
def test_pytorch_layer_by_layer(case: str) -> None:
    kind, skip = case.split(".")
    stored = {key.split("/")[1]: a for key, a in STORED.items() if key.startswith(f"{case}/")}
    depth = len(stored["w"])
    layers = [
        Layer(w, b, activation("tanh"), normalizer(kind, scale, shift), skip)  # type: ignore[arg-type]
        for w, b, scale, shift in zip(
            stored["w"], stored["b"], stored["scale"], stored["shift"], strict=False
        )
    ]
    layers.append(Layer(stored["w"][-1], stored["b"][-1], activation("identity")))
    done = run_pass(Network(tuple(layers)), stored["x"], stored["target"], RULES)
    found = done.gradients.layers
    assert done.loss == pytest.approx(float(stored["loss"]), rel=TOLERANCE, abs=0)
    assert max(gradcheck.compare_layers(list(stored["dw"]), [g.dw for g in found])) <= TOLERANCE
    subtracted = kind == "batch" and skip != "preactivation"
    for k in range(depth - 1 if subtracted else 0, depth):
        assert gradcheck.layer_error(stored["db"][k], found[k].db) <= TOLERANCE
    assert gradcheck.layer_error(stored["dx"], done.gradients.dx) <= TOLERANCE
    for k in range(depth - 1 if kind != "none" else 0):
        g = found[k]
        assert g.dscale is not None
        assert g.dshift is not None
        assert gradcheck.layer_error(stored["dscale"][k], g.dscale) <= TOLERANCE
        assert gradcheck.layer_error(stored["dshift"][k], g.dshift) <= TOLERANCE


def test_every_normalization_and_skip_is_among_the_cases() -> None:
    assert set(get_args(Skip)) == set(SKIPS)
    assert set(CASES) == {f"{kind}.{skip}" for kind in NORMALIZATIONS for skip in SKIPS}


def test_a_skip_by_hand() -> None:
    linear = activation("identity")
    w = np.array([[3.0]])
    for skip, output, dw in (("none", 6.0, 2.0), ("original", 8.0, 2.0), ("preactivation", 8.0, 2.0)):
        network = Network((Layer(w, np.zeros(1), linear, None, skip),))  # type: ignore[arg-type]
        done = run_pass(network, np.array([[2.0]]), np.zeros((1, 1)), Rules(loss("output")))
        assert done.tape[0].a.tolist() == [[output]]
        assert done.gradients.layers[0].dw.tolist() == [[dw]]
        assert done.gradients.dx.tolist() == [[3.0 if skip == "none" else 4.0]]


def test_scale_and_shift_are_learned() -> None:
    network, x, target = drawn(2, 4, 6, "layer", "none", "tanh", seed=1)
    done = run_pass(network, x, target, RULES)
    before, after = (
        network.layers[0].normalizer,
        sgd(network, done.gradients, 0.5, RULES).layers[0].normalizer,
    )
    g = done.gradients.layers[0]
    assert before is not None
    assert after is not None
    assert g.dscale is not None
    assert g.dshift is not None
    assert np.array_equal(after.scale, before.scale - 0.5 * g.dscale)
    assert np.array_equal(after.shift, before.shift - 0.5 * g.dshift)


class TestGradientFlow:
    @pytest.mark.parametrize("skip", SKIPS)
    @pytest.mark.parametrize("kind", NORMALIZATIONS)
    def test_the_networks_of_the_experiment_layer_by_layer(self, kind: str, skip: str) -> None:
        given = {"depth": 6, "width": 8, "batch": 6, "normalization": kind, "residual": skip, "groups": 2}
        p = GradientFlowParameters.model_validate(given | {"activation": "tanh"})
        network, x, target = gradient_flow.build(p, p.all_variants[0], 5)
        found = run_pass(network, x, target, RULES).gradients
        expected = by_complex_step(network, x, target)
        subtracted = kind == "batch" and skip != "preactivation"
        assert worst(expected, arrays_of(found), subtracted) <= TOLERANCE
        last = network.layers[-1]
        assert (last.activation.name, last.normalizer, last.skip) == ("identity", None, "none")
        norms = [float(np.linalg.norm(dw)) for dw, *_ in expected]
        m: Any = run("gradient_flow", given | {"activation": "tanh"}, seed=5).measurements
        assert m["weight_gradient_norm"] == pytest.approx(norms, rel=1e-12, abs=0)

    def test_none_is_what_it_was(self) -> None:
        given: dict[str, Any] = {"depth": 6, "width": 8, "updates": 3}
        told = run("gradient_flow", given | {"normalization": "none", "residual": "none"})
        assert told.measurements == run("gradient_flow", given).measurements
        assert not {"forgotten_skip", "constant_statistics"} & set(told.mutants)

    @pytest.mark.parametrize("seed", seeds(4, 10))
    def test_normalization_and_skips_save_thirty_sigmoid_layers(self, seed: int) -> None:
        variants = [{}, {"normalization": "batch"}, {"residual": "preactivation"}]
        m: Any = run("gradient_flow", {"variants": variants}, seed=seed).measurements
        assert m["variant_1.first_to_last"] < 1e-10
        assert m["batch.first_to_last"] > 1e-2
        assert m["preactivation.first_to_last"] > 0.1

    def test_both_learn_where_the_plain_network_is_stuck(self) -> None:
        given: dict[str, Any] = {"depth": 20, "width": 16, "updates": 30}
        lost = {}
        for name, option in {"plain": {}, "batch": {"normalization": "batch"}}.items():
            history: Any = run("gradient_flow", given | option).measurements["loss_history"]
            lost[name] = 1 - history[-1] / history[0]
        assert lost["batch"] > lost["plain"] > 0

    def test_mutants_are_passes_with_the_mistake_in_them(self) -> None:
        given: dict[str, Any] = {"depth": 4, "width": 5, "batch": 3, "activation": "tanh"}
        given |= {"normalization": "layer", "residual": "original"}
        p = GradientFlowParameters.model_validate(given)
        network, x, target = gradient_flow.build(p, p.all_variants[0], 0)
        done = run("gradient_flow", given)
        skipless = RULES._replace(join=lambda by_skip, by_branch: by_branch)
        constant = RULES._replace(norm=NormRules(standardize_backward=as_constants))
        for name, rules in {"forgotten_skip": skipless, "constant_statistics": constant}.items():
            norms = [np.linalg.norm(g.dw) for g in run_pass(network, x, target, rules).gradients.layers]
            wrong: Any = done.mutants[name]
            assert wrong["weight_gradient_norm"] == pytest.approx(norms, rel=1e-13)
            assert wrong["weight_gradient_norm"] != done.measurements["weight_gradient_norm"]
            assert {k: np.shape(v) for k, v in wrong.items()} == {
                k: np.shape(v) for k, v in done.measurements.items()
            }

    @pytest.mark.parametrize(
        ("given", "formula"),
        [
            ({}, r"A^{(2)} = \sigma(A^{(1)} W^{(2)})"),
            ({"normalization": "layer"}, r"A^{(2)} = \sigma(N(A^{(1)} W^{(2)}))"),
            ({"residual": "original"}, r"A^{(2)} = \sigma(A^{(1)} + A^{(1)} W^{(2)})"),
            (
                {"normalization": "rms", "residual": "preactivation"},
                r"A^{(2)} = A^{(1)} + \sigma(N(A^{(1)})) W^{(2)}",
            ),
        ],
    )
    def test_steps_say_what_a_layer_does(self, given: dict[str, Any], formula: str) -> None:
        assert run("gradient_flow", {"depth": 3, **given}).steps[1].formula == formula

    @pytest.mark.parametrize(
        ("given", "told"),
        [
            ({"normalization": "group", "groups": 5}, "groups must divide the width (64) evenly, got 5"),
            (
                {"normalization": "instance"},
                "normalization must be 'none', 'batch', 'layer', 'rms' or 'group'",
            ),
            ({"variants": [{"residual": "dense"}]}, "variants[0][residual] must be 'none', 'original' or"),
        ],
    )
    def test_what_is_not_allowed_is_refused_in_one_line(self, given: dict[str, Any], told: str) -> None:
        with pytest.raises(ValueError, match=r"^gradient_flow: ") as refusal:
            run("gradient_flow", given)
        assert told in str(refusal.value)
        assert "\n" not in str(refusal.value)
