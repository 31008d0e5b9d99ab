"""`attention`: small integers, every gradient in two ways, PyTorch, published numbers, scale, cache, mistakes.

Published: Raimi Karim, "Illustrated: Self-Attention", Towards Data Science (2019),
https://towardsdatascience.com/illustrated-self-attention-2d627e33b20a. Its scores are not scaled, and its printed
outputs [2.0, 7.0, 1.5] and so on are made of weights that were first cut to one decimal, "for readability", 0.063
to 0.0. The weights as printed in full, 6.3379e-02 and 4.6831e-01, give [1.9366, 6.6831, 1.5951]: both are checked.
"""

from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import catalog, gradcheck, run
from simulator.arrays import Array
from simulator.experiments.attention import build
from simulator.experiments.attention_mistakes import mutants
from simulator.experiments.attention_parameters import AttentionParameters
from simulator.experiments.attention_pass import Problem, Rules, backward, cost, forward
from simulator.ops import attention
from tests.examples import examples
from tests.simulator.checks import judge_honesty, judge_steps

STORED: dict[str, Any] = dict(np.load(Path(__file__).parents[1] / "data" / "torch_attention.npz"))
CASES = sorted({name.split("/")[0] for name in STORED})
TOLERANCE = 1e-12
LEAVES = ("queries", "keys", "values", "w_query", "w_key", "w_value", "w_output", "w_score")


def measured(seed: int = 0, **parameters: Any) -> dict[str, Any]:
    return dict(run("attention", {"draws": 0, **parameters}, seed=seed).measurements)


class TestByHand:
    def test_equal_scores_take_the_mean_and_a_mask_takes_it_of_fewer(self) -> None:
        common: dict[str, Any] = {
            "queries": [[0, 0], [0, 0]],
            "keys": [[1, 2], [3, 4]],
            "values": [[2, 0], [4, 8]],
            "upstream": [[1, 0], [0, 1]],
        }
        m = measured(**common)
        assert m["score"] == [[0, 0], [0, 0]]
        assert m["weight"] == [[0.5, 0.5], [0.5, 0.5]]
        assert m["output"] == [[3, 4], [3, 4]]
        assert m["weight_gradient"] == [[2, 4], [0, 8]]
        assert m["score_gradient"] == [[-0.5, 0.5], [-2, 2]]
        assert m["value_gradient"] == [[0.5, 0.5], [0.5, 0.5]]
        assert m["query_gradient"][1] == pytest.approx([4 / np.sqrt(2)] * 2, rel=1e-15)
        assert m["entropy"] == pytest.approx([np.log(2)] * 2, rel=1e-15)
        masked = measured(**common, mask="causal")
        assert masked["weight"] == [[1, 0], [0.5, 0.5]]
        assert masked["output"] == [[2, 0], [3, 4]]
        assert masked["score_gradient"] == [[0, 0], [-2, 2]]
        assert masked["entropy"][0] == 0
        assert masked["cached_output"] == masked["output"] == masked["causal_output"]

    def test_dot_scores_are_divided_by_the_root_of_d(self) -> None:
        m = measured(queries=[[1, 2, 3, 4]], keys=[[1, 1, 1, 1], [4, 0, 0, 0]], values=[[1], [2]])
        assert (m["scale"], m["score"]) == (0.5, [[5, 2]])
        two = measured(
            queries=[[1, 2, 3, 4]], keys=[[1, 1, 1, 1], [4, 0, 0, 0]], values=[[1, 0], [2, 0]], heads=2
        )
        assert two["scale"] == pytest.approx(1 / np.sqrt(2))
        assert np.array(two["score"]) == pytest.approx(np.array([[[3, 4]], [[7, 0]]]) / np.sqrt(2))

    def test_additive_scores(self) -> None:
        m = measured(
            queries=[[0, 0]], keys=[[0, 0], [30, -30]], values=[[1], [3]], score="additive", w_score=[1, -1]
        )
        assert m["score"] == [[0, 2]]
        assert m["weight"][0] == pytest.approx([1 / (1 + np.exp(2)), 1 / (1 + np.exp(-2))], rel=1e-14)

    def test_heads_are_split_in_order_and_merged_back(self) -> None:
        x = np.arange(12.0).reshape(2, 6)
        assert attention.split_heads(x, 2).tolist() == [[[0, 1, 2], [6, 7, 8]], [[3, 4, 5], [9, 10, 11]]]
        assert np.array_equal(attention.merge_heads(attention.split_heads(x, 3)), x)

    def test_a_causal_mask_ends_level_with_the_last_key(self) -> None:
        assert attention.causal(3, 3).astype(int).tolist() == [[1, 0, 0], [1, 1, 0], [1, 1, 1]]
        assert attention.causal(1, 3).all()

    def test_huge_scores_do_not_overflow_and_infinite_ones_are_named(self) -> None:
        m = measured(queries=[[1e3]], keys=[[1e3], [-1e3]], values=[[1], [2]])
        assert (m["weight"], m["saturated_share"], m["first_nan_query"]) == ([[1, 0]], 1, 0)
        far = measured(queries=[[1.0], [1e200]], keys=[[1e200], [-1e200]], values=[[1], [2]])
        assert (far["first_infinite_query"], far["first_nan_query"]) == (2, 2)


class TestPublished:
    example: dict[str, Any] = {  # noqa: RUF012
        "inputs": [[1, 0, 1, 0], [0, 2, 0, 2], [1, 1, 1, 1]],
        "w_key": [[0, 0, 1], [1, 1, 0], [0, 1, 0], [1, 1, 0]],
        "w_query": [[1, 0, 1], [1, 0, 0], [0, 0, 1], [0, 1, 1]],
        "w_value": [[0, 2, 0], [0, 3, 0], [1, 0, 3], [1, 1, 0]],
        "scale": 1.0,
    }

    def test_raimi_karims_self_attention(self) -> None:
        m = measured(**self.example)
        assert m["key"] == [[0, 1, 1], [4, 4, 0], [2, 3, 1]]
        assert m["query"] == [[1, 0, 2], [2, 2, 2], [2, 1, 3]]
        assert m["value"] == [[1, 2, 3], [2, 8, 0], [2, 6, 3]]
        assert m["score"] == [[2, 4, 4], [4, 16, 12], [4, 12, 10]]
        printed = [
            ["0.063379", "0.46831", "0.46831"],
            ["0.0000060337", "0.98201", "0.017986"],
            ["0.00029539", "0.88054", "0.11917"],
        ]
        for row, wanted in zip(m["weight"], printed, strict=True):
            for value, digits in zip(row, wanted, strict=True):
                assert Decimal(value).quantize(Decimal(digits)) == Decimal(digits)

    def test_its_outputs_are_of_rounded_weights(self) -> None:
        m = measured(**self.example)
        rounded = np.array([[0.0, 0.5, 0.5], [0.0, 1.0, 0.0], [0.0, 0.9, 0.1]])
        printed = np.array([[2.0, 7.0, 1.5], [2.0, 8.0, 0.0], [2.0, 7.8, 0.3]])
        # 0.063 is printed as 0.0, where rounding gives 0.1: the first row was not even rounded
        assert np.round(m["weight"], 1).tolist() == [[0.1, 0.5, 0.5], *rounded[1:].tolist()]
        assert rounded @ np.array(m["value"]) == pytest.approx(printed)
        true = [[1.9366, 6.6831, 1.5951], [2.0, 7.964, 0.054], [1.9997, 7.7599, 0.3584]]
        assert np.round(m["output"], 4) == pytest.approx(np.array(true), abs=1e-9)
        assert np.abs(np.array(m["output"]) - printed).max() > 0.3


def problem_of(seed: int = 0, **parameters: Any) -> Problem:
    return build(AttentionParameters.model_validate({"draws": 0, **parameters}), seed)


def by_complex_step(problem: Problem) -> dict[str, Array]:
    def of(name: str) -> Array:
        def moved(x: Array) -> Array:
            changed: dict[str, Any] = {name: x}
            return cost(problem._replace(**changed), Rules())

        return gradcheck.complex_step(moved, getattr(problem, name))

    return {name: of(name) for name in LEAVES if getattr(problem, name) is not None}


SETTINGS: list[dict[str, Any]] = [
    {},
    {"mask": "causal", "query_count": 4, "key_count": 4, "project": True},
    {"query_count": 2, "key_count": 5, "features": 6, "value_features": 3, "heads": 3},
    {"query_count": 5, "key_count": 5, "heads": 2, "project": True, "mask": "causal", "features": 8},
    {"score": "additive", "query_count": 3, "key_count": 4, "project": True},
    {"score": "additive", "heads": 2, "mask": [[1, 0, 1], [0, 1, 0], [1, 1, 1]]},
    {"scale": 0.1, "mask": "causal", "query_count": 2, "key_count": 4},
]


@pytest.mark.parametrize("parameters", SETTINGS)
@pytest.mark.parametrize("seed", range(3))
def test_every_gradient_agrees_with_the_complex_step(parameters: dict[str, Any], seed: int) -> None:
    problem = problem_of(seed, **parameters)
    found = backward(problem, forward(problem, Rules()), Rules())
    for name, expected in by_complex_step(problem).items():
        assert gradcheck.layer_error(expected, getattr(found, name)) <= TOLERANCE, name


def test_a_sequence_that_attends_to_itself_adds_three_paths() -> None:
    given_ = np.random.default_rng(0).standard_normal((3, 4))
    parameters: dict[str, Any] = {"inputs": given_.tolist(), "project": True, "mask": "causal"}
    problem = problem_of(**parameters)

    def moved(x: Array) -> Array:
        return cost(problem._replace(queries=x, keys=x, values=x), Rules())

    expected = gradcheck.complex_step(moved, given_)
    assert gradcheck.layer_error(expected, np.array(measured(**parameters)["input_gradient"])) <= TOLERANCE


@pytest.mark.parametrize("case", CASES)
def test_attention_agrees_with_pytorch(case: str) -> None:
    kind, heads, mask = case.split(".")
    names = {"queries": "q", "keys": "k", "values": "v", "w_query": "wq", "w_key": "wk", "w_value": "wv"}
    names |= {"w_output": "wo", "upstream": "g"} | ({"w_score": "ws"} if kind == "additive" else {})
    asked = {ours: STORED[f"{case}/{theirs}"].tolist() for ours, theirs in names.items()}
    m = measured(**asked, score=kind, heads=int(heads), mask=mask)
    assert gradcheck.layer_error(STORED[f"{case}/output"], np.array(m["output"])) <= TOLERANCE
    problem = problem_of(**asked, score=kind, heads=int(heads), mask=mask)
    found = backward(problem, forward(problem, Rules()), Rules())
    for ours, theirs in names.items():
        if ours != "upstream":
            assert gradcheck.layer_error(STORED[f"{case}/d{theirs}"], getattr(found, ours)) <= TOLERANCE, ours
        if ours.startswith("w_"):
            assert np.array_equal(np.array(m[f"{ours}_gradient"]), getattr(found, ours))


def test_the_pytorch_cases_cover_both_scores_heads_and_masks() -> None:
    assert {tuple(case.split(".")) for case in CASES} == {
        (kind, heads, mask)
        for kind in ("dot", "additive")
        for heads, mask in (("1", "none"), ("1", "causal"), ("2", "none"), ("3", "causal"))
    }


@settings(deadline=None, max_examples=examples(60))
@given(
    queries=st.integers(1, 6),
    keys=st.integers(1, 6),
    heads=st.integers(1, 3),
    d=st.integers(1, 4),
    dv=st.integers(1, 4),
    score=st.sampled_from(["dot", "additive"]),
    project=st.booleans(),
    seed=st.integers(0, 2**32 - 1),
)
def test_shapes_are_kept_and_rows_add_to_one(
    queries: int, keys: int, heads: int, d: int, dv: int, score: str, project: bool, seed: int
) -> None:
    m = measured(
        seed,
        query_count=queries,
        key_count=keys,
        heads=heads,
        features=heads * d,
        value_features=heads * dv,
        score=score,
        project=project,
    )
    each = (heads, queries, keys) if heads > 1 else (queries, keys)
    assert all(np.shape(m[name]) == each for name in ("score", "weight", "score_gradient", "weight_gradient"))
    assert np.shape(m["output"]) == np.shape(m["output_gradient"]) == (queries, heads * dv)
    for name in ("query", "key", "value"):
        assert np.shape(m[name]) == np.shape(m[f"{name}_gradient"])
    assert np.array(m["weight_sum"]) == pytest.approx(np.ones(each[:-1]), rel=1e-14)
    assert np.abs(np.array(m["score_gradient"]).sum(axis=-1)).max() <= 1e-13
    if queries == keys:
        assert m["cache_difference"] <= 1e-13
        assert m["scores_cached"] == queries * (queries + 1) // 2


@pytest.mark.parametrize("name", ["w_query", "w_output", "keys", "values"])
def test_a_planted_fault_is_caught(name: str) -> None:
    problem = problem_of(project=True, heads=2)
    expected = by_complex_step(problem)[name]
    found = getattr(backward(problem, forward(problem, Rules()), Rules()), name)
    for fault in (found * (1 + 1e-10), found[None], np.zeros_like(found), found[::-1]):
        assert gradcheck.layer_error(expected, fault) > TOLERANCE
    wrong = mutants(Rules(), problem, False)["softmax_alone"]
    gradient = backward(problem, forward(problem, wrong), wrong)
    assert gradcheck.layer_error(by_complex_step(problem)["queries"], gradient.queries) > 1e-3


class TestScaling:
    def test_the_variance_of_a_score_is_d_within_its_standard_error(self) -> None:
        d = [1, 2, 8, 32, 128, 200]
        m = measured(seed=3, draws=20_000, study_dimensions=d)
        variance, error = np.array(m["score_variance"]), np.array(m["score_variance_error"])
        assert np.all(np.abs(variance - d) <= 4 * error)
        assert np.all(error < 0.05 * np.array(d))
        assert m["scaled_score_variance"] == pytest.approx(variance / d, rel=1e-13)

    def test_the_softmax_saturates_without_scaling_and_not_with_it(self) -> None:
        m = measured(draws=500)
        assert m["largest_weight_unscaled"][-1] > 0.9
        assert m["softmax_slope_unscaled"][-1] < 0.06
        assert m["largest_weight_scaled"][-1] < 0.5
        assert m["softmax_slope_scaled"][-1] > 0.1
        assert m["largest_weight_unscaled"] == sorted(m["largest_weight_unscaled"])

    def test_fewer_dimensions_are_cut_from_the_same_draws(self) -> None:
        more, less = (measured(draws=50, study_dimensions=d) for d in ([4, 16], [4]))
        assert more["score_variance"][0] != 0
        assert np.shape(less["score_variance"]) == (1,)


EYE: dict[str, Any] = {
    "queries": [[1, 0], [0, 2]],
    "keys": [[1, 1], [0, 2]],
    "values": [[1, 0], [0, 4]],
    "upstream": [[1, 0], [1, 1]],
    "mask": "causal",
    "draws": 0,
}


def softmax(s: Array, axis: int = -1) -> Array:
    e = np.exp(s)
    return np.asarray(e / e.sum(axis=axis, keepdims=True))


class TestMistakes:
    q, k, v = (np.array(EYE[name], dtype=float) for name in ("queries", "keys", "values"))
    g, allowed = np.array(EYE["upstream"], dtype=float), np.tril(np.ones((2, 2)))
    s = q @ k.T / np.sqrt(2)

    @pytest.mark.parametrize(
        ("mistake", "weight"),
        [
            ("unscaled", softmax(np.where(allowed, q @ k.T, -np.inf))),
            ("scaled_by_d", softmax(np.where(allowed, q @ k.T / 2, -np.inf))),
            ("forgotten_mask", softmax(s)),
            ("mask_after_softmax", softmax(s) * allowed),
            ("masked_score_zero", softmax(s * allowed)),
            ("mask_of_the_past", softmax(np.where(allowed.T, s, -np.inf))),
            ("wrong_axis", softmax(np.where(allowed, s, -np.inf), axis=0)),
            ("exchanged", softmax(np.where(allowed, s.T, -np.inf))),
        ],
    )
    def test_a_wrong_forward_pass(self, mistake: str, weight: Array) -> None:
        done = run("attention", EYE)
        wrong: Any = done.mutants[mistake]
        assert np.array(wrong["weight"]) == pytest.approx(weight, rel=1e-14)
        assert np.array(wrong["output"]) == pytest.approx(weight @ self.v, rel=1e-14)
        assert wrong["weight"] != done.measurements["weight"]
        if mistake in {"unscaled", "scaled_by_d", "forgotten_mask", "wrong_axis"}:
            # still the gradient of what was computed, only of the wrong thing
            assert np.array(wrong["weight_gradient"]) == pytest.approx(self.g @ self.v.T)

    def test_a_wrong_backward_pass(self) -> None:
        setting = EYE | {"mask": "none"}
        done = run("attention", setting)
        a, da = np.array(done.measurements["weight"]), self.g @ self.v.T
        alone: Any = done.mutants["softmax_alone"]
        assert np.array(alone["score_gradient"]) == pytest.approx(da * a * (1 - a), rel=1e-14)
        turned: Any = done.mutants["weights_not_transposed"]
        assert np.array(turned["value_gradient"]) == pytest.approx(a @ self.g, rel=1e-14)
        assert turned["output"] == done.measurements["output"]

    def test_one_large_head(self) -> None:
        setting = EYE | {"heads": 2}
        wrong = np.array(run("attention", setting).mutants["one_head"]["output"])
        assert wrong == pytest.approx(np.array(measured(**EYE)["output"]), rel=1e-14)

    def test_every_mistake_is_checked_and_what_does_not_fit_is_absent(self) -> None:
        forwards = {"unscaled", "scaled_by_d", "forgotten_mask", "mask_after_softmax", "masked_score_zero"}
        forwards |= {"mask_of_the_past", "wrong_axis", "exchanged"}
        rest = {"softmax_alone", "weights_not_transposed", "one_head"}
        assert set(catalog()["attention"].mistakes) == forwards | rest
        cross = run("attention", {"query_count": 2, "key_count": 3, "features": 1, "draws": 0}).mutants
        assert set(cross) == {"wrong_axis", "softmax_alone"}


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"queries": [[1.0, 2.0], [1.0]]}, "queries must have rows of one length, got rows of 1 and 2"),
    ({"queries": [[1.0]] * 33}, "queries must have at most 32 items"),
    ({"queries": [[float("nan")]]}, "queries[0][0] must be a finite number, got nan"),
    ({"inputs": [[1.0]], "keys": [[1.0]]}, "keys must be left out where inputs are given"),
    ({"keys": [[1.0] * 4] * 2, "values": [[1.0]]}, "values must be one per key (2), got 1"),
    ({"keys": [[1.0] * 3]}, "keys must have as many features as queries (4), got 3"),
    ({"w_query": [[1.0]]}, "w_query must have one row per feature (4), got 1"),
    ({"heads": 3}, "heads must divide the 4 features of a query evenly, got 3"),
    ({"w_output": [[1.0]]}, "w_output must have 4 rows, one per value feature, got 1"),
    ({"w_score": [1.0] * 4}, "w_score must be 4 numbers for additive scores"),
    ({"mask": "past"}, "mask"),
    ({"mask": [[1, 1, 1]]}, "mask must be 3 rows of 3 numbers"),
    ({"mask": [[1, 1, 1], [0, 0, 0], [1, 1, 1]]}, "mask[1] must let its query look at one key"),
    ({"mask": "causal", "query_count": 4}, "mask must not be causal with more queries than keys"),
    ({"upstream": [[1.0]]}, "upstream must be shaped as the output (3, 4), got (1, 1)"),
    ({"draws": 20_000}, "draws must keep draws x the largest d_k"),
    ({"draws": 1}, "draws must be 0 or at least 2"),
    ({"study_dimensions": [4, 4]}, "study_dimensions must be in increasing order"),
]


@pytest.mark.parametrize(("parameters", "told"), REFUSED)
def test_what_is_not_allowed_is_refused_in_one_line(parameters: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=r"^attention: ") as refusal:
        run("attention", parameters)
    assert told in str(refusal.value)
    assert "\n" not in str(refusal.value)


class TestContract:
    @pytest.mark.parametrize("parameters", [*SETTINGS, TestPublished.example])
    def test_the_numbers_put_in_give_the_number_that_comes_out(self, parameters: dict[str, Any]) -> None:
        steps = run("attention", {"draws": 0, **parameters}).steps
        assert judge_steps(steps) >= 4
        judge_honesty(steps)
