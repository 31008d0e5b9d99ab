"""Each term of a selection against a small store."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from studyapp.core.memory import DEFAULT_MODEL
from studyapp.core.records import FoundCard
from studyapp.core.selection import parse
from studyapp.store import cards as card_queries
from studyapp.store import found, tables
from studyapp.store.engine import Store
from studyapp.store.selecting import conditions
from tests.kept import kept
from tests.studyapp.store.selecting_store import (
    DAY,
    LEECH,
    NOW,
    STATES,
    fill,
    matching,
)


@pytest.fixture
def filled(store: Store, packs: Path) -> Store:
    return kept(store, "selecting", lambda: fill(store, packs))


def short(found_cards: set[str]) -> set[str]:
    return {identity.partition("/")[2].removesuffix("#answer") for identity in found_cards}


FORWARD, REVERSE = "slope-bound#forward", "slope-bound#reverse"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("pack:relus", {"kink", "slope-right"}),
        ("pack:rel*", {"kink", "slope-right"}),
        ("topic:relu", {"kink", "slope-right"}),
        ("topic:chain*", {"chain-ratio", "why-chains-fade"}),
        ("topic:chain", set()),
        ("kind:true_false -pack:relus", {"below-one"}),
        ("difficulty:medium kind:numeric", {"chain-ratio"}),
        ("backing:cited pack:relus", {"kink", "slope-right"}),
        ("tag:exam", {"kink"}),
        ("tag:EXAM*", {"kink", FORWARD, REVERSE}),
        ('tag:"two words"', {FORWARD, REVERSE}),
        ("tag:%", None),
        ('tag:"%"', set()),
        ('tag:"e_am"', set()),
        ("mistake:value", {"kink"}),
        ("mistake:no*", {"slope-right", "chain-ratio"}),
        ("is:due", {"kink", REVERSE, "below-one"}),
        ("is:learning", {REVERSE, "chain-ratio", "below-one"}),
        ("is:review", {"kink", "slope-right", FORWARD, "two-slopes"}),
        ("is:suspended", {"largest-slope"}),
        ("is:buried", {FORWARD}),
        ("is:flagged", {"kink"}),
        ("is:leech", {"kink"}),
        ("is:missed", {"kink", "chain-ratio"}),
        ("is:noted", {"kink"}),
        ("is:new pack:relus", set()),
        ("rated:1", {"chain-ratio"}),
        ("rated:4", {"chain-ratio", "kink"}),
        ("rated:5:easy", {"slope-right"}),
        ("rated:30", {"chain-ratio", "kink", "slope-right"}),
        ("rated:31", {"chain-ratio", "kink", "slope-right", FORWARD}),
        ("rated:31:again", {"chain-ratio", "kink", "slope-right"}),
        ("due:0", {FORWARD, REVERSE, "chain-ratio", "below-one"}),
        ("due:<0", {"kink"}),
        ("due:>1", {"slope-right", "two-slopes"}),
        ("due:=-1", {"kink"}),
        ("due:>=-1000000 due:<=1000000 pack:relus", {"kink", "slope-right"}),
        ("stability:<3", {"kink", REVERSE}),
        ("difficulty:>7", {"kink"}),
        ("difficulty:<=1", {"two-slopes"}),
        ("interval:30", {FORWARD}),
        ("interval:>=10", {"slope-right", FORWARD}),
        ("lapses:>=1", {"kink", FORWARD}),
        ("reps:5", {"kink"}),
        ("reps:0 is:review", set()),
        ("recall:<=0.9 recall:>0.8", {"kink", FORWARD}),
        ("recall:>=1", {REVERSE, "chain-ratio", "two-slopes", "below-one"}),
        ("recall:<0", set()),
        ("recall:>0", {identity.partition("/")[2].removesuffix("#answer") for identity in STATES}),
        ("kink", {"kink"}),
        ("kin*", {"kink"}),
        ('"slope of the sigmoid is below"', {"below-one"}),
        ('"sigmoid the"', set()),
        ("slope zero -pack:sigmoids or is:leech", {"kink"}),
        ("-is:due -is:new -is:learning", {"slope-right", FORWARD, "two-slopes"}),
        ("-recall:<0.99 is:review", {"two-slopes"}),
    ],
)  # fmt: skip
def test_each_term(filled: Store, query: str, expected: set[str] | None) -> None:
    if expected is None:
        with pytest.raises(Exception, match="in quotes"):
            parse(query)
    else:
        assert short(matching(filled, parse(query))) == expected


def test_words_may_be_the_operators_of_the_index(filled: Store) -> None:
    for query in ('"and"', "near", '"NOT x"', "^a", "kind:*", "a+b", '"* OR"', "{a}", "col.umn", "'a"):
        matching(filled, parse(query))


def test_what_is_listed(filled: Store) -> None:
    with filled.reading() as session:
        [kink] = found.cards_matching(session, parse("kink"), NOW, DEFAULT_MODEL)
        by_due = found.cards_matching(session, parse("is:review"), NOW, DEFAULT_MODEL, 2, "due")
        by_stability = found.cards_matching(
            session, parse("is:review"), NOW, DEFAULT_MODEL, order="stability"
        )
    assert kink == FoundCard(
        id="relus/kink#answer",
        question="relus/kink",
        pack="relus",
        heading="Kink",
        kind="true_false",
        difficulty="easy",
        due=DAY - timedelta(days=1),
        stability=2.0,
        lapses=3,
        marks=kink.marks,
        hard=kink.hard,
        recall=kink.recall,
    )
    assert kink.hard == 8.0
    assert kink.recall is not None
    assert 0.0 < kink.recall < 1.0
    assert kink.marks.flagged
    assert [card.due for card in by_due] == [DAY - timedelta(days=1), DAY]
    assert [card.stability for card in by_stability] == [2.0, 7.0, 10.0, 30.0]


def test_packs_of_a_selection_narrow_it(filled: Store) -> None:
    assert short(matching(filled, parse("is:review").of_packs(("relus",)))) == {"kink", "slope-right"}


def test_retired_cards_are_never_found(filled: Store) -> None:
    with filled.writing() as session:
        session.execute(update(tables.cards).where(tables.cards.c.pack_id == "relus").values(retired=True))
    assert matching(filled, parse("pack:relus or is:flagged")) == set()


def test_a_session_is_given_what_is_asked_of_each_card_in_turn(filled: Store) -> None:
    wanted = conditions(parse("topic:relu or is:noted"), NOW, DEFAULT_MODEL, LEECH)
    with filled.reading() as session:
        due = card_queries.most_at_risk(session, NOW, wanted, (), 10)
    assert [card.id for card in due] == ["relus/kink#answer"]
