"""What is asked next: the order of due cards, the new ones a day allows, and no card twice in a row."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.core.memory import Moment, New, Reviewed
from studyapp.core.planner import (
    LONGEST_STEP,
    MIXED_AT_A_TIME,
    Card,
    in_blocks,
    mixed,
    new_allowed,
    next_card,
    one_of_each_question,
)

DAY = date(2026, 11, 23)
NOW = Moment(datetime(2026, 11, 23, 12, tzinfo=UTC), DAY)


def known(identity: str, stability: float, ago: int) -> Card:
    return Card(identity, Reviewed(stability, 5.0, DAY - timedelta(days=ago), DAY))


def stepping(identity: str, minutes: float) -> Card:
    due = NOW.at - timedelta(minutes=minutes)
    return Card(identity, Reviewed(1.0, 5.0, DAY, DAY, due_at=due, step=0))


def new(identity: str) -> Card:
    return Card(identity, New())


def ids(cards: list[Card]) -> list[str]:
    return [card.id for card in cards]


def test_a_card_knows_its_question_and_pack() -> None:
    card = new("pack/question#facet")
    assert (card.question, card.pack) == ("pack/question", "pack")


@pytest.mark.parametrize(
    ("introduced", "overdue", "allowed"),
    [
        (0, 0, 20),
        (1, 0, 19),
        (20, 0, 0),
        (25, 0, 0),
        (0, 4, 20),
        (0, 5, 19),
        (8, 30, 6),
        (0, 100, 0),
        (3, 999, 0),
    ],
)
def test_the_limit_of_a_day_shrinks_while_cards_are_overdue(
    introduced: int, overdue: int, allowed: int
) -> None:
    assert new_allowed(20, introduced, overdue) == allowed


def test_one_card_of_each_question() -> None:
    cards = [new("p/one#forward"), new("p/one#reverse"), new("p/two#forward"), new("p/two#reverse")]
    assert ids(one_of_each_question(cards)) == ["p/one#forward", "p/two#forward"]
    assert one_of_each_question([]) == []


TOPICS = {
    "p/a": ["relu", "gradient"],
    "p/b": ["relu"],
    "p/c": ["sigmoid", "gradient"],
    "p/d": ["loss"],
}


def test_a_topic_is_followed_by_a_related_other_one() -> None:
    cards = [known(f"p/{name}#x", 3.0, 4) for name in "abcd"]
    # After a: not b, which has its main topic; c before d, since it shares the gradient.
    assert ids(mixed(cards, TOPICS)) == ["p/a#x", "p/c#x", "p/b#x", "p/d#x"]


@given(st.lists(st.sampled_from("abcd"), max_size=40))
def test_mixing_keeps_every_card_and_moves_none_out_of_its_dozen(names: list[str]) -> None:
    cards = [known(f"p/{name}#{place}", 3.0, 4) for place, name in enumerate(names)]
    order = mixed(cards, TOPICS)
    for start in range(0, len(cards), MIXED_AT_A_TIME):
        dozen = slice(start, start + MIXED_AT_A_TIME)
        assert sorted(ids(order[dozen])) == sorted(ids(cards[dozen]))


def test_new_cards_come_in_blocks_of_their_main_topic() -> None:
    cards = [new(f"p/{name}#{place}") for place, name in enumerate("acbdac")]
    assert ids(in_blocks(cards, TOPICS)) == ["p/a#0", "p/b#2", "p/a#4", "p/c#1", "p/c#5", "p/d#3"]


def test_a_step_set_by_a_clock_that_ran_ahead_is_due() -> None:
    near, far = stepping("p/near#a", -59), stepping("p/far#a", -LONGEST_STEP.total_seconds() / 60 - 1)
    assert not near.due(NOW)
    assert far.due(NOW)


A, B, C = known("p/a#x", 1.0, 1), known("p/b#x", 1.0, 1), new("p/c#x")


@pytest.mark.parametrize(
    ("cards", "last", "expected"),
    [
        ([A, B, C], None, A),
        ([A, B, C], "p/a#x", B),
        ([A, C], "p/a#x", C),
        ([C], "p/c#x", C),
        ([], "p/a#x", None),
        ([A, B], "p/c#x", A),
    ],
)
def test_next_card(cards: list[Card], last: str | None, expected: Card | None) -> None:
    assert next_card(cards, last=last) == expected
