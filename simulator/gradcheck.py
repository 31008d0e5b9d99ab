"""Checks of gradients that a vanished layer cannot slip through.

A gradient of 1e-20 is right or wrong like any other, so every layer is judged against its own largest entry and
there is no absolute tolerance: a check that forgives 1e-8 would pass a deep net whose first layers were set to 0.
"""

from collections.abc import Callable, Sequence

import numpy as np

from simulator.arrays import Array

STEP = 1e-100
"""The complex step: its square is below the smallest number, so that nothing is lost to it."""

JUDGED_ABOVE = 1e-6
"""Central differences of smaller gradients are mostly rounding."""


def complex_step(f: Callable[[Array], Array], x: Array) -> Array:
    """Gradient of f at x as Im f(x + ih) / h, without subtraction and so without cancellation.

    f takes a complex array of the shape of x and gives a complex number (); it must be analytic near x, so stay
    away from kinks. x any shape -> the gradient, same shape, right to rounding.
    Source: Squire and Trapp, SIAM Review 40 (1998); Martins, Sturdza and Alonso, ACM TOMS 29 (2003).
    """
    gradient = np.empty(x.shape)
    for at in np.ndindex(*x.shape):
        moved = x.astype(complex)
        moved[at] += 1j * STEP
        gradient[at] = complex(f(moved)).imag / STEP
    return gradient


def central_difference(f: Callable[[Array], Array], x: Array) -> Array:
    """Gradient of f at x as (f(x + h) - f(x - h)) / 2h, h the cube root of the precision times max(1, |x|).

    x any shape -> the gradient, same shape, right to about 1e-9; NaN where it is at most `JUDGED_ABOVE` in size,
    since rounding alone may have made it.
    """
    gradient = np.empty(x.shape)
    for at in np.ndindex(*x.shape):
        h = float(np.cbrt(np.finfo(float).eps) * max(1.0, abs(float(x[at]))))
        up, down = x.astype(float), x.astype(float)
        up[at] += h
        down[at] -= h
        gradient[at] = (float(f(up)) - float(f(down))) / (up[at] - down[at])
    return np.where(np.abs(gradient) > JUDGED_ABOVE, gradient, np.nan)


def layer_error(expected: Array, actual: Array) -> float:
    """Largest difference of two gradients over the largest entry of the expected one; no absolute tolerance.

    Infinite where the shapes differ in any way (a kept dimension too), where only the expected one is zero
    throughout, or where either holds a number that is not finite.
    """
    if np.shape(expected) != np.shape(actual):
        return float("inf")
    if expected.size == 0:
        return 0.0
    if not (np.isfinite(expected).all() and np.isfinite(actual).all()):
        return float("inf")
    largest = float(np.max(np.abs(expected)))
    if largest == 0.0:
        return 0.0 if not np.any(actual) else float("inf")
    return float(np.max(np.abs(expected / largest - actual / largest)))


def compare_layers(expected: Sequence[Array], actual: Sequence[Array]) -> tuple[float, ...]:
    """`layer_error` of each layer. ValueError where the numbers of layers differ."""
    if len(expected) != len(actual):
        raise ValueError(f"there are {len(expected)} layers expected and {len(actual)} given")
    return tuple(layer_error(e, a) for e, a in zip(expected, actual, strict=True))
