"""The steps of `network`: unit by unit while that is short, layer by layer otherwise."""

from simulator.arrays import Array
from simulator.experiments import network_layer_steps, network_option_steps, network_unit_steps
from simulator.experiments.network_parameters import NetworkParameters
from simulator.experiments.network_story import Story
from simulator.network import Network, Pass
from simulator.trace import Step

MOST_STEPS = 150
"""A pass that takes more steps than this unit by unit is told layer by layer."""


def steps(
    network: Network, after: Network, done: Pass, x: Array, target: Array, p: NetworkParameters
) -> tuple[Step, ...]:
    """The steps of one pass and of the update that led to `after`. x (batch, in), target (batch, out)."""
    story = Story(network, after, done, x, target, p)
    plain = all(layer.normalizer is None and layer.skip == "none" for layer in network.layers)
    short = plain and x.shape[0] == 1 and network_unit_steps.count(story) <= MOST_STEPS
    told = network_unit_steps.steps(story) if short else network_layer_steps.steps(story)
    return (*told, *network_option_steps.learning_rates(p))
