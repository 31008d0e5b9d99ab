"""What an experiment is, and how one is run."""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from simulator.conventions import Convention
from simulator.parameters import Parameters, checked, given
from simulator.progress import Progress, now_and_then, unheard
from simulator.trace import Measurements, Run, Series, Step

LARGEST_SEED = 2**128 - 1


class Outcome(NamedTuple):
    """What an experiment's function returns."""

    steps: tuple[Step, ...]
    series: tuple[Series, ...]
    measurements: Measurements
    mutate: Callable[[], Mapping[str, Measurements]]


@dataclass(frozen=True)
class Experiment:
    """A named experiment: bounded parameters and a seed in, an `Outcome` out.

    One that `reports_progress` takes a third argument, which it calls with the share done as it goes. `conventions`
    are its parameters on whose value texts differ. `explicit` says how the same run is asked for with nothing left
    to draw or to solve for: each parameter with the measurement that it takes, or None for one to leave out.
    """

    name: str
    title: str
    summary: str
    parameters: type[Parameters]
    measurements: Mapping[str, str]  # name -> what it is, with its shape
    mistakes: Mapping[str, str]  # name -> what a learner does wrong, in one sentence
    function: Callable[..., Outcome]
    reports_progress: bool = False
    conventions: Mapping[str, Convention] = field(default_factory=dict)
    explicit: Mapping[str, str | None] = field(default_factory=dict)


def _quietly(mutate: Callable[[], Mapping[str, Measurements]]) -> Mapping[str, Measurements]:
    """A mutation whose warnings stay inside: overflow is among the things measured."""
    with np.errstate(all="ignore"):
        return mutate()


def run_experiment(
    experiment: Experiment, parameters: Mapping[str, Any], seed: int, progress: Progress | None = None
) -> Run:
    """Check everything, then run. ValueError of one line for anything that is not allowed, before any work."""
    hear = unheard if progress is None else progress
    drawn_from = _seed(experiment.name, seed)
    settled = checked(experiment.parameters, experiment.name, parameters)
    with np.errstate(all="ignore"):
        outcome = (
            experiment.function(settled, drawn_from, now_and_then(hear))
            if experiment.reports_progress
            else experiment.function(settled, drawn_from)
        )
    hear(1.0)
    return Run(
        experiment.name,
        settled.resolved(),
        drawn_from,
        outcome.steps,
        outcome.series,
        outcome.measurements,
        partial(_quietly, outcome.mutate),
    )


def _seed(name: str, seed: int) -> int:
    try:
        number = -1 if isinstance(seed, bool) else operator.index(seed)
    except TypeError:
        number = -1
    if not 0 <= number <= LARGEST_SEED:
        raise ValueError(f"{name}: seed must be a whole number from 0 to 2**128 - 1, got {given(seed)}")
    return number
