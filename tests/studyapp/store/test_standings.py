"""Cards as they stand: recall by SQL is that of the model, and what is put off counts on its day."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from studyapp.core.memory import DEFAULT_MODEL, Model, Reviewed
from studyapp.packs.loader import load
from studyapp.store import cards as card_queries
from studyapp.store import items, journal, standings
from studyapp.store.cards import of_packs
from studyapp.store.engine import Store
from studyapp.store.tables import cards
from tests.kept import kept

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
KINK = "relus/kink#answer"
SLOPE = "relus/slope-right#answer"
FRONT, BACK = "sigmoids/slope-bound#forward", "sigmoids/slope-bound#reverse"
OTHER = Model((*DEFAULT_MODEL.parameters[:20], 0.3))


def known(due: int = 0, *, ago: int = 3, stability: float = 5.0, difficulty: float = 5.0) -> Reviewed:
    return Reviewed(stability, difficulty, last_day=TODAY - ago * DAY, due_day=TODAY + due * DAY)


@pytest.fixture
def stocked(store: Store, packs: Path) -> Store:
    """A store with the two small packs."""

    def fill() -> None:
        with store.writing() as session:
            for position, name in enumerate(("relus", "sigmoids")):
                loaded = load(packs / name)
                items.put_pack(session, loaded.pack, loaded.digest, position)

    return kept(store, "two packs", fill)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.floats(0.001, 36_500.0), st.integers(-3, 40_000), st.sampled_from((DEFAULT_MODEL, OTHER)))
def test_recall_by_sql_is_that_of_the_model(stocked: Store, stability: float, ago: int, model: Model) -> None:
    state = known(ago=ago, stability=stability)
    with stocked.reading() as session:
        card_queries.put_state(session, KINK, state)
        found = session.scalar(select(standings.recall_on(model, TODAY)).where(cards.c.id == KINK))
        assert found == pytest.approx(model.recall(state, TODAY), rel=1e-12)
        assert session.scalar(select(standings.recall_on(model, TODAY)).where(cards.c.id == SLOPE)) is None


def test_a_power_is_there_whatever_sqlite_was_built_with(stocked: Store) -> None:
    with stocked.reading() as session:
        assert session.scalar(text("SELECT pow(2.0, 0.5)")) == pytest.approx(2**0.5)


def test_what_is_known_by_section_and_topic(stocked: Store) -> None:
    states = {KINK: known(ago=9), SLOPE: known(ago=1), FRONT: known(ago=2)}
    recalls = {card: DEFAULT_MODEL.recall(state, TODAY) for card, state in states.items()}
    with stocked.reading() as session:
        for card, state in states.items():
            card_queries.put_state(session, card, state)
        sections = standings.known_by_section(session, DEFAULT_MODEL, TODAY)
        topics = standings.known_by_topic(session, DEFAULT_MODEL, TODAY)
        only = standings.known_by_topic(session, DEFAULT_MODEL, TODAY, of_packs(("relus",)))
        rows = {row.id: row for row in items.question_rows(session)}
        count = session.scalar(text("SELECT count(*) FROM cards WHERE NOT retired"))
    for groups in (sections, topics):
        assert sum(group.cards for group in groups) == count
        assert sum(group.seen for group in groups) == 3
        assert sum(group.recall for group in groups) == pytest.approx(sum(recalls.values()))
    by_topic = {group.place[0]: group for group in topics}
    (relu,) = only
    assert relu == by_topic["relu"]
    assert (relu.cards, relu.seen, relu.weakest) == (2, 2, "relus/kink")
    assert relu.least == pytest.approx(recalls[KINK])
    assert {group.place for group in sections} >= {("sigmoids", rows["sigmoids/slope-bound"].section)}
    assert by_topic[rows["sigmoids/slope-bound"].topics[0]].weakest == "sigmoids/slope-bound"


def test_memory_is_counted_in_whole_days_and_difficulties(stocked: Store) -> None:
    with stocked.reading() as session:
        card_queries.put_state(session, KINK, known(stability=0.4, difficulty=1.0))
        card_queries.put_state(session, SLOPE, known(stability=20.99, difficulty=9.99))
        card_queries.put_state(session, FRONT, known(stability=20.0, difficulty=9.0))
        card_queries.put_state(session, BACK, known(stability=36_500.0, difficulty=10.0))
        assert sorted(standings.memory_counts(session)) == [(0, 1, 1), (20, 9, 2), (36_500, 10, 1)]
        assert standings.memory_counts(session, of_packs(("nothing",))) == []


@pytest.mark.parametrize(
    ("due", "until", "counted_on"),
    [
        (-9, None, 0),
        (0, None, 0),
        (5, None, 5),
        (29, None, 29),
        (30, None, None),
        (-9, -2, 0),
        (0, 1, 1),
        (-3, 7, 7),
        (5, 2, 5),
        (5, 6, 6),
        (5, 30, None),
    ],
)
def test_the_day_on_which_a_card_is_forecast(
    stocked: Store, due: int, until: int | None, counted_on: int | None
) -> None:
    with stocked.reading() as session:
        card_queries.put_state(session, KINK, known(due))
        card_queries.put_state(session, SLOPE, known(0))
        journal.put_cards(session, {SLOPE: {"suspended": True, "buried_until": TODAY + DAY}})
        if until is not None:
            journal.put_cards(session, {KINK: {"buried_until": TODAY + until * DAY}})
        expected = {} if counted_on is None else {TODAY + counted_on * DAY: 1}
        assert standings.due_by_day(session, TODAY, TODAY + 29 * DAY) == expected
        assert standings.due_by_day(session, TODAY, TODAY + 29 * DAY, of_packs(("sigmoids",))) == {}
