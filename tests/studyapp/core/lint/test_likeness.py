"""Questions that ask the same again, terms that are named twice or that nothing speaks of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from studyapp.core.items import Question, Term
from studyapp.core.lint import likeness, lint
from studyapp.core.lint.texts import Told
from studyapp.packs.loader import load
from tests.studyapp.core.lint.written import card, choice, codes, messages, pack, question, statement

FOUNDING = Path(__file__).parents[4] / "content" / "packs" / "vanishing-gradients"
PROMPT = "What does an LSTM do to keep the gradient from vanishing over many time steps?"
ANSWER = "It carries its cell state on by addition, so the gradient is not multiplied."


def alike(*questions: Question) -> list[str]:
    found = {"duplicate-question", "near-duplicate"}
    return [code for code in codes(*questions) if code in found]


def test_the_same_question_twice() -> None:
    found = list(lint(pack(card(PROMPT, ANSWER), card(f"  {PROMPT.upper()}\n", ANSWER))))
    assert [(one.question, one.code, one.path) for one in found] == [
        ("q-1", "duplicate-question", ("prompt",))
    ]
    assert found[0].message == "is the same question as 'q'; remove one of the two"


@pytest.mark.parametrize(
    "prompt",
    [
        "What does the LSTM do to keep gradients from vanishing over many time steps?",
        "What does an LSTM do to keep the gradient from vanishing over very many steps?",
        "Over many time steps, what does an LSTM do to keep the gradient from vanishing?",
        "What would an LSTM do so as to keep its gradient from vanishing over many time steps?",
        "To keep the gradient from vanishing over many steps in time, what does an LSTM do?",
    ],
)
def test_nearly_the_same_question(prompt: str) -> None:
    assert alike(card(PROMPT, ANSWER), card(prompt, ANSWER.replace("carries", "passes"))) == [
        "near-duplicate"
    ]


def test_one_prompt_with_two_answers() -> None:
    found = messages(card(PROMPT, ANSWER), card(PROMPT, "It has gates."))
    assert found == [
        "has another answer to the prompt of 'q'; ask it once, or say in both prompts what tells them apart"
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (card("What is the forget gate for?", "Scaling."), card("What is the input gate for?", "Adding.")),
        (card("The derivative of $\\sin x$?", "$\\cos x$"), card("The derivative of $\\cos x$?", "$-\\sin x$")),
        (card("What is a + b?", "A sum"), card("What is a - b?", "A difference")),
        (statement("The first layer gets the least of it."), statement("The last layer gets the least of it.")),
        (statement("A network of 20 layers learns."), statement("A network of 2 layers learns.")),
        (statement("The loss falls in this run.", True), statement("The loss never falls in this run.", False)),
        (statement("The loss falls in this run.", True), card("The loss falls in this run.", "Yes.")),
        (choice("Which holds?", "It falls", "It rises", "It is"), choice("Which holds?", "Cats", "Dogs", "Owls")),
    ],
)  # fmt: skip
def test_siblings_are_no_duplicates(one: Question, other: Question) -> None:
    assert alike(one, other) == []


def computed(
    prompt: str, activation: str = "sigmoid", value: str = "output", kind: str = "numeric"
) -> Question:
    example: dict[str, Any] = {
        "experiment": "chain",
        "with": {"activation": activation},
        "claims": ["answer == 1"],
    }
    drawn = {"w": {"integer": [1, 9]}}
    return question(kind, prompt=prompt, variables=drawn, answer={"value": value}, example=example)


def test_computed_questions_are_told_apart_by_key_and_run() -> None:
    prompt = "A chain has the weight {{w}}. What is its output at the end?"
    assert alike(computed(prompt), computed(prompt)) == ["duplicate-question"]
    assert alike(computed(prompt), computed(prompt.replace("end", "far end"))) == ["near-duplicate"]
    assert alike(computed(prompt), computed(prompt, "tanh")) == []
    assert alike(computed(prompt), computed(prompt, value="loss")) == []
    assert alike(computed(prompt), computed(prompt, "tanh"), computed(prompt, "tanh")) == [
        "duplicate-question"
    ]
    assert alike(computed(prompt), computed("How large does the last unit with {{w}} get?")) == []


def test_cited_numbers_are_told_apart_by_their_words() -> None:
    def cited(prompt: str) -> Question:
        return question("numeric", prompt=prompt, answer={"value": 1})

    assert (
        alike(cited("What is the largest slope of tanh?"), cited("What is the largest slope of ReLU?")) == []
    )
    assert (
        alike(cited("What is the largest slope of tanh?"), cited("What's the largest slope that tanh has?"))
        != []
    )


def test_every_question_of_the_founding_pack_is_found_when_it_is_planted_again() -> None:
    questions = load(FOUNDING).pack.questions
    assert list(likeness.overall([Told(one) for one in questions])) == []
    missed = []
    for one in questions:
        field = "text" if one.kind == "cloze" else "prompt"
        written = getattr(one, field)
        reworded = one.model_copy(update={"id": "planted", field: written.replace("the ", "a ", 1) + " Now."})
        missed += [one.id] if not list(likeness.overall([Told(one), Told(reworded)])) else []
    assert missed == [], "planted, and not found"


def test_a_pack_of_one_sentence_is_compared_with_a_few() -> None:
    cards = [card(f"What is {one}{other}?", "A word.") for one in "abcdefghij" for other in "klmnopqrst"]
    assert alike(*cards) == []


def term(name: str, *aliases: str, definition: str = "A thing.") -> Term:
    return Term(term=name, aliases=aliases, definition=definition)


def test_terms_that_are_named_twice() -> None:
    glossary = [term("Loss", "cost"), term("step size", "Cost"), term("the learning-rate", "learning rate")]
    found = list(lint(pack(statement("loss, step size, learning rate", True), glossary=glossary)))
    assert [(one.code, one.path) for one in found] == [
        ("duplicate-term", ("glossary", 1, "aliases", 0)),
        ("duplicate-term", ("glossary", 2, "aliases", 0)),
    ]
    assert [one.question for one in found] == [None, None]
    assert "'Cost' is a name of 'Loss' too" in found[0].message
    assert codes(statement("loss", True), glossary=[term("loss", "losses"), term("loss function")]) == [
        "unused-term"
    ]


def test_terms_that_nothing_speaks_of() -> None:
    every = [
        term("saddle point"),
        term("dead unit", "dead ReLU"),
        term("bias"),
        term("gate"),
        term("chain rule"),
    ]
    asked = choice("Which has a bias?", "Units", "Gates", "Saddles", explanation="By the chain\nrule.")
    found = list(lint(pack(asked, glossary=every, guide="# A dead-ReLU is dead")))
    assert [(one.code, one.path) for one in found] == [("unused-term", ("glossary", 0, "term"))]
