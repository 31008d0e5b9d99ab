"""Cards: which are due, which are new, and what is known of each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, exists, func, or_, select, update

from studyapp.core.memory import Moment, New, Reviewed, State
from studyapp.core.planner import NO_MARKS, Card, Marks
from studyapp.core.records import PackCounts
from studyapp.store.engine import Session
from studyapp.store.tables import cards, moves, packs, questions, requirements, reviews

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
    cards.c.suspended,
    cards.c.flagged,
    cards.c.buried_until,
)


_CHUNK = 500
_WHEN = ("stability", "difficulty", "last_day", "due_day", "due_at", "step")
_ALL_COLUMNS = (*_WHEN, "relearning", "reps", "lapses")
# Built once: an answer is felt.
_ONE = select(*_STATE).where(cards.c.id == bindparam("identity"))
_PUT = (
    update(cards)
    .where(cards.c.id == bindparam("identity"))
    .values({name: bindparam(name, type_=cards.c[name].type) for name in _ALL_COLUMNS})
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


def _card(row: Any) -> Card:
    marked = row.suspended or row.flagged or row.buried_until
    marks = Marks(row.suspended, row.flagged, row.buried_until) if marked else NO_MARKS
    return Card(row.id, _state(row), marks)


Conditions = Sequence[ColumnElement[bool]]
"""What a selection asks of a row of cards; of all cards when empty."""


def of_packs(pack_ids: Sequence[str]) -> Conditions:
    """Cards of the named packs, or of all."""
    return [cards.c.pack_id.in_(pack_ids)] if pack_ids else []


def among(identities: Sequence[str]) -> Conditions:
    """These cards."""
    return [cards.c.id.in_(identities)]


IN_STUDY = (~cards.c.retired, ~cards.c.suspended)


def _shown_on(day: date) -> ColumnElement[bool]:
    return or_(cards.c.buried_until.is_(None), cards.c.buried_until <= day)


def _due(now: Moment) -> ColumnElement[bool]:
    return (cards.c.due_day <= now.day) & or_(cards.c.due_at.is_(None), cards.c.due_at <= now.at)


def _due_by_day(now: Moment, wanted: Conditions, seen: Collection[str]) -> Conditions:
    """Cards that are due on a day that has come, none of whose siblings was seen today."""
    due = [*IN_STUDY, cards.c.due_day <= now.day, cards.c.due_at.is_(None), _shown_on(now.day), *wanted]
    return [*due, cards.c.question_id.not_in(seen)] if seen else due


def most_at_risk(
    session: Session, now: Moment, wanted: Conditions, seen: Collection[str], limit: int
) -> list[Card]:
    """Cards due by day, the least likely recalled first.

    Recall falls with days since the last review per day of stability, so that this alone gives the order.
    """
    waited = func.julianday(now.day.isoformat()) - func.julianday(cards.c.last_day)
    rows = session.execute(
        select(*_STATE)
        .where(*_due_by_day(now, wanted, seen))
        .order_by((waited / cards.c.stability).desc(), cards.c.id)
        .limit(limit)
    )
    return [_card(row) for row in rows]


def due_soonest(
    session: Session, now: Moment, wanted: Conditions, seen: Collection[str], limit: int
) -> list[Card]:
    """Cards due on a day to come, the soonest first; none whose sibling was seen today."""
    later = [*IN_STUDY, cards.c.due_day > now.day, cards.c.due_at.is_(None), _shown_on(now.day), *wanted]
    if seen:
        later.append(cards.c.question_id.not_in(seen))
    rows = session.execute(select(*_STATE).where(*later).order_by(cards.c.due_day, cards.c.id).limit(limit))
    return [_card(row) for row in rows]


def count_due(session: Session, now: Moment, wanted: Conditions, seen: Collection[str]) -> tuple[int, int]:
    """(questions with a card due by day, those overdue since before today)."""
    overdue = func.count(func.distinct(case((cards.c.due_day < now.day, cards.c.question_id))))
    row = session.execute(
        select(func.count(func.distinct(cards.c.question_id)), overdue).where(*_due_by_day(now, wanted, seen))
    ).one()
    return int(row[0]), int(row[1])


def in_steps(session: Session, now: Moment, wanted: Conditions) -> list[Card]:
    """Cards in a learning step, the soonest first."""
    rows = session.execute(
        select(*_STATE)
        .where(*IN_STUDY, cards.c.due_at.is_not(None), _shown_on(now.day), *wanted)
        .order_by(cards.c.due_at, cards.c.id)
    )
    return [_card(row) for row in rows]


def _held_back() -> ColumnElement[bool]:
    """Whether a card's question requires one that is not known yet: one never reviewed, or still in its steps."""
    needed = cards.alias("needed")
    unknown = or_(needed.c.stability.is_(None), needed.c.step.is_not(None))
    return exists(
        select(1)
        .select_from(requirements.join(needed, needed.c.question_id == requirements.c.required_id))
        .where(
            requirements.c.question_id == cards.c.question_id, ~needed.c.retired, ~needed.c.suspended, unknown
        )
        .correlate(cards)
    )


def new_cards(
    session: Session, now: Moment, wanted: Conditions, seen: Collection[str], limit: int
) -> list[Card]:
    """Cards never reviewed, in the order of study; none whose sibling was seen today or that has to wait."""
    found: list[Card] = []
    order = session.scalars(select(packs.c.id).where(~packs.c.retired).order_by(packs.c.position)).all()
    if wanted:
        # A pack with none is left out at once: looking up what is wanted may take longer than reading the cards.
        of_any = [*IN_STUDY, cards.c.stability.is_(None), *wanted]
        there = set(session.scalars(select(cards.c.pack_id).distinct().where(*of_any)))
        order = [pack_id for pack_id in order if pack_id in there]
    for pack_id in order:
        if len(found) >= limit:
            break
        new = [
            cards.c.pack_id == pack_id,
            *IN_STUDY,
            cards.c.stability.is_(None),
            _shown_on(now.day),
            *wanted,
        ]
        if seen:
            new.append(cards.c.question_id.not_in(seen))
        rows = session.execute(
            select(*_STATE).where(*new, ~_held_back()).order_by(cards.c.position).limit(limit - len(found))
        )
        found += [_card(row) for row in rows]
    return found


def count_held_back(session: Session, wanted: Conditions) -> int:
    """New questions that wait for one they require."""
    query = select(func.count(func.distinct(cards.c.question_id))).where(
        *IN_STUDY, cards.c.stability.is_(None), *wanted, _held_back()
    )
    return session.scalar(query) or 0


def count_by_due_day(session: Session) -> dict[date, int]:
    """How many cards in study are due on each day."""
    rows = session.execute(
        select(cards.c.due_day, func.count())
        .where(*IN_STUDY, cards.c.due_day.is_not(None))
        .group_by(cards.c.due_day)
    )
    return {row[0]: row[1] for row in rows}


def card(session: Session, identity: str) -> Card | None:
    """One card, in study or retired."""
    row = session.execute(_ONE, {"identity": identity}).one_or_none()
    return _card(row) if row else None


def cards_of_identities(session: Session, identities: Sequence[str]) -> list[Card]:
    """The cards with these identities that there are, in study or retired, in their order."""
    found: dict[str, Card] = {}
    for start in range(0, len(identities), _CHUNK):
        chunk = identities[start : start + _CHUNK]
        rows = session.execute(select(*_STATE).where(cards.c.id.in_(chunk)))
        found |= {row.id: _card(row) for row in rows}
    return [found[identity] for identity in identities if identity in found]


def cards_of(session: Session, question_id: str) -> list[Card]:
    """The cards of a question."""
    rows = session.execute(
        select(*_STATE).where(cards.c.question_id == question_id, ~cards.c.retired).order_by(cards.c.position)
    )
    return [_card(row) for row in rows]


def identities(session: Session, wanted: Conditions) -> list[str]:
    """The cards that meet conditions, suspended ones too."""
    return list(session.scalars(select(cards.c.id).where(~cards.c.retired, *wanted).order_by(cards.c.id)))


def reviewed_cards(session: Session, pack_ids: Sequence[str] = ()) -> list[Card]:
    """Every card with at least one review."""
    rows = session.execute(
        select(*_STATE).where(~cards.c.retired, *of_packs(pack_ids), cards.c.stability.is_not(None))
    )
    return [_card(row) for row in rows]


def all_cards(session: Session, pack_ids: Sequence[str] = ()) -> list[Card]:
    """Every card that is not retired, in the order of study."""
    rows = session.execute(
        select(*_STATE)
        .join(packs, packs.c.id == cards.c.pack_id)
        .where(~cards.c.retired, *of_packs(pack_ids))
        .order_by(packs.c.position, cards.c.position)
    )
    return [_card(row) for row in rows]


def cards_in_study(session: Session, wanted: Conditions) -> list[Card]:
    """Every card of a selection that is in study, pack by pack in the order of study."""
    rows = session.execute(
        select(*_STATE)
        .join(packs, packs.c.id == cards.c.pack_id)
        .where(*IN_STUDY, *wanted)
        .order_by(packs.c.position, cards.c.position)
    )
    return [_card(row) for row in rows]


def cards_with_history(session: Session) -> list[Card]:
    """Every card that has a state, a review or a move, in study or retired."""
    logged = or_(cards.c.id.in_(select(reviews.c.card_id)), cards.c.id.in_(select(moves.c.card_id)))
    rows = session.execute(select(*_STATE).where(or_(cards.c.stability.is_not(None), logged)))
    return [_card(row) for row in rows]


def counts(session: Session, now: Moment) -> list[PackCounts]:
    """Cards, new and due cards of each pack in study."""
    rows = session.execute(
        select(
            packs.c.id,
            func.count(cards.c.id).label("cards"),
            func.sum(case((cards.c.stability.is_(None), 1), else_=0)).label("new"),
            func.sum(case((_due(now) & ~cards.c.suspended & _shown_on(now.day), 1), else_=0)).label("due"),
        )
        .join(questions, questions.c.pack_id == packs.c.id)
        .join(cards, cards.c.question_id == questions.c.id)
        .where(~cards.c.retired, ~packs.c.retired)
        .group_by(packs.c.id, packs.c.position)
        .order_by(packs.c.position)
    )
    return [PackCounts(row.id, row.cards, int(row.new or 0), int(row.due or 0)) for row in rows]


def columns_of(state: State) -> dict[str, Any]:
    """A card's state as columns of its row."""
    if isinstance(state, New):
        return {**dict.fromkeys(_WHEN), "relearning": False, "reps": 0, "lapses": 0}
    return {name: getattr(state, name) for name in _ALL_COLUMNS}


def put_state(session: Session, identity: str, state: State) -> None:
    """Write a card's state."""
    session.execute(_PUT, {"identity": identity, **columns_of(state)})


def new_by_section(session: Session, pack_id: str) -> list[tuple[str, str | None, str, bool, bool]]:
    """A pack's cards in study in the order of study: (card, section of its question, question, whether it is new,
    whether it waits for what it requires).
    """
    rows = session.execute(
        select(
            cards.c.id,
            questions.c.section,
            cards.c.question_id,
            cards.c.stability.is_(None).label("new"),
            _held_back().label("waits"),
        )
        .join(questions, questions.c.id == cards.c.question_id)
        .where(cards.c.pack_id == pack_id, *IN_STUDY)
        .order_by(cards.c.position)
    )
    return [(row.id, row.section, row.question_id, bool(row.new), bool(row.waits)) for row in rows]
