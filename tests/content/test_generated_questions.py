"""What makes the founding pack's generated questions ones that can be trusted, on 200 variants of each."""

from __future__ import annotations

import pytest

from studyapp import resources
from studyapp.core import expressions
from studyapp.core.arrays import flattened
from studyapp.core.items import (
    ArrayQuestion,
    Common,
    Judged,
    Numeric,
    Pack,
    Parts,
    Question,
    Trace,
)
from studyapp.core.worked import Variant
from studyapp.lab import runner, variants
from studyapp.packs.loader import load

PACK: Pack = load(resources.packs_root() / "vanishing-gradients").pack
GENERATED = [question for question in PACK.questions if question.variables]
COMPUTED = [q for q in GENERATED if isinstance(q, Numeric | ArrayQuestion | Parts | Trace)]
DERIVATIVES = ("gradient", "derivative", "factor", "weight_update", "new_weight", "update_ratio")
NO_DERIVATIVES = {
    "clipped-step": "the gradient is drawn, not derived",
    "trace-of-a-clipped-step": "the gradient is given",
    "attention-weight-by-hand": "a weight of attention",
    "xavier-forward-factor": "a ratio of variances",
    "relu-with-xavier": "a ratio of variances",
}
"""Questions whose key has such a name and is no derivative."""

NEW = {"array", "parts", "trace", "ordering", "matching", "predict", "bug", "expression"}


def keys_of(question: Question) -> tuple[Judged, ...]:
    if isinstance(question, Numeric):
        return (question.answer,)
    assert isinstance(question, ArrayQuestion | Parts | Trace)
    return question.keys


def values_of(variant: Variant) -> list[list[float]]:
    if variant.key is not None:
        return [[variant.key]]
    return [flattened(cell.value) for cell in variant.cells]


@pytest.mark.parametrize("seeds", [8, pytest.param(200, marks=pytest.mark.slow)])
def test_none_is_degenerate_and_no_distractor_is_within_the_tolerance(seeds: int) -> None:
    for question in COMPUTED:
        drawn = [variants.draw(PACK.id, question, seed) for seed in range(1, seeds + 1)]
        assert len({str(values_of(variant)) for variant in drawn}) > 1, question.id
        assert len({variants.note(question, variant.variables) for variant in drawn}) > 1, question.id
        near = keys_of(question)[0].near
        for variant in drawn:
            key = values_of(variant)[0]
            for mistake in variant.mistakes:
                wrong = flattened(mistake.value)
                assert len(wrong) == len(key), question.id
                assert not all(map(near.accepts, wrong, key)), (question.id, mistake.tag, variant.variables)


def is_derivative(question: Common) -> bool:
    if question.id in NO_DERIVATIVES:
        return False
    names = (expressions.names_in(expressions.parse(key.value))[0] for key in keys_of(question))  # type: ignore[arg-type]
    return any(word in name for found in names for name in found for word in DERIVATIVES)


HELD = [question for question in COMPUTED if is_derivative(question)]


def test_every_key_that_is_a_derivative_is_held_by_finite_differences_to_a_millionth() -> None:
    assert len(HELD) >= 28
    for question in HELD:
        assert question.example is not None
        assert question.example.differences, question.id
        compared = [claim.holds for claim in question.example.claims if "difference." in claim.holds]
        assert compared, question.id
        assert all("within 0.0001%" in claim for claim in compared), question.id


@pytest.mark.parametrize("seeds", [3, pytest.param(200, marks=pytest.mark.slow)])
def test_analytic_and_finite_difference_keys_agree(seeds: int) -> None:
    for question in HELD:
        for seed in range(1, seeds + 1):
            worked = runner.worked(question, variants.draw(PACK.id, question, seed))
            assert worked is not None
            held = [claim for claim in worked.claims if "difference." in claim.text]
            assert held, question.id
            assert all(claim.holds for claim in held), (question.id, seed, [claim.measured for claim in held])


def test_every_generated_key_states_its_conventions() -> None:
    assert [question.id for question in COMPUTED if not question.conventions] == []


def test_there_are_two_questions_of_each_new_kind_and_a_generated_one() -> None:
    for kind in NEW:
        of_kind = [question for question in PACK.questions if question.kind == kind]
        assert len(of_kind) >= 2, kind
        assert any(question.variables for question in of_kind), kind


def test_each_question_of_a_new_kind_is_whole() -> None:
    for question in PACK.questions:
        if question.kind in NEW:
            for name in ("title", "hint", "explanation", "objectives", "related", "example"):
                assert getattr(question, name), (question.id, name)
            assert len(question.tests) >= 2, question.id
            assert {trial.verdict for trial in question.tests} & {"wrong", "not gradable"}, question.id
