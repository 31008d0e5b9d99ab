"""What is asked next: the order of due cards, the new ones a day allows, and no card twice in a row."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from studyapp.core.memory import Moment, New, Reviewed
from studyapp.core.planner import NEW_A_DAY, Card, admitted, at_risk_first, due_and_ahead, next_card

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


def test_steps_come_first_then_the_least_likely_recalled() -> None:
    cards = [
        known("p/firm#a", 100.0, 5),
        known("p/weak#a", 2.0, 30),
        stepping("p/step#a", 1),
        known("p/middle#a", 10.0, 10),
    ]
    assert ids(at_risk_first(cards, NOW)) == ["p/step#a", "p/weak#a", "p/middle#a", "p/firm#a"]


def test_equal_cards_are_ordered_by_identity_whatever_order_they_come_in() -> None:
    cards = [known(f"p/{name}#a", 3.0, 4) for name in "cab"]
    assert ids(at_risk_first(cards, NOW)) == ["p/a#a", "p/b#a", "p/c#a"]
    assert at_risk_first(cards[::-1], NOW) == at_risk_first(cards, NOW)


@pytest.mark.parametrize(
    ("introduced", "count"), [(0, NEW_A_DAY), (1, NEW_A_DAY - 1), (NEW_A_DAY, 0), (NEW_A_DAY + 5, 0)]
)
def test_the_limit_of_a_day(introduced: int, count: int) -> None:
    cards = [new(f"p/q{place:02}#a") for place in range(40)]
    assert admitted(cards, introduced_today=introduced, seen_today=frozenset()) == cards[:count]


def test_one_facet_of_a_question_a_day() -> None:
    cards = [
        new("p/one#forward"),
        new("p/one#reverse"),
        new("p/two#forward"),
        new("p/three#a"),
        new("p/two#reverse"),
    ]
    chosen = admitted(cards, introduced_today=0, seen_today=frozenset({"p/three"}))
    assert ids(chosen) == ["p/one#forward", "p/two#forward"]


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


def test_steps_to_come_are_kept_apart_and_the_soonest_is_first() -> None:
    cards = [stepping("p/later#x", -9), B, stepping("p/come#x", 0), stepping("p/soon#x", -1)]
    due, ahead = due_and_ahead(cards, NOW)
    assert ids(due) == ["p/come#x", "p/b#x"]
    assert ids(ahead) == ["p/soon#x", "p/later#x"]
