"""A good question of each kind, to be broken in one place, and a pack that holds one of them."""

from __future__ import annotations

from pathlib import Path

from studyapp.study.pack_check import PackReport, check

HEAD = """\
- id: q
  difficulty: easy
  topics: [t]
  prompt: "What? {{w}}"
  variables: {w: {choice: [1, 2, 6, 8]}}
  conventions: ["C = a₂, the output."]
  explanation: Each unit brings the slope of the sigmoid, the second one its weight as well.
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
MUTANTS = (
    HEAD.replace("[1, 2, 6, 8]", "[2, 6, 8]")
    + "  kind: choice\n"
    + CHAIN
    + """\
  value: "bias_gradient[1]"
  options:
    - {text: "{{value}}", correct: true, holds: "answer == {{w}} / 16"}
    - {text: "{{value}}", mutant: no_activation_derivative, says: One slope.}
    - {text: "{{value}} at most", mutant: forgotten_weight, says: The weight.}
"""
)
GOOD = {
    "mutants": MUTANTS,
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


def line_of(text: str, part: str) -> int:
    """The number of the one line that holds a text."""
    (line,) = (n for n, line in enumerate(text.splitlines(), start=1) if part in line)
    return line


def assert_blamed(kind: str, old: str, new: str, blamed: str, message: str, tmp_path: Path) -> None:
    """With `old` replaced by `new`, the question fails once with this message, at the line that holds `blamed`."""
    assert GOOD[kind].count(old) == 1
    text = GOOD[kind].replace(old, new)
    found = [(failure.line, failure.message) for failure in checked(tmp_path, text).failures]
    matching = [line for line, told in found if message in told]
    assert matching == [line_of(text, blamed)], found
    assert all(told.startswith(("q: ", "question 'q'")) for _, told in found)
