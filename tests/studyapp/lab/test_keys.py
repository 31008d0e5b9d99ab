"""The key of each kind: what the run says is right, and what no run can decide."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from studyapp.core.grading import Outcome, grade
from studyapp.core.items import AnyQuestion, Question
from studyapp.core.worked import Cell, Named
from studyapp.lab import runner, variants
from studyapp.lab.runner import LabError
from studyapp.study.key_check import full_answer
from studyapp.study.spelling_check import spellings

READ: TypeAdapter[Question] = TypeAdapter(AnyQuestion)
SEEDS = st.integers(1, 2**31 - 1)
CHAIN = {
    "experiment": "chain",
    "with": {"weights": [1, 2, "{{w}}"], "pre_activations": 0, "activation": "sigmoid"},
}
WEIGHT = {"w": {"choice": [2, 6]}}


def made(kind: str, **fields: Any) -> Question:
    common = {"id": "q", "difficulty": "easy", "topics": ["t"], "prompt": "?", "example": CHAIN}
    return READ.validate_python({**common, "variables": WEIGHT, "kind": kind, **fields})


def claimed(*claims: str) -> dict[str, Any]:
    return {**CHAIN, "claims": list(claims)}


ARRAY = made(
    "array",
    example=claimed("answer[3] == 1 / 4"),
    answer={"value": "bias_gradient"},
    mistakes=[{"value": "4 * bias_gradient", "says": "One slope is missing of {{w}}.", "tag": "slope"}],
)
PARTS = made(
    "parts",
    example=claimed("answer.late == 1 / 4", "answer.early == answer.late * {{w}} / 4"),
    parts=[
        {"id": "late", "prompt": "Late", "value": "bias_gradient[3]"},
        {
            "id": "early",
            "prompt": "Over {{w}}",
            "value": "bias_gradient[2]",
            "follows": "part.late * {{w}} / 4",
        },
    ],
)
TRACE = made(
    "trace",
    rows=[
        {"label": "Output", "value": "output"},
        {"label": "Slopes", "value": "activation_derivative"},
        {"label": "With {{w}}", "value": "bias_gradient[2]"},
    ],
)
ORDERING = made(
    "ordering",
    order="ascending",
    items=[{"text": f"Unit {n}", "value": f"bias_gradient[{n}]"} for n in (1, 2, 3)],
)
MATCHING = made(
    "matching",
    pairs=[
        {"left": "into 2", "right": "a half", "holds": "factor[1] == 1 / 2"},
        {"left": "into 3", "right": "{{w}} / 4", "holds": "factor[2] == {{w}} / 4"},
    ],
    extra=["a third"],
)
PREDICT = made(
    "predict",
    prospects=[
        {"text": "grows", "holds": "bias_gradient[first] > bias_gradient[last]"},
        {"text": "shrinks", "holds": "bias_gradient[first] < bias_gradient[last]"},
    ],
)
BUG = made(
    "bug",
    mistakes=["forgotten_weight", "wrong_update_sign"],
    steps=[
        {"label": "Output", "value": "output"},
        {"label": "Gradients", "value": "bias_gradient"},
        {"label": "Weights", "value": "new_weight"},
    ],
)
FORMULA = made(
    "expression",
    example=claimed("answer == {{w}} ** 2"),
    answer={"value": "{{w}} x", "of": {"x": [-2, 2]}, "at": {"x": "{{w}}"}},
)
ALL = [ARRAY, PARTS, TRACE, ORDERING, MATCHING, PREDICT, BUG, FORMULA]


def seed_with(w: int) -> int:
    return next(seed for seed in range(1, 50) if variants.drawn("p", ARRAY, seed)["w"] == w)


TWO, SIX = seed_with(2), seed_with(6)


def test_an_array_has_the_entries_of_the_run_and_named_wrong_ones() -> None:
    variant = variants.draw("p", ARRAY, SIX)
    # Slopes of 1/4, weights 2 and 6: 1/4, then 6/4 and 2/4 on the way back.
    assert variant.cells == (Cell("", (0.1875, 0.375, 0.25)),)
    assert variant.mistakes == (Named((0.75, 1.5, 1.0), "One slope is missing of 6.", "slope"),)


def test_parts_and_rows_have_their_labels_filled() -> None:
    assert variants.draw("p", PARTS, SIX).cells == (Cell("Late", 0.25), Cell("Over 6", 0.375))
    cells = variants.draw("p", TRACE, SIX).cells
    assert [(cell.label, cell.value) for cell in cells] == [
        ("Output", 0.5),
        ("Slopes", (0.25, 0.25, 0.25)),
        ("With 6", 0.375),
    ]


@pytest.mark.parametrize(("level", "blank"), [(0, 0), (1, 1), (2, 2), (3, 3)])
def test_a_trace_loses_lines_by_level(level: int, blank: int) -> None:
    variant = variants.draw("p", TRACE, SIX, level)
    assert sum(cell.blank for cell in variant.cells) == blank
    fuller = variants.draw("p", TRACE, SIX, max(level - 1, 0))
    assert all(cell.blank for cell, less in zip(variant.cells, fuller.cells, strict=True) if less.blank)


def test_the_run_decides_order_and_prediction() -> None:
    # With a weight of 2 the gradients are 1/16, 1/8, 1/4; with 6 they are 3/16, 3/8, 1/4.
    assert variants.draw("p", ORDERING, TWO).right == (0, 1, 2)
    assert variants.draw("p", ORDERING, SIX).right == (0, 2, 1)
    descending = ORDERING.model_copy(update={"order": "descending"})
    assert variants.draw("p", descending, SIX).right == (1, 2, 0)
    assert variants.draw("p", PREDICT, SIX).right == (1,)


def test_a_bug_is_a_really_mutated_pass_and_shows_first_where_it_differs() -> None:
    assert BUG.example is not None
    for seed in range(1, 30):
        variant = variants.draw("p", BUG, seed)
        (named,) = variant.mistakes
        assert variant.right == ({"forgotten_weight": 1, "wrong_update_sign": 2}[named.tag],)
        assert variant.told == runner.mistakes("chain")[named.tag]
        parameters = runner.resolved(BUG.example.with_, variant.variables)
        mutant = runner.mutants("chain", parameters, seed)[named.tag]
        assert variant.cells[1].value == tuple(mutant["bias_gradient"])  # type: ignore[arg-type]
        true = runner.run("chain", parameters, seed).measurements
        assert variant.cells[0].value == true["output"]
        assert named.value == tuple(true["bias_gradient" if variant.right == (1,) else "new_weight"])  # type: ignore[arg-type]
    drawn = {variants.draw("p", BUG, seed).mistakes[0].tag for seed in range(1, 30)}
    assert drawn == {"forgotten_weight", "wrong_update_sign"}


EQUAL = {"experiment": "chain", "with": {"weights": [1, 4, 4], "pre_activations": 0, "activation": "sigmoid"}}


@pytest.mark.parametrize(
    ("question", "message"),
    [
        (
            made(
                "ordering",
                order="ascending",
                items=[{"text": t, "value": v} for t, v in (("a", 1), ("b", 2), ("c", 1))],
            ),
            "'a' and 'c' have the same value, 1: the order is left open",
        ),
        (
            made(
                "ordering",
                example=EQUAL,
                order="descending",
                items=[{"text": f"{n}", "value": f"bias_gradient[{n}]"} for n in (1, 2, 3)],
            ),
            "'1' and '2' have the same value, 0.25: the order is left open",
        ),
        (
            made(
                "predict", prospects=[{"text": "a", "holds": "loss > 1"}, {"text": "b", "holds": "loss > 2"}]
            ),
            "of the prospects exactly one must hold, but none do",
        ),
        (
            made(
                "predict", prospects=[{"text": "a", "holds": "loss < 1"}, {"text": "b", "holds": "loss < 2"}]
            ),
            "of the prospects exactly one must hold, but 'a' and 'b' do",
        ),
        (
            BUG.model_copy(update={"mistakes": ("transposed",)}),
            "the experiment has no mistake 'transposed'; it has forgotten_weight",
        ),
        (
            # The loss is the output itself: it has no half that could be left out.
            BUG.model_copy(update={"mistakes": ("missing_half",)}),
            "none of the mistakes shows in the steps of this variant",
        ),
        (
            made("array", example=claimed("answer == 1"), answer={"value": "loss > 1"}),
            "a key needs a number, got false",
        ),
        (
            made("array", example=claimed("answer == 1"), answer={"value": "nothing"}),
            "there is no measurement 'nothing'",
        ),
    ],
)
def test_what_no_run_decides_is_refused(question: Question, message: str) -> None:
    with pytest.raises(LabError, match=re.escape(message)):
        variants.draw("p", question, SIX)


@given(SEEDS, st.sampled_from(ALL))
def test_the_key_is_right_in_any_notation_and_on_any_seed(seed: int, question: Question) -> None:
    variant = variants.draw("p", question, seed)
    assert variant == variants.draw("p", question, seed)
    assert (
        grade(question, "answer", full_answer(question, "answer", variant), variant).outcome is Outcome.RIGHT
    )
    for _, typed, _ in spellings(question, variant):
        assert grade(question, "answer", typed, variant).outcome is Outcome.RIGHT, typed


@given(SEEDS, st.permutations(range(3)))
def test_any_other_order_is_wrong(seed: int, places: list[int]) -> None:
    variant = variants.draw("p", ORDERING, seed)
    given_order = tuple(variant.order[place] for place in places)
    found = grade(ORDERING, "answer", tuple(places), variant)
    assert (found.outcome is Outcome.RIGHT) == (given_order == variant.right)
