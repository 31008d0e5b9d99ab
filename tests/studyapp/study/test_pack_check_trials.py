"""Tests beside a question, and warnings where the text leaves a convention open."""

from __future__ import annotations

from pathlib import Path

import pytest

from studyapp.study.pack_check import Failure, check

QUESTION = """\
- id: q
  kind: numeric
  difficulty: easy
  topics: [t]
  prompt: "One unit a = w x, half the squared error. The gradient at w = {{w}}, x = 2, t = 0?"
  variables: {w: {choice: [1, 3]}}
  example:
    experiment: chain
    with: {weights: ["{{w}}"], biases: 0, input: 2, activation: identity, loss: half_squared_error}
    claims: ["answer == 4 * {{w}}"]
  answer: {value: "weight_gradient[1]"}
  explanation: The output minus the target, times the input.
  mistakes:
    - {value: "8 * {{w}}", says: The half., tag: half}
"""
CHOICES = """\
- id: q
  kind: choices
  difficulty: easy
  topics: [t]
  prompt: Which?
  options: [{text: One, correct: true}, {text: Two, correct: true}, {text: Three, says: "No.", tag: third}]
  backed_by: citation
  references: [{title: A book}]
"""
CLOZE = """\
- id: q
  kind: cloze
  difficulty: easy
  topics: [t]
  text: "A [[first|sigmoid]] has a slope of at most [[second|0.25]]."
  backed_by: citation
  references: [{title: A book}]
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "pack.yaml").write_text(
        "{format: 1, id: small, title: Small, summary: Made., authors: [A], license: MIT, questions: [all.yaml]}",
        encoding="utf-8",
    )
    return folder


def written(folder: Path, question: str, *trials: str) -> list[Failure]:
    tests = "  tests:\n" + "".join(f"    - {trial}\n" for trial in trials) if trials else ""
    (folder / "all.yaml").write_text(question + tests, encoding="utf-8")
    return check(folder, 3).failures


@pytest.mark.parametrize(
    ("question", "trial"),
    [
        (QUESTION, '{typed: "4 * {{w}}", verdict: right}'),
        (QUESTION, '{typed: "4 * {{w}}", verdict: right, seed: 2}'),
        (QUESTION, '{typed: "8 * {{w}}", verdict: wrong, mistake: half}'),
        (QUESTION, "{typed: 0, verdict: wrong}"),
        (QUESTION, '{typed: "", verdict: not gradable}'),
        (QUESTION, "{typed: four, verdict: not gradable}"),
        (CHOICES, '{typed: "One\\nTwo", verdict: right}'),
        (CHOICES, '{typed: "two\\none", verdict: right}'),
        (CHOICES, "{typed: Three, verdict: wrong, mistake: third}"),
        (CHOICES, "{typed: One, verdict: wrong, mistake: incomplete}"),
        (CHOICES, "{typed: abc, verdict: wrong}"),
        (CHOICES, "{typed: Four, verdict: not gradable}"),
        (CLOZE, "{typed: Sigmoid, verdict: right}"),
        (CLOZE, "{typed: 1/4, verdict: right, facet: second}"),
    ],
)
def test_a_test_that_holds(question: str, trial: str, small: Path) -> None:
    assert written(small, question, trial) == []


@pytest.mark.parametrize(
    ("question", "trial", "message"),
    [
        (QUESTION, "{typed: 0.5, verdict: right}", "q: the test '0.5' must be right, but is wrong on seed 1"),
        (
            QUESTION,
            '{typed: "4 * {{w}}", verdict: wrong, seed: 7}',
            "must be wrong, but is right on seed 7",
        ),
        (
            QUESTION,
            '{typed: "8 * {{w}}", verdict: wrong, mistake: sign}',
            "must be the mistake 'sign', but is 'half' on seed 1",
        ),
        (QUESTION, "{typed: 1, verdict: wrong, mistake: half}", "must be the mistake 'half', but is "),
        (
            CHOICES,
            "{typed: Four, verdict: wrong}",
            "q: the test 'Four' must be wrong, but is not gradable yet (write the letters of your options, a to c)",
        ),
        (CLOZE, "{typed: 1/4, verdict: right}", "q: the test '1/4' must be right, but is wrong"),
    ],
)
def test_a_test_that_fails_is_told_at_its_line(question: str, trial: str, message: str, small: Path) -> None:
    (failure,) = written(small, question, "{typed: '', verdict: not gradable}", trial)
    assert message in failure.message
    assert failure.line == question.count("\n") + 3
    assert failure.column == 7


def test_a_test_comes_before_the_answer_is_finished(small: Path) -> None:
    begun = QUESTION.replace('{value: "weight_gradient[1]"}', '{value: "to_do"}')
    failures = written(small, begun, "{typed: 4, verdict: right}")
    assert [failure.message for failure in failures] == [
        "q: there is no measurement 'to_do'; there are: " + failures[0].message.split("there are: ")[1],
        "q: the test '4' cannot be tried yet: there is no measurement 'to_do'; there are: "
        + failures[1].message.split("there are: ")[1],
    ]
    assert failures[1].line == begun.count("\n") + 2


@pytest.mark.parametrize(
    ("trial", "message"),
    [
        ("{typed: 1, verdict: maybe}", "verdict"),
        ("{typed: 1, verdict: right, mistake: half}", "a test with a mistake has verdict: wrong, got right"),
        ("{typed: 1, verdict: right, facet: back}", "a test names the facet 'back'; there are answer"),
        ("{verdict: right}", "typed"),
        ("{typed: '{{z}}', verdict: right}", "uses {{z}}, which variables does not declare"),
    ],
)
def test_a_test_that_cannot_be_meant(trial: str, message: str, small: Path) -> None:
    failures = written(small, QUESTION, trial)
    assert any(message in failure.message for failure in failures), failures


HALF_OPEN = QUESTION.replace("half the squared error", "the squared error")


def test_a_convention_that_the_text_leaves_open_is_warned_of(small: Path) -> None:
    (small / "all.yaml").write_text(HALF_OPEN, encoding="utf-8")
    report = check(small, 3)
    assert report.failures == []
    (warning,) = report.warnings
    assert warning.message == (
        "q: the text does not say whether the squared error is halved: with loss: squared_error the answer is"
        " 8, not 4 (seed 1); say it in conventions"
    ) or warning.message.endswith("the answer is 24, not 12 (seed 1); say it in conventions")
    assert (warning.file, warning.line) == ("all.yaml", 1)
    assert report.to_dict()["warnings"] == [warning.to_dict()]


@pytest.mark.parametrize(
    "added",
    [
        '  conventions: ["C is half of it."]\n',
        "  title: Nothing\n",
    ],
)
def test_a_convention_block_rules_it_out(added: str, small: Path) -> None:
    said = "conventions" in added
    (small / "all.yaml").write_text(HALF_OPEN + added, encoding="utf-8")
    assert bool(check(small, 3).warnings) is not said


def test_a_convention_that_changes_nothing_is_no_warning(small: Path) -> None:
    no_matter = HALF_OPEN.replace('value: "weight_gradient[1]"', 'value: "4 * activation[1] / 2"').replace(
        "4 * {{w}}", "4 * {{w}}"
    )
    (small / "all.yaml").write_text(no_matter, encoding="utf-8")
    report = check(small, 3)
    assert report.failures == []
    assert report.warnings == []
