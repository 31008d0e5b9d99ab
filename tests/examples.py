"""How many examples a property is tried on: a part of them in the suite, all of them in `make test-all`."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import settings

SUITE = "suite"
THOROUGH = "thorough"
"""Asked for by pytest's --hypothesis-profile, as `make test-all` does."""
FEWEST = 10

settings.register_profile(SUITE, derandomize=True, deadline=None, max_examples=30)
settings.register_profile(THOROUGH, derandomize=True, deadline=None, max_examples=60)


def examples(most: int) -> int:
    """A third of the most, since the examples come in the same order in every run."""
    if settings.get_current_profile_name() == THOROUGH:
        return most
    return min(most, max(FEWEST, most // 3))


def seeds(some: int, most: int, first: int = 0) -> list[Any]:
    """Seeds from the first on, as parameters: some of them in the suite, most of them in `make test-all`."""
    return [
        seed if seed < first + some else pytest.param(seed, marks=pytest.mark.slow)
        for seed in range(first, first + most)
    ]
