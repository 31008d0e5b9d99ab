"""Runs handed up as plain values, and an author's statements held against them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import TypeAdapter

from studyapp.core.items import AnyQuestion, Question
from studyapp.core.worked import CheckedClaim, Variant
from studyapp.lab import claims, runner
from studyapp.lab.runner import LabError

READ: TypeAdapter[Question] = TypeAdapter(AnyQuestion)


def made(kind: str, **fields: Any) -> Question:
    return READ.validate_python({"id": "q", "difficulty": "easy", "topics": ["t"], "kind": kind, **fields})


CITED: dict[str, Any] = {"backed_by": "citation", "references": [{"title": "A book"}]}
MEASURED = {"a": 0.25, "many": [3.0, 2.0, 1.0, 0.5, 0.25, 0.125, 0.0625, 0.03125]}


@pytest.mark.parametrize(
    ("statement", "holds", "measured"),
    [
        ("a == 1 / 4", True, "0.25 == 0.25"),
        ("a == 1 / 2", False, "0.25 == 0.5"),
        ("0 < a < {{w}}", True, "0 < 0.25 < 8"),
        ("a == {{w}} / 33 within 5%", True, "0.25 == 0.2424"),
        ("decreasing(many)", True, "[3, 2, 1, 0.5, 0.25, …, 0.03125]"),
        ("many > 1", False, "[3, 2, 1, 0.5, 0.25, …, 0.03125] > 1"),
        ("a < 1 and a > 1", False, "0.25 < 1 and 0.25 > 1"),
        ("not a > 1", True, "true"),
        ("a", False, "a claim needs a comparison such as a < b, got a number"),
        ("b < 1", False, "there is no measurement 'b'; there are: a, many"),
        ("a < {{v}}", False, "there is no variable 'v'; there are: w"),
        ("a / 0 < 1", False, "/ divides by zero"),
        ("9**9**9 > a", False, "** gives a number too large to hold"),
        ("many[9] > a", False, "index 9 is outside 1 to 8; indices count from 1"),
    ],
)
def test_a_claim_with_its_measured_sides(statement: str, holds: bool, measured: str) -> None:
    found = claims.check(statement, None, MEASURED, {"w": 8})
    assert (found.holds, found.measured) == (holds, measured)


def test_a_claim_is_shown_with_its_numbers() -> None:
    assert claims.check("a < {{w}}", "Below {{w}}.", MEASURED, {"w": 8}) == CheckedClaim(
        "a < 8", "Below 8.", True, "0.25 < 8"
    )


@pytest.mark.parametrize(("statement", "holds"), [("a > 1", True), ("a < 1", False), ("b < 1", False)])
def test_what_must_be_false(statement: str, holds: bool) -> None:
    assert claims.check(statement, None, MEASURED, {}, expected=False).holds is holds


ACTIVATION = {"experiment": "activation", "with": {"activation": "sigmoid"}}


@pytest.mark.parametrize("answer", [True, False])
def test_a_truth_is_decided_by_the_run(answer: bool) -> None:
    question = made(
        "true_false", prompt="?", answer=answer, decided_by="derivative_maximum < 1", example=ACTIVATION
    )
    example = runner.worked(question, Variant(1))
    assert example is not None
    (claim,) = example.claims
    assert claim.holds is answer
    assert claim.measured == "0.25 < 1"
    assert claim.says == f"The statement is {str(answer).lower()}."


def test_each_option_is_decided_by_the_run() -> None:
    options = [
        {"text": "1/4", "correct": True, "holds": "derivative_maximum == 1 / 4"},
        {"text": "1/2", "holds": "derivative_maximum == 1 / 2", "says": "No."},
        {"text": "large", "says": "No run decides this."},
        {"text": "at most 1", "holds": "derivative_maximum <= 1", "says": "That holds as well."},
    ]
    example = {**ACTIVATION, "claims": [{"holds": "derivative_maximum_at == 0", "says": "At zero."}]}
    worked = runner.worked(made("choice", prompt="?", options=options, example=example), Variant(1))
    assert worked is not None
    assert [(claim.says, claim.holds) for claim in worked.claims] == [
        ("At zero.", True),
        ("Right: 1/4", True),
        ("Wrong: 1/2", True),
        ("Wrong: at most 1", False),
    ]
    assert worked.claims[2].text == "not (derivative_maximum == 1 / 2)"


def test_claims_know_the_answer_by_name() -> None:
    cloze = made(
        "cloze",
        text="[[largest-slope|25%]], [[name|sigmoid]]",
        example={**ACTIVATION, "claims": ["derivative_maximum == answer.largest_slope", "answer.name == 1"]},
    )
    assert claims.keys(cloze, Variant(1)) == {"answer.largest_slope": 0.25}
    worked = runner.worked(cloze, Variant(1))
    assert worked is not None
    assert [claim.holds for claim in worked.claims] == [True, False]
    assert claims.keys(cloze, Variant(1, key=2.0)) == {"answer": 2.0}
    assert runner.worked(made("text", prompt="?", answer={"accept": ["a"]}, **CITED), Variant(1)) is None


# --- runs ------------------------------------------------------------------------------------------------------


def test_a_run_is_a_plain_value() -> None:
    example = runner.run("chain", {"weights": [2, 2], "pre_activations": 0, "activation": "sigmoid"}, 5)
    assert (example.experiment, example.seed) == ("chain", 5)
    assert example.steps
    assert example.series
    assert example.measurements["bias_gradient"]
    assert {step.direction for step in example.steps} <= {"forward", "backward", "update"}
    again = runner.run("chain", {"weights": [2, 2], "pre_activations": 0, "activation": "sigmoid"}, 5)
    assert (again.steps, again.measurements) == (example.steps, example.measurements)


def test_the_seed_draws_the_numbers() -> None:
    def weights(seed: int) -> object:
        return runner.run("gradient_flow", {"depth": 3, "width": 4}, seed).measurements[
            "weight_gradient_norm"
        ]

    assert weights(1) == weights(1)
    assert weights(1) != weights(2)


def test_a_run_as_data_is_strict_json() -> None:
    data = runner.run_as_dict("chain", {"weights": [2, 2], "pre_activations": 0}, 1)
    assert json.loads(json.dumps(data, allow_nan=False)) == data
    assert (
        data["mutants"].keys() == runner.mutants("chain", {"weights": [2, 2], "pre_activations": 0}, 1).keys()
    )


@pytest.mark.parametrize(
    ("experiment", "parameters", "named"),
    [
        ("no_such_thing", {}, "no_such_thing"),
        ("gradient_flow", {"depth": 10**9}, "depth"),
        ("gradient_flow", {"depht": 3}, "depht"),
        ("gradient_flow", {"width": "wide"}, "width"),
        ("chain", {"weights": [float("nan")]}, "weights"),
        ("chain", {"weights": "{{w}} * 2"}, "weights"),
        ("activation", {"activation": "sigma"}, "activation"),
    ],
)
def test_what_the_simulator_refuses_is_told_in_one_line(
    experiment: str, parameters: dict[str, object], named: str
) -> None:
    with pytest.raises(LabError) as caught:
        runner.run(experiment, parameters, 1)
    assert named in str(caught.value)
    assert "\n" not in str(caught.value)


def test_parameters_are_filled_with_the_variables() -> None:
    template = {"a": "{{w}}", "b": ["{{ w }}", 1, {"c": "{{v}}"}], "d": "relu", "e": 2}
    assert runner.resolved(template, {"w": 0.5, "v": [1, 2]}) == {
        "a": 0.5,
        "b": [0.5, 1, {"c": [1, 2]}],
        "d": "relu",
        "e": 2,
    }


def test_the_series_that_an_author_named_come_first() -> None:
    parameters = {"weights": [2, 2], "pre_activations": 0}
    names = [series.name for series in runner.run("chain", parameters, 1).series]
    question = made(
        "flashcard",
        prompt="Front",
        answer="Back",
        example={"experiment": "chain", "with": parameters, "claims": ["factor > 0"], "chart": [names[-1]]},
    )
    worked = runner.worked(question, Variant(1))
    assert worked is not None
    assert [series.name for series in worked.series] == [names[-1], *names[:-1]]


def test_the_catalog_says_what_may_be_set() -> None:
    catalog = {info.name: info for info in runner.catalog()}
    assert list(catalog) == sorted(catalog)
    assert {"activation", "chain", "gradient_flow", "network"} <= catalog.keys()
    depth = next(parameter for parameter in catalog["gradient_flow"].parameters if parameter.name == "depth")
    assert depth.allowed == "integer 1 to 200"
    for info in catalog.values():
        assert info.title
        assert info.measurements
        assert all(parameter.description and parameter.allowed for parameter in info.parameters)


def test_a_negative_variable_is_shown_in_brackets_where_it_is_computed_with() -> None:
    checked = claims.check("{{w}} ** 2 == 4", "w is {{w}}", {}, {"w": -2})
    assert (checked.text, checked.says, checked.holds) == ("(-2) ** 2 == 4", "w is -2", True)
