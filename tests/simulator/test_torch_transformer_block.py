"""`transformer_block` against PyTorch's float64 values, block by block: its encoder layer, and blocks written out.

The file is made by make_torch_transformer_block.py.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator import gradcheck, run
from simulator.experiments.transformer_block_branches import Rules
from simulator.experiments.transformer_block_build import Weights, build
from simulator.experiments.transformer_block_given import MATRICES
from simulator.experiments.transformer_block_parameters import TransformerBlockParameters
from simulator.experiments.transformer_block_pass import Done, run_pass

STORED: dict[str, Any] = dict(np.load(Path(__file__).parents[1] / "data" / "torch_transformer_block.npz"))
CASES = sorted({name.split("/")[0] for name in STORED})
TOLERANCE = 1e-12
OF_DIFFERENCES = ("wq", "bq", "wk", "bk")
"""Their gradients are made of the differences between positions. What shrinks every gradient shrinks these too, and
from the third block of the deep post-norm stack on rounding shows in them, here and in PyTorch: not judged."""


def asked(case: str) -> dict[str, Any]:
    """The parameters of a stored case."""
    kind, form, *rest = case.split(".")
    depth = STORED[f"{case}/states"].shape[0] - 1
    blocks = [{name: STORED[f"{case}/{name}"][k].tolist() for name in Weights._fields} for k in range(depth)]
    common: dict[str, Any] = {
        "blocks": blocks,
        "inputs": STORED[f"{case}/x"].tolist(),
        "upstream": STORED[f"{case}/g"].tolist(),
        "final_scale": STORED[f"{case}/final_scale"].tolist(),
        "final_shift": STORED[f"{case}/final_shift"].tolist(),
        "layout": "out_in",
        "norm_placement": form,
    }
    if kind == "encoder":
        return common | {"heads": 3, "mask": rest[0], "activation": rest[1]}
    if kind == "manual":
        return common | {"heads": 1, "norm": rest[0], "activation": "gelu_tanh", "branch_scale": 0.5}
    return common | {"heads": 2, "activation": "tanh", "epsilon": 10.0}


def passed(case: str) -> Done:
    parameters = TransformerBlockParameters.model_validate(asked(case))
    return run_pass(build(parameters, 0), parameters.norm_placement, Rules())


def expected_gradient(case: str, block: int, name: str) -> Any:
    stored = STORED[f"{case}/d{name}"][block]
    return stored.T if name in MATRICES else stored


FAULTS: list[Callable[[Any], Any]] = [
    np.zeros_like,
    lambda g: g * (1 + 1e-10),
    lambda g: g.T,
    lambda g: g[None],
]


def has_no_gradient(case: str, name: str) -> bool:
    """The norms of a stack without norms; and biases of keys, which move all scores of a query alike."""
    return name == "bk" or (case.startswith("manual.none") and name.startswith(("scale", "shift")))


@pytest.mark.parametrize("case", CASES)
def test_states_and_their_gradients_agree_with_pytorch_block_by_block(case: str) -> None:
    done = passed(case)
    assert gradcheck.layer_error(STORED[f"{case}/output"], done.output[0]) <= TOLERANCE
    for name, found in (("states", done.states), ("dstates", done.state_gradients)):
        errors = gradcheck.compare_layers(list(STORED[f"{case}/{name}"]), [a[0] for a in found])
        assert max(errors) <= TOLERANCE, name


@pytest.mark.parametrize("case", CASES)
def test_every_gradient_of_every_block_agrees_with_pytorch(case: str) -> None:
    done = passed(case)
    judged = 0
    for block, gradient in enumerate(done.gradients):
        for name in Weights._fields:
            found, expected = getattr(gradient.weights, name)[0], expected_gradient(case, block, name)
            assert found.shape == expected.shape
            if case == "deep.post" and block >= 2 and name in OF_DIFFERENCES:
                continue
            if has_no_gradient(case, name):
                scale = np.abs(expected_gradient(case, block, "bq")).max() if name == "bk" else 0.0
                assert np.abs(found).max() <= TOLERANCE * scale
                continue
            assert gradcheck.layer_error(expected, found) <= TOLERANCE, (block, name)
            judged += 1
    left_out = {"manual.none": 3 * 4, "deep.post": 18 * 3}.get(".".join(case.split(".")[:2]), 0)
    assert judged == len(done.gradients) * 15 - left_out
    if done.final_gradient is not None:
        for name in ("scale", "shift"):
            expected = STORED[f"{case}/dfinal_{name}"]
            assert gradcheck.layer_error(expected, getattr(done.final_gradient, f"d{name}")[0]) <= TOLERANCE


@pytest.mark.parametrize("case", [c for c in CASES if c.startswith("encoder")])
def test_the_measurements_are_laid_out_as_pytorch_has_them(case: str) -> None:
    m: Any = run("transformer_block", asked(case)).measurements
    form = case.split(".")[1]
    for name in (*MATRICES, "b1", "b2", "scale1", "shift2"):
        found = np.array(m[f"{form}_{name}_gradient"])
        assert gradcheck.layer_error(STORED[f"{case}/d{name}"][0], found) <= TOLERANCE, name
    norms = [np.linalg.norm(g) for g in STORED[f"{case}/dstates"]]
    assert m[f"{form}_gradient_norm"] == pytest.approx(norms, rel=1e-12)
    parts = [np.linalg.norm(STORED[f"{case}/dw1"][k]) for k in range(3)]
    assert m[f"{form}_w1_gradient_norm"] == pytest.approx(parts, rel=1e-12)


def test_the_deep_case_vanishes_in_post_norm_and_faults_in_its_first_block_are_caught() -> None:
    stored = STORED["deep.post/dstates"]
    assert np.abs(stored[0]).max() < 1e-12 * np.abs(stored[-1]).max()
    assert np.abs(STORED["deep.pre/dstates"][0]).max() > np.abs(STORED["deep.pre/dstates"][-1]).max()
    found = [g.weights.w1[0] for g in passed("deep.post").gradients]
    expected = [expected_gradient("deep.post", k, "w1") for k in range(len(found))]
    for block in (0, 9, 19):
        for fault in FAULTS:
            planted = [*found]
            planted[block] = fault(planted[block])
            errors = gradcheck.compare_layers(expected, planted)
            assert [k for k, error in enumerate(errors) if error > TOLERANCE] == [block]


def test_the_cases_cover_placements_masks_norms_and_activations() -> None:
    encoder = {f"encoder.{form}.{rest}" for form in ("pre", "post") for rest in
               ("none.relu", "causal.gelu", "none.gelu")}  # fmt: skip
    manual = {f"manual.{form}.{norm}" for form in ("pre", "post", "none") for norm in ("layer", "rms")}
    assert set(CASES) == encoder | manual | {"deep.pre", "deep.post"}
