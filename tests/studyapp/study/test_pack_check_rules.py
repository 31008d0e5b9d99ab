"""Each rule of `pack check` about keys: a question with one fault fails at its line and is told what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.studyapp.study.good_questions import GOOD, NUMERIC, assert_blamed, checked


@pytest.mark.parametrize("kind", GOOD)
def test_the_questions_are_good_before_something_is_broken(kind: str, tmp_path: Path) -> None:
    report = checked(tmp_path, GOOD[kind])
    assert report.failures == []
    assert report.warnings == []
    assert report.by_kind == {"choice" if kind == "mutants" else kind: 1}


BROKEN = [
    # (kind, what is replaced, by what, a text of the line that is blamed, the message)
    pytest.param(
        "numeric",
        'value: "bias_gradient[1]"}',
        'value: "inf"}',
        'value: "inf"}',
        "q: the key is inf on seed 1; it must be finite",
        id="an infinite key",
    ),
    pytest.param(
        "numeric",
        'value: "{{w}} / 4", says',
        'value: "inf", says',
        'value: "inf", says',
        "q: the mistake 'slope' gives inf on seed 1; it must be finite",
        id="an infinite mistake",
    ),
    pytest.param(
        "numeric",
        'value: "{{w}} / 4", says',
        'value: "1.009 * {{w}} / 16", says',
        'value: "1.009 * {{w}} / 16"',
        "q: the mistake 'slope' gives 0.0630625, which the tolerance accepts for the key 0.0625 on seed 1",
        id="a distractor inside the tolerance",
    ),
    pytest.param(
        "numeric",
        'answer: {value: "bias_gradient[1]"}',
        'answer: {value: "bias_gradient[1]", range: [0.2, 3]}',
        "range: [0.2, 3]",
        "is outside the range 0.2 to 3",
        id="a key outside its range",
    ),
    pytest.param(
        "numeric",
        'answer: {value: "bias_gradient[1]"}',
        'answer: {value: "bias_gradient[1] - {{w}} / 16"}',
        'answer: {value: "bias_gradient[1] - {{w}} / 16"}',
        "q: the key is 0 on seed 1; give an absolute tolerance such as 0.01",
        id="a relative tolerance of zero",
    ),
    pytest.param(
        "numeric",
        "choice: [1, 2, 6, 8]",
        "choice: [2, 2, 2, 2.0]",
        "  variables:",
        "q: the answer is the same on all 12 seeds; vary the numbers, or say same_key: true",
        id="numbers that are always the same",
    ),
    pytest.param(
        "numeric",
        "  kind: numeric",
        "  kind: numeric\n  same_key: true",
        "same_key: true",
        "q: says same_key: true, but has 4 answers on 12 seeds",
        id="a key that is not the same",
    ),
    pytest.param(
        "numeric",
        "  kind: numeric",
        "  kind: numeric\n  note: No number",
        "note: No number",
        "q: all 12 variants are the same by their note, 'No number'",
        id="a note without the numbers",
    ),
    pytest.param(
        "numeric",
        "variables: {w: {choice: [1, 2, 6, 8]}}",
        'variables: {w: {integer: [1, 500]}}\n  where: ["{{w}} == 8 or {{w}} == 2"]',
        "  where: ",
        "at least 1% is asked for; draw from ranges that fit, or derive a variable",
        id="a where that refuses almost everything",
    ),
    pytest.param(
        "numeric",
        "  kind: numeric",
        '  kind: numeric\n  where: ["{{w}} > 9"]',
        "  where: ",
        "q: no numbers satisfy where in 1000 draws; widen the variables (seed 1)",
        id="a where that refuses everything",
    ),
    pytest.param(
        "numeric",
        'claims: ["answer == {{w}} / 16"]',
        'differences: {d: {of: output, by: "biases[2]"}}\n    claims: ["answer == difference.d within 0.0001%"]',
        "    claims: ",
        "claim 'answer == difference.d within 0.0001%' does not hold on seed",
        id="another derivative than the key",
    ),
    pytest.param(
        "numeric",
        'claims: ["answer == {{w}} / 16"]',
        'differences: {d: {of: output, by: "biases[3]"}}\n    claims: ["answer == difference.d"]',
        "    experiment: chain",
        "q: differences: the run has no biases[3]; write its number out in `with` (seed 1)",
        id="a derivative by nothing",
    ),
    pytest.param(
        "array",
        "value: bias_gradient}",
        'value: "bias_gradient - bias_gradient", tolerance: 1%}',
        "answer: {value",
        "q: the key is 0 on seed 1; give an absolute tolerance such as 0.01",
        id="a zero in an array",
    ),
    pytest.param(
        "array",
        'value: "2 * bias_gradient"',
        'value: "bias_gradient[1]"',
        'value: "bias_gradient[1]"',
        "q: the mistake 'twice' has 1 entries, the key 2",
        id="a mistake of another shape",
    ),
    pytest.param(
        "array",
        'value: "2 * bias_gradient"',
        'value: "1.001 * bias_gradient"',
        'value: "1.001 * bias_gradient"',
        "which the tolerance accepts for the key",
        id="an array inside the tolerance",
    ),
    pytest.param(
        "parts",
        'value: "bias_gradient[2]"}',
        'value: "bias_gradient[2] - 1 / 4"}',
        "id: late",
        "q: the key is 0 on seed 1; give an absolute tolerance such as 0.01",
        id="a part that is zero",
    ),
    pytest.param(
        "trace",
        'value: "bias_gradient[1]"}',
        'value: "-inf"}',
        "label: Early",
        "q: the key is -inf on seed 1; it must be finite",
        id="a row that is infinite",
    ),
    pytest.param(
        "trace",
        "choice: [1, 2, 6, 8]",
        "choice: [6, 6]",
        "  variables:",
        "q: the answer is the same on all 12 seeds; vary the numbers, or say same_key: true",
        id="a trace that is always the same",
    ),
    pytest.param(
        "expression",
        'value: "{{w}} * x"',
        'value: "sqrt(-1 - x^2) + {{w}} * x"',
        "    claims: ",
        "there is no measurement 'answer'",
        id="a formula without a value",
    ),
]


@pytest.mark.parametrize(("kind", "old", "new", "blamed", "message"), BROKEN)
def test_one_fault_fails_at_its_line(
    kind: str, old: str, new: str, blamed: str, message: str, tmp_path: Path
) -> None:
    assert_blamed(kind, old, new, blamed, message, tmp_path)


def test_the_rate_of_a_where_is_reported(tmp_path: Path) -> None:
    text = NUMERIC.replace("  kind: numeric", '  kind: numeric\n  where: ["{{w}} > 1", "{{w}} < 8"]')
    report = checked(tmp_path, text, 100)
    assert report.failures == []
    assert report.to_dict()["acceptance"] == {"q": pytest.approx(0.5, abs=0.12)}
