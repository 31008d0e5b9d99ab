"""Same seed, same numbers: what a variant draws, and that each purpose draws for itself."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from studyapp.core.items import AnyQuestion, Question
from studyapp.core.worked import Named
from studyapp.lab import variants
from studyapp.lab.runner import LabError

READ: TypeAdapter[Question] = TypeAdapter(AnyQuestion)
SEEDS = st.integers(0, 2**31)


def made(kind: str = "numeric", **fields: Any) -> Question:
    common = {"id": "q", "difficulty": "easy", "topics": ["t"], "prompt": "?", "backed_by": "citation"}
    return READ.validate_python({**common, "references": [{"title": "A book"}], "kind": kind, **fields})


VARYING = made(
    variables={
        "w": {"choice": [0.5, 2, 8]},
        "n": {"integer": [-2, 3]},
        "r": {"real": [0.1, 0.9], "decimals": 2},
        "name": {"choice": ["relu", "tanh"]},
    },
    answer={"value": "{{w}} * {{n}} + {{r}}", "tolerance": 0.1},
    mistakes=[
        {"value": "{{w}} + {{n}}", "says": "Added {{w}}.", "tag": "added"},
        {"value": "{{r}}", "says": "Only {{r}}."},
    ],
)
OPTIONS = made(
    "choices", options=[{"text": f"option {n}", "correct": n < 2, "says": "Why."} for n in range(6)]
)
RUN = made(
    variables={"w": {"choice": [0.5, 2, 8]}},
    backed_by=None,
    references=[],
    example={
        "experiment": "chain",
        "with": {"weights": ["{{w}}", "{{w}}", "{{w}}"], "pre_activations": 0, "activation": "sigmoid"},
        "claims": ["answer == ({{w}} / 4) ** 2"],
    },
    answer={"value": "bias_gradient[first] / bias_gradient[last]"},
    mistakes=[{"value": "{{w}} ** 2", "says": "No slope.", "tag": "no-slope"}],
)


SEED_OF = [6577, 3488, 7479, 4497]
VARIABLES_OF_1 = {"w": 2, "n": -2, "r": 0.22, "name": "relu"}
ORDER_OF_1 = (5, 3, 4, 2, 1, 0)


@given(SEEDS, st.sampled_from([VARYING, OPTIONS, RUN]))
def test_the_same_seed_gives_the_same_variant(seed: int, question: Question) -> None:
    drawn = variants.draw("pack", question, seed)
    assert drawn == variants.draw("pack", question.model_copy(deep=True), seed)
    assert drawn.seed == seed


def test_numbers_that_no_version_of_the_app_may_change() -> None:
    """A review stores its seed: what a seed draws is part of the format."""
    assert [variants.seed_for("pack", "q", repetition) for repetition in range(4)] == SEED_OF
    assert variants.draw("pack", VARYING, 1).variables == VARIABLES_OF_1
    assert variants.draw("pack", OPTIONS, 1).order == ORDER_OF_1


def test_another_pack_question_or_seed_gives_other_numbers() -> None:
    def order(pack: str, question_id: str, seed: int) -> tuple[int, ...]:
        return variants.draw(pack, OPTIONS.model_copy(update={"id": question_id}), seed).order

    drawn = [order("a", "q", 1), order("b", "q", 1), order("a", "p", 1), order("a", "q", 2)]
    assert len(set(drawn)) == len(drawn)


@given(SEEDS)
def test_purposes_draw_independently(seed: int) -> None:
    purposes = ("variables", "order", "seed", "selection")
    streams = [tuple(variants.generator("p", "q", seed, purpose).random(4)) for purpose in purposes]
    assert len(set(streams)) == len(streams)
    fewer = VARYING.model_copy(update={"variables": dict(list(VARYING.variables.items())[:2])})
    kept = {name: variants.drawn("p", VARYING, seed)[name] for name in fewer.variables}
    assert variants.drawn("p", fewer, seed) == kept, "a variable added at the end changes none before it"


@given(SEEDS)
def test_variables_stay_within_their_bounds(seed: int) -> None:
    drawn = variants.draw("pack", VARYING, seed).variables
    assert list(drawn) == ["w", "n", "r", "name"]
    assert drawn["w"] in (0.5, 2, 8)
    assert drawn["n"] in range(-2, 4)
    assert isinstance(drawn["r"], float)
    assert 0.1 <= drawn["r"] <= 0.9
    assert round(drawn["r"], 2) == drawn["r"]
    assert drawn["name"] in ("relu", "tanh")


def test_every_value_is_drawn_some_time() -> None:
    seen = [variants.drawn("pack", VARYING, seed) for seed in range(200)]
    assert {each["w"] for each in seen} == {0.5, 2, 8}
    assert {each["n"] for each in seen} == set(range(-2, 4))
    assert len({each["r"] for each in seen}) > 40


@given(SEEDS)
def test_the_order_is_a_permutation(seed: int) -> None:
    assert sorted(variants.draw("pack", OPTIONS, seed).order) == list(range(6))


def test_every_place_is_taken_by_every_option() -> None:
    orders = [variants.draw("pack", OPTIONS, seed).order for seed in range(200)]
    assert {(place, option) for order in orders for place, option in enumerate(order)} == {
        (place, option) for place in range(6) for option in range(6)
    }
    assert variants.draw("pack", VARYING, 1).order == ()


def test_the_seed_of_a_repetition() -> None:
    seeds = [variants.seed_for("pack", "q", repetition) for repetition in range(50)]
    assert len(set(seeds)) >= 49
    assert all(1 <= seed < 10_000 for seed in seeds)
    assert seeds[0] != variants.seed_for("pack", "p", 0) or seeds[0] != variants.seed_for("other", "q", 0)


def test_key_and_mistakes_have_the_numbers_of_the_variables() -> None:
    variant = variants.draw("pack", VARYING, 7)
    w, n, r = (variant.variables[name] for name in ("w", "n", "r"))
    assert isinstance(w, float | int)
    assert isinstance(n, int)
    assert isinstance(r, float)
    assert variant.key == pytest.approx(w * n + r)
    assert variant.mistakes == (Named(w + n, f"Added {w:g}.", "added"), Named(r, f"Only {r:g}.", "mistake-2"))


def test_a_key_is_measured_by_the_run() -> None:
    variant = variants.draw("pack", RUN, 3)
    w = variant.variables["w"]
    assert isinstance(w, float | int)
    assert variant.key == pytest.approx((w / 4) ** 2, rel=1e-12)
    assert variant.mistakes == (Named(w**2, "No slope.", "no-slope"),)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"answer": {"value": "1 / ({{w}} - {{w}})"}}, "/ divides by zero"),
        ({"mistakes": [{"value": "log(0 * {{w}})", "says": "No."}]}, "log has no real value there"),
        ({"answer": {"value": "gradient[first]"}}, "there is no measurement 'gradient'"),
    ],
)
def test_a_key_that_cannot_be_computed(changes: dict[str, Any], message: str) -> None:
    question = READ.validate_python({**RUN.model_dump(by_alias=True, exclude_defaults=True), **changes})
    with pytest.raises(LabError) as caught:
        variants.draw("pack", question, 1)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


DRAWN = made(
    variables={
        "rows": {"integer": [2, 4]},
        "x": {"array": [3], "of": {"real": [-1, 1], "decimals": 1}},
        "w": {"array": [2, 3], "of": {"choice": [1, 2]}},
        "double": {"derived": "2 * {{x}}"},
        "share": {"derived": "{{rows}} / 3", "decimals": 2},
    },
    answer={"value": "sum({{x}}) + {{rows}}", "tolerance": 0.1},
)


@given(SEEDS)
def test_arrays_are_drawn_entry_by_entry_and_derived_values_follow(seed: int) -> None:
    drawn = variants.drawn("pack", DRAWN, seed)
    x, w, double = drawn["x"], drawn["w"], drawn["double"]
    assert isinstance(x, tuple)
    assert isinstance(w, tuple)
    assert isinstance(double, tuple)
    assert len(x) == 3
    assert [len(row) for row in w] == [3, 3]
    assert all(-1 <= entry <= 1 and round(entry, 1) == entry for entry in x)
    assert {entry for row in w for entry in row} <= {1, 2}
    assert double == pytest.approx([2 * entry for entry in x])
    assert drawn["share"] in (0.67, 1.0, 1.33)


def test_an_array_goes_into_the_parameters_and_the_text() -> None:
    question = made(
        backed_by=None,
        references=[],
        variables={"w": {"array": [3], "of": {"choice": [2, 4]}}},
        prompt="Weights {{w}}.",
        example={
            "experiment": "chain",
            "with": {"weights": "{{w}}", "pre_activations": 0, "activation": "sigmoid"},
            "claims": ["answer == {{w}}[2] * {{w}}[3] / 16"],
        },
        answer={"value": "bias_gradient[first] / bias_gradient[last]"},
    )
    variant = variants.draw("pack", question, 2)
    w = variant.variables["w"]
    assert isinstance(w, tuple)
    assert variant.key == pytest.approx(w[1] * w[2] / 16, rel=1e-12)


ORDERED = {"a": {"integer": [1, 9]}, "b": {"integer": [1, 9]}}


@given(SEEDS)
def test_numbers_are_drawn_until_where_holds(seed: int) -> None:
    question = made(variables=ORDERED, where=["{{a}} < {{b}}"], answer={"value": "{{a}}", "tolerance": 0.1})
    drawn, tries = variants.attempts("pack", question, seed)
    assert drawn["a"] < drawn["b"]  # type: ignore[operator]
    free = question.model_copy(update={"where": ()})
    assert (tries == 1) == (variants.drawn("pack", free, seed) == drawn)


def test_a_where_that_nothing_satisfies_ends_and_says_so() -> None:
    question = made(variables=ORDERED, where=["{{a}} > 9"], answer={"value": "{{a}}", "tolerance": 0.1})
    with pytest.raises(LabError, match="no numbers satisfy where in 1000 draws; widen the variables"):
        variants.draw("pack", question, 1)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"variables": {"a": {"derived": "{{b}} + 1"}, "b": {"integer": [1, 2]}}}, "does not stand above it"),
        ({"variables": {"a": {"derived": "loss + 1"}}}, "speaks of 'loss'; it may use only variables"),
        ({"variables": ORDERED, "where": ["loss < {{a}}"]}, "speaks of 'loss'; it may use only variables"),
        ({"variables": ORDERED, "where": ["1 < 2"]}, "where needs a statement about variables"),
        ({"variables": ORDERED, "where": ["{{c}} < 2"]}, "{{c}}, which variables does not declare"),
        ({"variables": ORDERED, "note": "{{c}}"}, "{{c}}, which variables does not declare"),
    ],
)
def test_what_cannot_be_drawn_is_refused(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        made(answer={"value": "1"}, **fields)


@given(st.integers(0, 200))
def test_a_repetition_never_shows_the_same_numbers_twice_in_a_row(repetition: int) -> None:
    question = made(
        variables={"a": {"choice": [1, 2]}, "b": {"choice": [5, 6]}},
        note="{{a}}",
        answer={"value": "{{a}}", "tolerance": 0.1},
    )
    last = variants.fresh("pack", question, repetition)
    again = variants.fresh("pack", question, repetition + 1, last.variables)
    assert again.variables["a"] != last.variables["a"]
    assert variants.fresh("pack", question, repetition + 1, dict(last.variables)) == again


def test_with_one_variant_only_it_is_shown_again() -> None:
    question = made(
        variables={"a": {"choice": [1, 1.0]}}, note="{{a}}", answer={"value": "{{a}}", "tolerance": 0.1}
    )
    first = variants.fresh("pack", question, 0)
    assert variants.fresh("pack", question, 1, first.variables).seed == variants.seed_for("pack", "q", 1)
