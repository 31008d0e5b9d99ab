"""The count of work is judged: it stops what never ends, and lets pass what is little."""

import sys

import pytest

from tests.work import at_most


def turn(times: int | None) -> int:
    turns = 0
    while times is None or turns < times:
        turns += 1
    return turns


def test_what_never_ends_is_stopped() -> None:
    before = sys.gettrace()
    with (
        pytest.raises(pytest.fail.Exception, match="more than 1000 lines were run, the last in turn"),
        at_most(1000),
    ):
        turn(None)
    assert sys.gettrace() is before


def test_lines_are_counted() -> None:
    with at_most(300):
        assert turn(100) == 100
    with pytest.raises(pytest.fail.Exception), at_most(150):
        turn(100)


def test_a_refusal_inside_comes_out() -> None:
    with pytest.raises(ValueError, match="no"), at_most(1000):
        raise ValueError("no")
