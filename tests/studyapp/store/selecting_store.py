"""A small store for tests of selections, whose every card, review and tag is known."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, update

from studyapp.core.memory import DEFAULT_MODEL, Moment, New, Rating, Reviewed
from studyapp.core.records import Review
from studyapp.core.selection import Selection
from studyapp.packs.loader import load
from studyapp.store import cards as card_queries
from studyapp.store import found, items, reviews, tables
from studyapp.store.engine import Store

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


def fill(store: Store, packs: Path) -> Store:
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
