"""One fit with its trials: fitted to parts of the log, each time tried on the part that comes next."""

from __future__ import annotations

from dataclasses import dataclass

from studyapp.core import fitting
from studyapp.core.fitting import FOLDS, Fold, Life, Parameters
from studyapp.core.losses import Score, noise
from studyapp.core.memory import Model
from studyapp.study import fit_process
from studyapp.study.watch import Watch


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


class Trial:
    """Fits and trials of a log."""

    def __init__(self, lives: list[Life], cards: int, model: Model, watch: Watch) -> None:
        self._lives = lives
        self._cards = cards
        self._model = model
        self._watch = watch
        self._cuts = fitting.cuts(lives)

    def run(self) -> Fit:
        # Reviews that will be replayed: all of them once, and for each fold those up to its end.
        work = sum(life.before(cut) for cut in (*self._cuts[1:], self._cuts[-1]) for life in self._lives)
        self._watch.begin("Trying the parameters in force", work)
        before = fitting.scores(self._lives, self._model, self._cuts, self._watch.tick)
        after: list[Score] = []
        for fold in range(FOLDS):
            self._watch.say(f"Fitting, and trying the fit on later reviews: {fold + 1} of {FOLDS}")
            model = Model(self._fitted(self._cuts[fold])[0], self._model.retention)
            after += fitting.scores(self._lives, model, self._cuts[fold : fold + 2], self._watch.tick)
        self._watch.say("Fitting to all of your reviews")
        parameters, reviews = self._fitted(self._cuts[-1])
        folds = tuple(
            Fold(old.count, old.log_loss, new.log_loss) for old, new in zip(before, after, strict=True)
        )
        self._watch.end()
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
            why_not=fitting.why_not(folds, noise(before, after)),
        )

    def _fitted(self, cut: int) -> tuple[Parameters, int]:
        """Parameters fitted to the log up to a cut and shrunk, and the usable reviews in it."""
        usable = fitting.count_usable(self._lives, cut)
        found = fit_process.fitted(fitting.training(self._lives, cut), self._watch.cancelled)
        return fitting.shrunk(found, usable), usable
