"""Each rule of `pack check` about options, orders, pairs and mistaken passes: one fault, one line, one message."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.studyapp.study.good_questions import assert_blamed

BROKEN = [
    # (kind, what is replaced, by what, a text of the line that is blamed, the message)
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
        "mutants",
        "mutant: forgotten_weight",
        "mutant: forgotten_skip",
        "    experiment: chain",
        "q: this run cannot make the mistake 'forgotten_skip'; it has forgotten_weight",
        id="a mutant that the run has not",
    ),
    pytest.param(
        "mutants",
        "mutant: no_activation_derivative",
        "mutant: forgotten_learning_rate",
        "mutant: forgotten_learning_rate",
        "read the same on seed 1",
        id="a mutant that changes nothing",
    ),
    pytest.param(
        "mutants",
        "correct: true, holds",
        "says: No, mutant: wrong_update_sign, holds",
        "says: No, mutant: wrong_update_sign",
        "needs exactly one option marked correct, got 0",
        id="no right option",
    ),
    pytest.param(
        "mutants",
        "mutant: no_activation_derivative, says",
        "tag: slope, says",
        "- id: q",
        "a wrong option that shows {{value}} needs a mutant that gives it",
        id="a wrong option with the right value",
    ),
    pytest.param(
        "mutants",
        '  value: "bias_gradient[1]"\n',
        "",
        "correct: true",
        "question 'q' uses {{value}}, which variables does not declare",
        id="a mutant without a value",
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


@pytest.mark.parametrize(("kind", "old", "new", "blamed", "message"), BROKEN)
def test_one_fault_fails_at_its_line(
    kind: str, old: str, new: str, blamed: str, message: str, tmp_path: Path
) -> None:
    assert_blamed(kind, old, new, blamed, message, tmp_path)
