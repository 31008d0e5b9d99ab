"""The use case behind every search, and sessions of what a search finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from studyapp.core.memory import Rating
from studyapp.core.selection import SelectionError, parse

if TYPE_CHECKING:
    from studyapp.config import Home
    from studyapp.study.app import Study
    from tests.conftest import FrozenClock, Open


def test_first_cards_and_how_many_there_are(study: Study) -> None:
    found = study.search("is:new", limit=3)
    assert len(found.cards) == 3
    assert found.count == sum(pack.cards for pack in study.library.packs())
    assert [card.pack for card in found.cards] == ["relus", "relus", "sigmoids"]
    assert study.search("is:new", limit=0).cards == ()
    assert study.search("is:new", limit=0).count == found.count


def test_nothing_is_searched_where_the_text_cannot_be_read(study: Study) -> None:
    with pytest.raises(SelectionError, match="unknown key"):
        study.search("colour:red")


@pytest.mark.parametrize(
    ("text", "hints"),
    [
        ("topic:relu", ()),
        ("topic:rel*", ()),
        ("topic:sigmod", ("no topic 'sigmod'; near: sigmoid",)),
        ("-topic:sigmod or pack:relu", ("no topic 'sigmod'; near: sigmoid", "no pack 'relu'; near: relus")),
        ("topic:sigmod topic:sigmod", ("no topic 'sigmod'; near: sigmoid",)),
        ("tag:zzzz", ("no tag 'zzzz'",)),
        ("section:zzzz*", ("no section 'zzzz*'",)),
        ("tag:*", ("no tag '*'",)),
    ],
)
def test_names_that_nothing_has(study: Study, text: str, hints: tuple[str, ...]) -> None:
    assert study.search(text).hints == hints
    assert study.search.hints(parse(text)) == hints


def test_a_session_asks_only_what_is_selected(study: Study) -> None:
    session = study.review(selection=parse("topic:relu -kink"))
    asked = session.next()
    assert asked is not None
    assert asked.card.question == "relus/slope-right"
    session.rate(asked, None, rating=Rating.EASY)
    assert session.next() is None
    assert study.search("rated:1:easy").count == 1


def test_packs_and_a_selection_both_hold(study: Study) -> None:
    assert study.review(("sigmoids",), parse("topic:relu")).next() is None
    assert study.review(("relus",), parse("topic:relu")).next() is not None


def test_due_by_pack(study: Study, clock: FrozenClock) -> None:
    session = study.review(("relus",))
    while (asked := session.next()) is not None:
        session.rate(asked, None, rating=Rating.EASY)
    assert study.search.due_by_pack(parse("")) == {}
    clock.forward(days=60)
    assert study.search.due_by_pack(parse("")) == {"relus": 2}
    assert study.search.due_by_pack(parse("kink")) == {"relus": 1}
    assert study.search.due_by_pack(parse("pack:sigmoids")) == {}


def test_leeches_are_counted_as_the_learner_set_it(open_study: Open, home: Home, clock: FrozenClock) -> None:
    study = open_study()
    session = study.review(("relus",))
    asked = session.next()
    assert asked is not None
    session.rate(asked, None, rating=Rating.EASY)
    clock.forward(days=60)
    again = study.review(("relus",)).next()
    assert again is not None
    study.review(("relus",)).rate(again, None, rating=Rating.AGAIN)
    assert study.search("lapses:1").count == 1
    assert study.search("is:leech").count == 0
    home.settings.write_text("[schedule]\nleech_lapses = 1\n", encoding="utf-8")
    assert open_study().search("is:leech").count == 1
