"""The array type of the package, and the few measures that must not lose a vanishing or exploding number.

Axes are named by words: batch, in, out, units.
"""

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]
"""A real or complex array: the operations are generic in the dtype, so that a complex step passes through them."""

Plain: TypeAlias = "float | int | list[Plain]"
"""A plain Python number or a nested list of them."""


def plain(x: Any) -> Plain:
    """Turn a number, an array or a (ragged) sequence of arrays into plain Python numbers and lists."""
    if isinstance(x, np.ndarray | np.generic):
        converted: Plain = x.tolist()
        return converted
    if isinstance(x, list | tuple):
        return [plain(entry) for entry in x]
    number: Plain = x
    return number


def safe_norm(x: Array) -> float:
    """Euclidean norm of all entries. x any shape -> a number; 0 for an empty array.

    The entries are divided by the largest before they are squared, so that a gradient of 1e-200 has a norm of
    1e-200 and not 0, and one of 1e200 is not infinite (the scaling of BLAS `nrm2`; Blue 1978).
    """
    largest = float(np.max(np.abs(x))) if x.size else 0.0
    if largest == 0.0 or not np.isfinite(largest):
        return largest
    scaled = x / largest
    return largest * float(np.sqrt(np.vdot(scaled, scaled).real))


def safe_variance(x: Array) -> float:
    """Variance of all entries (divided by their number), scaled by the largest before squaring. x any shape."""
    largest = float(np.max(np.abs(x))) if x.size else 0.0
    if largest == 0.0:
        return 0.0
    if not np.isfinite(largest):
        return float("nan")
    return float(np.var(x / largest)) * largest * largest


def ratio(numerator: float, denominator: float) -> float:
    """numerator / denominator for sizes: 0/0 is 0 (nothing moved), x/0 is infinite, and NaN stays NaN."""
    if np.isnan(numerator) or np.isnan(denominator):
        return float("nan")
    if denominator == 0.0:
        return 0.0 if numerator == 0.0 else float("inf")
    return float(np.divide(numerator, denominator))


def first_layer(flags: Sequence[bool]) -> int:
    """Number, from 1, of the first layer whose flag is set; 0 when there is none."""
    return next((number for number, flag in enumerate(flags, start=1) if flag), 0)
