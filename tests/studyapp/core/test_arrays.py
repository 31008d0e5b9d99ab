"""Lists and matrices as they are typed: every notation, every shape, and never an exception."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.core.arrays import flattened, read_array, shape_of, written_array
from studyapp.core.numbers import Unreadable
from studyapp.core.worked import Numbers

LIST: Numbers = (1.0, 2.0, 3.0)
MATRIX: Numbers = ((1.0, -2.0), (3.0, 0.5))


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("1 2 3", LIST),
        ("1, 2, 3", LIST),
        (" 1,2 , 3 ", LIST),
        ("[1, 2, 3]", LIST),
        ("(1, 2, 3)", LIST),
        ("1; 2; 3", LIST),
        ("1\n2\n3\n", LIST),
        ("[1] [2] [3]", LIST),
        ("1 4/2 3e0", LIST),
        ("100% 2.0 3", LIST),
        ("1 -2; 3 0.5", MATRIX),
        ("1 −2; 3 1/2", MATRIX),
        ("1, -2\n3, 0.5", MATRIX),
        ("[[1, -2], [3, 0.5]]", MATRIX),
        ("[1 -2; 3 .5]", MATRIX),
        ("[1,-2],[3,0.5]", MATRIX),
        ("1 -2;\n3 50%;", MATRIX),
        ("0.25", 0.25),
    ],
)
def test_notations(typed: str, key: Numbers) -> None:
    assert read_array(typed, key) == key


@pytest.mark.parametrize(
    ("typed", "key", "message"),
    [
        ("", LIST, "got nothing; write 3 numbers, such as 0.5 0.5 0.5"),
        ("1 2", LIST, "got 1 row of 2; write 3 numbers"),
        ("1 2 3 4", LIST, "got 1 row of 4"),
        ("1 2; 3", LIST, "got 2 rows of different lengths"),
        ("1 x 3", LIST, "entry 2: cannot read 'x' as a number"),
        ("1,,3", LIST, "entry 2: nothing typed yet"),
        ("1 2 3 4", MATRIX, "got 1 row of 4; write 2 rows of 2, such as 0.5 0.5; 0.5 0.5"),
        ("1 2; 3 y", MATRIX, "row 2, entry 2: cannot read 'y'"),
        ("1 2; 3 9**9**9", MATRIX, "row 2, entry 2: "),
        ("1 " * 3000, LIST, "that is 6000 characters; write 3 numbers"),
    ],
)
def test_what_cannot_be_read_says_how(typed: str, key: Numbers, message: str) -> None:
    read = read_array(typed, key)
    assert isinstance(read, Unreadable)
    assert read.message.startswith(message)


def test_shapes_and_entries() -> None:
    assert shape_of(2.0) == ()
    assert shape_of(LIST) == (3,)
    assert shape_of(((1.0, 2.0, 3.0), (4.0, 5.0, 6.0))) == (2, 3)
    assert flattened(MATRIX) == [1, -2, 3, 0.5]
    assert written_array(MATRIX) == "[1, -2; 3, 0.5]"
    assert written_array(LIST) == "[1, 2, 3]"


WHOLE = st.integers(-999, 999).map(float)
ROWS = st.integers(1, 5).flatmap(
    lambda width: st.lists(st.lists(WHOLE, min_size=width, max_size=width).map(tuple), min_size=2, max_size=5)
)
KEYS: st.SearchStrategy[Numbers] = st.one_of(
    st.lists(WHOLE, min_size=1, max_size=8).map(tuple), ROWS.map(tuple)
)


@given(KEYS)
def test_what_is_written_reads_back(key: Numbers) -> None:
    assert read_array(written_array(key), key) == key


PIECES = st.text(alphabet="0123456789 .,;:[]()-+*/^e%x\n\t")
SHAPED: list[Numbers] = [1.0, LIST, MATRIX]


@given(st.one_of(st.text(), PIECES), st.sampled_from(SHAPED))
def test_any_text_is_read_into_the_shape_or_refused(typed: str, key: Numbers) -> None:
    read = read_array(typed, key)
    assert isinstance(read, Unreadable) or shape_of(read) == shape_of(key)


@pytest.mark.parametrize(
    "typed", ["9**9**9 " * 3, "1" * 10_000, "\u202e1 2 3", "🧠" * 3_999, "[" * 3_999, "1;" * 1_999]
)
def test_hostile_text_is_read_in_no_time(typed: str) -> None:
    began = time.process_time()
    read_array(typed, LIST)
    assert time.process_time() - began < 0.05
