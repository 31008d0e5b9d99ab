"""Any selection against a plain filter of the cards, and any text that can be read."""

from __future__ import annotations

import operator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from studyapp.core.memory import DEFAULT_MODEL, New, Reviewed
from studyapp.core.planner import Card
from studyapp.core.selection import Selection, SelectionError, parse
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
from studyapp.store import cards as card_queries
from studyapp.store import items, search
from studyapp.store.engine import Store
from tests.examples import examples
from tests.studyapp.store.selecting_store import (
    DAY,
    LEECH,
    LOG,
    NOW,
    STATES,
    TAGS,
    fill,
    matching,
)


@pytest.fixture
def filled(store: Store, packs: Path) -> Store:
    return fill(store, packs)


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


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(250))
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


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(150))
@given(
    st.text(max_size=20)
    | st.lists(st.sampled_from(("a", '"', "*", "-", "²", "'", "^", "+", " ", "NOT", "ª", "ß"))).map("".join)
)
def test_whatever_can_be_read_can_be_run(filled: Store, text: str) -> None:
    try:
        selection = parse(text)
    except SelectionError:
        return
    matching(filled, selection)
