"""By which rules cards are scheduled: the learner's habits, and the memory model that was fitted to them."""

from __future__ import annotations

from studyapp.core.habits import Habits
from studyapp.core.memory import DEFAULT_MODEL, Model
from studyapp.store import places
from studyapp.store.engine import Session

FITTED = "memory"
"""The place that keeps the fitted parameters."""


def model_of(session: Session, habits: Habits) -> Model:
    """The memory model in force."""
    fitted = places.place(session, FITTED)
    parameters = tuple(fitted["parameters"]) if fitted else DEFAULT_MODEL.parameters
    return Model(parameters, habits.retention)
