"""Operations on single numbers, as they stand at the nodes of a computational graph.

Each takes its operands one by one and gives one number; its backward pass gives one gradient an operand. A backward
pass with dy = 1 gives the local derivatives, those on the edges of the graph. Operands may also be arrays of one
shape, entry by entry, which is how a curve is drawn. Branches look at the real part alone, so that a complex step
passes through.
Source: Goodfellow, Bengio and Courville, Deep Learning (2016), section 6.5; Baydin et al., JMLR 18 (2018).
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, Literal, NamedTuple, TypeAlias

import numpy as np

from simulator.arrays import Array
from simulator.ops.activations import sigmoid, sigmoid_derivative, tanh_derivative

Ties: TypeAlias = Literal["split", "first", "both"]
MOST_OPERANDS = 8


class ScalarCache(NamedTuple):
    """What the backward pass needs of the forward pass."""

    operands: tuple[Array, ...]  # (...,) each
    y: Array  # (...,)


Forward: TypeAlias = Callable[..., tuple[Array, ScalarCache]]
Backward: TypeAlias = Callable[[Array, ScalarCache], tuple[Array, ...]]


def add_forward(a: Array, b: Array) -> tuple[Array, ScalarCache]:
    """y = a + b.   a, b (...,) -> y (...,)."""
    return a + b, ScalarCache((a, b), a + b)


def add_backward(dy: Array, cache: ScalarCache) -> tuple[Array, Array]:
    """dy (...,) -> da, db (...,): both get dy as it is."""
    return dy, dy


def subtract_forward(a: Array, b: Array) -> tuple[Array, ScalarCache]:
    """y = a - b.   a, b (...,) -> y (...,)."""
    return a - b, ScalarCache((a, b), a - b)


def subtract_backward(dy: Array, cache: ScalarCache) -> tuple[Array, Array]:
    """dy (...,) -> da, db (...,): the second with its sign turned."""
    return dy, -dy


def multiply_forward(a: Array, b: Array) -> tuple[Array, ScalarCache]:
    """y = a b.   a, b (...,) -> y (...,)."""
    return a * b, ScalarCache((a, b), a * b)


def multiply_backward(dy: Array, cache: ScalarCache) -> tuple[Array, Array]:
    """dy (...,) -> da, db (...,): each is dy times the other operand."""
    a, b = cache.operands
    return dy * b, dy * a


def divide_forward(a: Array, b: Array) -> tuple[Array, ScalarCache]:
    """y = a / b; infinite or NaN where b is 0.   a, b (...,) -> y (...,)."""
    y = np.divide(a, b)
    return y, ScalarCache((a, b), y)


def divide_backward(dy: Array, cache: ScalarCache) -> tuple[Array, Array]:
    """dy (...,) -> da = dy / b, db = -dy a / b^2, both (...,)."""
    _, b = cache.operands
    return np.divide(dy, b), -dy * np.divide(cache.y, b)


def power_forward(a: Array, b: Array) -> tuple[Array, ScalarCache]:
    """y = a to the power b; NaN for a negative a and a b that is no whole number.   a, b (...,) -> y (...,)."""
    y = np.power(a, b)
    return y, ScalarCache((a, b), y)


def power_backward(dy: Array, cache: ScalarCache) -> tuple[Array, Array]:
    """dy (...,) -> da = dy b a^(b-1), db = dy a^b ln a, both (...,).

    da is 0 where b is 0, and db is 0 where a is 0 and b is not negative, as in PyTorch; db is NaN for a negative a.
    """
    a, b = cache.operands
    with np.errstate(invalid="ignore", divide="ignore"):  # of the branches that np.where does not take
        slope = np.where(b == 0, 0.0, b * np.power(a, b - 1))
        grown = np.where((a == 0) & (np.real(b) >= 0), 0.0, cache.y * np.log(a))
    return dy * slope, dy * grown


def negate_forward(a: Array) -> tuple[Array, ScalarCache]:
    """y = -a.   a (...,) -> y (...,)."""
    return -a, ScalarCache((a,), -a)


def negate_backward(dy: Array, cache: ScalarCache) -> tuple[Array]:
    """dy (...,) -> da (...,)."""
    return (-dy,)


def max_forward(*operands: Array) -> tuple[Array, ScalarCache]:
    """y = the largest operand; NaN if any is NaN.   operands (...,) each -> y (...,)."""
    y = operands[0]
    for other in operands[1:]:
        y = np.where(np.isnan(y) | (np.real(y) >= np.real(other)), y, other)
    return y, ScalarCache(operands, y)


def max_backward(dy: Array, cache: ScalarCache, ties: Ties = "split") -> tuple[Array, ...]:
    """dy (...,) -> one gradient an operand (...,): dy for the largest, exactly 0 for the others.

    Where several are the largest, `split` shares dy evenly (as PyTorch does), `first` gives it to the first of
    them, and `both` gives the whole of it to each.
    """
    largest = [np.real(a) == np.real(cache.y) for a in cache.operands]
    if ties == "first":
        before: Array = np.zeros_like(largest[0])
        first = []
        for flag in largest:
            first.append(flag & ~before)
            before = before | flag
        largest = first
    count = sum(flag.astype(float) for flag in largest) if ties == "split" else 1.0
    return tuple(np.where(flag, dy / np.maximum(count, 1.0), 0.0) for flag in largest)


def exp_forward(a: Array) -> tuple[Array, ScalarCache]:
    """y = exp(a).   a (...,) -> y (...,)."""
    y = np.exp(a)
    return y, ScalarCache((a,), y)


def exp_backward(dy: Array, cache: ScalarCache) -> tuple[Array]:
    """dy (...,) -> da = dy exp(a) (...,)."""
    return (dy * np.exp(cache.operands[0]),)


def log_forward(a: Array) -> tuple[Array, ScalarCache]:
    """y = ln a, the natural logarithm; NaN for a negative a.   a (...,) -> y (...,)."""
    y = np.log(a)
    return y, ScalarCache((a,), y)


def log_backward(dy: Array, cache: ScalarCache) -> tuple[Array]:
    """dy (...,) -> da = dy / a (...,)."""
    return (np.divide(dy, cache.operands[0]),)


def sqrt_forward(a: Array) -> tuple[Array, ScalarCache]:
    """y = the square root of a; NaN for a negative a.   a (...,) -> y (...,)."""
    y = np.sqrt(a)
    return y, ScalarCache((a,), y)


def sqrt_backward(dy: Array, cache: ScalarCache) -> tuple[Array]:
    """dy (...,) -> da = dy / (2 sqrt(a)) (...,); infinite at 0."""
    return (np.divide(dy, 2.0 * np.sqrt(cache.operands[0])),)


def sin_forward(a: Array) -> tuple[Array, ScalarCache]:
    """y = sin a, a in radians.   a (...,) -> y (...,)."""
    y = np.sin(a)
    return y, ScalarCache((a,), y)


def sin_backward(dy: Array, cache: ScalarCache) -> tuple[Array]:
    """dy (...,) -> da = dy cos a (...,)."""
    return (dy * np.cos(cache.operands[0]),)


def cos_forward(a: Array) -> tuple[Array, ScalarCache]:
    """y = cos a, a in radians.   a (...,) -> y (...,)."""
    y = np.cos(a)
    return y, ScalarCache((a,), y)


def cos_backward(dy: Array, cache: ScalarCache) -> tuple[Array]:
    """dy (...,) -> da = -dy sin a (...,)."""
    return (-dy * np.sin(cache.operands[0]),)


def tanh_forward(a: Array) -> tuple[Array, ScalarCache]:
    """y = tanh(a).   a (...,) -> y (...,)."""
    y = np.tanh(a)
    return y, ScalarCache((a,), y)


def tanh_backward(dy: Array, cache: ScalarCache) -> tuple[Array]:
    """dy (...,) -> da (...,)."""
    return (dy * tanh_derivative(cache.operands[0]),)


def sigmoid_forward(a: Array) -> tuple[Array, ScalarCache]:
    """y = 1 / (1 + exp(-a)).   a (...,) -> y (...,)."""
    y = sigmoid(a)
    return y, ScalarCache((a,), y)


def sigmoid_backward(dy: Array, cache: ScalarCache) -> tuple[Array]:
    """dy (...,) -> da (...,)."""
    return (dy * sigmoid_derivative(cache.operands[0]),)


def relu_forward(a: Array) -> tuple[Array, ScalarCache]:
    """y = max(a, 0); NaN stays NaN.   a (...,) -> y (...,)."""
    y = np.where(np.real(a) <= 0, 0.0, a)
    return y, ScalarCache((a,), y)


def relu_backward(dy: Array, cache: ScalarCache) -> tuple[Array]:
    """dy (...,) -> da (...,): dy where a > 0, else exactly 0; at the kink a = 0 it is 0, as in PyTorch."""
    return (np.where(np.real(cache.operands[0]) <= 0, 0.0, dy),)


class ScalarOperation(NamedTuple):
    """An operation as a value: its name, how many operands it takes, and its two passes."""

    name: str
    operands: int  # the least; only max takes more, up to MOST_OPERANDS
    forward: Forward
    backward: Backward


OPERATIONS: Final[Mapping[str, ScalarOperation]] = MappingProxyType(
    {
        one.name: one
        for one in (
            ScalarOperation("add", 2, add_forward, add_backward),
            ScalarOperation("subtract", 2, subtract_forward, subtract_backward),
            ScalarOperation("multiply", 2, multiply_forward, multiply_backward),
            ScalarOperation("divide", 2, divide_forward, divide_backward),
            ScalarOperation("power", 2, power_forward, power_backward),
            ScalarOperation("negate", 1, negate_forward, negate_backward),
            ScalarOperation("max", 2, max_forward, max_backward),
            ScalarOperation("exp", 1, exp_forward, exp_backward),
            ScalarOperation("log", 1, log_forward, log_backward),
            ScalarOperation("sqrt", 1, sqrt_forward, sqrt_backward),
            ScalarOperation("sin", 1, sin_forward, sin_backward),
            ScalarOperation("cos", 1, cos_forward, cos_backward),
            ScalarOperation("tanh", 1, tanh_forward, tanh_backward),
            ScalarOperation("sigmoid", 1, sigmoid_forward, sigmoid_backward),
            ScalarOperation("relu", 1, relu_forward, relu_backward),
        )
    }
)
