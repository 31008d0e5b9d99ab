"""Networks with dropout, normalization and skips: layer by layer against the complex step and PyTorch."""

from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import gradcheck
from simulator.arrays import Array
from simulator.masks import redrawing, renewing
from simulator.network import (
    Dropout,
    Layer,
    LayerSkip,
    Network,
    Normalizer,
    Rules,
    evaluating,
    loss,
    loss_of,
    run_pass,
    train,
)
from simulator.normalization import Normalization
from simulator.ops.activations import activation
from simulator.ops.normalization import Convention
from simulator.ops.schedules import schedule
from tests.examples import examples

STORED: dict[str, Any] = dict(np.load(Path(__file__).parents[1] / "data" / "torch_dropout.npz"))
CASES = sorted({name.split("/")[0] for name in STORED} - {"functional"})
SKIPS = ["none", "original", "preactivation", "around"]
KINDS = ["none", "batch", "layer", "rms", "group"]
P, TOLERANCE = 0.3, 1e-12
RULES = Rules(loss("half_squared_error", "batch_mean"))


def network_of(a: dict[str, Array], kind: Any, skip: Any, f: str = "tanh") -> Network:
    layers = []
    for k in range(len(a["w"]) - 1):
        norm = None
        if kind != "none":
            how = Normalization(kind, Convention(center=kind != "rms"), 2)
            norm = Normalizer(how, a["scale"][k], a["shift"][k])
        layers.append(Layer(a["w"][k], a["b"][k], activation(f), norm, skip, Dropout(P, a["mask"][k])))
    return Network((*layers, Layer(a["w"][-1], a["b"][-1], activation("identity"))))


def drawn(depth: int, width: int, batch: int, seed: int) -> dict[str, Array]:
    rng = np.random.default_rng(seed)
    return {
        "w": rng.standard_normal((depth, width, width)) / np.sqrt(width),
        "b": 0.1 * rng.standard_normal((depth, width)),
        "scale": 1 + 0.3 * rng.standard_normal((depth, width)),
        "shift": 0.3 * rng.standard_normal((depth, width)),
        "mask": (rng.random((depth, batch, width)) >= P).astype(float),
        "x": rng.standard_normal((batch, width)),
        "target": rng.standard_normal((batch, width)),
    }


def bias_is_lost(kind: str, skip: str) -> bool:
    """A bias whose mean over the batch is subtracted has a gradient of rounding alone."""
    return kind == "batch" and skip != "preactivation"


@pytest.mark.parametrize("f", ["tanh", "prelu"])
@pytest.mark.parametrize("skip", SKIPS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_layer_agrees_with_the_complex_step(kind: str, skip: str, f: str) -> None:
    a = drawn(4, 6, 5, seed=11)  # groups of 3: two numbers always normalize to 1 and -1, without a gradient
    found = run_pass(network_of(a, kind, skip, f), a["x"], a["target"], RULES).gradients

    def of(name: str) -> Array:
        def cost(moved: Array) -> Array:
            b = a | {name: moved}
            return loss_of(network_of(b, kind, skip, f), b["x"], b["target"], RULES)

        return gradcheck.complex_step(cost, a[name])

    hidden = found.layers[:-1]
    pairs = [("w", [g.dw for g in found.layers]), ("b", [g.db for g in found.layers])]
    if kind != "none":
        pairs += [(n, [getattr(g, f"d{n}") for g in hidden]) for n in ("scale", "shift")]
    for name, gradients in pairs:
        lost = len(hidden) if name == "b" and bias_is_lost(kind, skip) else 0
        assert (
            max(gradcheck.compare_layers(list(of(name)[: len(gradients)])[lost:], gradients[lost:]))
            <= TOLERANCE
        )
    assert gradcheck.layer_error(of("x"), found.dx) <= TOLERANCE


@pytest.mark.parametrize("case", CASES)
def test_pytorch_layer_by_layer(case: str) -> None:
    kind, skip = case.split(".")
    a = {key.split("/")[1]: v for key, v in STORED.items() if key.startswith(f"{case}/")}
    done = run_pass(network_of(a, kind, skip), a["x"], a["target"], RULES)
    found = done.gradients.layers
    assert done.loss == pytest.approx(float(a["loss"]), rel=TOLERANCE, abs=0)
    assert max(gradcheck.compare_layers(list(a["dw"]), [g.dw for g in found])) <= TOLERANCE
    lost = len(found) - 1 if bias_is_lost(kind, skip) else 0
    assert max(gradcheck.compare_layers(list(a["db"])[lost:], [g.db for g in found][lost:])) <= TOLERANCE
    assert gradcheck.layer_error(a["dx"], done.gradients.dx) <= TOLERANCE
    for name in ("dscale", "dshift") if kind != "none" else ():
        mine = [getattr(g, name) for g in found[:-1]]
        assert max(gradcheck.compare_layers(list(a[name]), mine)) <= TOLERANCE


@pytest.mark.parametrize("case", CASES)
def test_pytorch_after_three_updates_with_momentum_warmup_and_cosine(case: str) -> None:
    kind, skip = case.split(".")
    a = {key.split("/")[1]: v for key, v in STORED.items() if key.startswith(f"{case}/")}
    network = network_of(a, kind, skip)
    factors = [schedule("cosine", t, 3, 2) for t in (1, 2, 3)]
    assert factors == pytest.approx([0.5, 1.0, 0.5], rel=1e-15)
    trained = train(network, a["x"], a["target"], RULES, 0.2, 3, factors=factors, momentum=0.9).network
    mine = [layer.w for layer in trained.layers]
    assert max(gradcheck.compare_layers(list(a["trained"]), mine)) <= TOLERANCE


def test_every_normalization_and_skip_is_among_the_cases() -> None:
    assert set(get_args(LayerSkip)) == set(SKIPS)
    assert set(CASES) == {f"{kind}.{skip}" for kind in KINDS for skip in SKIPS}


def test_a_skip_around_a_dropped_layer_by_hand() -> None:
    """x = 2, w = 3, f(z) = z, p = 1/2: kept it counts twice, 2 + 2 * 6 = 14; left out only the skip is there."""
    for mask, output, dw, dx in ((1.0, 14.0, 4.0, 7.0), (0.0, 2.0, 0.0, 1.0)):
        dropout = Dropout(0.5, np.array([[mask]]))
        layer = Layer(np.array([[3.0]]), np.zeros(1), activation("identity"), None, "around", dropout)
        done = run_pass(Network((layer,)), np.array([[2.0]]), np.zeros((1, 1)), Rules(loss("output")))
        assert done.tape[0].a.tolist() == [[output]]
        assert done.gradients.layers[0].dw.tolist() == [[dw]]
        assert done.gradients.dx.tolist() == [[dx]]


@settings(deadline=None, max_examples=examples(40))
@given(
    kind=st.sampled_from(KINDS),
    skip=st.sampled_from(SKIPS),
    depth=st.integers(1, 3),
    half=st.integers(1, 3),
    batch=st.integers(1, 4),
    mode=st.sampled_from(["train", "eval"]),
)
def test_shapes_are_kept(kind: str, skip: str, depth: int, half: int, batch: int, mode: str) -> None:
    a = drawn(depth, 2 * half, batch, seed=depth)
    network = network_of(a, kind, skip)
    network = evaluating(network) if mode == "eval" else network
    done = run_pass(network, a["x"], a["target"], RULES)
    for layer, entry, g in zip(network.layers, done.tape, done.gradients.layers, strict=True):
        assert entry.z.shape == entry.a.shape == entry.activation.a.shape == g.da.shape == g.dz.shape
        assert (g.dw.shape, g.db.shape) == (layer.w.shape, layer.b.shape)
        assert (g.dh is None) == (layer.dropout is None)
        assert g.dh is None or g.dh.shape == g.da.shape
        assert (entry.dropout is None) == (layer.dropout is None)
    assert done.gradients.dx.shape == a["x"].shape


@pytest.mark.parametrize(
    ("skip", "wrong"),
    [
        ("none", RULES._replace(dropout_backward=lambda dy, cache: dy)),
        ("original", RULES._replace(join=lambda by_skip, by_branch: by_branch)),
    ],
)
def test_a_fault_in_the_first_layer_of_a_vanished_network_is_caught(skip: str, wrong: Rules) -> None:
    """Each layer is judged by its own largest entry, so that a gradient of 1e-20 must be right too."""
    a = drawn(12, 4, 5, seed=2)
    network = network_of(a | {"w": 1e-3 * a["w"]}, "none", skip)
    true, changed = (
        [g.dw for g in run_pass(network, a["x"], a["target"], rules).gradients.layers]
        for rules in (RULES, wrong)
    )
    assert skip == "original" or np.abs(true[0]).max() < 1e-20
    assert gradcheck.compare_layers(true, changed)[0] > 0.1


def test_masks_are_drawn_anew_for_every_update_and_the_first_pass_has_the_first() -> None:
    a = drawn(3, 4, 5, seed=1)
    plain = network_of(a, "none", "none")
    masks, network, redraw = [], plain, redrawing(4)
    for _ in range(4):
        network = redraw(network)
        masks.append([layer.dropout.mask for layer in network.layers if layer.dropout is not None])
    for one, other in pairwise(masks):
        assert any(not np.array_equal(m, n) for m, n in zip(one, other, strict=True))
    renew = renewing(plain, 4)
    assert renew is not None
    second = [layer.dropout.mask for layer in renew(plain).layers if layer.dropout is not None]
    assert all(np.array_equal(m, n) for m, n in zip(masks[1], second, strict=True))
    assert renewing(evaluating(plain), 4) is None
    assert renewing(Network(plain.layers[-1:]), 4) is None
