"""Cards that hold too much, ask twice, or show what they ask for."""

from __future__ import annotations

import pytest

from tests.studyapp.core.lint.written import card, choice, codes, messages, places, question

LONG = "One fact and another one is what this answer goes on to tell. " * 4


@pytest.mark.parametrize(
    ("prompt", "found"),
    [
        ("When is a unit saturated, and what does that do?", True),
        ("Which activations saturate, and why?", True),
        ("What is a bias and how is it learned?", True),
        ("What is a loss? Who chooses it?", True),
        ("Name a loss and who proposed it?", True),
        ("What does backpropagation compute?", False),
        ("Is it true? Then say so.", False),
        ("What do width and depth change?", False),
        ("Vanishing gradient", False),
    ],
)
def test_a_prompt_that_asks_twice(prompt: str, found: bool) -> None:
    assert ("two-questions" in codes(card(prompt, "Something."))) is found


def test_two_questions_of_other_kinds() -> None:
    assert codes(choice("Does it learn? Which layer learns first?", "Late", "Early", "Middle")) == [
        "two-questions"
    ]
    assert codes(choice("Which layer learns, and when does it?", "Late", "Early", "Middle")) == []
    points = [{"text": "one"}, {"text": "two"}]
    assert codes(question("open", prompt="What is it? What for?", answer="This.", key_points=points)) == []


def test_an_answer_that_is_long() -> None:
    assert places("long-answer", card("What is it?", LONG)) == [("answer",)]
    assert "52 words, more than 40" in messages(card("What is it?", LONG))[0]
    assert codes(card("What is it?", LONG[:150])) == []
    assert codes(card("What is it?", "$" + "x + " * 60 + "1$ is all.")) == [], "a formula has no words"


@pytest.mark.parametrize(
    ("answer", "items"),
    [
        ("Adam, SGD, Adagrad, RMSprop, Lion, Adamax and Nadam.", 7),
        ("- a\n- b\n- c\n- d\n- e\n- f\n- g\n", 7),
        ("Adam, SGD, Adagrad, RMSprop, Lion and Adamax.", 0),
        ("1. a\n2. b\n3. c\n", 0),
        ("The numbers 1,000, 2,000, 3,000, 4,000, 5,000, 6,000, 7,000.", 7),
    ],
)
def test_an_answer_that_is_a_long_list(answer: str, items: int) -> None:
    found = [message for message in messages(card("Name them.", answer)) if "lists" in message]
    assert bool(found) is bool(items)
    if items:
        assert f"lists {items} things, more than 6" in found[0]


@pytest.mark.parametrize(
    ("prompt", "answer", "found"),
    [
        ("What is the learning rate called that is a learning rate?", "The learning rate.", True),
        ("Vanishing gradients are gradients that do what?", "Gradients vanish", True),
        ("Which one saturates, the sigmoid or ReLU?", "The sigmoid", False),  # a choice
        ("What is the derivative of tanh?", "The derivative of tanh is $1 - \\tanh^2$.", False),
        ("What is half of 1?", "1/2", False),
        ("What is it?", "It is.", False),  # nothing but little words
    ],
)
def test_a_card_that_shows_its_answer(prompt: str, answer: str, found: bool) -> None:
    assert ("answer-in-prompt" in codes(card(prompt, answer))) is found


def test_a_card_asked_the_other_way_round() -> None:
    both = card("Forget gate", "The forget gate of an LSTM scales the cell state.", both=True)
    assert places("answer-in-prompt", both) == [("answer",)]
    helped = card("Forget gate", "The forget gate scales.", both=True, reverse_prompt="Which gate scales?")
    assert codes(helped) == []
    shown = card("Forget gate", "A gate that scales.", both=True, reverse_prompt="What is a forget gate?")
    assert places("answer-in-prompt", shown) == [("reverse_prompt",)]
    assert codes(card("Forget gate", "The forget gate of an LSTM scales.")) == []


def test_a_short_text_that_shows_its_answer() -> None:
    asked = question(
        "text", prompt="What is the dropout method called?", answer={"accept": ["zeroing", "Dropout"]}
    )
    assert places("answer-in-prompt", asked) == [("answer", "accept", 1)]
    other = question("text", prompt="Which method drops units out?", answer={"accept": ["Dropout"]})
    assert codes(other) == []
    asks_one = question("text", prompt="Does dropout or decay drop units?", answer={"accept": ["dropout"]})
    assert codes(asks_one) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A vanishing gradient is one that [[what|vanishes|shrinks]].", True),
        ("A [[a|small]] gradient gives a small update.", True),
        ("The [[a|chain rule]] is the rule of a chain, a chain rule.", True),
        ("[[one|Momentum]] keeps a mean, [[two|momentum]] of the gradients.", True),  # another blank shows it
        ("[[one|Momentum]] keeps a mean, [[one|Momentum]] of the gradients.", False),  # both are hidden
        ("A gradient close to zero gives a [[a|small|zero]] update.", False),  # only accepted besides
        ("The slope is 1 there, the value is [[a|1]].", False),  # a number says little
        ("It is the first layer that is hit [[a|first]].", False),  # so does this word
        ("A gradient [[a|shrinks]] with depth.", False),
    ],
)
def test_a_cloze_whose_text_holds_the_answer(text: str, found: bool) -> None:
    assert ("cloze-answer-elsewhere" in codes(question("cloze", text=text))) is found
