"""Cards: which are due, which are new, and what is known of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select, update
from sqlalchemy.orm import Session

from studyapp.core.memory import Moment, New, Reviewed, State
from studyapp.core.planner import Card
from studyapp.core.records import PackCounts
from studyapp.store.tables import cards, packs, questions, reviews

_STATE = (
    cards.c.id,
    cards.c.stability,
    cards.c.difficulty,
    cards.c.last_day,
    cards.c.due_day,
    cards.c.due_at,
    cards.c.step,
    cards.c.relearning,
    cards.c.reps,
    cards.c.lapses,
)


def _state(row: Any) -> State:
    if row.stability is None:
        return New()
    return Reviewed(
        stability=row.stability,
        difficulty=row.difficulty,
        last_day=row.last_day,
        due_day=row.due_day,
        due_at=row.due_at,
        step=row.step,
        relearning=row.relearning,
        reps=row.reps,
        lapses=row.lapses,
    )


def _of(pack_ids: Sequence[str]) -> list[ColumnElement[bool]]:
    """Cards in study, of the named packs or of all."""
    wanted = [~cards.c.retired]
    if pack_ids:
        of_packs = select(questions.c.id).where(questions.c.pack_id.in_(pack_ids))
        wanted.append(cards.c.question_id.in_(of_packs))
    return wanted


def _due(now: Moment) -> ColumnElement[bool]:
    return (cards.c.due_day <= now.day) & or_(cards.c.due_at.is_(None), cards.c.due_at <= now.at)


def due_cards(session: Session, now: Moment, pack_ids: Sequence[str] = ()) -> list[Card]:
    """Cards due now: a learning step whose time has come, or a day that has come."""
    rows = session.execute(select(*_STATE).where(*_of(pack_ids), _due(now)))
    return [Card(row.id, _state(row)) for row in rows]


def new_cards(session: Session, pack_ids: Sequence[str] = (), limit: int = 200) -> list[Card]:
    """Cards never reviewed, in the order of study."""
    rows = session.execute(
        select(cards.c.id)
        .join(questions, questions.c.id == cards.c.question_id)
        .join(packs, packs.c.id == questions.c.pack_id)
        .where(*_of(pack_ids), cards.c.stability.is_(None))
        .order_by(packs.c.position, cards.c.position)
        .limit(limit)
    )
    return [Card(row.id, New()) for row in rows]


def next_step_at(session: Session, now: Moment, pack_ids: Sequence[str] = ()) -> datetime | None:
    """When the next card in a learning step comes up."""
    query = select(func.min(cards.c.due_at)).where(*_of(pack_ids), cards.c.due_at > now.at)
    earliest: datetime | None = session.execute(query).scalar_one()
    return earliest


def card(session: Session, identity: str) -> Card | None:
    """One card, in study or retired."""
    row = session.execute(select(*_STATE).where(cards.c.id == identity)).one_or_none()
    return Card(row.id, _state(row)) if row else None


def cards_of(session: Session, question_id: str) -> list[Card]:
    """The cards of a question."""
    rows = session.execute(
        select(*_STATE).where(cards.c.question_id == question_id, ~cards.c.retired).order_by(cards.c.position)
    )
    return [Card(row.id, _state(row)) for row in rows]


def cards_by_question(session: Session) -> dict[str, tuple[str, ...]]:
    """Identities of the cards in study, by question."""
    found: dict[str, tuple[str, ...]] = {}
    for row in session.execute(select(cards.c.id, cards.c.question_id).where(*_of(()))):
        found[row.question_id] = (*found.get(row.question_id, ()), row.id)
    return found


def reviewed_cards(session: Session, pack_ids: Sequence[str] = ()) -> list[Card]:
    """Every card with at least one review."""
    rows = session.execute(select(*_STATE).where(*_of(pack_ids), cards.c.stability.is_not(None)))
    return [Card(row.id, _state(row)) for row in rows]


def cards_with_history(session: Session) -> list[Card]:
    """Every card that has a state or a review, in study or retired."""
    logged = cards.c.id.in_(select(reviews.c.card_id))
    rows = session.execute(select(*_STATE).where(or_(cards.c.stability.is_not(None), logged)))
    return [Card(row.id, _state(row)) for row in rows]


def counts(session: Session, now: Moment) -> list[PackCounts]:
    """Cards, new and due cards of each pack in study."""
    rows = session.execute(
        select(
            packs.c.id,
            func.count(cards.c.id).label("cards"),
            func.sum(case((cards.c.stability.is_(None), 1), else_=0)).label("new"),
            func.sum(case((_due(now), 1), else_=0)).label("due"),
        )
        .join(questions, questions.c.pack_id == packs.c.id)
        .join(cards, cards.c.question_id == questions.c.id)
        .where(~cards.c.retired, ~packs.c.retired)
        .group_by(packs.c.id, packs.c.position)
        .order_by(packs.c.position)
    )
    return [PackCounts(row.id, row.cards, int(row.new or 0), int(row.due or 0)) for row in rows]


def due_by_day(session: Session, first: date, last: date) -> Mapping[date, int]:
    """How many cards come due on each study day; what is overdue counts on the first."""
    day = func.max(cards.c.due_day, first.isoformat())
    rows = session.execute(
        select(day.label("day"), func.count().label("count"))
        .where(*_of(()), cards.c.due_day.is_not(None), cards.c.due_day <= last)
        .group_by(day)
    )
    return {date.fromisoformat(str(row.day)): int(row._mapping["count"]) for row in rows}


def put_state(session: Session, identity: str, state: State) -> None:
    """Write a card's state."""
    known = isinstance(state, Reviewed)
    values = {
        name: getattr(state, name) if known else None
        for name in ("stability", "difficulty", "last_day", "due_day", "due_at", "step")
    }
    values |= {name: getattr(state, name) if known else 0 for name in ("relearning", "reps", "lapses")}
    values["relearning"] = bool(values["relearning"])
    session.execute(update(cards).where(cards.c.id == identity).values(**values))
