"""The experiments, one file each: bounded parameters and a seed in, a run out."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Final

from simulator.experiment import Experiment

_NAMES: Final = (
    "chain",
    "network",
    "gradient_flow",
    "activation",
    "expression",
    "recurrent",
    "normalization",
    "circuit",
    "clipping",
    "optimizer",
    "loss",
    "attention",
    "residual",
    "initialization",
    "convolution",
    "transformer_block",
    "training",
)


class _Experiments(Mapping[str, Experiment]):
    """By name, which is also the name of its module: that is loaded when the experiment is first wanted."""

    def __getitem__(self, name: str) -> Experiment:
        if name not in _NAMES:
            raise KeyError(name)
        found: Experiment = import_module(f"simulator.experiments.{name}").EXPERIMENT
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(_NAMES)

    def __len__(self) -> int:
        return len(_NAMES)

    def __contains__(self, name: object) -> bool:
        return name in _NAMES


EXPERIMENTS: Final[Mapping[str, Experiment]] = _Experiments()
