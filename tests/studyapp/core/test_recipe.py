"""The recipe of a day, in words."""

from __future__ import annotations

import pytest

from studyapp.core.memory import New
from studyapp.core.planner import Card
from studyapp.core.recipe import LOOKED_AT, Recipe, commonest, in_order

NOTHING = Recipe(due=0, overdue=0, steps=0, new=0)
TOPICS = {"p/a": ["relu"], "p/b": ["loss", "relu"], "p/c": ["loss"]}


def cards(names: str) -> list[Card]:
    return [Card(f"p/{name}#{place}", New()) for place, name in enumerate(names)]


@pytest.mark.parametrize(
    ("recipe", "lines"),
    [
        (NOTHING, ()),
        (Recipe(1, 0, 0, 0, minutes=0), ("1 due: about 1 minute.",)),
        (
            Recipe(
                18,
                3,
                2,
                6,
                at_risk=("residual-paths",),
                beginning=("loss", "clipping", "gates"),
                minutes=14,
            ),
            (
                "18 due, then 2 in learning, then 6 new: about 14 minutes.",
                "The most at risk come first, now residual paths; topics are mixed, so that you tell them apart.",
                "New: loss, clipping and 1 more, one topic at a time.",
            ),
        ),
        (
            Recipe(60, 31, 0, 14, held_by_backlog=6, held_by_requirements=1, minutes=30),
            (
                "60 due, then 14 new: about 30 minutes.",
                "The most at risk come first; topics are mixed, so that you tell them apart.",
                "6 new wait, since 31 cards are overdue (each 5 hold one new card back).",
                "1 new waits for what it builds on.",
            ),
        ),
        (
            Recipe(60, 0, 0, 0, exam=4, held_by_backlog=1, minutes=30, budget=20, spent=5),
            (
                "60 due: about 30 minutes.",
                "First 4 cards that your exam needs today.",
                "The most at risk come first; topics are mixed, so that you tell them apart.",
                "1 new waits, since the day's time goes to what is due.",
                "Your 20 minutes end before that; what is least at risk waits for another day.",
            ),
        ),
        (
            Recipe(1, 0, 0, 0, minutes=2, budget=20, spent=8),
            ("1 due: about 2 minutes.", "10 minutes will be left for cards of the days to come."),
        ),
        # Nothing to ask now, but something waits.
        (Recipe(0, 0, 0, 0, held_by_requirements=2), ("2 new wait for what they build on.",)),
    ],
)
def test_a_day_in_words(recipe: Recipe, lines: tuple[str, ...]) -> None:
    assert recipe.lines() == lines


def test_topics_of_the_first_cards() -> None:
    assert commonest(cards("abc"), TOPICS) == ("loss", "relu")
    assert commonest(cards("a" * LOOKED_AT + "ccc" * LOOKED_AT), TOPICS) == ("relu",)
    assert commonest(cards("x"), TOPICS) == ()
    assert in_order(cards("acba"), TOPICS) == ("relu", "loss")
