"""`clipping`: by hand, against PyTorch's stored values, its mistakes, its steps and its refusals."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import catalog, gradcheck, run
from simulator.ops import clipping as ops
from tests.examples import examples
from tests.simulator.checks import judge_honesty, judge_steps

STORED: dict[str, Any] = dict(np.load(Path(__file__).parents[1] / "data" / "torch_clipping.npz"))
CASES = sorted({name.split("/")[0] for name in STORED})
THREE_FOUR_TWELVE: dict[str, Any] = {"gradients": [[3, 4], [[12]]], "limit": 6.5, "learning_rate": 0.5}


def measured(seed: int = 0, **parameters: Any) -> dict[str, Any]:
    return dict(run("clipping", parameters, seed=seed).measurements)


class TestByHand:
    def test_one_factor_for_all_layers(self) -> None:
        m = measured(**THREE_FOUR_TWELVE)
        assert (m["norm"], m["global_norm"], m["factor"]) == ([5, 12], 13, [0.5, 0.5])
        assert (m["clipped"], m["clipped_norm"]) == ([[1.5, 2], [[6]]], [2.5, 6])
        assert (m["clipped_global_norm"], m["cosine"]) == (6.5, pytest.approx(1, rel=1e-15))
        assert m["update"] == [[-0.75, -1], [[-3]]]
        assert (m["update_norm"], m["unclipped_update_norm"]) == (3.25, 6.5)
        assert m["first_to_last"] == m["clipped_first_to_last"] == 5 / 12

    def test_a_factor_for_each_layer_keeps_its_direction_and_turns_the_whole(self) -> None:
        m = measured(mode="by_norm", **THREE_FOUR_TWELVE)
        assert m["factor"] == [1, 6.5 / 12]
        assert m["clipped"] == [[3, 4], [[6.5]]]
        assert m["layer_cosine"] == pytest.approx([1, 1], rel=1e-15)
        assert m["cosine"] == pytest.approx((25 + 78) / (13 * np.sqrt(25 + 6.5**2)), rel=1e-14)
        assert m["changed_share"] == [0, 1]

    def test_entries_are_cut_off_on_both_sides(self) -> None:
        m = measured(mode="by_value", gradients=[[3, -4, 1], [-0.5]], limit=2.0)
        assert m["clipped"] == [[2, -2, 1], [-0.5]]
        assert m["changed_share"] == [2 / 3, 0]
        assert m["layer_cosine"][0] == pytest.approx(15 / (np.sqrt(26) * 3), rel=1e-14)
        assert m["factor"] == [1, 1]

    def test_norms_and_the_place_of_epsilon(self) -> None:
        gradients = [[3, -4], [-12]]
        assert measured(gradients=gradients, norm="l1")["global_norm"] == 19
        assert measured(gradients=gradients, norm="max")["norm"] == [4, 12]
        assert measured(gradients=gradients, epsilon=1.0)["factor"] == [1 / 14, 1 / 14]
        assert measured(gradients=gradients, limit=13.0)["factor"] == [1, 1]

    def test_a_zero_gradient_stays_zero(self) -> None:
        m = measured(gradients=[[0, 0]])
        assert (m["clipped"], m["factor"], m["norm_ratio"]) == ([[0, 0]], [1], [0])
        assert np.isnan(m["cosine"])


@pytest.mark.parametrize("case", CASES)
def test_clipping_agrees_with_pytorch(case: str) -> None:
    kind, limit = case.split(".", 1)
    before, after = ([STORED[f"{case}/{name}{k}"] for k in range(4)] for name in ("before", "after"))
    given: dict[str, Any] = {"gradients": [g.tolist() for g in before], "limit": float(limit)}
    if kind == "value":
        m = measured(mode="by_value", **given)
    else:
        m = measured(norm=kind, epsilon=1e-6, **given)
        assert m["global_norm"] == pytest.approx(float(STORED[f"{case}/norm"]), rel=1e-14)
    assert max(gradcheck.compare_layers(after, [np.array(g) for g in m["clipped"]])) <= 1e-14


@settings(deadline=None, max_examples=examples(60))
@given(
    shapes=st.lists(st.lists(st.integers(1, 4), min_size=1, max_size=2), min_size=1, max_size=4),
    exponent=st.integers(-300, 300),
    limit=st.sampled_from([1e-3, 1.0, 1e3]),
    seed=st.integers(0, 2**32 - 1),
)
def test_shapes_are_kept_and_no_norm_exceeds_the_limit(
    shapes: list[list[int]], exponent: int, limit: float, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    gradients = [rng.standard_normal(shape) * 10.0**exponent for shape in shapes]
    together = ops.clip_by_global_norm(gradients, limit)
    apart, cut = (
        [ops.clip_by_norm(g, limit) for g in gradients],
        [ops.clip_by_value(g, limit) for g in gradients],
    )
    for clipped in (together, apart, cut):
        assert [g.shape for g in clipped] == [g.shape for g in gradients]
    assert ops.global_norm(together) <= limit * (1 + 1e-14)
    assert all(ops.norm(g) <= limit * (1 + 1e-14) for g in apart)
    assert all(np.abs(g).max() <= limit for g in cut)
    if ops.global_norm(gradients) <= limit:
        assert all(np.array_equal(g, c) for g, c in zip(gradients, together, strict=True))


class TestExploding:
    def test_clipping_keeps_the_ratio_of_the_layers_and_tames_the_update(self) -> None:
        m = measured(layers=30, units=8, growth=3.0)
        assert m["clipped_first_to_last"] == pytest.approx(m["first_to_last"], rel=1e-12)
        assert m["clipped_global_norm"] == pytest.approx(1, rel=1e-14)
        assert m["update_norm"] == pytest.approx(0.1, rel=1e-14)
        assert m["unclipped_update_norm"] > 1e12
        own = measured(layers=30, units=8, growth=3.0, mode="by_norm")
        assert own["clipped_first_to_last"] == pytest.approx(1, rel=1e-12)

    def test_an_overflown_gradient_cannot_be_clipped_and_the_layer_is_named(self) -> None:
        done = run("clipping", {"layers": 100, "growth": 1e6})
        m: Any = done.measurements
        assert m["global_norm"] == float("inf")
        assert m["factor"] == [0] * 100
        assert 1 == m["first_infinite_layer"] == m["first_nan_layer"]
        json.dumps(done.to_dict(), allow_nan=False)
        assert done.mutants


def flat(layers: Any) -> list[float]:
    return [float(v) for g in layers for v in np.array(g).ravel()]


G = [[3.0, -4.0], [12.0, 0.5]]
N = [5.0, float(np.hypot(12, 0.5))]
WHOLE = float(np.hypot(N[0], N[1]))
CUT = [1.0, -1.0, 1.0, 0.5]
ALL = [3.0, -4.0, 12.0, 0.5]
APART = [0.6, -0.8, 12 / N[1], 0.5 / N[1]]
MISTAKES: list[tuple[str, dict[str, Any], list[float]]] = [
    ("each_layer", {}, APART),
    ("all_layers", {"mode": "by_norm"}, [g / WHOLE for g in ALL]),
    ("value_for_norm", {}, CUT),
    ("norm_for_value", {"mode": "by_value"}, [g / WHOLE for g in ALL]),
    ("sum_of_norms", {}, [g / sum(N) for g in ALL]),
    ("forgotten_root", {}, [g / (WHOLE * WHOLE) for g in ALL]),
    ("always_scaled", {"limit": 100.0}, [100 * g / WHOLE for g in ALL]),
    ("one_sided", {"mode": "by_value"}, [1.0, -4.0, 1.0, 0.5]),
    ("clipped_step", {}, [g / 0.1 / WHOLE for g in ALL]),
]


def test_every_mistake_is_checked_here() -> None:
    assert {name for name, _, _ in MISTAKES} == set(catalog()["clipping"].mistakes)


@pytest.mark.parametrize(("mistake", "changed", "expected"), MISTAKES)
def test_a_mutant_is_the_clipping_with_that_mistake(
    mistake: str, changed: dict[str, Any], expected: list[float]
) -> None:
    done = run("clipping", {"gradients": G, **changed})
    wrong: Any = done.mutants[mistake]
    assert flat(wrong["clipped"]) == pytest.approx(expected, rel=1e-14)
    assert flat(wrong["update"]) == pytest.approx([-0.1 * g for g in expected], rel=1e-13)
    assert wrong != done.measurements
    assert set(wrong) == set(done.measurements)


def test_a_mistake_that_cannot_be_made_is_absent() -> None:
    one = run("clipping", {"gradients": [[1.0, 2.0]]}).mutants
    assert not {"each_layer", "all_layers", "sum_of_norms", "one_sided", "norm_for_value"} & set(one)
    assert "clipped_step" not in run("clipping", {"learning_rate": 0}).mutants


STEPS: list[tuple[dict[str, Any], int]] = [
    ({}, 6),
    ({"mode": "by_norm", "epsilon": 1e-6, "layers": 5}, 10),
    ({"mode": "by_value", "limit": 0.25}, 3),
    ({"norm": "l1", "gradient_scale": 1e-6}, 10),
    ({"norm": "max", "layers": 40, "gradient_scale": 1e-3}, 24),
]


@pytest.mark.parametrize(("parameters", "at_least"), STEPS)
def test_the_numbers_put_in_give_the_number_that_comes_out(parameters: dict[str, Any], at_least: int) -> None:
    done = run("clipping", parameters, seed=3)
    assert judge_steps(done.steps) >= at_least
    judge_honesty(done.steps)
    assert len(done.steps) <= 50


@pytest.mark.parametrize("mode", ["global", "by_norm", "by_value"])
def test_series_and_draws_of_fewer_layers(mode: str) -> None:
    done = run("clipping", {"mode": mode}, seed=5)
    assert {s.name for s in done.series} == {"before", "after"}
    assert measured(2, layers=2)["gradient"] == measured(2, layers=5)["gradient"][3:]


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"mode": "none"}, "mode must be 'global', 'by_norm' or 'by_value'"),
    ({"limit": 0}, "limit must be greater than 0, got 0"),
    ({"layers": 101}, "layers must be less than or equal to 100, got 101"),
    ({"gradients": [[1.0]] * 101}, "gradients must have at most 100 items"),
    ({"gradients": []}, "gradients must have at least 1 item"),
    ({"gradients": [[[1.0, 2.0], [1.0]]]}, "gradients[0] must have rows of one length, got rows of 1 and 2"),
    ({"gradients": [[float("inf")]]}, "gradients[0][0] must be a finite number or must be a list, got inf"),
    ({"epsilon": -1e-6}, "epsilon must be greater than or equal to 0"),
]


@pytest.mark.parametrize(("parameters", "told"), REFUSED)
def test_what_is_not_allowed_is_refused_in_one_line(parameters: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=r".") as refusal:
        run("clipping", parameters)
    message = str(refusal.value)
    assert told in message
    assert message.startswith("clipping: ")
    assert "\n" not in message
