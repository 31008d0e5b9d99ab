"""Randomness is an argument: one generator for each purpose, made from the seed and the purpose's name."""

from typing import Final, Literal, TypeAlias

import numpy as np

Purpose: TypeAlias = Literal["weights", "biases", "inputs", "targets", "masks", "batches"]

_NUMBERS: Final[dict[Purpose, int]] = {
    "weights": 0,
    "biases": 1,
    "inputs": 2,
    "targets": 3,
    "masks": 4,
    "batches": 8,
}


def stream(seed: int, purpose: Purpose) -> np.random.Generator:
    """The generator for a purpose. What one purpose draws never changes what another one gets."""
    return np.random.default_rng([seed, _NUMBERS[purpose]])
