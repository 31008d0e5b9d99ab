"""Small neural networks in NumPy, run in front of a learner: every number of the pass can be seen.

>>> from simulator import run
>>> run("chain", {"weights": [2, 2], "pre_activations": 0}).measurements["factor"]
[0.5]
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from simulator.experiment import Experiment, run_experiment
from simulator.parameters import given
from simulator.progress import Progress
from simulator.trace import Run, Series, Step

__all__ = ["Experiment", "Progress", "Run", "Series", "Step", "catalog", "run"]


def catalog() -> Mapping[str, Experiment]:
    """Every experiment by its name."""
    from simulator.experiments import EXPERIMENTS

    return EXPERIMENTS


def run(
    experiment: str,
    parameters: Mapping[str, Any] = MappingProxyType({}),
    *,
    seed: int = 0,
    progress: Progress | None = None,
) -> Run:
    """Run an experiment. Same experiment, parameters and seed: same numbers.

    What is not given explicitly is a default or drawn from the seed (a whole number, 0 or more). Raises ValueError
    with a message of one line, before any work is done, for an unknown experiment, an unknown parameter, or a value
    out of bounds, not finite or of the wrong kind.

    `progress` is called with the share done, 0 to 1: at most a hundred times, rising, with 1.0 at the end. What it
    raises comes out of here unchanged, and the run is stopped: that is how to cancel one. An experiment that does
    not report as it goes calls it once, at the end.
    """
    found = catalog().get(experiment) if isinstance(experiment, str) else None
    if found is None:
        raise ValueError(f"there is no experiment {given(experiment)}; there are {', '.join(catalog())}")
    return run_experiment(found, parameters, seed, progress)
