"""Each rule of `pack check`: a question with one fault in it fails at its line and is told what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from studyapp.study.pack_check import PackReport, check

HEAD = """\
- id: q
  difficulty: easy
  topics: [t]
  prompt: "What? {{w}}"
  variables: {w: {choice: [1, 2, 6, 8]}}
  conventions: ["C = a₂, the output."]
"""
CHAIN = """\
  example:
    experiment: chain
    with: {weights: [1, "{{w}}"], pre_activations: 0, activation: sigmoid}
"""
NUMERIC = (
    HEAD
    + "  kind: numeric\n"
    + CHAIN
    + """\
    claims: ["answer == {{w}} / 16"]
  answer: {value: "bias_gradient[1]"}
  mistakes:
    - {value: "{{w}} / 4", says: One slope., tag: slope}
"""
)
ARRAY = (
    HEAD
    + "  kind: array\n"
    + CHAIN
    + """\
    claims: ["answer[2] == 1 / 4"]
  answer: {value: bias_gradient}
  mistakes:
    - {value: "2 * bias_gradient", says: Twice., tag: twice}
"""
)
PARTS = (
    HEAD
    + "  kind: parts\n"
    + CHAIN
    + """\
    claims: ["answer.late == 1 / 4", "answer.early == {{w}} / 16"]
  parts:
    - {id: late, prompt: Late, value: "bias_gradient[2]"}
    - {id: early, prompt: Early, value: "bias_gradient[1]", follows: "part.late * {{w}} / 4"}
"""
)
TRACE = (
    HEAD
    + "  kind: trace\n"
    + CHAIN
    + """\
  rows:
    - {label: Late, value: "bias_gradient[2]"}
    - {label: Early, value: "bias_gradient[1]"}
"""
)
CHOICE = (
    HEAD
    + "  kind: choice\n"
    + CHAIN
    + """\
  options:
    - {text: "{{w}}/16", correct: true, holds: "bias_gradient[1] == {{w}} / 16"}
    - {text: "{{w}} / 4", says: One slope.}
    - {text: Nothing, says: Something.}
"""
)
ORDERING = (
    HEAD
    + "  kind: ordering\n"
    + CHAIN
    + """\
  order: ascending
  items:
    - {text: Early, value: "bias_gradient[1]"}
    - {text: Late, value: "bias_gradient[2]"}
    - {text: One, value: 1}
"""
)
MATCHING = (
    HEAD
    + "  kind: matching\n"
    + CHAIN
    + """\
    claims: ["bias_gradient[2] == 1 / 4"]
  pairs:
    - {left: Late, right: 1/4, holds: "bias_gradient[2] == 1 / 4"}
    - {left: Early, right: "{{w}}/16", holds: "bias_gradient[1] == {{w}} / 16"}
"""
)
PREDICT = (
    HEAD
    + "  kind: predict\n"
    + CHAIN
    + """\
  prospects:
    - {text: It grows, holds: "bias_gradient[1] > bias_gradient[2]"}
    - {text: It shrinks, holds: "bias_gradient[1] < bias_gradient[2]"}
"""
)
BUG = (
    HEAD
    + "  kind: bug\n"
    + CHAIN
    + """\
  same_key: true
  mistakes: [no_activation_derivative]
  steps:
    - {label: Output, value: output}
    - {label: Late, value: "bias_gradient[2]"}
    - {label: Early, value: "bias_gradient[1]"}
"""
)
FORMULA = (
    HEAD
    + "  kind: expression\n"
    + CHAIN
    + """\
    claims: ["answer == {{w}} ** 2"]
  answer: {value: "{{w}} * x", of: {x: [-2, 2]}, at: {x: "{{w}}"}}
"""
)
TRUE_FALSE = (
    HEAD
    + "  kind: true_false\n"
    + CHAIN
    + """\
  answer: true
  decided_by: "bias_gradient[2] == 1 / 4"
"""
)
GOOD = {
    "numeric": NUMERIC,
    "array": ARRAY,
    "parts": PARTS,
    "trace": TRACE,
    "choice": CHOICE,
    "choices": CHOICE.replace("kind: choice", "kind: choices"),
    "ordering": ORDERING,
    "matching": MATCHING,
    "predict": PREDICT,
    "bug": BUG,
    "expression": FORMULA,
    "true_false": TRUE_FALSE,
}
MANIFEST = """\
format: 1
id: small
title: Small
summary: Made by a test.
authors: [A test]
license: MIT
questions: [all.yaml]
"""


def checked(tmp_path: Path, text: str, seeds: int = 12) -> PackReport:
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "pack.yaml").write_text(MANIFEST, encoding="utf-8")
    (folder / "all.yaml").write_text(text, encoding="utf-8")
    return check(folder, seeds)


@pytest.mark.parametrize("kind", GOOD)
def test_the_questions_are_good_before_something_is_broken(kind: str, tmp_path: Path) -> None:
    report = checked(tmp_path, GOOD[kind])
    assert report.failures == []
    assert report.warnings == []
    assert report.by_kind == {kind: 1}


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
        "choice",
        '{text: "{{w}} / 4", says',
        '{text: "0.5 * {{w}}/8", says',
        'text: "0.5 * {{w}}/8"',
        "read the same on seed 1",
        id="options that are the same number",
    ),
    pytest.param(
        "choice",
        "{text: Nothing, says",
        '{text: "{{ w }} / 4!", says',
        'text: "{{ w }} / 4!"',
        "read the same on seed 1",
        id="options that read the same",
    ),
    pytest.param(
        "ordering",
        "{text: One, value: 1}",
        '{text: One, value: "bias_gradient[2]"}',
        "    experiment: chain",
        "q: 'Late' and 'One' have the same value, 0.25: the order is left open (seed 1)",
        id="an order that is left open",
    ),
    pytest.param(
        "ordering",
        "choice: [1, 2, 6, 8]",
        "choice: [1, 2]",
        "  variables:",
        "q: the answer is the same on all 12 seeds; vary the numbers, or say same_key: true",
        id="an order that is always the same",
    ),
    pytest.param(
        "matching",
        "choice: [1, 2, 6, 8]",
        "choice: [4, 4]",
        "left: Early",
        "'1/4' and '4/16' read the same on seed 1",
        id="right sides that are the same once filled",
    ),
    pytest.param(
        "matching",
        'holds: "bias_gradient[1] == {{w}} / 16"',
        'holds: "bias_gradient[1] == {{w}} / 8"',
        "left: Early",
        "does not hold on seed 1",
        id="a pair that does not belong together",
    ),
    pytest.param(
        "predict",
        'holds: "bias_gradient[1] > bias_gradient[2]"',
        'holds: "bias_gradient[1] > 5"',
        "    experiment: chain",
        "q: of the prospects exactly one must hold, but none do",
        id="a run that no prospect covers",
    ),
    pytest.param(
        "predict",
        "choice: [1, 2, 6, 8]",
        "choice: [6, 8]",
        "  variables:",
        "q: the answer is the same on all 12 seeds; vary the numbers, or say same_key: true",
        id="a prediction that is always the same",
    ),
    pytest.param(
        "bug",
        "mistakes: [no_activation_derivative]",
        "mistakes: [forgotten_steps]",
        "    experiment: chain",
        "q: the experiment has no mistake 'forgotten_steps'; it has forgotten_weight",
        id="an unknown mistake",
    ),
    pytest.param(
        "bug",
        "  same_key: true\n  mistakes: [no_activation_derivative]",
        "  mistakes: [no_activation_derivative, derivative_at_activation]",
        "  variables:",
        "q: the answer is the same on all 12 seeds",
        id="mistakes that all show in one line",
    ),
    pytest.param(
        "expression",
        'value: "{{w}} * x"',
        'value: "sqrt(-1 - x^2) + {{w}} * x"',
        "    claims: ",
        "there is no measurement 'answer'",
        id="a formula without a value",
    ),
    pytest.param(
        "true_false",
        "answer: true",
        "answer: false",
        "  answer: false",
        "claim 'not (bias_gradient[2] == 1 / 4)' does not hold on seed 1",
        id="a flipped truth",
    ),
]


def line_of(text: str, part: str) -> int:
    (line,) = (n for n, line in enumerate(text.splitlines(), start=1) if part in line)
    return line


@pytest.mark.parametrize(("kind", "old", "new", "blamed", "message"), BROKEN)
def test_one_fault_fails_at_its_line(
    kind: str, old: str, new: str, blamed: str, message: str, tmp_path: Path
) -> None:
    assert GOOD[kind].count(old) == 1
    text = GOOD[kind].replace(old, new)
    found = [(failure.line, failure.message) for failure in checked(tmp_path, text).failures]
    matching = [line for line, told in found if message in told]
    assert matching == [line_of(text, blamed)], found
    assert all(told.startswith("q: ") for _, told in found)


def test_the_rate_of_a_where_is_reported(tmp_path: Path) -> None:
    text = NUMERIC.replace("  kind: numeric", '  kind: numeric\n  where: ["{{w}} > 1", "{{w}} < 8"]')
    report = checked(tmp_path, text, 100)
    assert report.failures == []
    assert report.to_dict()["acceptance"] == {"q": pytest.approx(0.5, abs=0.12)}
