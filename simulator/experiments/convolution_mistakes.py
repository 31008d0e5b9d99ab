"""Learners' mistakes with convolutions, each as one rule that is wrong."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import numpy as np

from simulator.arrays import Array
from simulator.experiments.convolution_parameters import ConvolutionParameters
from simulator.experiments.convolution_pass import Problem, Rules
from simulator.ops import convolution
from simulator.ops.convolution import ConvolutionCache, Fold, PoolCache, Two, Window

SAYS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "flipped_kernel": "The kernel is flipped, as in mathematics; a layer computes the cross-correlation.",
        "forgotten_bias": "The bias is left out of the output.",
        "size_off_by_one": "The + 1 of the output size is left out.",
        "padding_once": "The padding is counted once in the output size; it is on both sides.",
        "forgotten_dilation": "The dilation is left out: the kernel is counted as wide as its number of entries.",
        "size_rounded_up": "The output size is rounded up; a window that does not fit is left out.",
        "field_without_stride": "The receptive field grows by k - 1 a layer, whatever the strides before it.",
        "forgotten_channels": "The parameters are counted as if a kernel had no depth, without the input channels.",
        "uncounted_bias": "The biases are left out of the number of parameters.",
        "kernel_not_turned": "The input's gradient comes back over the kernel turned around: to the wrong entries.",
        "overwritten": "Where windows overlap, the last gradient replaces the others; they must be added.",
        "spread_evenly": "Max pooling spreads its gradient over the window; all of it belongs to the largest.",
        "average_not_divided": "Average pooling passes the whole gradient to each entry, undivided.",
    }
)


def _flipped(x: Array, w: Array, b: Array, window: Window) -> tuple[Array, ConvolutionCache]:
    return convolution.convolution_forward(x, w[:, :, ::-1, ::-1], b, window)


def _flipped_back(dy: Array, cache: ConvolutionCache, fold: Fold) -> tuple[Array, Array, Array]:
    dx, dw, db = convolution.convolution_backward(dy, cache, fold)
    return dx, dw[:, :, ::-1, ::-1], db


def _no_bias(x: Array, w: Array, b: Array, window: Window) -> tuple[Array, ConvolutionCache]:
    return convolution.convolution_forward(x, w, np.zeros_like(b), window)


def _not_turned(dy: Array, cache: ConvolutionCache, fold: Fold) -> tuple[Array, Array, Array]:
    _, dw, db = convolution.convolution_backward(dy, cache, fold)
    wrong = cache._replace(w=cache.w[:, :, ::-1, ::-1])
    return convolution.convolution_backward(dy, wrong, fold)[0], dw, db


def _overwriting(patches: Array, size: Two, window: Window) -> Array:
    (ph, pw), (dh, dw), (sh, sw) = window.padding, window.dilation, window.stride
    batch, channels, rows, columns = patches.shape[:4]
    padded = np.zeros((batch, channels, size[0] + 2 * ph, size[1] + 2 * pw), dtype=patches.dtype)
    for r, c in np.ndindex(rows, columns):
        down, right = r * sh, c * sw
        reach = (down + dh * (window.kernel[0] - 1) + 1, right + dw * (window.kernel[1] - 1) + 1)
        padded[:, :, down : reach[0] : dh, right : reach[1] : dw] = patches[:, :, r, c]
    return padded[:, :, ph : ph + size[0], pw : pw + size[1]]


def _evenly(dy: Array, cache: PoolCache, fold: Fold) -> Array:
    share = np.full_like(cache.share, 1.0 / (cache.window.kernel[0] * cache.window.kernel[1]))
    return convolution.pool_backward(dy, cache._replace(share=share), fold)


def _undivided(dy: Array, cache: PoolCache, fold: Fold) -> Array:
    return convolution.pool_backward(dy, cache._replace(share=np.ones_like(cache.share)), fold)


def _rounded_up(n: int, k: int, s: int, p: int, d: int) -> int:
    return -(-(n + 2 * p - d * (k - 1) - 1) // s) + 1


SIZE = convolution.output_size
RULES: Final[Mapping[str, Callable[[Rules], Rules]]] = MappingProxyType(
    {
        "flipped_kernel": lambda rules: rules._replace(forward=_flipped, backward=_flipped_back),
        "forgotten_bias": lambda rules: rules._replace(forward=_no_bias),
        "size_off_by_one": lambda rules: rules._replace(size=lambda n, k, s, p, d: SIZE(n, k, s, p, d) - 1),
        "padding_once": lambda rules: rules._replace(size=lambda n, k, s, p, d: SIZE(n - p, k, s, p, d)),
        "forgotten_dilation": lambda rules: rules._replace(
            size=lambda n, k, s, p, d: SIZE(n, k, s, p, 1), reach=lambda k, d, jump: rules.reach(k, 1, jump)
        ),
        "size_rounded_up": lambda rules: rules._replace(size=_rounded_up),
        "field_without_stride": lambda rules: rules._replace(reach=lambda k, d, jump: rules.reach(k, d, 1)),
        "forgotten_channels": lambda rules: rules._replace(
            parameters=lambda k, i, o, bias: rules.parameters(k, 1, o, bias)
        ),
        "uncounted_bias": lambda rules: rules._replace(
            parameters=lambda k, i, o, bias: rules.parameters(k, i, o, False)
        ),
        "kernel_not_turned": lambda rules: rules._replace(backward=_not_turned),
        "overwritten": lambda rules: rules._replace(fold=_overwriting),
        "spread_evenly": lambda rules: rules._replace(pool_backward=_evenly),
        "average_not_divided": lambda rules: rules._replace(pool_backward=_undivided),
    }
)


def fits(mistake: str, problem: Problem, p: ConvolutionParameters) -> bool:
    """Whether the mistake can be made in such a run at all."""
    window, stack, convolves = problem.window, p.stack, problem.operation == "convolution"
    overlap = any(k > s for k, s in zip(window.kernel, window.stride, strict=True))
    return {
        "flipped_kernel": convolves and max(window.kernel) > 1,
        "forgotten_bias": convolves and bool(problem.b.any()),
        "padding_once": max(window.padding) > 0 or any(layer.padding for layer in stack),
        "forgotten_dilation": max(window.dilation) > 1 or any(layer.dilation > 1 for layer in stack),
        "size_rounded_up": max(window.stride) > 1 or any(layer.stride > 1 for layer in stack),
        "field_without_stride": any(layer.stride > 1 for layer in stack[:-1]),
        "forgotten_channels": any(layer.channels for layer in stack)
        or (convolves and problem.w.shape[1] > 1),
        "uncounted_bias": convolves or any(layer.channels and layer.bias for layer in stack),
        "kernel_not_turned": convolves and max(window.kernel) > 1,
        "overwritten": overlap,
        "spread_evenly": problem.operation == "max_pool",
        "average_not_divided": problem.operation == "average_pool",
    }.get(mistake, True)


def mutants(rules: Rules, problem: Problem, p: ConvolutionParameters) -> dict[str, Rules]:
    """The mutated rules for each mistake that fits."""
    return {name: change(rules) for name, change in RULES.items() if fits(name, problem, p)}
