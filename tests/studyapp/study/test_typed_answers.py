"""Typed answers through the use cases: the glossary is known, a slip is Hard, keys are checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from studyapp.core.grading import Outcome
from studyapp.core.items import Formula
from studyapp.core.memory import Rating
from studyapp.study.app import Study
from studyapp.study.pack_check import check
from studyapp.study.spelling_check import numbers

if TYPE_CHECKING:
    from tests.conftest import WritePack

SIGMOIDS = {frozenset({"Sigmoid", "logistic function"}), frozenset({"Pre-activation"})}
FORMULA: dict[str, Any] = {
    "id": "slope",
    "kind": "expression",
    "difficulty": "medium",
    "topics": ["sigmoid"],
    "prompt": "The derivative of the sigmoid at x, times {{a}}?",
    "variables": {"z": {"real": [-3, 3]}, "a": {"integer": [-5, -2]}},
    "example": {
        "experiment": "activation",
        "with": {"activation": "sigmoid", "points": ["{{z}}"]},
        "claims": ["answer == {{a}} * derivative[1]"],
    },
    "answer": {"value": "{{a}} σ(x) (1 - σ(x))", "of": {"x": [-4, 4]}, "at": {"x": "{{z}}"}},
}
TEXT: dict[str, Any] = {
    "id": "name",
    "kind": "text",
    "difficulty": "easy",
    "topics": ["sigmoid"],
    "prompt": "Name it.",
    "answer": {"accept": ["softmax"]},
    "backed_by": "citation",
    "references": [{"title": "A book"}],
}


def test_whoever_asks_knows_the_glossary_of_the_pack(study: Study) -> None:
    single = study.library.asked("sigmoids/other-name")
    assert single is not None
    assert single.known == SIGMOIDS
    reviewed = study.review(("sigmoids",)).next()
    assert reviewed is not None
    assert reviewed.known == SIGMOIDS
    assert {asked.known for asked in study.quizzes.start("sigmoids", 3, 1).questions} == {single.known}
    without = study.library.asked("relus/kink")
    assert without is not None
    assert without.known == frozenset()


def test_another_term_of_the_glossary_is_wrong_and_a_slip_is_hard(study: Study) -> None:
    asked = study.library.asked("sigmoids/other-name")
    assert asked is not None
    other = asked.grade("pre-activation")
    assert (other.outcome, other.mistake) == (Outcome.WRONG, "term:pre activation")
    slip = asked.grade("logistic functoin")
    assert slip.slip == "logistic function"
    assert study.review().rate(asked, slip).rating is Rating.HARD


def test_a_formula_is_checked_against_the_run(write_pack: WritePack) -> None:
    report = check(write_pack("formulas", [FORMULA]), 10)
    assert report.failures == []
    assert (report.claims, report.backed["checked"]) == (10, 1)


@pytest.mark.parametrize(
    ("changes", "path", "message"),
    [
        ({"value": "{{a}} σ(x) (1 + σ(x))"}, "claims", "does not hold on seed 1"),
        ({"value": "{{a}} * ln(-1 - x^2)"}, "claims", "there is no measurement 'answer'"),
        ({"value": "1/2 x"}, "load", "answer: is 'x' under the fraction bar? Use brackets"),
        ({"value": "y"}, "load", "answer: 'y' is not known; the names are x"),
        ({"of": {"x": [4, -4]}}, "load", "x needs the smaller number first"),
        ({"of": {"x": [-4, 4], "e": [0, 1]}}, "load", "a value for each name in 'of'"),
        ({"at": {}}, "load", "needs a claim about 'answer'"),
        ({"at": {"x": "derivative[1]"}}, "load", "x uses 'derivative'; only numbers and variables"),
    ],
)
def test_a_wrong_formula_fails(
    write_pack: WritePack, changes: dict[str, Any], path: str, message: str
) -> None:
    report = check(write_pack("formulas", [{**FORMULA, "answer": {**FORMULA["answer"], **changes}}]), 3)
    messages = [failure.message for failure in report.failures]
    assert any(message in one for one in messages), messages
    assert (report.variants == 0) is (path == "load")


def test_a_formula_without_values_in_its_range_fails(write_pack: WritePack) -> None:
    cited = {name: value for name, value in FORMULA.items() if name not in ("example", "variables", "prompt")}
    cited |= {"prompt": "?", "backed_by": "citation", "references": [{"title": "A book"}]}
    cited["answer"] = {"value": "ln(x)", "of": {"x": [-4, -1]}}
    (failure,) = check(write_pack("formulas", [cited]), 1).failures
    assert "its own key 'ln(x)' is not graded right" in failure.message


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (
            {"accept": ["softmax", "sigmoid"], "reject": [{"text": "Sigmoid", "says": "No."}]},
            "its own key 'sigmoid' is not graded right",
        ),
        ({"accept": ["tanh"], "reject": [{"text": "\u00b2", "says": "No."}]}, None),
    ],
)
def test_accepted_and_rejected_words_are_graded_as_they_are_listed(
    write_pack: WritePack, answer: dict[str, Any], message: str | None
) -> None:
    failures = check(write_pack("words", [{**TEXT, "answer": answer}]), 1).failures
    assert [message in failure.message for failure in failures if message] == ([True] if message else [])
    assert bool(failures) is bool(message)


@pytest.mark.parametrize("key", [0.125, -3.4567e-7, 1e300, 5e-324, 0.0, 123456789.0])
def test_the_notations_of_a_key_are_its_value(key: float) -> None:
    from studyapp.core.answers import read_number

    for typed in numbers(key):
        assert read_number(typed) == pytest.approx(key, rel=1e-12, abs=0)


def test_a_formula_is_shown_and_graded_with_the_numbers_of_its_variant() -> None:
    from studyapp.core.grading import grade, right_answer
    from studyapp.core.worked import Variant

    question = Formula.model_validate(FORMULA)
    variant = Variant(3, {"z": 0.5, "a": -2})
    assert right_answer(question, "answer", variant) == "-2·sigmoid(x)·(1 - sigmoid(x))"
    right = grade(question, "answer", "-2 e^-x/(1+e^-x)^2", variant)
    assert (right.outcome, right.read_as) == (Outcome.RIGHT, "-2·e^(-x)/(1 + e^(-x))^2")
    wrong = grade(question, "answer", "2 e^-x/(1+e^-x)^2", variant)
    assert (wrong.outcome, wrong.read_as) == (Outcome.WRONG, "2·e^(-x)/(1 + e^(-x))^2")
    for typed in ("", "y", "1/2x", "ln(-1-x^2)", "9**9**9", "🙂" * 10_000):
        unclear = grade(question, "answer", typed, variant)
        assert unclear.outcome is Outcome.NOT_GRADABLE
        assert unclear.says
