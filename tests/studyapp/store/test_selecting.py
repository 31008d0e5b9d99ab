"""Each term of a selection against a small store, and any selection against a plain filter of its cards."""

from __future__ import annotations

import operator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, update

from studyapp.core.memory import DEFAULT_MODEL, Moment, New, Rating, Reviewed
from studyapp.core.planner import Card
from studyapp.core.records import FoundCard, Review
from studyapp.core.selection import Selection, parse
from studyapp.core.selection_terms import MARKS as MARKS_KNOWN
from studyapp.core.selection_terms import (
    WHOLE_KEYS,
    And,
    Compared,
    Is,
    Node,
    Not,
    Or,
    Rated,
    Word,
    Words,
    all_of,
    any_of,
    terms_of,
)
from studyapp.packs.loader import load
from studyapp.store import cards as card_queries
from studyapp.store import found, items, reviews, search, tables
from studyapp.store.engine import Store
from studyapp.store.selecting import conditions

DAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
NOW = Moment(NOON, DAY)
LEECH = 3


def known(stability: float, last: int, due: int, **more: Any) -> Reviewed:
    """A reviewed card: days from today of its last review and of its next."""
    difficulty = more.pop("difficulty", 5.0)
    return Reviewed(stability, difficulty, DAY + timedelta(days=last), DAY + timedelta(days=due), **more)


STATES: dict[str, Reviewed] = {
    "relus/kink#answer": known(2.0, -3, -1, difficulty=8.0, reps=5, lapses=3),
    "relus/slope-right#answer": known(10.0, -4, 6),
    "sigmoids/slope-bound#forward": known(30.0, -30, 0, lapses=1),
    "sigmoids/slope-bound#reverse": known(0.5, 0, 0, step=0, due_at=NOON - timedelta(minutes=2)),
    "sigmoids/chain-ratio#answer": known(5.0, 0, 0, step=1, due_at=NOON + timedelta(minutes=9), relearning=True),
    "sigmoids/two-slopes#answer": known(7.0, 1, 2, difficulty=1.0),
    "sigmoids/below-one#answer": known(3.0, 0, 0, step=0, due_at=NOON + timedelta(days=3)),
}  # fmt: skip
MARKS: dict[str, dict[str, Any]] = {
    "relus/kink#answer": {"flagged": True},
    "sigmoids/slope-bound#forward": {"buried_until": DAY + timedelta(days=1)},
    "sigmoids/two-slopes#answer": {"buried_until": DAY},
    "sigmoids/largest-slope#answer": {"suspended": True},
}
LOG = (
    # card, days ago, rating, mistake, taken back
    ("relus/kink#answer", 9, Rating.GOOD, None, False),
    ("relus/kink#answer", 3, Rating.AGAIN, "value", False),
    ("relus/slope-right#answer", 10, Rating.AGAIN, "no-slope", False),
    ("relus/slope-right#answer", 4, Rating.EASY, None, False),
    ("sigmoids/slope-bound#forward", 30, Rating.AGAIN, "value", True),
    ("sigmoids/slope-bound#forward", 30, Rating.GOOD, None, False),
    ("sigmoids/chain-ratio#answer", 0, Rating.AGAIN, "no-slope", False),
    ("sigmoids/chain-ratio#answer", 0, Rating.HARD, None, False),
    ("sigmoids/two-slopes#answer", 0, Rating.HARD, None, True),
)
TAGS = (("relus/kink", "Exam"), ("sigmoids/slope-bound", "exam-2"), ("sigmoids/slope-bound", "two words"))


@pytest.fixture
def filled(store: Store, packs: Path) -> Store:
    """Two packs, with states, marks, reviews, tags and a note; one question retired."""
    with store.writing() as session:
        for position, name in enumerate(("relus", "sigmoids")):
            loaded = load(packs / name)
            items.put_pack(session, loaded.pack, loaded.digest, position)
        for identity, state in STATES.items():
            card_queries.put_state(session, identity, state)
        for identity, marks in MARKS.items():
            session.execute(update(tables.cards).where(tables.cards.c.id == identity).values(**marks))
        for identity, ago, rating, mistake, back in LOG:
            _review(session, identity, ago, rating, mistake, back)
        session.execute(insert(tables.tags), [{"question_id": of, "tag": tag} for of, tag in TAGS])
        note = {"kind": "question", "target": "relus/kink", "text": "mind zero", "at": NOON}
        session.execute(
            insert(tables.notes), [note, note | {"kind": "term", "target": "sigmoids/slope-bound"}]
        )
        retired = tables.cards.c.question_id == "sigmoids/factors"
        session.execute(update(tables.cards).where(retired).values(retired=True))
    return store


def _review(session: Any, identity: str, ago: int, rating: Rating, mistake: str | None, back: bool) -> None:
    stored = items.question(session, identity.partition("#")[0])
    assert stored is not None
    at = NOON - timedelta(days=ago)
    number = reviews.add(
        session,
        Review(
            card_id=identity, at=at, day=at.date(), rating=rating, outcome="right", response="", mistake=mistake,
            hinted=False, seconds=1.0, seed=1, variant={}, version=stored.version, before=New(),
        ),
    )  # fmt: skip
    if back:
        reviews.take_back(session, number, NOON)


def matching(store: Store, selection: Selection) -> set[str]:
    """Identities of what matches; however it is looked for, it is the same."""
    with store.reading() as session:
        asked = (session, selection, NOW, DEFAULT_MODEL)
        count = found.count_matching(*asked, leech_lapses=LEECH)
        first, listed = found.first_matching(*asked, leech_lapses=LEECH)
        lists = [listed, found.cards_matching(*asked, leech_lapses=LEECH)]
    assert first == count
    assert lists[0] == lists[1]
    assert len(lists[0]) == count
    return {card.id for card in lists[0]}


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
    )
    assert kink.marks.flagged
    assert [card.due for card in by_due] == [DAY - timedelta(days=1), DAY]
    assert [card.stability for card in by_stability] == [2.0, 7.0, 10.0, 30.0]


def test_packs_of_a_selection_narrow_it(filled: Store) -> None:
    assert short(matching(filled, parse("is:review").of_packs(("relus",)))) == {"kink", "slope-right"}


def test_retired_cards_are_never_found(filled: Store) -> None:
    with filled.writing() as session:
        session.execute(update(tables.cards).where(tables.cards.c.pack_id == "relus").values(retired=True))
    assert matching(filled, parse("pack:relus or is:flagged")) == set()


# --- any selection against a plain filter ---------------------------------------------------------------

SIGNS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq}


def holds(node: Node, card: Card, facts: dict[str, Any]) -> bool:
    """What a selection says of a card, in plain words."""
    state = card.state
    match node:
        case And(parts):
            return all(holds(part, card, facts) for part in parts)
        case Or(parts):
            return any(holds(part, card, facts) for part in parts)
        case Not(part):
            return not holds(part, card, facts)
        case Word(key, value, prefix):
            names = facts[key][card.question]
            return any(name.startswith(value) if prefix else name == value for name in names)
        case Words(text, _):
            return card.question in facts["words"][text]
        case Rated(days, rating):
            return any(
                of == card.id and ago < days and rating in (None, int(given)) and not back
                for of, ago, given, _, back in LOG
            )
        case Is("due"):
            return card.due(NOW)
        case Is(mark):
            return {
                "new": isinstance(state, New),
                "learning": isinstance(state, Reviewed) and state.step is not None,
                "review": isinstance(state, Reviewed) and state.step is None,
                "suspended": card.marks.suspended,
                "flagged": card.marks.flagged,
                "buried": bool(card.marks.buried_until and card.marks.buried_until > DAY),
                "leech": isinstance(state, Reviewed) and state.lapses >= LEECH,
                "noted": card.question == "relus/kink",
            }[mark]
        case Compared(key, sign, number):
            if isinstance(state, New):
                return key in {"lapses", "reps"} and bool(SIGNS[sign](0, number))
            values = {
                "due": (state.due_day - DAY).days,
                "interval": (state.due_day - state.last_day).days,
                "recall": DEFAULT_MODEL.recall(state, DAY),
            }
            return bool(SIGNS[sign](values.get(key, getattr(state, key, 0)), number))


VALUES = {
    "pack": ("relus", "sigmoids", "re", "sig"),
    "topic": ("relu", "sigmoid", "chain-rule", "s", "chain", "slope"),
    "kind": ("numeric", "true_false", "flashcard"),
    "difficulty": ("easy", "medium", "hard"),
    "tag": ("exam", "exam-2", "two words", "e"),
}
signs = st.sampled_from(sorted(SIGNS))
terms: st.SearchStrategy[Node] = st.one_of(
    *(st.builds(Word, st.just(key), st.sampled_from(values), st.booleans()) for key, values in VALUES.items()),
    st.sampled_from([mark for mark in MARKS_KNOWN if mark != "missed"]).map(Is),
    st.builds(Rated, st.integers(1, 40), st.none() | st.integers(1, 4)),
    st.builds(Compared, st.sampled_from(WHOLE_KEYS), signs, st.integers(-3, 12).map(float)),
    st.builds(Compared, st.sampled_from(("stability", "difficulty")), signs, st.sampled_from((1.0, 2.5, 5.0, 7.0))),
    st.builds(Compared, st.just("recall"), st.sampled_from(("<", "<=", ">", ">=")), st.floats(0, 0.999)),
    st.sampled_from(("kink", "slope", "sigmoid")).map(Words),
)  # fmt: skip


def _joined(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return st.one_of(several.map(all_of), several.map(any_of), parts.map(Not))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=250)
@given(st.recursive(terms, _joined, max_leaves=6))
def test_any_selection_is_what_a_plain_filter_gives(filled: Store, node: Node) -> None:
    facts = _facts(filled)
    for term in found_recalls(node):
        near = (DEFAULT_MODEL.recall(state, DAY) - term.number for state in STATES.values())
        assume(all(abs(distance) > 1e-9 for distance in near))
    expected = {card.id for card in facts["cards"] if holds(node, card, facts)}
    assert matching(filled, Selection(where=node)) == expected


def found_recalls(node: Node) -> list[Compared]:
    return [term for term in terms_of(node) if isinstance(term, Compared) and term.key == "recall"]


def _facts(store: Store) -> dict[str, Any]:
    with store.reading() as session:
        rows = {row.id: row for row in items.question_rows(session)}
        listed = card_queries.all_cards(session)
        words = {word: {row.target for row in _hits(session, word)} for word in ("kink", "slope", "sigmoid")}
    tags: dict[str, list[str]] = {of: [] for of in rows}
    for of, tag in TAGS:
        tags[of].append(tag.lower())
    return {
        "cards": listed,
        "words": words,
        "pack": {of: [row.pack] for of, row in rows.items()},
        "topic": {of: row.topics for of, row in rows.items()},
        "kind": {of: [row.kind] for of, row in rows.items()},
        "difficulty": {of: [row.difficulty] for of, row in rows.items()},
        "tag": tags,
    }


def _hits(session: Any, word: str) -> list[Any]:
    # The other way to search takes the last word as a beginning; these words are whole.
    return [hit for hit in search.find(session, f"{word} ") if hit.kind == "question"]


def test_a_session_is_given_what_is_asked_of_each_card_in_turn(filled: Store) -> None:
    wanted = conditions(parse("topic:relu or is:noted"), NOW, DEFAULT_MODEL, LEECH)
    with filled.reading() as session:
        due = card_queries.most_at_risk(session, NOW, wanted, (), 10)
    assert [card.id for card in due] == ["relus/kink#answer"]
