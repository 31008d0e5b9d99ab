"""Packs in the store: identities that stay, versions that can be shown again, and the search over all of it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from studyapp import resources
from studyapp.core.items import Choice, Pack
from studyapp.core.memory import Moment, New, Reviewed, State
from studyapp.packs.loader import load, pack_folders
from studyapp.store import cards, health, items, search
from studyapp.store.engine import Store
from tests.examples import examples

NOW = Moment(datetime(2026, 11, 23, 12, tzinfo=UTC), date(2026, 11, 23))
STATE = Reviewed(3.25, 5.5, date(2026, 11, 20), date(2026, 11, 23), reps=4, lapses=1)
FRONT, BACK = "sigmoids/slope-bound#forward", "sigmoids/slope-bound#reverse"


@pytest.fixture
def pack(packs: Path) -> Pack:
    return load(packs / "sigmoids").pack


@pytest.fixture
def stocked(store: Store, pack: Pack) -> Store:
    with store.writing() as session:
        items.put_pack(session, pack, "first", 0)
    return store


def put(store: Store, pack: Pack) -> None:
    with store.writing() as session:
        items.put_pack(session, pack, "again", 0)


def state(store: Store, identity: str) -> State:
    with store.reading() as session:
        card = cards.card(session, identity)
    assert card is not None
    return card.state


def changed(pack: Pack, question_id: str, **fields: object) -> Pack:
    questions = tuple(
        question.model_copy(update=fields) if question.id == question_id else question
        for question in pack.questions
    )
    return pack.model_copy(update={"questions": questions})


def test_questions_come_back_as_they_are(stocked: Store, pack: Pack) -> None:
    with stocked.reading() as session:
        found = [items.question(session, f"sigmoids/{question.id}") for question in pack.questions]
        listed = items.question_rows(session)
        assert items.guide(session, "sigmoids") == pack.guide
        assert [term.term for term in items.glossary(session, "sigmoids")] == ["Pre-activation", "Sigmoid"]
        assert items.manifests(session) == [pack.manifest]
        assert items.pack_digests(session) == {"sigmoids": "first"}
        assert items.question(session, "sigmoids/nothing") is None
        assert items.version(session, "nothing") is None
        assert items.guide(session, "nothing") is None
    assert [stored.question for stored in found if stored] == list(pack.questions)
    assert [row.id for row in listed] == [f"sigmoids/{question.id}" for question in pack.questions]
    assert (listed[0].heading, listed[0].backing, listed[0].topics) == (
        "The steepest place",
        "cited",
        ("sigmoid",),
    )


@pytest.mark.parametrize(
    "fields",
    [{"prompt": "Reworded"}, {"difficulty": "hard"}, {"topics": ("other",)}, {"answer": "Another back"}],
)
def test_rewording_and_regrading_keep_the_state(
    stocked: Store, pack: Pack, fields: dict[str, object]
) -> None:
    with stocked.writing() as session:
        cards.put_state(session, FRONT, STATE)
        old = items.question(session, "sigmoids/slope-bound")
        assert old is not None
    put(stocked, changed(pack, "slope-bound", **fields))
    assert state(stocked, FRONT) == STATE
    with stocked.reading() as session:
        new = items.question(session, "sigmoids/slope-bound")
        assert new is not None
        assert new.version != old.version
        assert items.version(session, old.version) == pack.question("slope-bound")
        assert items.version(session, new.version) == new.question != old.question


def test_moving_a_question_keeps_its_state(stocked: Store, pack: Pack) -> None:
    with stocked.writing() as session:
        cards.put_state(session, FRONT, STATE)
    put(stocked, pack.model_copy(update={"questions": pack.questions[::-1]}))
    assert state(stocked, FRONT) == STATE
    with stocked.reading() as session:
        assert items.question_rows(session)[-1].id == "sigmoids/slope-bound"
        assert cards.new_cards(session, NOW, (), (), 1)[0].id == "sigmoids/largest-slope#answer"
        (versions,) = session.execute(text("SELECT count(*) FROM versions")).scalars()
        assert versions == len(pack.questions)


def test_a_question_that_is_removed_comes_back_as_it_was(stocked: Store, pack: Pack) -> None:
    with stocked.writing() as session:
        cards.put_state(session, FRONT, STATE)
    put(stocked, pack.model_copy(update={"questions": pack.questions[1:]}))
    with stocked.reading() as session:
        assert cards.cards_of(session, "sigmoids/slope-bound") == []
        kept = items.question(session, "sigmoids/slope-bound")
        assert kept is not None
        assert kept.question == pack.questions[0]
        assert "sigmoids/slope-bound" not in {row.id for row in items.question_rows(session)}
        assert not [hit for hit in search.find(session, "steepest") if hit.kind == "question"]
    put(stocked, pack)
    with stocked.reading() as session:
        assert [card.state for card in cards.cards_of(session, "sigmoids/slope-bound")] == [STATE, New()]
        assert [hit.target for hit in search.find(session, "steepest")] == ["sigmoids/slope-bound"]


def test_a_facet_that_is_removed_comes_back_as_it_was(stocked: Store, pack: Pack) -> None:
    with stocked.writing() as session:
        cards.put_state(session, BACK, STATE)
    put(stocked, changed(pack, "slope-bound", both=False))
    with stocked.reading() as session:
        assert [card.id for card in cards.cards_of(session, "sigmoids/slope-bound")] == [FRONT]
    put(stocked, pack)
    assert state(stocked, BACK) == STATE


def test_a_pack_that_is_gone_keeps_its_cards_for_its_return(stocked: Store, pack: Pack) -> None:
    with stocked.writing() as session:
        cards.put_state(session, FRONT, STATE)
        items.retire_pack(session, "sigmoids")
    with stocked.reading() as session:
        assert items.manifests(session) == []
        assert items.question_rows(session) == []
        assert items.pack_digests(session) == {}
        assert search.find(session, "sigmoid") == []
        assert state(stocked, FRONT) == STATE
        assert health.problems(session) == []
    put(stocked, pack)
    with stocked.reading() as session:
        assert items.manifests(session) == [pack.manifest]
        assert len(cards.new_cards(session, NOW, (), (), 99)) == 10


def ordered(*names: str) -> dict[str, Choice]:
    return {name: Choice(choice=(1, 2)) for name in names}


def test_variables_keep_the_order_in_which_they_are_drawn(stocked: Store, pack: Pack) -> None:
    question = pack.question("chain-ratio")
    assert question is not None

    def stored() -> list[str]:
        with stocked.reading() as session:
            found = items.question(session, "sigmoids/chain-ratio")
        assert found is not None
        assert found.version == items.version_of(found.question)
        return list(found.question.variables)

    put(stocked, changed(pack, "chain-ratio", variables=ordered("w", "b", "a")))
    assert stored() == ["w", "b", "a"]
    # The same text in another order is the same version, and is drawn in the order it has now.
    put(stocked, changed(pack, "chain-ratio", variables=ordered("b", "w", "a")))
    assert stored() == ["b", "w", "a"]


def test_the_built_in_packs_are_stored_letter_for_letter(store: Store) -> None:
    for folder in pack_folders(resources.packs_root()):
        built_in = load(folder).pack
        put(store, built_in)
        with store.reading() as session:
            for question in built_in.questions:
                found = items.question(session, f"{built_in.id}/{question.id}")
                assert found is not None
                assert found.question.model_dump_json() == question.model_dump_json()


def test_equal_text_is_one_version(pack: Pack) -> None:
    first = pack.questions[0]
    assert items.version_of(first) == items.version_of(first.model_copy())
    others = {items.version_of(question) for question in pack.questions}
    assert len(others) == len(pack.questions)
    assert items.version_of(first.model_copy(update={"hint": "A hint."})) not in others


# --- search -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("steepest", [("question", "sigmoids/slope-bound")]),
        ("STEEPEST place", [("question", "sigmoids/slope-bound")]),
        ("steep", [("question", "sigmoids/slope-bound")]),
        ("place steepest", [("question", "sigmoids/slope-bound")]),
        ("steepest nowhere", []),
        ("nowhere", []),
        ("logistic function", [("term", "Sigmoid")]),
        ("pre-activation adds", [("term", "Pre-activation")]),
        ("squashed", [("section", "the-sigmoid"), ("term", "Sigmoid")]),  # squashes: one stem
        ("", []),
        ("?!", []),
        ("* OR NEAR(", []),
        ('"steepest', [("question", "sigmoids/slope-bound")]),
        ("title:steepest", []),
        ("steepest AND place", []),
    ],
)
def test_search(stocked: Store, query: str, found: list[tuple[str, str]]) -> None:
    with stocked.reading() as session:
        hits = search.find(session, query)
    assert sorted((hit.kind, hit.target) for hit in hits) == found
    assert {hit.pack for hit in hits} <= {"sigmoids"}


def test_titles_go_before_bodies_and_the_limit_holds(stocked: Store) -> None:
    with stocked.reading() as session:
        hits = search.find(session, "sigmoid")
        assert hits[0].title.lower().startswith(("sigmoid", "the sigmoid", "chains of"))
        assert len(hits) > 3
        assert search.find(session, "sigmoid", limit=2) == hits[:2]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(300))
@given(
    st.one_of(
        st.text(st.characters(exclude_categories=())), st.text("\"'*()-+^:{}_ ANDORNEAR\x00σ²٣", max_size=40)
    )
)
@example('"')
@example("_")
@example("_ sigmoid")
@example("a" * 100_000)
@example("sigmoid " * 1_000)
@example("'; DROP TABLE reviews; --")
@example("\ud800")
def test_any_text_is_a_legal_query(stocked: Store, query: str) -> None:
    with stocked.reading() as session:
        hits = search.find(session, query)
    assert len(hits) <= 50
