"""The experiments, one file each: bounded parameters and a seed in, a run out."""

from typing import Final

from simulator.experiment import Experiment
from simulator.experiments import (
    activation,
    attention,
    chain,
    circuit,
    clipping,
    convolution,
    expression,
    gradient_flow,
    initialization,
    loss,
    network,
    normalization,
    optimizer,
    recurrent,
    residual,
    training,
    transformer_block,
)

EXPERIMENTS: Final[dict[str, Experiment]] = {
    module.EXPERIMENT.name: module.EXPERIMENT
    for module in (
        chain,
        network,
        gradient_flow,
        activation,
        expression,
        recurrent,
        normalization,
        circuit,
        clipping,
        optimizer,
        loss,
        attention,
        residual,
        initialization,
        convolution,
        transformer_block,
        training,
    )
}
