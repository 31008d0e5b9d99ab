"""How near a number must come to the key."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, TypeAlias

Policy: TypeAlias = Literal["relative", "absolute", "significant", "decimals", "exact", "range"]

ROUNDING = 1e-9
"""A rounding error's worth beyond the bound still counts."""


@dataclass(frozen=True, slots=True)
class Near:
    """A policy with its measure: a share of the key, a distance, or a number of digits."""

    policy: Policy
    measure: float = 0.0
    bounds: tuple[float, float] = (0.0, 0.0)

    def accepts(self, given: float, key: float) -> bool:
        """Whether a number is near enough to the key."""
        if self.policy == "range":
            return self.bounds[0] <= given <= self.bounds[1]
        return self.meets(given, key)

    def meets(self, given: float, value: float) -> bool:
        """Whether a number is near enough to another one, such as what a mistake gives."""
        if not (math.isfinite(given) and math.isfinite(value)):
            return given == value
        return abs(given - value) <= self.distance(value) * (1 + ROUNDING)

    def distance(self, key: float) -> float:
        """How far from the key a number may lie."""
        match self.policy:
            case "relative":
                return self.measure * abs(key)
            case "absolute":
                return self.measure
            case "significant":
                # Half a unit of the last digit that counts: 0.1250 to two digits is right from 0.12 to 0.13.
                return 0.0 if key == 0 else 0.5 * 10.0 ** (_exponent(key) - int(self.measure) + 1)
            case "decimals":
                return 0.5 * 10.0 ** -int(self.measure)
            case "exact":
                return abs(key) * ROUNDING
            case "range":
                return 0.01 * abs(key)

    @property
    def allows_zero(self) -> bool:
        """Whether a key of 0 can be met otherwise than exactly."""
        return self.policy in {"absolute", "decimals", "exact", "range"}

    @property
    def words(self) -> str:
        """The policy as a learner reads it."""
        match self.policy:
            case "relative":
                return f"within {self.measure * 100:g} %"
            case "absolute":
                return f"within {self.measure:g}"
            case "significant":
                return f"to {self.measure:g} significant figure{'s' if self.measure > 1 else ''}"
            case "decimals":
                return f"to {self.measure:g} decimal{'' if self.measure == 1 else 's'}"
            case "exact":
                return "exactly"
            case "range":
                return f"from {self.bounds[0]:g} to {self.bounds[1]:g}"


def _exponent(key: float) -> int:
    """The place of the first digit: 0.0125 -> -2, 125 -> 2."""
    return math.floor(math.log10(abs(key)))
