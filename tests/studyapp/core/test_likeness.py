"""Questions under another id are found by their words, and the work stays small for large packs."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

import pytest

from studyapp.core import likeness
from studyapp.core.likeness import LOOKED_AT, likely_renamed, wording


def body(prompt: str, kind: str = "numeric") -> dict[str, str]:
    return {"kind": kind, "prompt": prompt}


SLOPE = "What is the slope of the sigmoid at zero?"


@pytest.mark.parametrize(
    ("came", "near"),
    [
        (body(SLOPE), True),
        (body("what is the slope of the sigmoid  at **zero**"), True),
        (body("What is the largest slope of the sigmoid?"), True),
        (body("At zero, how steep is the logistic function?"), False),
        (body("What is the value of the loss at the minimum?"), False),
        (body(SLOPE, "text"), False),
        ({"kind": "numeric"}, False),
    ],
)
def test_pairs(came: dict[str, str], near: bool) -> None:
    found = likely_renamed({"a": wording(body(SLOPE))}, {"b": wording(came)})
    assert [(pair.gone, pair.came) for pair in found] == ([("a", "b")] if near else [])


def test_a_cloze_is_compared_by_its_text() -> None:
    one = {"kind": "cloze", "text": "The slope is at most [[bound|1/4]] anywhere."}
    other = {"kind": "cloze", "text": "Its slope is at most [[bound|1/4]] anywhere."}
    assert likely_renamed({"a": wording(one)}, {"b": wording(other)})


def test_each_question_goes_to_the_nearest_that_is_left() -> None:
    gone = {"a": wording(body(SLOPE)), "b": wording(body(SLOPE + " Say it in words."))}
    came = {"x": wording(body(SLOPE + " Say it in words, please.")), "y": wording(body(SLOPE))}
    pairs = [(pair.gone, pair.came) for pair in likely_renamed(gone, came)]
    assert pairs == [("a", "y"), ("b", "x")]
    assert [(p.gone, p.came) for p in likely_renamed(gone, came, {("a", "y")})] == [("b", "x")]
    assert likely_renamed({}, came) == likely_renamed(gone, {}) == []


def test_few_are_compared_however_many_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = 0

    class Counted(SequenceMatcher[str]):
        def set_seq1(self, a: Sequence[str]) -> None:
            nonlocal compared
            compared += 1
            super().set_seq1(a)

    monkeypatch.setattr(likeness, "SequenceMatcher", Counted)
    text = "Of layer {} the gradient is larger than {}, {} so?"
    many = {f"q{n}": wording(body(text.format(n, n * 7, "why"))) for n in range(300)}
    came = {f"r{n}": wording(body(text.format(n, n * 7, "how"))) for n in range(300)}
    found = likely_renamed(many, came)
    assert compared <= LOOKED_AT * len(came) + len(came)  # a matcher sets its first text once when it is made
    assert {(pair.gone[1:], pair.came[1:]) for pair in found} == {(str(n), str(n)) for n in range(300)}
