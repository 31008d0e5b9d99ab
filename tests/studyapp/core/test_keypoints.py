"""Guesses at key points: words in an affirmed clause are found, negated ones are not, and nothing is graded."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.core.items import KeyPoint
from studyapp.core.keypoints import LONGEST, guessed_points

POINTS = (
    KeyPoint(text="Gradients shrink", words=("shrink", "vanish")),
    KeyPoint(text="The chain rule multiplies slopes", words=("chain rule", "multiply")),
    KeyPoint(text="The slope is at most 1/4", words=("1/4", "0.25", "saturate")),
    KeyPoint(text="ReLU does not saturate", words=("does not saturate", "relu")),
    KeyPoint(text="Something without words"),
    KeyPoint(text="He initialization", words=("he",)),
)


@pytest.mark.parametrize(
    ("written", "guessed"),
    [
        ("Gradients shrink.", (0,)),
        ("The gradient SHRINKS, layer by layer", (0,)),
        ("a vanishing gradient", (0,)),
        ("it vanished", (0,)),
        ("the chain rule", (1,)),
        ("The chain-rule at work", (1,)),
        ("slopes are multiplied", (1,)),
        ("multiplying slopes", (1,)),
        ("at most 0.25", (2,)),
        ("at most 1/4.", (2,)),
        ("the sigmoid saturates", (2,)),
        ("saturation of the sigmoid", (2,)),
        ("ReLU does not saturate", (3,)),
        ("relus help", (3,)),
        ("he", (5,)),
        ("the and then her", ()),
        ("a shrinkable thing", ()),
        ("chain of rules", ()),
        # negations in the same clause
        ("The gradient does not vanish", ()),
        ("the gradient doesn't vanish", ()),
        ("it doesn’t shrink", ()),
        ("It never shrinks", ()),
        ("no vanishing gradient", ()),
        ("without a chain rule", ()),
        ("slopes add rather than multiply", ()),
        ("it fails to shrink", ()),
        ("neither shrinks nor grows", ()),
        ("it cannot saturate", ()),
        # and in another one
        ("Not so with ReLU; gradients shrink with the sigmoid", (0,)),
        ("The gradient does not explode, it vanishes", (0,)),
        ("It does not explode but shrink", (0,)),
        ("not only do gradients shrink", (0,)),
        ("they shrink because ReLU is not used", (0,)),
        ("no. Yes: the chain rule", (1,)),
        ("It does not shrink here. Elsewhere it does shrink.", (0,)),
        ("Gradients shrink by the chain rule, at most 0.25 each, relu helps", (0, 1, 2, 3)),
        ("", ()),
        ("🙂" * 500, ()),
    ],
)
def test_guesses(written: str, guessed: tuple[int, ...]) -> None:
    assert guessed_points(written, POINTS) == guessed


def test_an_endless_text_is_read_to_a_limit() -> None:
    assert guessed_points("x " * LONGEST + "shrink", POINTS) == ()
    assert guessed_points("shrink " * LONGEST, POINTS) == (0,)


@given(st.one_of(st.text(max_size=300), st.text("shrink vanish not.,;\n", max_size=200)))
def test_any_text_has_guesses_among_the_points_that_have_words(written: str) -> None:
    guessed = guessed_points(written, POINTS)
    assert set(guessed) <= {0, 1, 2, 3, 5}
    assert list(guessed) == sorted(set(guessed))


@given(st.text("abc shrink vanish saturate relu.,;", max_size=100))
def test_a_negated_whole_ticks_nothing(written: str) -> None:
    clause = "never " + "".join(letter for letter in written if letter not in ".,;")
    assert guessed_points(clause, POINTS) == ()
