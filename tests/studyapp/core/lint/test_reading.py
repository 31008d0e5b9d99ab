"""Reading level, long sentences, and the words, sentences and syllables that they are counted by."""

from __future__ import annotations

import pytest

from studyapp.core.items import Term
from studyapp.core.lint.reading import grade
from studyapp.core.lint.words import STEMS, SYLLABLES, exact_tokens, plain, sentences, tokens, words
from tests.studyapp.core.lint.written import card, codes, messages, places, statement

PLAIN = (
    "The loss goes down with each step that we take, and so the net gets to know more. It is a slow way."
    " But it works."
)
HEAVY = (
    "Parameterization considerations notwithstanding, the optimization of heterogeneous architectures necessitates"
    " sophisticated regularization methodologies, particularly regarding computational efficiency, numerical"
    " stability, generalization capability, and interpretability requirements throughout experimentation."
)
ENDLESS = "It is so " + "and so " * 20 + "to the end."


def test_the_formula_of_flesch_and_kincaid() -> None:
    # 10 words in 2 sentences with 15 syllables: 0.39 * 5 + 11.8 * 1.5 - 15.59
    assert grade(10, 2, 15) == pytest.approx(4.06)


def test_a_heavy_text_is_warned_of() -> None:
    assert codes(card(PLAIN, "Yes.")) == []
    assert places("reading-level", card(HEAVY, "Yes.")) == [("prompt",)]
    assert "Flesch-Kincaid), above 11" in messages(card(HEAVY, "Yes."))[0]
    assert places("reading-level", card("What?", "Yes.", explanation=HEAVY)) == [("explanation",)]
    glossary = [Term(term="Loss", definition="The loss."), Term(term="yes", definition=HEAVY)]
    asked = card("Loss, yes", "No.")
    assert places("reading-level", asked, glossary=glossary) == [("glossary", 1, "definition")]


def test_a_few_words_have_no_level() -> None:
    assert codes(card("Parameterization necessitates regularization methodologies?", "Yes.")) == []


def test_maths_code_and_variables_do_not_count() -> None:
    formulas = (
        "$\\operatorname{parameterization}_{i}$ `regularization_methodologies` {{interpretability}} " * 12
    )
    assert words(plain(PLAIN + formulas)) == words(PLAIN)
    assert sentences(plain("It is\n$$ a. b. c $$\nso")) == ["It is", "so"]
    assert plain("See ![a graph?](b.png) here").split() == ["See", "here"]
    assert plain("```\ncode. code.\n```\nText with **bold** and a [link](https://a.b/c).").strip() == (
        "Text with bold and a link."
    )


def test_a_long_sentence_is_warned_of() -> None:
    assert places("long-sentence", card(ENDLESS, "Yes.")) == [("prompt",)]
    assert "has 46 words, more than 30" in messages(card(ENDLESS, "Yes."))[0]
    assert codes(card(ENDLESS.replace("and so and so and so", "and so. And so"), "Yes.")) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One. Two! Three? Four", 4),
        ("It is 0.5 e.g. here, or i.e. 1.5 there vs. that.", 1),
        ("Look (cf. Fig. 2) at it. Then go.", 2),
        ("- one\n- two\n- three", 3),
        ("1. first\n2. second", 2),
        ("One line\nand its rest", 1),
        ("One\n\nTwo", 2),
        ("", 0),
        (" \n ", 0),
        ("...", 1),
    ],
)
def test_sentences(text: str, found: int) -> None:
    assert len(sentences(text)) == found


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("loss", 1),
        ("gradient", 3),
        ("activation", 4),
        ("the", 1),
        ("single", 2),
        ("clipped", 1),
        ("rates", 1),
        ("LSTM", 4),
        ("layer's", 2),
        ("pre-activation", 5),
        ("hm", 1),
        ("updated", 3),
        ("bias", 2),
        ("initial", 3),
        ("variable", 4),
        ("key", 1),
    ],
)
def test_syllables(word: str, count: int) -> None:
    assert SYLLABLES[word] == count


@pytest.mark.parametrize(
    "same",
    [
        ("vanish", "vanishes", "vanishing", "vanished"),
        ("gradient", "gradients", "gradient's"),
        ("saturate", "saturates", "saturated", "saturating", "saturation"),
        ("initialize", "initialization", "initializing"),
        ("clip", "clips", "clipped", "clipping"),
        ("memory", "memories"),
    ],
)
def test_words_of_one_stem(same: tuple[str, ...]) -> None:
    assert len({STEMS[word] for word in same}) == 1


@pytest.mark.parametrize(
    "others",
    [
        ("loss", "lot"),
        ("bias", "bit"),
        ("active", "activation"),
        ("tanh", "than"),
        ("ring", "r"),
    ],
)
def test_words_of_two_stems(others: tuple[str, str]) -> None:
    assert len({STEMS[word] for word in others}) == 2


def test_tokens_tell_formulas_and_signs_apart() -> None:
    assert tokens("The Cross-entropy's 1/4, -2") == ["the", "cross", "entropy's", "1/4", "-2"]
    assert exact_tokens("A plain text") == tokens("A plain text")
    assert exact_tokens("Take $a + b$ at {{w}}") == ["take", "$a+b$", "at", "{{}}"]
    assert exact_tokens("a + b") != exact_tokens("a - b") != exact_tokens("a * b")
    assert exact_tokens("{{ v }}") == exact_tokens("{{w}}")


def test_plain_statements_pass() -> None:
    assert codes(statement(PLAIN, True)) == []
