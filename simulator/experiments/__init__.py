"""The experiments, one file each: bounded parameters and a seed in, a run out."""

from typing import Final

from simulator.experiment import Experiment
from simulator.experiments import activation, chain, gradient_flow, network

EXPERIMENTS: Final[dict[str, Experiment]] = {
    module.EXPERIMENT.name: module.EXPERIMENT for module in (chain, network, gradient_flow, activation)
}
