"""The parameters of `optimizer`: gradients or a quadratic, the conventions, and the learning rate."""

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import Field, model_validator

from simulator.ops.optimizers import EpsilonPlace, MomentumForm, OptimizerName, Settings
from simulator.ops.schedules import ScheduleName
from simulator.parameters import LearningRate, Parameters, Real, Whole

MOST_WEIGHTS, MOST_UPDATES = 8, 1000

Vector = Annotated[tuple[Real, ...], Field(min_length=1, max_length=MOST_WEIGHTS)]
Share = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0, lt=1)]


class OptimizerParameters(Parameters):
    """An optimizer, what it is fed, and those it races."""

    optimizer: OptimizerName = Field("adam", description="The optimizer that is told step by step.")
    race: Annotated[tuple[OptimizerName, ...], Field(max_length=6)] = Field(
        (),
        description="Further optimizers from the same start; what they measure is named `sgd.loss` etc.",
    )
    gradients: Annotated[tuple[Real | Vector, ...], Field(min_length=1, max_length=MOST_UPDATES)] | None = (
        Field(
            None,
            description="Explicit gradients, a number or a list for each update. Left out: those of the quadratic.",
        )
    )
    curvature: Annotated[tuple[Real | Vector, ...], Field(min_length=1, max_length=MOST_WEIGHTS)] = Field(
        (0.2, 4.0),
        description="The quadratic is C = (w - minimum)^T A (w - minimum) / 2: A as a symmetric matrix, or its "
        "diagonal.",
    )
    minimum: Real | Vector = Field(
        0.0, description="Where the quadratic is least, one number for all weights or one each."
    )
    start: Vector | None = Field(
        None,
        description="The weights before the first update. Left out: drawn, N(0, 1); 0 for explicit gradients.",
    )
    updates: Annotated[int, Field(strict=True, ge=1, le=MOST_UPDATES)] | None = Field(
        None, description="Number of updates (1 to 1000). Left out: 5, or as many as there are gradients."
    )
    learning_rate: LearningRate = Field(
        0.1, description="The learning rate, before the schedule. Default 0.1."
    )
    race_learning_rates: Annotated[tuple[LearningRate, ...], Field(max_length=6)] | None = Field(
        None, description="One for each optimizer of the race. Left out: the same."
    )
    schedule: ScheduleName = Field(
        "constant",
        description="How the learning rate falls after the warm-up: by gamma every so many updates (`step`), by "
        "gamma each (`exponential`), to 0 in a line or a cosine, or as 1 / sqrt(t).",
    )
    warmup: Whole = Field(
        0,
        ge=0,
        le=MOST_UPDATES,
        description="Updates over which the learning rate rises: t / warmup at update t.",
    )
    gamma: Real = Field(0.5, gt=0, le=1, description="Factor of the schedules `step` and `exponential`.")
    every: Whole = Field(10, ge=1, le=MOST_UPDATES, description="Updates between two factors of `step`.")
    momentum: Share = Field(0.9, description="Of momentum and nesterov. Default 0.9.")
    momentum_form: MomentumForm = Field(
        "sum",
        description="What the velocity gains: the gradient (`sum`, as PyTorch), (1 - momentum) of it (`mean`), or "
        "the learning rate times it (`step`, as in the papers).",
    )
    decay: Share = Field(
        0.9, description="Of rmsprop's mean of squares. Default 0.9, as Hinton; PyTorch 0.99."
    )
    beta1: Share = Field(0.9, description="Of adam's and adamw's mean of the gradients. Default 0.9.")
    beta2: Share = Field(0.999, description="Of adam's and adamw's mean of the squares. Default 0.999.")
    epsilon: Real = Field(1e-8, ge=0, le=1, description="Keeps the denominator from 0. Default 1e-8.")
    epsilon_place: EpsilonPlace = Field(
        "outside",
        description="sqrt(v) + epsilon (`outside`, as Adam's paper and PyTorch), sqrt(v + epsilon) (`inside`), or "
        "added to the root `before_correction` (as TensorFlow's Adam; the others have no correction).",
    )
    weight_decay: Annotated[float, Field(strict=True, allow_inf_nan=False, ge=0, le=1e6)] | None = Field(
        None,
        description="Adds weight_decay times w to the gradient; adamw takes lr times it from w instead. Left out: "
        "0.01 for adamw, else 0.",
    )

    @model_validator(mode="after")
    def _agree(self) -> "OptimizerParameters":
        for complaint in self._complaints():
            raise ValueError(complaint)
        return self

    def _complaints(self) -> Iterator[str]:
        wrong = [len(row) for row in rows(self.gradients) if len(row) != self.weights]
        if wrong:
            yield f"gradients must have {self.weights} numbers each, one per weight, got {wrong[0]}"
        if self._matrix and len(self._matrix) < len(self.curvature):
            yield "curvature must be all numbers, the diagonal, or all lists, the rows of a matrix"
            return
        for number, row in enumerate(self._matrix):
            if len(row) != len(self._matrix):
                yield f"curvature[{number}] must have {len(self._matrix)} numbers, as many as rows, got {len(row)}"
                return
        if any(self._matrix[i][j] != self._matrix[j][i] for i in range(len(self._matrix)) for j in range(i)):
            yield "curvature must be symmetric: entry [i][j] is entry [j][i]"
        for name, given in (("minimum", self.minimum), ("start", self.start)):
            if isinstance(given, tuple) and len(given) != self.weights:
                yield f"{name} must have {self.weights} numbers, one per weight, got {len(given)}"
        if self.gradients is not None and self.updates not in (None, len(self.gradients)):
            yield f"updates must be left out or agree with gradients ({len(self.gradients)}), got {self.updates}"
        for name in self.race:
            if self.race.count(name) > 1 or name == self.optimizer:
                yield f"race must name other optimizers than {self.optimizer}, each once, got {name}"
        if self.race_learning_rates is not None and len(self.race_learning_rates) != len(self.race):
            yield (
                f"race_learning_rates must have {len(self.race)} numbers, one per optimizer of the race, got "
                f"{len(self.race_learning_rates)}"
            )
        if self.warmup > self.length:
            yield f"warmup must be at most the number of updates ({self.length}), got {self.warmup}"

    @property
    def _matrix(self) -> tuple[tuple[float, ...], ...]:
        """The rows of the curvature where it is a matrix."""
        return tuple(row for row in self.curvature if isinstance(row, tuple))

    @property
    def weights(self) -> int:
        """The number of weights."""
        return len(rows(self.gradients)[0]) if self.gradients is not None else len(self.curvature)

    @property
    def length(self) -> int:
        """The number of updates."""
        return len(self.gradients) if self.gradients is not None else self.updates or 5

    @property
    def settings(self) -> Settings:
        """The numbers and conventions, as the operations take them."""
        return Settings(
            self.momentum,
            self.momentum_form,
            self.decay,
            self.beta1,
            self.beta2,
            self.epsilon,
            self.epsilon_place,
        )

    def decay_of(self, name: OptimizerName) -> float:
        """The weight decay of an optimizer."""
        return self.weight_decay if self.weight_decay is not None else 0.01 if name == "adamw" else 0.0

    def rate_of(self, name: OptimizerName) -> float:
        """The learning rate of an optimizer before the schedule."""
        if self.race_learning_rates is None or name == self.optimizer:
            return self.learning_rate
        return self.race_learning_rates[self.race.index(name)]

    def resolved(self) -> dict[str, Any]:
        """Every parameter with its value; updates and weight decay as they are settled."""
        settled = {"updates": self.length}
        return {**super().resolved(), **settled}


def rows(given: tuple[Any, ...] | None) -> tuple[tuple[float, ...], ...]:
    """Gradients as rows, a number being a row of one; none for None."""
    return tuple(row if isinstance(row, tuple) else (row,) for row in given or ())
