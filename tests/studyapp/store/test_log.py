"""The whole log as a stream: lives for a fit, histories for a replay, and a stamp that tells whether it changed."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from studyapp.core.memory import DEFAULT_MODEL
from studyapp.core.replay import replayed
from studyapp.store import cards, log
from studyapp.store.engine import Store
from tests.learner import FORGETFUL, lives_of, simulated, write_log

LOG = simulated(FORGETFUL, 200, 7)


@pytest.fixture
def logged(store: Store) -> Store:
    write_log(store, LOG)
    return store


def test_the_log_in_the_store_gives_the_lives_of_its_reviews(logged: Store) -> None:
    with logged.reading() as session:
        found = list(log.all_lives(session))
        half = list(log.all_lives(session, 2))
        usable = log.count_usable(session)
    assert sorted((bytes(life.elapsed.tobytes()), life.ratings) for _, life in found) == sorted(
        (bytes(life.elapsed.tobytes()), life.ratings) for life in lives_of(LOG)
    )
    assert usable == 200
    assert [card for card, _ in half] == [card for card, _ in found][::2]


def test_reviews_taken_back_and_earlier_lives_are_told_apart(logged: Store) -> None:
    card_id = "log/q0#answer"
    mine = [review for review in LOG if review.card_id == card_id]
    with logged.writing() as session:
        session.execute(text("INSERT INTO undone VALUES (:id, '2026-01-01')"), {"id": mine[-1].id})
        session.execute(
            text("INSERT INTO moves (card_id, after_review, at) VALUES (:card, :after, '2026-01-01')"),
            {"card": card_id, "after": mine[1].id},
        )
    with logged.reading() as session:
        found = [life for card, life in log.all_lives(session) if card == card_id]
    assert [list(life.numbers) for life in found] == [
        [review.id for review in mine[:2]],
        [review.id for review in mine[2:-1]],
    ]


def test_histories_replay_to_the_state_that_each_card_has(logged: Store) -> None:
    with logged.reading() as session:
        found = {card_id: (reviews, moves) for card_id, reviews, moves in log.histories(session)}
        assert found.keys() == {review.card_id for review in LOG}
        for card in cards.cards_with_history(session):
            assert replayed(*found[card.id], DEFAULT_MODEL) == card.state


@pytest.mark.parametrize(
    "change",
    [
        "INSERT INTO undone VALUES (1, '2026-01-01')",
        "INSERT INTO moves (card_id, after_review, at) VALUES ('log/q0#answer', 1, '2026-01-01')",
        "INSERT INTO journal (at, kind, says, state) VALUES ('2026-01-01', 'flag', '', 'done')",
    ],
    ids=["taken back", "moved", "done"],
)
def test_the_stamp_differs_once_the_log_does(logged: Store, change: str) -> None:
    with logged.writing() as session:
        before = log.stamp(session)
        assert log.stamp(session) == before
        session.execute(text(change))
        assert log.stamp(session) != before
