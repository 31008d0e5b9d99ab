"""Days as learners type them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.core.day_words import FURTHEST, ahead_words, day_of
from studyapp.core.errors import Refusal

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2027-03-31", date(2027, 3, 31)),
        ("  2027-3-1 ", date(2027, 3, 1)),
        ("today", TODAY),
        ("Tomorrow", date(2026, 11, 24)),
        ("in 19 days", date(2026, 12, 12)),
        ("IN  1  DAY", date(2026, 11, 24)),
        ("19 days", date(2026, 12, 12)),
        ("19d", date(2026, 12, 12)),
        ("in 3 weeks", date(2026, 12, 14)),
        ("2w", date(2026, 12, 7)),
        ("in 0 days", TODAY),
        ("2020-02-29", date(2020, 2, 29)),
    ],
)
def test_what_can_be_written(text: str, day: date) -> None:
    assert day_of(text, TODAY) == day


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "soon", "2027-02-30", "2027-13-01", "0000-01-01", "31.3.2027", "in days", "in -3 days",
        "in 1.5 days", "in 999999 weeks", "in 9999999 days", "٣ days", "２０２７-03-31", "2027-03-31x", "\x1b[31m",
        "9" * 10_000,
    ],
)  # fmt: skip
def test_what_cannot_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        day_of(text, TODAY)
    assert "\n" not in str(refused.value)
    assert "\x1b" not in str(refused.value)
    assert len(str(refused.value)) < 90


@given(st.dates(), st.dates())
def test_every_date_is_read_as_it_is_written(day: date, today: date) -> None:
    assert day_of(day.isoformat(), today) == day


@given(st.integers(0, FURTHEST), st.sampled_from(["in {} days", "{}d", "{} days"]))
def test_days_ahead_count_from_today(days: int, form: str) -> None:
    assert day_of(form.format(days), TODAY) == TODAY + timedelta(days=days)


@given(st.text(max_size=40), st.dates())
def test_any_text_is_a_day_or_refused(text: str, today: date) -> None:
    try:
        found = day_of(text, today)
    except Refusal:
        return
    assert isinstance(found, date)


def test_days_ahead_in_words() -> None:
    words = [ahead_words(days) for days in (-2, -1, 0, 1, 2, 1_000)]
    assert words == ["2 days ago", "yesterday", "today", "tomorrow", "in 2 days", "in 1,000 days"]
