"""A verdict in under 50 ms on whatever was typed, in every kind of answer box."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import TypeAdapter

from studyapp.core.grading import Known, grade
from studyapp.core.items import AnyQuestion, KeyPoint, Question
from studyapp.core.keypoints import guessed_points
from studyapp.core.spelled import _others
from studyapp.core.terms import term_key
from studyapp.core.worked import Cell, Variant
from studyapp.render.answering import echo_rows

pytestmark = pytest.mark.benchmark

BAR = 0.050
READ: TypeAdapter[Question] = TypeAdapter(AnyQuestion)
FLOODS = {
    "a tower of powers": "9**9**9",
    "ten thousand digits": "9" * 10_000,
    "control characters": "\x1b[31m\x00\x07" * 2_000,
    "right-to-left marks": "\u202e5\u200f" * 3_000,
    "an emoji flood": "🙂" * 10_000,
    "brackets": "(" * 10_000,
    "signs": "-" * 200,
    "roots": "√" * 200,
    "words": "gradient " * 1_100,
    "near the limit": "supervised learnin" * 111,
    "names run together": "xy" * 200,
    "sums": "x+" * 199 + "x",
    "ligatures": "ﷺ" * 2_000,
}
TERMS: Known = frozenset(
    frozenset({f"{first} {second} {n}", f"{first}-{second} number {n}"})
    for n in range(25)
    for first in ("supervised", "vanishing", "gradient", "recurrent")
    for second in ("learning", "network", "initialization")
)


def made(kind: str, **fields: Any) -> Question:
    common = {"id": "q", "difficulty": "easy", "topics": ["t"], "backed_by": "citation", "kind": kind}
    return READ.validate_python({**common, "references": [{"title": "A book"}], **fields})


POINTS = [{"text": f"Point {n}", "words": ["gradient", "chain rule", "does not vanish"]} for n in range(12)]
ARRAY = {"array": [2, 2], "of": {"integer": [1, 9]}}
QUESTIONS = [
    made("numeric", prompt="?", answer={"value": 1}),
    made("expression", prompt="?", answer={"value": "x y", "of": {"x": [0, 1], "y": [0, 1]}}),
    made("text", prompt="?", answer={"accept": [f"supervised learning {n}" for n in range(40)]}),
    made("cloze", text="[[a|0.25|a quarter]]"),
    made("true_false", prompt="?", answer=True),
    made("open", prompt="?", answer="So.", key_points=POINTS),
]


def best_of_three(work: Callable[[], object]) -> float:
    """Seconds of the fastest of three runs with nothing remembered: what else the machine does is left out."""
    seconds = []
    for _ in range(3):
        term_key.cache_clear()
        _others.cache_clear()
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return min(seconds)


CELLS = Variant(1, cells=(Cell("", ((1.0, 2.0), (3.0, 4.0))),), order=(2, 0, 1), right=(0, 1, 2))
ARRANGED = [
    made("array", prompt="?", answer={"value": "{{x}}"}, variables={"x": ARRAY}),
    made("ordering", prompt="?", items=[{"text": text} for text in ("One", "Two", "Three")]),
    made(
        "matching",
        prompt="?",
        pairs=[{"left": "x", "right": "One"}, {"left": "y", "right": "Two"}],
        extra=["Three"],
    ),
]


@pytest.mark.parametrize("typed", FLOODS.values(), ids=FLOODS)
@pytest.mark.parametrize("question", ARRANGED, ids=lambda question: question.kind)
def test_so_it_is_where_numbers_or_letters_are_arranged(question: Question, typed: str) -> None:
    seconds = best_of_three(
        lambda: (
            echo_rows(question, CELLS, typed, width=76, ascii=False, most=9),
            grade(question, "answer", typed, CELLS),
        )
    )
    print(f"{seconds * 1000:6.2f} ms")
    assert seconds < BAR


@pytest.mark.parametrize("typed", FLOODS.values(), ids=FLOODS)
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.kind)
def test_a_verdict_at_once(question: Question, typed: str) -> None:
    seconds = best_of_three(lambda: grade(question, question.facets[0], typed, Variant(1, key=1.0), TERMS))
    print(f"{seconds * 1000:6.2f} ms")
    assert seconds < BAR


@pytest.mark.parametrize("typed", FLOODS.values(), ids=FLOODS)
def test_guesses_at_once(typed: str) -> None:
    points = [KeyPoint.model_validate(point) for point in POINTS]
    assert best_of_three(lambda: guessed_points(typed, points)) < BAR
