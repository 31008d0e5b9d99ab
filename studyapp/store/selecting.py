"""A selection as conditions on a row of cards."""

from __future__ import annotations

from studyapp.core.memory import Model, Moment
from studyapp.core.selection import Selection
from studyapp.store.cards import Conditions, of_packs


def conditions(selection: Selection, _now: Moment, _model: Model) -> Conditions:
    """What a selection asks of a card."""
    return of_packs(selection.packs)
