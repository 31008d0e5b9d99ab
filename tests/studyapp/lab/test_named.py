"""Mistakes named by what a really mutated pass gives for the question's own answer."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest
from pydantic import TypeAdapter

import simulator
from studyapp.core.arrays import flattened
from studyapp.core.items import KINDS, Question
from studyapp.core.memory import New
from studyapp.core.planner import Card
from studyapp.core.verdicts import Outcome
from studyapp.core.worked import Variant
from studyapp.lab import named, runner, variants
from studyapp.study.asked import Asked

CHAIN = {"weights": [2, 3], "pre_activations": [0, 1], "activation": "sigmoid"}


@pytest.fixture(autouse=True)
def _nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(named, "_made", type(named._made)())
    monkeypatch.setattr(named, "LONGEST_RUN", 60.0)  # the first run of a machine under load is no measure


def _question(value: str, kind: str = "numeric", **fields: Any) -> Question:
    common = {
        "id": "one",
        "kind": kind,
        "difficulty": "easy",
        "topics": ["a"],
        "prompt": "?",
        "example": {"experiment": "chain", "with": CHAIN, "claims": ["answer == answer"]},
        "answer": {"value": value},
    }
    found: Question = TypeAdapter(KINDS[kind]).validate_python(common | fields)
    return found


def _drawn(question: Question) -> Variant:
    return variants.draw("pack", question, 1)


def test_each_value_is_that_of_the_mutated_pass() -> None:
    question = _question("bias_gradient[1] / bias_gradient[2]")
    run = simulator.run("chain", CHAIN, seed=1)
    made = named.named_by_mutants(question, _drawn(question))
    assert [one.tag for one in made] == [
        "forgotten_weight",
        "no_activation_derivative",
        "derivative_at_activation",
        "forgotten_bias",
    ]
    for one in made:
        mutant: Any = run.mutants[one.tag]["bias_gradient"]
        assert one.value == mutant[0] / mutant[1]
        assert one.says.startswith("This is what you get with one mistake in the pass: the ")


def test_an_array_is_named_too() -> None:
    question = _question(
        "weight_gradient",
        "array",
        example={"experiment": "chain", "with": CHAIN, "claims": ["answer[1] == weight_gradient[1]"]},
    )
    run = simulator.run("chain", CHAIN, seed=1)
    made = {one.tag: one.value for one in named.named_by_mutants(question, _drawn(question))}
    mutant: Any = run.mutants["no_activation_derivative"]["weight_gradient"]
    assert flattened(made["no_activation_derivative"]) == list(mutant)


def test_a_mistake_that_changes_nothing_is_not_named() -> None:
    """A given weight is what it is in every pass."""
    question = _question("weight[1]")
    assert named.named_by_mutants(question, _drawn(question)) == ()


def test_a_key_that_measures_nothing_has_no_mutants() -> None:
    question = _question("2 * 3")
    assert named.named_by_mutants(question, _drawn(question)) == ()


def test_a_long_run_is_not_mutated(monkeypatch: pytest.MonkeyPatch) -> None:
    question = _question("bias_gradient[1]")
    monkeypatch.setattr(named, "LONGEST_RUN", 0.1)
    monkeypatch.setattr(runner, "seconds", lambda *_given: 0.11)
    monkeypatch.setattr(runner, "mutants", lambda *_given: pytest.fail("it was mutated"))
    assert named.named_by_mutants(question, _drawn(question)) == ()


def test_seconds_are_those_of_the_run_that_was_made(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = iter([5.0, 5.25])
    monkeypatch.setattr(time, "thread_time", lambda: next(ticks))
    parameters = CHAIN | {"learning_rate": 0.123456}
    assert runner.seconds("chain", parameters, 7) == 0.25
    assert runner.seconds("chain", parameters, 7) == 0.25  # remembered, not run again


def test_it_is_at_hand_once_it_was_made() -> None:
    question = _question("bias_gradient[1]")
    variant = _drawn(question)
    assert not named.at_hand(question, variant)
    made = named.named_by_mutants(question, variant)
    assert named.at_hand(question, variant)
    assert named.named_by_mutants(question, variant) is made
    assert not named.at_hand(question, replace(variant, seed=2))


def test_other_kinds_wait_for_nothing() -> None:
    question = TypeAdapter(KINDS["true_false"]).validate_python(
        {
            "id": "one",
            "kind": "true_false",
            "difficulty": "easy",
            "topics": ["a"],
            "prompt": "?",
            "answer": True,
            "decided_by": "loss > 0",
            "example": {"experiment": "chain", "with": CHAIN},
        }
    )
    assert named.at_hand(question, Variant(1))
    assert named.named_by_mutants(question, Variant(1)) == ()


def _asked(question: Question) -> Asked:
    card = Card("pack/one#answer", New())
    return Asked(card, question, "", _drawn(question))


def test_the_author_s_mistake_comes_before_the_run_s() -> None:
    own = {"value": "3", "says": "The author's word.", "tag": "own"}
    plain, spoken = _question("bias_gradient[1]"), _question("bias_gradient[1]", mistakes=[own])
    assert _asked(plain).diagnose("3").mistake == "no_activation_derivative"
    assert _asked(spoken).diagnose("3").mistake == "own"
    assert _asked(plain).grade("3").mistake is None  # nothing is claimed before a mutated pass has said so
    assert _asked(plain).diagnose("0.1475").outcome is Outcome.RIGHT
    assert _asked(plain).diagnose("17.3").mistake is None
