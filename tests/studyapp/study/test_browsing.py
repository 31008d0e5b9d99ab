"""What the browse screen and the guide read: orders, pages of a list, wide words, and what is known by section."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from studyapp.core.memory import Rating
from studyapp.core.selection import ALL, parse
from studyapp.store import found

if TYPE_CHECKING:
    from studyapp.study.app import Study
    from studyapp.study.asked import Asked
    from tests.conftest import FrozenClock


def rated(study: Study, *ratings: Rating) -> list[str]:
    """Rate the first cards; which they were."""
    session, cards = study.review(), []
    for rating in ratings:
        asked = session.next()
        assert asked is not None
        session.rate(asked, None, rating=rating)
        cards.append(asked.card.id)
    return cards


@pytest.mark.parametrize("order", list(found.ORDERS))
def test_pages_of_a_list_make_the_whole_of_it(study: Study, order: str) -> None:
    rated(study, Rating.EASY, Rating.GOOD)
    whole = study.search.matching(ALL, order=order)
    pages = [
        card
        for offset in range(0, whole.count + 2, 2)
        for card in study.search.matching(ALL, order=order, offset=offset, limit=2).cards
    ]
    assert pages == list(whole.cards)
    beyond = study.search.matching(ALL, order=order, offset=10_000)
    assert (beyond.count, beyond.cards) == (whole.count, ())


def test_the_same_pages_where_cards_are_many(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    rated(study, Rating.EASY, Rating.GOOD)
    few = {order: study.search.matching(ALL, order=order).cards for order in found.ORDERS}
    monkeypatch.setattr(found, "MANY", 1)
    for order, cards in few.items():
        assert study.search.matching(ALL, order=order).cards == cards


def test_orders(study: Study, clock: FrozenClock) -> None:
    first, second = rated(study, Rating.EASY, Rating.HARD)
    clock.forward(days=20)
    cards = study.search.matching(ALL, order="recall").cards
    assert [card.id for card in cards[:2]] == [second, first]
    assert cards[0].recall is not None
    assert cards[1].recall is not None
    assert cards[0].recall < cards[1].recall
    assert cards[2].recall is None
    assert [card.id for card in study.search.matching(ALL, order="difficulty").cards[:2]] == [second, first]
    headings = [card.heading.casefold() for card in study.search.matching(ALL, order="name").cards]
    assert headings == sorted(headings)


def test_the_best_come_first(study: Study) -> None:
    whole = [card.question for card in study.search.matching(ALL).cards]
    last = whole[-1]
    assert study.search.matching(ALL, best=[last]).cards[0].question == last
    assert sorted(card.question for card in study.search.matching(ALL, best=[last]).cards) == sorted(whole)


def test_words_of_very_many_questions_are_not_counted(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    words = parse("sigmoid")
    assert study.search.of_wide_words(words) is None
    expected = {card.id for card in study.search.matching(words).cards}
    monkeypatch.setattr(found, "WIDE", 0)
    wide = study.search.of_wide_words(words)
    assert wide is not None
    assert wide
    assert {card.id for card in wide} < expected
    assert study.search.of_wide_words(parse("sigmoid is:new")) is None
    assert study.search.of_wide_words(ALL) is None


def test_what_is_known_of_each_section(study: Study) -> None:
    (pack,) = {card.partition("/")[0] for card in rated(study, Rating.GOOD)}
    known = study.library.known_by_section(pack)
    assert all(group.place[0] == pack for group in known.values())
    sections = {row.section for row in study.library.questions([pack]) if row.section}
    assert set(known) == sections
    assert study.library.known_by_section("nowhere") == {}


def test_how_it_went_since_a_review(study: Study, clock: FrozenClock) -> None:
    session = study.review()
    since = session.newest()
    known: dict[tuple[str, int], Asked] = {}
    assert study.endings.since(since, known, 10.0) is None
    for rating in (Rating.AGAIN, Rating.GOOD):
        asked = session.next()
        assert asked is not None
        known[asked.card.id, asked.variant.seed] = asked
        session.rate(asked, None, rating=rating, seconds=4.0, response="mine")
    ending = study.endings.since(since, known, 10.0)
    assert ending is not None
    assert (ending.answers, ending.right, ending.seconds) == (2, 1, 8.0)
    assert [answer.asked.card.id for answer in ending.missed] == [next(iter(known))[0]]
    assert ending.missed[0].response == "mine"
    session.undo()
    session.undo()
    assert study.endings.since(since, known, 10.0) is None
    session.redo()
    again = study.endings.since(since, known, 10.0)
    assert again is not None
    assert (again.answers, again.right) == (1, 0)
