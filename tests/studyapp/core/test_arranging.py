"""Orders and pairs: letters as shown, scores that chance does not earn, and a verdict for any text."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from studyapp.core.arranging import example
from studyapp.core.grading import Outcome, grade, right_answer
from studyapp.core.items import AnyQuestion, Question
from studyapp.core.verdicts import Response
from studyapp.core.worked import Variant

READ: TypeAdapter[Question] = TypeAdapter(AnyQuestion)
RIGHT, WRONG, NOT_YET = Outcome.RIGHT, Outcome.WRONG, Outcome.NOT_GRADABLE


def made(kind: str, **fields: Any) -> Question:
    common = {"id": "q", "difficulty": "easy", "topics": ["t"], "prompt": "?", "backed_by": "citation"}
    return READ.validate_python({**common, "references": [{"title": "A book"}], "kind": kind, **fields})


ORDERING = made("ordering", items=[{"text": text} for text in ("one", "two", "three", "four")])
# Shown as two, four, one, three: the right order is c a d b.
SHOWN = Variant(1, order=(1, 3, 0, 2), right=(0, 1, 2, 3))
MATCHING = made(
    "matching",
    pairs=[{"left": "x", "right": "X"}, {"left": "y", "right": "Y"}, {"left": "z", "right": "Z"}],
    extra=["W"],
)
# Shown as W, Z, X, Y: the right answer is c d b.
PAIRED = Variant(1, order=(3, 2, 0, 1))
WIDE = made(
    "matching",
    pairs=[{"left": f"left {n}", "right": f"right {n}"} for n in range(8)],
    extra=["e", "f", "g", "h"],
)
REVERSED = Variant(1, order=tuple(range(11, -1, -1)))


@pytest.mark.parametrize(
    ("response", "outcome", "mistake", "score"),
    [
        ("c a d b", RIGHT, None, 1),
        ("CADB", RIGHT, None, 1),
        ("c, a, d, b.", RIGHT, None, 1),
        ("c > a > d > b", RIGHT, None, 1),
        ("3 1 4 2", RIGHT, None, 1),
        ("3142", RIGHT, None, 1),
        ((2, 0, 3, 1), RIGHT, None, 1),
        ("b d a c", WRONG, "reversed", 0),
        ("a c d b", WRONG, "order", 2 * 5 / 6 - 1),
        ("a b c d", WRONG, "order", 0),
        ("c a d", NOT_YET, None, 0),
        ("c a d d", NOT_YET, None, 0),
        ("c a d e", NOT_YET, None, 0),
        ("c a 4 2", NOT_YET, None, 0),
        ("", NOT_YET, None, 0),
        ((), NOT_YET, None, 0),
        (True, NOT_YET, None, 0),
    ],
)
def test_an_order(response: Response, outcome: Outcome, mistake: str | None, score: float) -> None:
    found = grade(ORDERING, "answer", response, SHOWN)
    assert (found.outcome, found.mistake) == (outcome, mistake)
    assert found.score == pytest.approx(score)


@pytest.mark.parametrize(
    ("response", "outcome", "score", "marks"),
    [
        ("c d b", RIGHT, 1, ()),
        ("3 4 2", RIGHT, 1, ()),
        ("c d a", WRONG, 2 / 3, ((True, True, False),)),
        ("d c b", WRONG, 1 / 3, ((False, False, True),)),
        ("c c c", WRONG, 1 / 3, ((True, False, False),)),
        ("c d", NOT_YET, 0, ()),
        ("c d e", NOT_YET, 0, ()),
        ("c d b a", NOT_YET, 0, ()),
    ],
)
def test_pairs(response: str, outcome: Outcome, score: float, marks: tuple[tuple[bool, ...], ...]) -> None:
    found = grade(MATCHING, "answer", response, PAIRED)
    assert (found.outcome, found.marks) == (outcome, marks)
    assert found.score == pytest.approx(score)


def test_more_than_nine_right_sides_are_named_by_numbers_too() -> None:
    assert grade(WIDE, "answer", "12 11 10 9 8 7 6 5", REVERSED).outcome is RIGHT
    assert grade(WIDE, "answer", "l k j i h g f e", REVERSED).outcome is RIGHT
    assert grade(WIDE, "answer", "13 11 10 9 8 7 6 5", REVERSED).outcome is NOT_YET


def test_right_answers_as_they_are_shown() -> None:
    assert right_answer(ORDERING, "answer", SHOWN) == "one · two · three · four"
    assert right_answer(MATCHING, "answer", PAIRED) == "x: X; y: Y; z: Z"


def test_every_other_order_is_wrong_and_chance_earns_little() -> None:
    found = [grade(ORDERING, "answer", places, SHOWN) for places in permutations(range(4))]
    assert sum(one.outcome is RIGHT for one in found) == 1
    assert {one.outcome for one in found} == {RIGHT, WRONG}
    # Net of pairs the wrong way round the mean is 0; cut off at 0 it stays below a quarter.
    assert sum(one.score for one in found) / len(found) < 0.25


@pytest.mark.parametrize("count", range(1, 9))
def test_the_letters_of_an_example_are_letters_of_the_question(count: int) -> None:
    assert sorted(example(count).split()) == [chr(ord("a") + place) for place in range(count)]


@given(
    st.one_of(
        st.text(), st.text(alphabet="abcd1234 ,"), st.booleans(), st.lists(st.integers(-2, 5)).map(tuple)
    ),
    st.sampled_from([(ORDERING, SHOWN), (MATCHING, PAIRED), (WIDE, REVERSED)]),
)
def test_any_response_gets_a_verdict(response: Response, asked: tuple[Question, Variant]) -> None:
    found = grade(asked[0], "answer", response, asked[1])
    assert 0 <= found.score <= 1
    assert (found.outcome is RIGHT) == (found.score == 1)


@given(st.permutations(range(4)), st.permutations(range(4)))
def test_the_right_order_is_right_however_it_is_shown(shown: list[int], right: list[int]) -> None:
    variant = Variant(1, order=tuple(shown), right=tuple(right))
    places = [shown.index(item) for item in right]
    letters = " ".join(chr(ord("a") + place) for place in places)
    assert grade(ORDERING, "answer", letters, variant).outcome is RIGHT
    assert grade(ORDERING, "answer", tuple(places[::-1]), variant).mistake == "reversed"
    swapped = (places[0], places[2], places[1], places[3])
    assert grade(ORDERING, "answer", swapped, variant).outcome is WRONG
