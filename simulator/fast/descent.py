"""Plain gradient descent by the fast pass where there is one, and by the teaching form where there is not."""

from collections.abc import Callable, Sequence

import numpy as np

from simulator.arrays import Array
from simulator.fast import networks
from simulator.network import Network, Rules, Training, train
from simulator.vector import pack, unpack

WORTH_UPDATES = 2
"""Fewer are done before the arrays are allocated."""


def descend(
    network: Network,
    x: Array,
    target: Array,
    rules: Rules,
    learning_rate: float,
    updates: int,
    update_biases: bool = True,
    *,
    factors: Sequence[float] | None = None,
    momentum: float = 0.0,
    renew: Callable[[Network], Network] | None = None,
) -> Training:
    """As `simulator.network.train`, which does it itself for mistaken rules, new masks and layers not plain."""
    shape = networks.shape_of(network)
    mistaken = rules != Rules(rules.loss)
    if shape is None or mistaken or renew is not None or updates < WORTH_UPDATES:
        return train(
            network,
            x,
            target,
            rules,
            learning_rate,
            updates,
            update_biases,
            factors=factors,
            momentum=momentum,
            renew=renew,
        )
    learned = networks.parameters(pack(network), shape)
    space, history = networks.workspace(shape, x.shape[0]), []
    velocity = np.zeros_like(learned.vector)
    for k in range(updates):
        done = networks.run_pass(learned, x, target, rules.loss, space)
        history.append(done.loss)
        if not update_biases:
            for db in done.gradients.biases:
                db[...] = 0.0
        np.multiply(velocity, momentum, out=velocity)
        np.add(velocity, done.gradients.vector, out=velocity)
        rate = learning_rate if factors is None else learning_rate * factors[k]
        np.subtract(
            learned.vector, np.multiply(velocity, rate, out=space.gradients.vector), out=learned.vector
        )
    history.append(float(rules.loss.forward(networks.forward(learned, x, space), target)[0]))
    return Training(unpack(learned.vector, network), tuple(history))
