"""Fitting the memory model to the learner's own reviews, using what was fitted, and going back to the defaults."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from studyapp.core import fitting
from studyapp.core.errors import Refusal
from studyapp.core.fitting import FEWEST, FOLDS, Fold, Life, Parameters
from studyapp.core.habits import Habits
from studyapp.core.losses import Score
from studyapp.core.memory import DEFAULT_MODEL, Model, Moment, Reviewed
from studyapp.core.records import ActionKind
from studyapp.core.replay import replayed
from studyapp.store import journal, log, places
from studyapp.store.engine import Store
from studyapp.store.journal import Change
from studyapp.store.tables import places as places_table
from studyapp.study import fit_process
from studyapp.study.actions import Actions
from studyapp.study.fit_process import Stopped
from studyapp.study.rules import FITTED, model_of

MOST_REVIEWS = 2_000_000
"""Reviews that a fit reads; of a longer log it takes every second card, or every third …"""
LOOK_EVERY = 2_000
"""Reviews between looks at whether the work is still wanted."""

Progress = Callable[[float, str], None]
"""Told the share of the work that is done, 0 to 1, and what is being done."""
Cancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Prepared:
    """What there is to fit to."""

    usable: int
    """Reviews at least a day after the card's last."""
    needed: int
    fitted_at: str | None
    """When the parameters in force were fitted, in ISO 8601; None for the defaults."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Parameters fitted to the log, shrunk toward the defaults, and how well they do on reviews not seen."""

    parameters: Parameters
    before: Parameters
    """Those in force."""
    reviews: int
    """Usable reviews that were learned from."""
    cards: int
    folds: tuple[Fold, ...]
    error_before: float
    """Error of predicted recall in bins of like reviews, 0 to 1, over all folds; of the parameters in force."""
    error_after: float
    intervals_before: tuple[int, ...]
    """Days between the reviews of a card that is always answered Good."""
    intervals_after: tuple[int, ...]
    why_not: str
    """Why it is not to be used; empty when it is accepted."""

    @property
    def accepted(self) -> bool:
        return not self.why_not


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
        progress(0.0, "Reading your reviews")
        with self._store.reading() as session:
            model = model_of(session, self._habits)
            every = 1 + usable // MOST_REVIEWS
            found = list(log.all_lives(session, every))
        lives = [life for _, life in found]
        cards = len({card_id for card_id, _ in found})
        _enough(fitting.count_usable(lives))
        return _Trial(lives, cards, model, progress, cancelled).run()

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
        # The long part is done before the store is locked, and once more if something was done meanwhile.
        with self._store.reading() as session:
            stamp = log.stamp(session)
            computed = _memories(session, model, progress, cancelled)
        cards: list[Change] = []

        def change(session: Session, now: Moment) -> tuple[str, Sequence[Change]]:
            if model_of(session, self._habits).parameters != before:
                raise Refusal("the parameters were changed meanwhile; fit again")
            memories = computed
            if log.stamp(session) != stamp:
                memories = _memories(session, model, progress, cancelled)
            row = {"value": {**value, "at": now.at.isoformat()}} if value else None
            place = journal.put(session, places_table, {"key": FITTED}, row)
            cards.extend(journal.put_cards(session, memories))
            return says, journal.all_changes((place, *cards))

        self._actions.record(ActionKind.FIT, change)
        progress(1.0, "Done")
        return len(cards)


def _enough(usable: int) -> None:
    if usable < FEWEST:
        raise Refusal(
            f"fitting needs {FEWEST} reviews that came a day or more after the card's last, and you have {usable};"
            " go on studying, the defaults serve well until then"
        )


def _memories(
    session: Session, model: Model, progress: Progress, cancelled: Cancelled
) -> dict[str, dict[str, Any]]:
    """Stability and difficulty by replay, of every card with reviews; those of a card begun anew stay unknown."""
    total = max(1, log.count(session))
    found: dict[str, dict[str, Any]] = {}
    done = looked = 0
    for card_id, reviews, moves in log.histories(session):
        state = replayed(reviews, moves, model)
        if isinstance(state, Reviewed):
            found[card_id] = {"stability": state.stability, "difficulty": state.difficulty}
        done += len(reviews)
        if done - looked >= LOOK_EVERY:
            looked = done
            progress(done / total, "Computing every card's memory")
            if cancelled():
                raise Stopped
    return found


class _Trial:
    """One fit with its trials: reports how far it is, and stops when it is no longer wanted."""

    def __init__(
        self, lives: list[Life], cards: int, model: Model, progress: Progress, cancelled: Cancelled
    ) -> None:
        self._lives = lives
        self._cards = cards
        self._model = model
        self._progress = progress
        self._cancelled = cancelled
        self._cuts = fitting.cuts(lives)
        self._doing = ""
        self._done = self._looked = 0
        # Reviews that will be replayed: all of them once, and for each fold those up to its end.
        self._work = sum(life.before(cut) for cut in (*self._cuts[1:], self._cuts[-1]) for life in lives)

    def run(self) -> Fit:
        self._say("Trying the parameters in force")
        before = fitting.scores(self._lives, self._model, self._cuts, self._tick)
        after: list[Score] = []
        for fold in range(FOLDS):
            self._say(f"Fitting, and trying the fit on later reviews: {fold + 1} of {FOLDS}")
            model = Model(self._fitted(self._cuts[fold])[0], self._model.retention)
            after += fitting.scores(self._lives, model, self._cuts[fold : fold + 2], self._tick)
        self._say("Fitting to all of your reviews")
        parameters, reviews = self._fitted(self._cuts[-1])
        folds = tuple(
            Fold(old.count, old.log_loss, new.log_loss) for old, new in zip(before, after, strict=True)
        )
        self._progress(1.0, "Done")
        return Fit(
            parameters=parameters,
            before=self._model.parameters,
            reviews=reviews,
            cards=self._cards,
            folds=folds,
            error_before=Score.total(before).rmse_bins,
            error_after=Score.total(after).rmse_bins,
            intervals_before=fitting.typical_intervals(self._model),
            intervals_after=fitting.typical_intervals(Model(parameters, self._model.retention)),
            why_not=fitting.why_not(folds),
        )

    def _fitted(self, cut: int) -> tuple[Parameters, int]:
        """Parameters fitted to the log up to a cut and shrunk, and the usable reviews in it."""
        part = list(fitting.training(self._lives, cut))
        usable = sum(days > 0 for life in part for _, days, _ in life)
        return fitting.shrunk(fit_process.fitted(part, self._cancelled), usable), usable

    def _say(self, doing: str) -> None:
        self._doing = doing
        self._tick(0)

    def _tick(self, reviews: int) -> None:
        self._done += reviews
        if not reviews or self._done - self._looked >= LOOK_EVERY:
            self._looked = self._done
            self._progress(min(1.0, self._done / self._work), self._doing)
            if self._cancelled():
                raise Stopped
