"""The steps that may be shown before the answer: up to the one that gives it away, and not that one."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter

from studyapp.core.hinting import hint_steps
from studyapp.core.items import AnyQuestion, Question
from studyapp.core.worked import WorkedExample
from studyapp.lab import runner, variants

READ: TypeAdapter[Question] = TypeAdapter(AnyQuestion)
CHAIN = {
    "experiment": "chain",
    "with": {"weights": ["{{w}}"] * 4, "pre_activations": 0},
    "claims": ["answer == answer"],
}
COMMON = {"id": "q", "difficulty": "easy", "topics": ["t"], "example": CHAIN}


def _asked(**given: Any) -> tuple[int, WorkedExample]:
    question = READ.validate_python({**COMMON, "variables": {"w": {"choice": [3, 5]}}, **given})
    variant = variants.draw("pack", question, 1)
    example = runner.worked(question, variant)
    assert example is not None
    return hint_steps(question, variant, example), example


def _numeric(value: str, **given: Any) -> tuple[int, WorkedExample]:
    return _asked(kind="numeric", prompt="How much?", answer={"value": value}, **given)


def test_the_step_that_shows_the_key_is_not_shown() -> None:
    count, example = _numeric("bias_gradient[2]")
    assert example.steps[count].title == "Gradient at the bias of unit 2"
    assert count > 10


def test_a_ratio_stops_before_its_last_part_is_known() -> None:
    count, example = _numeric("bias_gradient[1] / bias_gradient[3]")
    assert example.steps[count].title == "Gradient at the bias of unit 1"


def test_what_no_step_shows_lets_all_be_seen() -> None:
    count, example = _numeric("update_ratio[1]")
    assert count == len(example.steps)


def test_an_index_is_no_number_that_is_shown() -> None:
    """Layers and powers are written as numbers; the first step that computes with a 2 is a later one."""
    of_two = {**CHAIN, "with": {"weights": [3, 3, 3, 2], "pre_activations": 0}}
    count, example = _numeric("{{w}} - {{w}} + 2", example=of_two)
    assert "z_{2}" in example.steps[2].substituted
    assert example.steps[count].title == "Net input of unit 4"


def test_an_array_stops_where_one_of_its_entries_is_shown() -> None:
    given = {**CHAIN, "claims": ["answer[1] == answer[1]"]}
    answer = {"value": "bias_gradient", "tolerance": "1%"}
    count, example = _asked(kind="array", prompt="Which?", answer=answer, example=given)
    assert example.steps[count].title == "Gradient at the bias of unit 4"


@pytest.mark.parametrize(
    "given",
    [
        {"kind": "flashcard", "prompt": "Say.", "answer": "It.", "variables": {}},
        {"kind": "true_false", "prompt": "So?", "answer": True, "decided_by": "loss < 1"},
    ],
)
def test_a_kind_without_a_number_has_none(given: dict[str, Any]) -> None:
    assert (
        _asked(
            **{"example": {**CHAIN, "with": {"length": 3}, "claims": ["loss < 1"]}, "variables": {}, **given}
        )[0]
        == 0
    )


def test_no_step_that_is_shown_holds_the_key_whatever_is_asked() -> None:
    for name in ("bias_gradient", "weight_gradient", "activation_gradient", "new_weight", "factor"):
        for index in (1, 2, 3):
            count, example = _numeric(f"{name}[{index}]")
            value = example.measurements[name]
            assert isinstance(value, list | tuple)
            key = value[index - 1]
            shown = [step.value for step in example.steps[:count]]
            assert all(abs(abs(one) - abs(key)) > 1e-9 for one in shown if isinstance(one, float))
