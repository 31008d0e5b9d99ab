"""Lists, parts and traces: marks by entry, errors that are carried forward, and a verdict for any text."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from studyapp.core.grading import Outcome, grade, right_answer
from studyapp.core.items import AnyQuestion, Question
from studyapp.core.verdicts import Response
from studyapp.core.worked import Cell, Named, Numbers, Variant

READ: TypeAdapter[Question] = TypeAdapter(AnyQuestion)
RIGHT, WRONG, NOT_YET = Outcome.RIGHT, Outcome.WRONG, Outcome.NOT_GRADABLE


def made(kind: str, **fields: Any) -> Question:
    common = {"id": "q", "difficulty": "easy", "topics": ["t"], "prompt": "?", "backed_by": "citation"}
    return READ.validate_python({**common, "references": [{"title": "A book"}], "kind": kind, **fields})


ARRAY = made(
    "array",
    answer={"value": "{{x}}", "decimals": 2},
    variables={"x": {"array": [2], "of": {"integer": [1, 9]}}},
)
TWO_BY_TWO = Variant(
    1,
    cells=(Cell("", ((1.0, 2.0), (3.0, 4.0))),),
    mistakes=(
        Named(((1.0, 3.0), (2.0, 4.0)), "Rows for columns.", "transposed"),
        Named((9.0, 9.0), "Another shape.", "shape"),
    ),
)
PARTS = made(
    "parts",
    variables={"w": {"choice": [3, 4]}},
    parts=[
        {"id": "a", "prompt": "First", "value": 2, "tolerance": "10%"},
        {"id": "b", "prompt": "Double", "value": 4, "exact": True, "follows": "2 * part.a"},
        {"id": "c", "prompt": "Inverse", "value": 0.25, "tolerance": "1%", "follows": "1 / part.b"},
    ],
)
THREE = Variant(1, {"w": 3}, cells=(Cell("First", 2.0), Cell("Double", 4.0), Cell("Inverse", 0.25)))
TRACE = made(
    "trace",
    backed_by=None,
    references=[],
    example={"experiment": "chain"},
    rows=[
        {"label": "Output", "value": "output", "tolerance": "1%"},
        {"label": "Factors", "value": "factor", "decimals": 2},
        {"label": "Loss", "value": "loss", "exact": True},
    ],
)


VALUES: list[tuple[str, Numbers]] = [("Output", 0.5), ("Factors", (0.25, -0.5)), ("Loss", 3.0)]


def lines(*blank: bool) -> Variant:
    cells = (Cell(label, value, shown) for (label, value), shown in zip(VALUES, blank, strict=True))
    return Variant(1, cells=tuple(cells))


@pytest.mark.parametrize(
    ("response", "outcome", "mistake", "score", "marks"),
    [
        ("1 2; 3 4", RIGHT, None, 1, ()),
        (("1 2\n3 4",), RIGHT, None, 1, ()),
        ("1.004 2; 3 4", RIGHT, None, 1, ()),
        ("1.006 2; 3 4", WRONG, None, 0.75, ((False, True, True, True),)),
        ("1 3; 2 4", WRONG, "transposed", 0.5, ((True, False, False, True),)),
        ("9 9; 3 4", WRONG, None, 0.5, ((False, False, True, True),)),
        ("1 2 3 4", NOT_YET, None, 0, ()),
        ("", NOT_YET, None, 0, ()),
        ((), NOT_YET, None, 0, ()),
        (True, NOT_YET, None, 0, ()),
        ((0, 1), NOT_YET, None, 0, ()),
    ],
)
def test_an_array(
    response: Response,
    outcome: Outcome,
    mistake: str | None,
    score: float,
    marks: tuple[tuple[bool, ...], ...],
) -> None:
    found = grade(ARRAY, "answer", response, TWO_BY_TWO)
    assert (found.outcome, found.mistake, found.score, found.marks) == (outcome, mistake, score, marks)


@pytest.mark.parametrize(
    ("response", "outcome", "score", "mistake", "says"),
    [
        ("2\n4\n0.25", RIGHT, 1, None, ""),
        # One error, carried forward twice: it counts once.
        (
            "3\n6\n1/6",
            WRONG,
            2 / 3,
            "part:First",
            "From your own numbers this follows rightly: Double; Inverse.",
        ),
        ("3\n4\n0.25", WRONG, 2 / 3, "part:First", "2 of 3 parts are right."),
        ("2\n5\n0.2", WRONG, 2 / 3, "part:Double", "this follows rightly: Inverse."),
        ("2\n4\n0.2", WRONG, 2 / 3, "part:Inverse", "2 of 3 parts are right."),
        ("1\n1\n3", WRONG, 0, "part:First", "0 of 3 parts are right."),
        # A division by the learner's own zero follows from nothing.
        ("2\n0\n0", WRONG, 1 / 3, "part:Double", "1 of 3 parts are right."),
        # The first number is right as rounded, and the rest is worked out with it.
        ("2.1\n4.2\n0.238", RIGHT, 1, None, ""),
        ("2\n4", NOT_YET, 0, None, "fill in every blank"),
        ("2\nfour\n0.25", NOT_YET, 0, None, "Double: cannot read 'four' as a number"),
    ],
)
def test_parts_carry_an_error_forward(
    response: str, outcome: Outcome, score: float, mistake: str | None, says: str
) -> None:
    found = grade(PARTS, "answer", response, THREE)
    assert (found.outcome, found.mistake) == (outcome, mistake)
    assert found.score == pytest.approx(score)
    assert says in found.says


def test_a_trace_asks_for_its_blanks_alone() -> None:
    assert grade(TRACE, "answer", "anything", lines(False, False, False)).outcome is RIGHT
    assert grade(TRACE, "answer", "0.25 -0.5", lines(False, True, False)).outcome is RIGHT
    found = grade(TRACE, "answer", ("0.5", "0.25 0.5"), lines(True, True, False))
    assert (found.outcome, found.mistake) == (WRONG, "line:Factors")
    assert found.marks == ((True,), (True, False))
    assert found.score == pytest.approx(2 / 3)
    assert found.says == "1 of 2 lines are right. The first to go wrong: Factors."
    assert grade(TRACE, "answer", ("0.5", ""), lines(True, True, False)).outcome is NOT_YET


def test_right_answers_as_they_are_shown() -> None:
    assert right_answer(ARRAY, "answer", TWO_BY_TWO) == "[1, 2; 3, 4]"
    assert right_answer(PARTS, "answer", THREE) == "First: 2; Double: 4; Inverse: 0.25"
    assert right_answer(TRACE, "answer", lines(True, True, False)) == "Output: 0.5; Factors: [0.25, -0.5]"


ASKED = [
    (ARRAY, TWO_BY_TWO),
    (PARTS, THREE),
    (TRACE, lines(True, True, True)),
    (TRACE, lines(False, True, False)),
]
RESPONSES = st.one_of(
    st.text(), st.booleans(), st.lists(st.text()).map(tuple), st.lists(st.integers()).map(tuple)
)


@given(RESPONSES, st.sampled_from(ASKED))
def test_any_response_gets_a_verdict(response: Response, asked: tuple[Question, Variant]) -> None:
    found = grade(asked[0], "answer", response, asked[1])
    assert 0 <= found.score <= 1
    assert (found.outcome is RIGHT) == (found.score == 1)


@given(st.lists(st.floats(-1e6, 1e6), min_size=4, max_size=4))
def test_the_score_is_the_share_of_right_entries(numbers: list[float]) -> None:
    a, b, c, d = numbers
    found = grade(ARRAY, "answer", f"{a!r} {b!r}; {c!r} {d!r}", TWO_BY_TWO)
    right = [
        abs(number - key) <= 0.005 * (1 + 1e-9) for number, key in zip(numbers, (1, 2, 3, 4), strict=True)
    ]
    assert found.score == sum(right) / 4
