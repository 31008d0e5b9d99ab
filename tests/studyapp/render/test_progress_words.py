"""Progress in words, intervals on an axis, and columns with names: by hand, at any width, in ASCII."""

from __future__ import annotations

import math
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.core.records import DayTally
from studyapp.core.retention import Fit, Retention
from studyapp.core.statistics import Distribution, Part, Streak
from studyapp.render.charts import labelled_columns
from studyapp.render.intervals import Measured, interval_chart
from studyapp.render.progress_words import (
    calendar_words,
    expected_words,
    fit_words,
    forecast_words,
    hour_words,
    range_labels,
    recall_label,
    retention_words,
    spread_words,
    streak_words,
    times_words,
    today_words,
)
from studyapp.render.spans import plain, row_width

MONDAY = date(2026, 11, 23)
DAY = timedelta(days=1)


def test_today_and_the_streak() -> None:
    assert today_words(DayTally(MONDAY, 24, 21, 660.0)) == "24 answers, 21 right, 11 min"
    assert today_words(DayTally(MONDAY, 1, 0, 29.0)) == "1 answer, 0 right, 0 min"
    assert streak_words(Streak(0)) == "0 days"
    assert streak_words(Streak(12, (MONDAY,))) == "12 days, one day off forgiven"
    assert streak_words(Streak(1_204, (MONDAY, MONDAY - 8 * DAY))) == "1,204 days, 2 days off forgiven"


def test_retention() -> None:
    found = Retention(1_204, 1_060, 0.9)
    assert retention_words(0.9, found) == "You wanted 90 %, you got 88 % (86–90, 1,204 reviews)."
    assert expected_words(found) == "The model expected 90.0 %: you recalled less than it expected."
    assert expected_words(Retention(40, 35, 0.9)).endswith("which agrees with what happened.")
    assert "you recalled more" in expected_words(Retention(400, 390, 0.9))
    many = Retention(100_000, 90_000, 0.9)
    assert "(89.8–90.2, 100,000 reviews)" in retention_words(0.9, many)
    assert fit_words(Fit(0.3451, 0.0104)) == "Its predictions are off by about 1.0 % (log loss 0.345)."


def test_what_comes_and_what_was() -> None:
    forecast = {MONDAY: 3, MONDAY + DAY: 1, MONDAY + 6 * DAY: 2, MONDAY + 7 * DAY: 5}
    assert forecast_words(forecast, MONDAY) == "3 today, 1 tomorrow, 6 in 7 days, 11 in 30 days"
    assert calendar_words({}, 0.0) == "No answers in this period."
    assert calendar_words({MONDAY: 3, MONDAY + DAY: 2}, 90.0) == (
        "5 answers on 2 days, 2 a day of study, 2 min in all."
    )


def test_hours() -> None:
    none = [Part(0, 0)] * 24
    assert hour_words(none) == "No answers in this period."
    one = [*none[:23], Part(50, 40)]
    assert hour_words(one) == "Most answers come from 23:00 to 0:00."
    two = [*none[:8], Part(30, 29), *none[9:23], Part(50, 40)]
    assert hour_words(two) == (
        "Most answers come from 23:00 to 0:00. Most are right at 8:00: 97 % of 30 answers."
    )
    few = [*none[:8], Part(3, 3), *none[9:23], Part(50, 40)]  # three answers say nothing of an hour
    assert "right" not in hour_words(few)


def test_distributions() -> None:
    found = Distribution((0.0, 1.0, 3.0, math.inf), (1, 2, 1), 2.0)
    assert range_labels(found.edges, " d") == ["0–1 d", "1–3 d", "3 + d"]
    assert range_labels((1.0, 2.0, 9.0, math.inf)) == ["1", "2–9", "9 +"]
    assert recall_label((0.85, 0.9)) == "85–90 %"
    assert spread_words("Stability", found, " d") == "Stability: half of your 4 cards have less than 3 d."
    assert times_words(found) == "Half of 4 answers took less than 3 s."
    empty = Distribution((0.0, 1.0), (0,), None)
    assert spread_words("Stability", empty) == "Stability: no card was seen yet."
    assert times_words(empty) == "No answers in this period."


# --- drawings -----------------------------------------------------------------------------------------------------


def test_an_interval_chart() -> None:
    rows = [
        Measured("young", 0.9, 0.8, 1.0, 0.85, "90 %"),
        Measured("mature", 0.7, 0.6, 0.75, 0.95, "70 %"),
    ]
    assert plain(interval_chart(rows, width=40)) == (
        "young               ├──┃──●─────┤  90 %\n"
        "mature ├─────●──┤            ┃     70 %\n"
        "       60 %       80 %      100 %"
    )
    drawn = interval_chart(rows, width=40)
    assert [span.role for span in drawn[0] if span.role] == ["accent"]
    assert [span.role for span in drawn[1] if span.role] == ["wrong"]  # the expected lies outside
    assert plain(interval_chart([], width=40)) == "nothing to draw"


SHARES = st.floats(0.0, 1.0)


@given(
    st.lists(st.tuples(SHARES, SHARES, SHARES, st.none() | SHARES), min_size=1, max_size=6),
    st.integers(20, 140),
    st.booleans(),
)
def test_intervals_fit_any_width(
    drawn: list[tuple[float, float, float, float | None]], width: int, ascii: bool
) -> None:
    rows = []
    for one, two, three, expected in drawn:
        low, share, high = sorted((one, two, three))
        rows.append(Measured("a label", share, low, high, expected, "99 % of 1,000"))
    chart = interval_chart(rows, width=width, ascii=ascii)
    assert len(chart) == len(rows) + 1
    assert all(row_width(line) <= width for line in chart)
    text = plain(chart)
    assert text.isascii() or not ascii
    assert all(("*" if ascii else "●") in line for line in text.split("\n")[:-1])


@pytest.mark.parametrize("ascii", [False, True])
@pytest.mark.parametrize("width", [10, 24, 72, 140])
def test_columns_are_named_under_their_places(width: int, ascii: bool) -> None:
    values = [float(hour) for hour in range(24)]
    drawn = labelled_columns(values, {0: "0", 12: "12", 23: "23"}, height=3, width=width, ascii=ascii)
    assert len(drawn) == 4
    assert all(row_width(line) <= width for line in drawn)
    named = plain(drawn[-1:])
    assert named.startswith("0")
    if width >= 72:
        assert named.index("12") == 36
        assert named.index("23") == 69
