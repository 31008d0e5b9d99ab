"""Comparisons of a card's numbers, as conditions that are never unknown; a new card has only lapses and reps."""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, true

from studyapp.core.memory import Model, Moment
from studyapp.core.selection_terms import Compared
from studyapp.store.tables import cards

Condition = ColumnElement[bool]
SIGNS: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
}
LONGEST_SPAN = 500_000
"""Days, more than any schedule reaches."""


def compared(term: Compared, now: Moment, model: Model) -> Condition:
    """What a comparison asks of a card."""
    sign, number = SIGNS[term.sign], term.number
    match term.key:
        case "recall":
            return _recall(term, now, model)
        case "lapses" | "reps":
            return sign(cards.c[term.key], number)  # type: ignore[no-any-return]
        case "due":
            day = now.day + timedelta(days=max(-LONGEST_SPAN, min(LONGEST_SPAN, int(number))))
            return and_(cards.c.due_day.is_not(None), sign(cards.c.due_day, day))
        case "interval":
            given = func.julianday(cards.c.due_day) - func.julianday(cards.c.last_day)
            return and_(cards.c.due_day.is_not(None), sign(given, number))
        case key:
            return and_(cards.c[key].is_not(None), sign(cards.c[key], number))


def _recall(term: Compared, now: Moment, model: Model) -> Condition:
    """recall < r is the same as days since the last review > k(r) * stability, since recall falls with days."""
    known = cards.c.stability.is_not(None)
    most = model.stabilities_until(term.number)
    if most is None:
        return and_(known, true() if term.sign in {">", ">="} else false())
    today = func.julianday(now.day.isoformat())
    passed = func.max(0.0, today - func.julianday(cards.c.last_day))
    turned = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}[term.sign]
    return and_(known, SIGNS[turned](passed, most * cards.c.stability))
