"""The schedule in words: each number in them is the model's own."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.core.memory import DEFAULT_MODEL, Moment, New, Rating, Reviewed, due_on, review
from studyapp.core.offers import Interval, Offer, offers
from studyapp.core.planner import NO_MARKS, Marks
from studyapp.core.text import unsafe_character
from studyapp.core.why import card_words, interval_words, offer_words, span, state_words, why

TODAY = date(2026, 11, 23)
NOW = Moment(datetime(2026, 11, 23, 9, tzinfo=UTC), TODAY)
KNOWN = Reviewed(stability=12.2, difficulty=5.43, last_day=date(2026, 11, 3), due_day=TODAY, reps=4, lapses=1)


def test_before_the_answer_in_plain_words() -> None:
    recall = round(100 * DEFAULT_MODEL.recall(KNOWN, TODAY))
    assert 80 <= recall <= 88
    assert state_words(KNOWN, TODAY, DEFAULT_MODEL) == (
        f"{recall} % likely · lasts 12 days (stability) · difficulty 5.4 of 10"
    )
    assert state_words(New(), TODAY, DEFAULT_MODEL) == "new"


def test_nothing_is_ever_certain() -> None:
    fresh = replace(KNOWN, last_day=TODAY)
    assert state_words(fresh, TODAY, DEFAULT_MODEL).startswith("99 % likely")


@pytest.mark.parametrize(
    ("interval", "words"),
    [
        (Interval(1, 1, 1), "1 day"),
        (Interval(16, 16, 16), "16 days"),
        (Interval(16, 17, 17), "17 days (16 asked for, +1 by the draw)"),
        (Interval(16, 16, 17), "17 days (16 asked for, +1 to spare 9 Dec)"),
        (Interval(16, 18, 15), "15 days (16 asked for, +2 by the draw, −3 to spare 11 Dec)"),
    ],
)
def test_what_moved_an_interval_is_told(interval: Interval, words: str) -> None:
    assert interval_words(interval, TODAY) == words


@given(ideal=st.integers(1, 900), drawn=st.integers(-20, 20), spared=st.integers(-20, 20))
def test_the_moves_add_up(ideal: int, drawn: int, spared: int) -> None:
    interval = Interval(ideal, ideal + drawn, ideal + drawn + spared)
    words = interval_words(interval, TODAY).replace("−", "-")
    assert words.startswith(f"{interval.days} day")
    assert (f"({ideal} asked for, " in words) is bool(drawn or spared)
    assert (f"{drawn:+d} by the draw" in words) is bool(drawn)
    assert (f"{spared:+d} to spare " in words) is bool(spared)


def test_each_rating_says_when_and_how_likely_then() -> None:
    told = why(KNOWN, offers("a/b#answer", KNOWN, NOW), NOW, DEFAULT_MODEL)
    assert list(told.after) == list(Rating)
    assert told.after[Rating.AGAIN] == "Again: in 10 minutes"
    offered = offers("a/b#answer", KNOWN, NOW)
    for rating in (Rating.HARD, Rating.GOOD, Rating.EASY):
        interval = offered[rating].interval
        assert interval is not None
        then = DEFAULT_MODEL.recall_after(offered[rating].state.stability, interval.days)
        assert told.after[rating].startswith(f"{rating.name.capitalize()}: {interval.days} days")
        assert told.after[rating].endswith(f", {round(100 * then)} % likely then")
    assert told.short(Rating.GOOD) == f"Before: {told.before}. {told.after[Rating.GOOD]}"


def test_a_new_card_has_steps_first() -> None:
    told = why(New(), offers("a/b#answer", New(), NOW), NOW, DEFAULT_MODEL)
    assert told.before == "new"
    assert told.after[Rating.AGAIN] == "Again: in 1 minute"
    assert told.after[Rating.GOOD] == "Good: in 10 minutes"
    assert "days" in told.after[Rating.EASY]


def test_a_step_shorter_than_a_minute() -> None:
    state = review(KNOWN, Rating.AGAIN, NOW, sooner=True)
    assert offer_words(Offer(state, None), NOW, DEFAULT_MODEL) == "in under a minute"


def test_the_page_of_a_card() -> None:
    assert card_words(New(), NO_MARKS, None, NOW, DEFAULT_MODEL, 8) == ("Not studied yet.",)
    given = Interval(19, 20, 20)
    first, second = card_words(KNOWN, NO_MARKS, given, NOW, DEFAULT_MODEL, 8)
    assert first.startswith("Due 23 Nov 2026 · 4 reviews · ")
    assert second == "Last interval: 20 days (19 asked for, +1 by the draw)"
    moved = due_on(KNOWN, TODAY + timedelta(days=3))
    assert len(card_words(moved, NO_MARKS, given, NOW, DEFAULT_MODEL, 8)) == 1, (
        "the day was set by hand since"
    )
    once = replace(KNOWN, reps=1, due_at=NOW.at, step=0)
    assert card_words(once, NO_MARKS, given, NOW, DEFAULT_MODEL, 8)[0].startswith(
        "In a learning step · 1 review · "
    )


def test_the_page_of_a_leech_says_what_to_do() -> None:
    leech = replace(KNOWN, lapses=9)
    lines = card_words(leech, NO_MARKS, None, NOW, DEFAULT_MODEL, 8)
    assert lines[1].startswith("Forgotten 9 times: a leech.")
    assert "guide" in lines[1]
    assert len(card_words(leech, NO_MARKS, None, NOW, DEFAULT_MODEL, 10)) == 1


@pytest.mark.parametrize(
    ("marks", "line"),
    [
        (Marks(suspended=True), "Suspended."),
        (Marks(flagged=True), "Flagged."),
        (Marks(buried_until=TODAY + timedelta(days=1), flagged=True), "Buried until 24 Nov, flagged."),
        (Marks(True, True, TODAY + timedelta(days=1)), "Suspended, buried until 24 Nov, flagged."),
    ],
)
def test_the_marks_of_a_card(marks: Marks, line: str) -> None:
    assert card_words(KNOWN, marks, None, NOW, DEFAULT_MODEL, 8)[-1] == line
    assert card_words(KNOWN, Marks(buried_until=TODAY), None, NOW, DEFAULT_MODEL, 8)[-1] != "Buried", (
        "it is over"
    )


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0.4, "0.4 days"),
        (1, "1 day"),
        (9.96, "10 days"),
        (12.2, "12 days"),
        (152, "5 months"),
        (840, "2.3 years"),
    ],
)
def test_a_number_of_days(days: float, words: str) -> None:
    assert span(days) == words


@given(
    stability=st.floats(0.001, 36_500),
    difficulty=st.floats(1, 10),
    ago=st.integers(0, 40_000),
    step=st.sampled_from([None, 0]),
)
def test_any_card_has_short_safe_words(
    stability: float, difficulty: float, ago: int, step: int | None
) -> None:
    last = TODAY - timedelta(days=ago)
    state = Reviewed(stability, difficulty, last, TODAY, NOW.at if step == 0 else None, step)
    told = why(state, offers("a/b#answer", state, NOW), NOW, DEFAULT_MODEL)
    for rating in Rating:
        line = told.short(rating)
        assert unsafe_character(line) is None
        assert len(line) < 200
