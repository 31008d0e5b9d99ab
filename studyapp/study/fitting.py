"""Fitting the memory model to the learner's own reviews, using what was fitted, and going back to the defaults."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from studyapp.core import fitting
from studyapp.core.errors import Refusal
from studyapp.core.fitting import FEWEST, Life, Parameters
from studyapp.core.habits import Habits
from studyapp.core.memory import DEFAULT_MODEL, Model, Moment, Reviewed
from studyapp.core.records import ActionKind
from studyapp.core.replay import replayed
from studyapp.store import journal, log, places
from studyapp.store.engine import Session, Store
from studyapp.store.journal import Change
from studyapp.store.tables import places as places_table
from studyapp.study import fit_process
from studyapp.study.actions import Actions
from studyapp.study.fit_trial import Fit, Trial
from studyapp.study.rules import FITTED, model_of
from studyapp.study.watch import Cancelled, Progress, Watch

MOST_REVIEWS = 2_000_000
"""Reviews that a fit reads; of a longer log it takes every second card, or every third …"""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What there is to fit to."""

    usable: int
    """Reviews at least a day after the card's last."""
    needed: int
    fitted_at: str | None
    """When the parameters in force were fitted, in ISO 8601; None for the defaults."""


def _silent(share: float, doing: str) -> None: ...


def _wanted() -> bool:
    return False


class Fitting:
    """The use case; a fit changes nothing until it is accepted."""

    def __init__(self, store: Store, habits: Habits, actions: Actions) -> None:
        self._store = store
        self._habits = habits
        self._actions = actions

    def prepare(self) -> Prepared:
        """Whether there is enough to fit to; refuses where the extra is missing or the reviews are too few."""
        if not fit_process.installed():
            raise Refusal("fitting needs an extra package: pip install 'studyapp[fit]'")
        with self._store.reading() as session:
            usable = log.count_usable(session)
            fitted = places.place(session, FITTED)
        _enough(usable)
        return Prepared(usable, FEWEST, fitted["at"] if fitted else None)

    def fit(self, progress: Progress = _silent, cancelled: Cancelled = _wanted) -> Fit:
        """Fit, and try the fit on reviews that it has not seen; raises Stopped when cancelled."""
        usable = self.prepare().usable
        watch = Watch(progress, cancelled)
        watch.begin("Reading your reviews")
        lives: list[Life] = []
        cards: set[str] = set()
        with self._store.reading() as session:
            model = model_of(session, self._habits)
            for card_id, life in log.all_lives(session, every=1 + usable // MOST_REVIEWS):
                lives.append(life)
                cards.add(card_id)
                watch.tick(len(life.ratings))
        _enough(fitting.count_usable(lives))
        return Trial(lives, len(cards), model, watch).run()

    def accept(self, fit: Fit, progress: Progress = _silent, cancelled: Cancelled = _wanted) -> int:
        """Use a fit from now on: each card's memory is computed anew, its due day stays. How many cards changed."""
        if not fit.accepted:
            raise Refusal(f"the fit is not used: {fit.why_not}")
        loss = round(fitting.mean_loss(fit.folds, "after"), 6)
        value = {"parameters": list(fit.parameters), "reviews": fit.reviews, "loss": loss}
        return self._use(f"Memory fitted to {fit.reviews:,} reviews", value, fit.before, progress, cancelled)

    def forget(self, progress: Progress = _silent, cancelled: Cancelled = _wanted) -> int | None:
        """Go back to the default parameters; how many cards changed, None where they are in force already."""
        with self._store.reading() as session:
            if places.place(session, FITTED) is None:
                return None
            before = model_of(session, self._habits).parameters
        return self._use("Memory back to the default parameters", None, before, progress, cancelled)

    def _use(
        self,
        says: str,
        value: dict[str, Any] | None,
        before: Parameters,
        progress: Progress,
        cancelled: Cancelled,
    ) -> int:
        parameters = tuple(value["parameters"]) if value else DEFAULT_MODEL.parameters
        model = Model(parameters, self._habits.retention)
        watch = Watch(progress, cancelled)
        # The long part is done before the store is locked, and once more if something was done meanwhile.
        with self._store.reading() as session:
            stamp = log.stamp(session)
            computed = _memories(session, model, watch)
        cards: list[Change] = []

        def change(session: Session, now: Moment) -> tuple[str, Sequence[Change]]:
            if model_of(session, self._habits).parameters != before:
                raise Refusal("the parameters were changed meanwhile; fit again")
            memories = computed
            if log.stamp(session) != stamp:
                memories = _memories(session, model, watch)
            row = {"value": {**value, "at": now.at.isoformat()}} if value else None
            place = journal.put(session, places_table, {"key": FITTED}, row)
            cards.extend(journal.put_cards(session, memories))
            return says, journal.all_changes((place, *cards))

        self._actions.record(ActionKind.FIT, change)
        watch.end()
        return len(cards)


def _enough(usable: int) -> None:
    if usable < FEWEST:
        raise Refusal(
            f"fitting needs {FEWEST} reviews that came a day or more after the card's last, and you have {usable};"
            " go on studying, the defaults serve well until then"
        )


def _memories(session: Session, model: Model, watch: Watch) -> dict[str, dict[str, Any]]:
    """Stability and difficulty by replay, of every card with reviews; those of a card begun anew stay unknown."""
    watch.begin("Computing every card's memory", log.count(session))
    found: dict[str, dict[str, Any]] = {}
    for card_id, reviews, moves in log.histories(session):
        state = replayed(reviews, moves, model)
        if isinstance(state, Reviewed):
            found[card_id] = {"stability": state.stability, "difficulty": state.difficulty}
        watch.tick(len(reviews))
    return found
