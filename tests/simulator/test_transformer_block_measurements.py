"""What `transformer_block` measures: the first block's numbers fit one another, norms are what they are called."""

from typing import Any

import numpy as np
import pytest

from simulator import run
from simulator.experiments.transformer_block_branches import Rules
from simulator.experiments.transformer_block_build import build
from simulator.experiments.transformer_block_given import MATRICES
from simulator.experiments.transformer_block_halves import PLACEMENTS
from simulator.experiments.transformer_block_parameters import TransformerBlockParameters
from simulator.experiments.transformer_block_pass import run_pass

NAME = "transformer_block"
SMALL: dict[str, Any] = {"networks": 2, "depth": 2, "time": 3, "width": 4}
ALPHA = 0.5


def same(found: Any, expected: Any) -> bool:
    """To rounding; there are fewer positions than features, so that a product with them tells all columns apart."""
    return bool(np.allclose(found, expected, rtol=1e-12, atol=1e-14))


@pytest.mark.parametrize("form", PLACEMENTS)
def test_the_numbers_of_the_first_block_fit_one_another(form: str) -> None:
    rng = np.random.default_rng(4)
    shapes = dict.fromkeys(("wq", "wk", "wv", "wo"), (4, 4)) | {"w1": (4, 5), "w2": (5, 4)}
    w = {name: rng.standard_normal(shape) for name, shape in shapes.items()}
    x = rng.standard_normal((3, 4))
    given = {"blocks": [{name: a.tolist() for name, a in w.items()}] * 2, "inputs": x.tolist()}
    measured = run(
        NAME, given | {"heads": 1, "branch_scale": ALPHA, "activation": "tanh"}, seed=2
    ).measurements
    m = {name.removeprefix(f"{form}_"): np.array(a) for name, a in measured.items() if name.startswith(form)}
    d = {name.removesuffix("_gradient"): a for name, a in m.items() if name.endswith("_gradient")}

    assert same(m["attention_input"], x) == (form != "pre")
    for letter, name in (("q", "query"), ("k", "key"), ("v", "value")):
        assert same(m[name], m["attention_input"] @ w[f"w{letter}"])
        assert same(d[f"w{letter}"], m["attention_input"].T @ d[name])
    assert same(m["score"], m["query"] @ m["key"].T / 2)
    assert same(m["mixed"], m["attention_weight"] @ m["value"])
    assert same(m["attention_branch"], m["mixed"] @ w["wo"])
    assert same(m["attention_sum"], x + ALPHA * m["attention_branch"])
    assert same(m["middle"], m["attention_sum"]) == (form != "post")
    assert same(m["feed_input"], m["middle"]) == (form != "pre")
    assert same(m["net_input"], m["feed_input"] @ w["w1"])
    assert same(m["activation"], np.tanh(m["net_input"]))
    assert same(m["feed_branch"], m["activation"] @ w["w2"])
    assert same(m["feed_sum"], m["middle"] + ALPHA * m["feed_branch"])
    assert same(m["block_output"], m["feed_sum"]) == (form != "post")

    assert same(d["feed_sum"], d["block_output"]) == (form != "post")
    assert same(d["w2"], ALPHA * m["activation"].T @ d["feed_sum"])
    assert same(d["activation"], ALPHA * d["feed_sum"] @ w["w2"].T)
    assert same(d["net_input"], d["activation"] * (1 - m["activation"] ** 2))
    assert same(d["w1"], m["feed_input"].T @ d["net_input"])
    assert same(d["feed_input"], d["net_input"] @ w["w1"].T)
    assert same(d["middle"], d["feed_sum"] + d["feed_input"]) == (form != "pre")
    assert same(d["attention_sum"], d["middle"]) == (form != "post")
    assert same(d["wo"], ALPHA * m["mixed"].T @ d["attention_sum"])
    assert same(d["mixed"], ALPHA * d["attention_sum"] @ w["wo"].T)
    assert same(d["attention_weight"], d["mixed"] @ m["value"].T)
    assert same(d["value"], m["attention_weight"].T @ d["mixed"])
    a, da = m["attention_weight"], d["attention_weight"]
    assert same(d["score"], a * (da - (a * da).sum(axis=1, keepdims=True)))
    assert same(d["query"], d["score"] @ m["key"] / 2)
    assert same(d["key"], d["score"].T @ m["query"] / 2)
    by_each = sum(d[name] @ w[f"w{name[0]}"].T for name in ("query", "key", "value"))
    assert same(d["attention_input"], by_each)
    assert same(d["input"], d["attention_sum"] + d["attention_input"]) == (form != "pre")
    assert same(np.linalg.norm(d["input"]), m["gradient_norm"][0])
    assert same(d["b1"], d["net_input"].sum(axis=0))
    assert same(d["bq"], d["query"].sum(axis=0))
    assert np.shape(d["final_scale"]) == ((4,) if form == "pre" else (0,))


def test_norms_are_means_over_the_networks_with_their_standard_error() -> None:
    asked_for = SMALL | {"networks": 5}
    m: Any = run(NAME, asked_for, seed=3).measurements
    problem = build(TransformerBlockParameters.model_validate(asked_for), 3)
    for form in PLACEMENTS:
        done = run_pass(problem, form, Rules())
        each = np.array(
            [np.linalg.norm(g, axis=(1, 2)) for g in done.state_gradients]
        )  # (depth + 1, networks)
        assert m[f"{form}_gradient_norm"] == pytest.approx(each.mean(axis=1), rel=1e-13)
        error = each.std(axis=1, ddof=1) / np.sqrt(5)
        assert m[f"{form}_gradient_norm_error"] == pytest.approx(error, rel=1e-12)
        squares = [
            [sum(float((getattr(g.weights, part)[k] ** 2).sum()) for part in MATRICES) for k in range(5)]
            for g in done.gradients
        ]
        assert m[f"{form}_weight_gradient_norm"] == pytest.approx(np.sqrt(squares).mean(axis=1), rel=1e-13)
        states = [(h**2).mean() for h in done.states]
        assert m[f"{form}_hidden_mean_square"] == pytest.approx(states, rel=1e-13)
        assert m[f"{form}_first_to_last"] == pytest.approx(each[0].mean() / each[-1].mean(), rel=1e-13)


def test_larger_blocks_are_told_by_their_norms() -> None:
    small: Any = run(NAME, {"width": 16, "networks": 1, "depth": 1}).measurements
    large: Any = run(NAME, {"width": 17, "heads": 1, "networks": 1, "depth": 1}).measurements
    assert np.shape(small["pre_w1_gradient"]) == (16, 64)
    assert large["pre_w1_gradient"] == large["post_output"] == []
    assert len(large["pre_w1_gradient_norm"]) == 1


def test_curves_compare_the_placements_block_by_block() -> None:
    done = run(NAME, SMALL | {"depth": 7, "norm_placement": "post"})
    groups: dict[str, list[Any]] = {}
    for series in done.series:
        groups.setdefault(series.group, []).append(series)
    assert set(groups) == {"gradient_norm", "hidden_norm", "weight_gradient_norm", "post_parts"}
    assert [s.name for s in groups["gradient_norm"]] == list(PLACEMENTS)
    assert groups["gradient_norm"][1].x == tuple(range(8))
    assert groups["gradient_norm"][1].y == tuple(done.measurements["post_gradient_norm"])  # type: ignore[arg-type]
    assert groups["weight_gradient_norm"][0].x == tuple(range(1, 8))
    assert [s.name for s in groups["post_parts"]] == ["wq", "wk", "wv", "wo", "w1", "w2"]
    assert groups["post_parts"][5].y == tuple(done.measurements["post_w2_gradient_norm"])  # type: ignore[arg-type]
