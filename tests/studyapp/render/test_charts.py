from __future__ import annotations

import math
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studyapp.core.worked import Series
from studyapp.render.charts import (
    bar_chart,
    calendar,
    columns,
    describe_series,
    line_chart,
    meter,
    sparkline,
    table,
)
from studyapp.render.spans import plain, row_width, width

LAYERS = tuple(float(layer) for layer in range(1, 31))
SIGMOID = Series(
    "sigmoid", "g", "layer", "gradient norm", LAYERS, tuple(10 ** ((x - 30) * 18 / 29) for x in LAYERS), "log"
)
RELU = Series("relu", "g", "layer", "gradient norm", LAYERS, tuple(1 + x / 100 for x in LAYERS), "log")
DEAD = Series("dead", "g", "layer", "gradient norm", (1, 2, 3, 4, 5), (0, 0, 0, 1e-3, math.inf), "log")
END = date(2026, 11, 22)


def drawn(text: str) -> str:
    return text.strip("\n")


def test_two_curves_in_decades_with_a_cursor() -> None:
    assert plain(line_chart([SIGMOID, RELU], width=40, height=10, cursor=15)) == drawn(
        """
gradient norm by layer
                 ┊             ■ relu
10⁰   ⠉⠉ ⠈⠉⠁ ⠉⠉ ⠈⠉⠁ ⠉⠉ ⠈⠉⠁ ⡩■● ● sigmoid
                 ┊      ⡠⠔⠉
10⁻⁶             ┊  ⣀⠤⠊⠉
                ⢀⠤⠊⠉
10⁻¹²        ⢀⠤⠊⠁┊
         ⡠⠤⠔⠉⠁   ┊
10⁻¹⁸ ⡠⠔⠉        ┊
      1         ▴15         30 layer
"""
    )


def test_in_ascii() -> None:
    assert plain(line_chart([SIGMOID], width=40, height=9, ascii=True)) == drawn(
        """
gradient norm by layer: sigmoid
1e0                                ..--'
                               .-''
1e-6                     ...-''
                     .--'
1e-12          ..-'''
           ..-'
1e-18 .--''
      1                16             30
"""
    )


def test_few_points_are_marks_joined_by_lines() -> None:
    loss = Series("loss", "l", "update", "loss", (0, 1, 2, 3), (1, 0.5, 0.25, 0.125))
    assert plain(line_chart([loss], width=36, height=8)) == drawn(
        """
loss by update
1.0 ●⠢⢄⡀
0.8    ⠈⠒⠤⣀
0.6        ⠑⠢⢄⡀
0.4           ●⠉⠒⠒⠤⠤⣀⣀
0.2                   ⠉⠉⠒●⠒⠤⠤⠤⢄⣀⣀⣀
0.0                               ⠉●
    0                    2         3
"""
    )


def test_what_has_no_place_is_said() -> None:
    text = plain(line_chart([DEAD], width=40, height=8))
    assert "layer 1–3: 0, below the axis" in text
    assert "layer 5: infinite, above the axis" in text


def test_tiny_values_are_written_with_exponents() -> None:
    text = plain(line_chart([Series("one", "l", "x", "loss", (3,), (2e-9,))], width=36, height=7))
    assert "2e-9 " in text
    assert "0.00000" not in text


def test_nothing_to_draw() -> None:
    assert plain(line_chart([], width=40, height=8)) == "nothing to draw"
    assert plain(bar_chart([], width=40)) == "nothing to draw"
    assert sparkline([], width=10) == ""
    assert plain(columns([], height=2, width=5)) == "\n"


_NUMBERS = st.floats() | st.sampled_from([0.0, -0.0, math.nan, math.inf, 5e-324, 1e308, -1e308, 1.0])
_SERIES = st.builds(
    lambda name, points, scale: Series(
        name, "g", "layer", "norm", tuple(x for x, _ in points), tuple(y for _, y in points), scale
    ),
    st.text(max_size=12),
    st.lists(st.tuples(_NUMBERS, _NUMBERS), max_size=12),
    st.sampled_from(["linear", "log"]),
)


@settings(deadline=None)
@given(
    st.lists(_SERIES, max_size=4),
    st.integers(16, 90),
    st.integers(4, 20),
    st.booleans(),
    st.none() | _NUMBERS,
)
def test_line_chart_stays_inside(
    series: list[Series], cells: int, height: int, ascii: bool, cursor: float | None
) -> None:
    rows = line_chart(series, width=cells, height=height, ascii=ascii, cursor=cursor)
    assert len(rows) <= height
    assert all(row_width(row) <= cells for row in rows)
    assert not ascii or plain(rows).isascii()
    assert all(describe_series(one).endswith(".") for one in series)


def test_bars() -> None:
    rows = [("b₄", 0.25), ("b₃", 0.125), ("b₂", 0.0625), ("b₁", 0.03125)]
    assert plain(bar_chart(rows, width=40, highlight=3)) == drawn(
        """
b₄ ██████████████████████████     0.25
b₃ █████████████                 0.125
b₂ ██████▌                      0.0625
b₁ ███▎                        0.03125 ◂
"""
    )


def test_bars_on_a_log_scale_say_so() -> None:
    rows = [("layer 30", 0.7), ("layer 1", 3.4e-18), ("layer 0", 0.0)]
    assert plain(bar_chart(rows, width=40, log=True, ascii=True)) == drawn(
        """
layer 30 #####################       0.7
layer 1  #                      3.40e-18
layer 0                                0
log scale from 1e-18 to 1e0
"""
    )


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.text(max_size=30), _NUMBERS), max_size=6),
    st.integers(16, 80),
    st.booleans(),
    st.booleans(),
)
def test_bars_stay_inside(rows: list[tuple[str, float]], cells: int, log: bool, ascii: bool) -> None:
    drawing = bar_chart(rows, width=cells, log=log, ascii=ascii, highlight=0)
    assert all(row_width(row) <= cells for row in drawing)


@settings(deadline=None)
@given(st.lists(_NUMBERS, max_size=40), st.integers(1, 30), st.booleans())
def test_small_charts_stay_inside(values: list[float], cells: int, ascii: bool) -> None:
    assert width(sparkline(values, width=cells, ascii=ascii)) <= cells
    assert all(row_width(row) <= cells for row in columns(values, height=3, width=cells, ascii=ascii))
    for value in values:
        assert width(meter(value, width=cells, ascii=ascii)) == cells


def test_meter_sparkline_and_columns() -> None:
    assert meter(0.76, width=10) == "███████▋  "
    assert meter(0.76, width=10, ascii=True) == "########--"
    assert meter(0.001, width=4) == "▏   "
    assert sparkline([0, 1, 2, 7], width=8) == "▁▂▃█"
    assert plain(columns([3, 5, 2, 7, 0, 4, 1, 9], height=2, width=8)) == " ▁ ▄   █\n▅█▄█▁▇▂█"


def test_calendar() -> None:
    days = {END - timedelta(days=ago): ago % 9 for ago in range(40)}
    assert plain(calendar(days, end=END - timedelta(days=3), weeks=12)) == drawn(
        """
   Sep Oct Nov
Mo ·······█·░▒▓
Tu ·······▓█░▒▓
We ······▒▓█·░▒
Th ······░▒▓█░▒
Fr ······░▒▓█·
Sa ·······░▒▓█
Su ······█░▒▓█
   none ·░▒▓█ 8 a day
"""
    )


@pytest.mark.parametrize(
    ("series", "sentence"),
    [
        (SIGMOID, "sigmoid: gradient norm rises from 1.00e-18 at layer 1 to 1 at layer 30."),
        (DEAD, "dead: gradient norm rises from 0 at layer 1 to 0.001 at layer 4; layer 5: infinite."),
        (
            Series("a", "g", "x", "a", (0, 1, 2), (1, 5, 2)),
            "a rises from 1 at x 0 to 2 at x 2; largest 5 at x 1.",
        ),
        (Series("a", "g", "x", "a", (0, 1), (2, 2)), "a is 2 from x 0 to 1."),
        (Series("a", "g", "x", "a", (), ()), "a: nothing to draw."),
    ],
)
def test_sentences(series: Series, sentence: str) -> None:
    assert describe_series(series) == sentence


def test_table() -> None:
    assert table([("sigmoid", 3.4e-18), ("relu", 0.5)], ("variant", "first")) == drawn(
        """
variant     first
sigmoid  3.40e-18
relu          0.5
"""
    )
