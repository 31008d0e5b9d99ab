"""Options, prospects, wrong lines and key points: net scores, what is said, and a verdict for any response."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from studyapp.core.grading import Outcome, grade
from studyapp.core.items import AnyQuestion, MultipleChoice, Question
from studyapp.core.verdicts import Response
from studyapp.core.worked import Cell, Variant

READ: TypeAdapter[Question] = TypeAdapter(AnyQuestion)
RIGHT, WRONG, NOT_YET = Outcome.RIGHT, Outcome.WRONG, Outcome.NOT_GRADABLE


def made(kind: str, **fields: Any) -> Question:
    common = {"id": "q", "difficulty": "easy", "topics": ["t"], "prompt": "?", "backed_by": "citation"}
    return READ.validate_python({**common, "references": [{"title": "A book"}], "kind": kind, **fields})


def several(right: int, wrong: int) -> MultipleChoice:
    options = [
        {"text": f"option {n}", "correct": n < right, "says": f"Says {n}."} for n in range(right + wrong)
    ]
    question = made("choices", options=options)
    assert isinstance(question, MultipleChoice)
    return question


CHOICE = made(
    "choice",
    variables={"w": {"choice": [2, 4]}},
    options=[
        {"text": "{{w}}", "correct": True, "says": "It is {{w}}."},
        {"text": "10", "says": "Not 10, since w is {{w}}.", "tag": "ten"},
        {"text": "11", "says": "Not 11."},
    ],
)
SHOWN = Variant(1, {"w": 4}, order=(2, 0, 1))
CHAIN = {"experiment": "chain", "with": {"weights": [2, 2], "pre_activations": 0}}
PREDICT = made(
    "predict",
    backed_by=None,
    references=[],
    example=CHAIN,
    prospects=[
        {"text": "Up", "holds": "loss > 1", "says": "It was above {{w}}."},
        {"text": "Down", "holds": "loss <= 1", "says": "It was not below {{w}}."},
    ],
    variables={"w": {"choice": [2, 4]}},
)
DOWN = Variant(1, {"w": 4}, right=(1,))
BUG = made(
    "bug",
    backed_by=None,
    references=[],
    example=CHAIN,
    mistakes=["forgotten_weight"],
    steps=[{"label": f"Line {n}", "value": "loss"} for n in range(3)],
)
SECOND = Variant(
    1,
    right=(1,),
    cells=tuple(Cell(f"Line {n}", 1.0, blank=False) for n in range(3)),
    told="The weight was forgotten.",
)
OPEN = made("open", answer="So.", key_points=[{"text": "x"}, {"text": "y"}, {"text": "z"}])


def test_what_is_said_has_the_numbers_of_the_variant() -> None:
    assert grade(CHOICE, "answer", "b", SHOWN).says == "It is 4."
    found = grade(CHOICE, "answer", "c", SHOWN)
    assert (found.outcome, found.mistake, found.says) == (WRONG, "ten", "Not 10, since w is 4.")
    assert grade(CHOICE, "answer", "a", SHOWN).mistake == "option:11"


@pytest.mark.parametrize("response", ["", "d", "ab", (), (3,), (-1,), True, ("a",)])
def test_what_names_no_option_costs_nothing(response: Response) -> None:
    assert grade(CHOICE, "answer", response, SHOWN).outcome is NOT_YET


@pytest.mark.parametrize(("right", "wrong"), [(1, 1), (1, 3), (2, 3), (3, 1), (4, 4)])
def test_ticking_all_or_none_earns_nothing(right: int, wrong: int) -> None:
    question, plain = several(right, wrong), Variant(1)
    every = grade(question, "answer", tuple(range(right + wrong)), plain)
    assert (every.outcome, every.score) == (WRONG, 0)
    assert grade(question, "answer", (), plain).outcome is NOT_YET
    assert grade(question, "answer", tuple(range(right)), plain).score == 1


def test_a_guess_earns_nothing_on_average() -> None:
    question = several(2, 2)
    scores = [
        grade(question, "answer", taken, Variant(1)).score
        for size in (1, 2, 3)
        for taken in combinations(range(4), size)
    ]
    # One right option: 1/2; both: 1; both and a wrong one: 1/2. One of each earns 0, as does a wrong one.
    assert sorted(scores) == [0] * 9 + [0.5] * 4 + [1]


@given(st.integers(1, 4), st.integers(1, 4), st.data())
def test_the_score_is_net(right: int, wrong: int, data: st.DataObject) -> None:
    taken = data.draw(st.sets(st.integers(0, right + wrong - 1), min_size=1))
    found = grade(several(right, wrong), "answer", tuple(taken), Variant(1))
    hits, slips = len([n for n in taken if n < right]), len([n for n in taken if n >= right])
    assert found.score == pytest.approx(max(0.0, hits / right - slips / wrong))
    assert (found.outcome is RIGHT) == (hits == right and slips == 0)


def test_a_prediction_is_judged_by_the_run() -> None:
    assert grade(PREDICT, "answer", "b", DOWN).outcome is RIGHT
    # What is said to someone who was wrong is not said to someone who was right.
    assert grade(PREDICT, "answer", "b", DOWN).says == ""
    found = grade(PREDICT, "answer", "a", DOWN)
    assert (found.outcome, found.mistake, found.says) == (WRONG, "expected:up", "It was above 4.")


@pytest.mark.parametrize(
    ("response", "outcome", "mistake", "says"),
    [
        ("b", RIGHT, None, "The weight was forgotten."),
        ("a", WRONG, "bug:too-early", "That line is right. The weight was forgotten."),
        ("3", WRONG, "bug:consequence", "A line above it is wrong already. The weight was forgotten."),
        ("", NOT_YET, None, "write one letter, a to c"),
        ((0, 1), NOT_YET, None, "choose one line"),
    ],
)
def test_the_line_of_a_bug(response: Response, outcome: Outcome, mistake: str | None, says: str) -> None:
    found = grade(BUG, "answer", response, SECOND)
    assert (found.outcome, found.mistake, found.says) == (outcome, mistake, says)


ASKED = [(CHOICE, SHOWN), (several(2, 3), Variant(1)), (PREDICT, DOWN), (BUG, SECOND), (OPEN, Variant(1))]


@given(
    st.one_of(
        st.text(), st.text(alphabet="abc123 ,"), st.booleans(), st.lists(st.integers(-2, 5)).map(tuple)
    ),
    st.sampled_from(ASKED),
)
def test_any_response_gets_a_verdict(response: Response, asked: tuple[Question, Variant]) -> None:
    found = grade(asked[0], "answer", response, asked[1])
    assert 0 <= found.score <= 1
    assert (found.outcome is RIGHT) == (found.score == 1)
