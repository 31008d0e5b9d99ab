"""Negations, absolute and vague words; true and false in balance."""

from __future__ import annotations

import pytest

from tests.studyapp.core.lint.written import choice, codes, messages, places, question, statement

OPTIONS = ("Adam", "Momentum", "Dropout")


@pytest.mark.parametrize(
    "prompt",
    [
        "Which of these is not an optimizer?",
        "Which method doesn't adapt its rate?",
        "All of the following adapt their rate except:",
        "Which optimizer is least likely to diverge?",
        "Which statement is false?",
        "A network trains. Which of these can never help?",
        "Select the one that is incorrect.",
        "Which is a method that does not adapt?",
    ],
)
def test_a_stem_that_asks_for_what_does_not_hold(prompt: str) -> None:
    assert "negative-stem" in codes(choice(prompt, *OPTIONS))


@pytest.mark.parametrize(
    "prompt",
    [
        "Which of these is **not** an optimizer?",
        "Which of these is NOT an optimizer?",
        "All of the following adapt their rate *except*:",
        "Which optimizer is it if the loss does not fall?",
        "Why should you not stop at once?",
        "What happens when the scores are not divided?",
        "What do you call a weight that does not change?",
        "The loss does not fall. Which optimizer helps?",
        "Which layer changes least?",
        "The bar, which is usually there, is not shown. Where do you go to reopen it?",
        "What is one reason not to use the same data twice?",
        "Which one is fast and cannot diverge?",
        "Which one needs at least two numbers?",
        "Which one works without a bias?",
        "Which optimizer keeps not only a mean?",
    ],
)
def test_a_negation_beside_the_question_is_fine(prompt: str) -> None:
    assert "negative-stem" not in codes(choice(prompt, *OPTIONS))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It is not uncommon that a gradient vanishes.", True),
        ("No layer does not learn.", True),
        ("A gradient cannot arrive without a loss.", False),  # an idiom that is read at once
        ("No gradient never arrives.", True),
        ("The update isn't impossible; it cannot not happen.", True),
        ("It is not incorrect to halve the loss.", True),
        ("The gradient neither vanishes nor explodes.", False),
        ("It is not zero, although no factor is large.", False),
        ("The layer no longer changes and never will.", False),
        ("It is not only large but not small either.", False),
        ("The units are not under a limit.", False),
        ("A gradient that is not unit length is scaled.", False),
    ],
)
def test_double_negatives(text: str, found: bool) -> None:
    assert ("double-negative" in codes(statement(text))) is found
    assert ("double-negative" in codes(choice("What holds?", text, "One thing", "Other matter"))) is found


def test_absolute_words_in_wrong_options_alone() -> None:
    asked = choice("What does it do?", "It shrinks with depth", "It always grows", "It never changes")
    assert places("absolute-word", asked) == [("options", 1, "text"), ("options", 2, "text")]
    both = choice("What does it do?", "It always shrinks", "It always grows", "It stays")
    assert "absolute-word" not in codes(both)


@pytest.mark.parametrize(
    ("prompt", "answer", "found"),
    [
        ("A large weight always makes the gradient explode.", False, True),
        ("Vanishing gradients appear only in deep networks.", False, True),
        ("It is impossible to train a deep network.", False, True),
        ("It fails under all circumstances.", False, True),
        ("A product of such numbers is always smaller.", True, False),  # true, so nothing is given away
        ("Only one entry is large. The direction stays.", False, False),  # given, not judged
        ("Circuits have only two layers.", False, False),
        ("It does not always grow.", False, False),
        ("All units have one weight.", False, False),
        ("It holds only if the rate is small.", False, False),
    ],
)
def test_absolute_words_in_statements(prompt: str, answer: bool, found: bool) -> None:
    assert ("absolute-word" in codes(statement(prompt, answer))) is found


@pytest.mark.parametrize("word", ["usually", "often", "sometimes", "rarely", "tends to", "in most cases"])
def test_vague_words_in_statements(word: str) -> None:
    asked = statement(f"The loss {word} fall.", True)
    assert codes(asked) == ["vague-quantifier"]
    assert repr(word) in messages(asked)[0]
    assert codes(choice(f"The loss {word} falls. What follows?", "It ends", "It goes on", "It turns")) == []


def test_a_gradient_can_vanish_is_no_vague_claim() -> None:
    assert codes(statement("A gradient can vanish.", True)) == []


STATEMENTS = (
    "Cats purr",
    "Dogs bark",
    "Cows moo",
    "Owls hoot",
    "Ducks quack",
    "Bees buzz",
    "Lions roar",
    "Mice squeak",
)


def test_true_and_false_in_balance() -> None:
    every = [statement(f"{text}.", True) for text in STATEMENTS]
    assert codes(*every) == ["true-false-balance"]
    assert messages(*every)[0].startswith("100% of 8 statements are true; make more of them false")
    assert codes(*every[:7]) == []
    assert codes(*(statement(f"{text}.", place % 3 == 0) for place, text in enumerate(STATEMENTS))) == []


def test_words_are_looked_for_in_english_packs_alone() -> None:
    asked = statement("It always rains often.", False)
    assert codes(asked, language="en-GB") == ["absolute-word", "vague-quantifier"]
    assert codes(asked, language="de") == []
    few = question(
        "choice", prompt="Was?", options=[{"text": "a", "correct": True}, {"text": "b", "says": "c"}]
    )
    assert codes(few, language="de") == ["too-few-options"]
