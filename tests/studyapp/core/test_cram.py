"""A round: each card once, or what was missed again until it was right once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from studyapp.core.cram import APART, Round, siblings_apart

cards = st.lists(st.from_regex(r"p/[a-d]#[x-z]", fullmatch=True), unique=True, max_size=12)


def test_a_missed_card_comes_again_after_some_others() -> None:
    asked = Round(["a", "b", "c", "d", "e", "f"], repeats=True)
    order = []
    for right in (False, True, True, True, True, True, True):
        assert asked.next is not None
        order.append(asked.next)
        asked.answer(asked.next, right)
    assert order == ["a", "b", "c", "d", "e", "a", "f"]
    assert (asked.next, asked.left, asked.count) == (None, 0, 6)


def test_the_last_card_is_asked_until_it_is_right() -> None:
    asked = Round(["a"], repeats=True)
    for _ in range(3):
        asked.answer("a", False)
        assert (asked.next, asked.left) == ("a", 1)
    asked.answer("a", True)
    assert asked.next is None


def test_a_quiz_asks_each_card_once() -> None:
    asked = Round(["a", "b"], repeats=False)
    asked.answer("a", False)
    asked.answer("nobody", True)
    assert (asked.next, asked.left) == ("b", 1)
    asked.drop("b")
    assert asked.next is None


@given(cards, st.booleans(), st.lists(st.booleans(), max_size=40))
def test_a_round_is_taken_up_where_it_was_left(
    given_cards: list[str], repeats: bool, verdicts: list[bool]
) -> None:
    asked, answered = Round(given_cards, repeats=repeats), list[tuple[str, bool]]()
    for right in verdicts:
        if (card := asked.next) is None:
            break
        again = Round(given_cards, repeats=repeats, answered=answered)
        assert (again.next, again.left) == (card, asked.left)
        asked.answer(card, right)
        answered.append((card, right))
        if asked.left > 1 and not right:
            assert asked.next != card, "a card is not shown twice in a row while others are left"
    once_right = {card for card, right in answered if right}
    seen = {card for card, _ in answered}
    finished = once_right if repeats else seen
    assert asked.left == len(set(given_cards) - finished)
    for card in finished:
        last = max(place for place, (each, _) in enumerate(answered) if each == card)
        assert not repeats or answered[last][1]
    assert APART > 1


@given(cards)
def test_siblings_are_kept_apart_where_they_can_be(given_cards: list[str]) -> None:
    ordered = siblings_apart(given_cards)
    assert sorted(ordered) == sorted(given_cards)
    for place in range(1, len(ordered)):
        mine = ordered[place].partition("#")[0]
        if ordered[place - 1].partition("#")[0] == mine:
            assert all(card.partition("#")[0] == mine for card in ordered[place:])
