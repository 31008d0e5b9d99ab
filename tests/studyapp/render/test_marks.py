"""Marks under a verdict: every line keeps to the width, and its sign says what its color says."""

from __future__ import annotations

import pytest

from studyapp.render.marks import Line, grid_rows, line_rows, line_sentences
from studyapp.render.spans import plain, row_width

LINES = (
    Line("Net input", "2", "2"),
    Line("Activation of the hidden unit", "[0.5, 0.25, 0.125]", "[0.5, 0.25, 0.75]", False),
    Line("Gradient", "8", "16", carried=True),
    Line("Shown", "1", "1", None, note="your choice"),
)


def test_the_lines_beside_one_another() -> None:
    assert plain(line_rows(LINES, width=90, ascii=False)).split("\n") == [
        "✓ Net input                      2",
        "✗ Activation of the hidden unit  [0.5, 0.25, 0.125]   right is [0.5, 0.25, 0.75]",
        "✓ Gradient                       8                    follows from yours; the key is 16",
        "  Shown                          1                    your choice",
    ]


def test_the_lines_on_a_narrow_screen() -> None:
    assert plain(line_rows(LINES, width=34, ascii=True)).split("\n") == [
        "v Net input                      2",
        "x Activation of the hidden unit",
        "    [0.5, 0.25, 0.125]",
        "    right is [0.5, 0.25, 0.75]",
        "v Gradient                       8",
        "    follows from yours; the key is",
        "    16",
        "  Shown                          1",
        "    your choice",
    ]


@pytest.mark.parametrize("width", range(12, 120, 7))
def test_no_line_is_wider_than_the_screen(width: int) -> None:
    assert all(row_width(line) <= width for line in line_rows(LINES, width=width, ascii=False))


def test_the_sentences_tell_what_is_wrong() -> None:
    assert list(line_sentences(LINES)) == [
        "Activation of the hidden unit is wrong: [0.5, 0.25, 0.125]; right is [0.5, 0.25, 0.75].",
        "Gradient follows from your numbers: 8; the key is 16.",
    ]


@pytest.mark.parametrize(
    ("ascii", "drawn"),
    [
        (False, ["⎡ ✓ 1   ✗ 20 (2) ⎤", "⎣ ✓ 3   ✓ 4      ⎦"]),
        (True, ["[ v 1   x 20 (2) ]", "[ v 3   v 4      ]"]),
    ],
)
def test_the_grid(ascii: bool, drawn: list[str]) -> None:
    rows = grid_rows(
        ((1.0, 20.0), (3.0, 4.0)), ((1.0, 2.0), (3.0, 4.0)), (True, False, True, True), width=40, ascii=ascii
    )
    assert rows is not None
    assert plain(rows).split("\n") == drawn


def test_a_grid_that_is_too_wide_is_left_to_the_lines() -> None:
    values = tuple(float(place) for place in range(12))
    assert grid_rows(values, values, (True,) * 12, width=40, ascii=False) is None
    assert grid_rows(values, values, (True,) * 12, width=120, ascii=False) is not None
