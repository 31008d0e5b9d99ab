"""Prints the coefficients of `simulator.ops.error_function`, computed with 60 digits.

Run by hand with mpmath installed (the suite does not need it): python tests/simulator/make_erfc_coefficients.py
The function (1 + 2 x) exp(x^2) erfc(x) - 1 is interpolated at the 60 Chebyshev nodes of t = (x - 4) / (x + 4), the
series is cut after its term of degree 25, and turned into powers of t.
"""

import importlib
import sys
from typing import Any

mp: Any = importlib.import_module("mpmath")

MIDDLE, NODES, DEGREE = 4, 60, 25


def function(t: Any) -> Any:
    x = MIDDLE * (1 + t) / (1 - t)
    return (1 + 2 * x) * mp.exp(x * x) * mp.erfc(x) - 1


def chebyshev_coefficients() -> list[Any]:
    angles = [mp.pi * (j + mp.mpf(1) / 2) / NODES for j in range(NODES)]
    values = [function(mp.cos(angle)) for angle in angles]

    def coefficient(k: int) -> Any:
        terms = (v * mp.cos(k * angle) for v, angle in zip(values, angles, strict=True))
        return mp.fsum(terms) * (1 if k == 0 else 2) / NODES

    return [coefficient(k) for k in range(DEGREE + 1)]


def in_powers(coefficients: list[Any]) -> list[Any]:
    """The sum of c_k T_k(t) as powers of t, lowest first, by T_(k+1) = 2 t T_k - T_(k-1)."""
    before, now = [mp.mpf(1)], [mp.mpf(0), mp.mpf(1)]
    total = [mp.mpf(0)] * (DEGREE + 1)
    for c in coefficients:
        for power, value in enumerate(before):
            total[power] += c * value
        after = [mp.mpf(0), *(2 * value for value in now)]
        for power, value in enumerate(before):
            after[power] -= value
        before, now = now, after
    return total


def main() -> None:
    mp.mp.dps = 60
    for value in reversed(in_powers(chebyshev_coefficients())):
        sys.stdout.write(f"    {float(value)!r},\n")


if __name__ == "__main__":
    main()
