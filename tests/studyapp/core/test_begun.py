"""What has been typed so far: read in the shape of the key, with one word on what does not fit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from pydantic import TypeAdapter

from studyapp.core.arranging import places_begun
from studyapp.core.arrays import begun
from studyapp.core.items import Matching, Ordering

if TYPE_CHECKING:
    from studyapp.core.worked import Numbers

LIST: Numbers = (1.0, 2.0, 3.0)
MATRIX: Numbers = ((1.0, 2.0), (3.0, 4.0))
COMMON: dict[str, Any] = {
    "id": "one",
    "difficulty": "easy",
    "topics": ["a"],
    "prompt": "?",
    "backed_by": "citation",
    "references": [{"title": "A book"}],
}
ORDERING = TypeAdapter(Ordering).validate_python(
    COMMON | {"kind": "ordering", "items": [{"text": text} for text in ("one", "two", "three")]}
)
MATCHING = TypeAdapter(Matching).validate_python(
    COMMON
    | {
        "kind": "matching",
        "pairs": [{"left": "1", "right": "one"}, {"left": "2", "right": "two"}],
        "extra": ["three"],
    }
)


@pytest.mark.parametrize(
    ("typed", "like", "rows", "problem"),
    [
        ("", LIST, (), ""),
        ("0.5", LIST, (("0.5",),), ""),
        ("1, 1/2", LIST, (("1", "1/2"),), ""),
        ("1; 2; 3", LIST, (("1", "2", "3"),), ""),
        ("[1 2 3]", LIST, (("1", "2", "3"),), ""),
        ("1 2 3 4", LIST, (("1", "2", "3", "4"),), "4 numbers, not 3"),
        ("1 2; 3", MATRIX, (("1", "2"), ("3",)), ""),
        ("[[1, 2], [3", MATRIX, (("1", "2"), ("3",)), ""),
        ("1 2 3", MATRIX, (("1", "2", "3"),), "row 1: 3 numbers, not 2"),
        ("1 2; 3 4; 5", MATRIX, (("1", "2"), ("3", "4")), "3 rows, not 2"),
        ("1 -", MATRIX, (("1", "-"),), ""),
    ],
)
def test_an_array_so_far(typed: str, like: Numbers, rows: tuple[tuple[str, ...], ...], problem: str) -> None:
    so_far = begun(typed, like)
    assert so_far.rows == rows
    assert so_far.problem == problem


def test_an_entry_that_is_no_number_is_told_once_the_next_one_begins() -> None:
    """The entry under the cursor may still become a number."""
    assert begun("1 x", MATRIX).problem == ""
    assert begun("1 x; 2", MATRIX).problem.startswith("row 1: entry 2: cannot read 'x'")


@pytest.mark.parametrize(
    ("question", "typed", "places", "problem"),
    [
        (ORDERING, "", (), ""),
        (ORDERING, "b", (1,), ""),
        (ORDERING, "c > a > b", (2, 0, 1), ""),
        (ORDERING, "3, 1", (2, 0), ""),
        (ORDERING, "a a", (0,), "a stands there already"),
        (ORDERING, "a d", (0,), "d is none of a to c"),
        (ORDERING, "a 0", (0,), "0 is none of a to c"),
        (ORDERING, "a \u0301", (0,), "\u0301 is none of a to c"),
        (MATCHING, "a a", (0, 0), ""),
        (MATCHING, "c b a", (2, 1), "that is more than 2"),
    ],
)
def test_letters_so_far(
    question: Ordering | Matching, typed: str, places: tuple[int, ...], problem: str
) -> None:
    assert places_begun(question, typed) == (places, problem)
