"""One convolution or pooling forwards and backwards, and what a stack of layers sees and holds.

Every operation is looked up in a table of `Rules`; a mistake (see `convolution_mistakes`) replaces one of them.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from simulator.arrays import Array
from simulator.experiments.convolution_parameters import LayerParameters
from simulator.ops import convolution
from simulator.ops.convolution import ConvolutionCache, Fold, PoolCache, Window

Forward = Callable[[Array, Array, Array, Window], tuple[Array, ConvolutionCache]]
Backward = Callable[[Array, ConvolutionCache, Fold], tuple[Array, Array, Array]]


class Problem(NamedTuple):
    """An input with what is done to it."""

    operation: str
    x: Array  # (1, in, height, width)
    w: Array  # (out, in, height, width); no entries for pooling
    b: Array  # (out,)
    window: Window
    upstream: Array  # (1, out, …, …)


def _count(kernel: int, fan_in: int, fan_out: int, bias: bool) -> int:
    return kernel * fan_in * fan_out + (fan_out if bias else 0)


def _reach(kernel: int, dilation: int, jump: int) -> int:
    return dilation * (kernel - 1) * jump


def _pooled(dy: Array, cache: PoolCache, fold: Fold) -> Array:
    return convolution.pool_backward(dy, cache, fold)


class Rules(NamedTuple):
    """The operations of a pass, each replaceable."""

    forward: Forward = convolution.convolution_forward
    backward: Backward = convolution.convolution_backward
    pool_backward: Callable[[Array, PoolCache, Fold], Array] = _pooled
    fold: Fold = convolution.fold
    size: Callable[[int, int, int, int, int], int] = convolution.output_size
    parameters: Callable[[int, int, int, bool], int] = _count
    reach: Callable[[int, int, int], int] = _reach  # by how much a layer widens the receptive field


class Done(NamedTuple):
    """One pass and its gradients; those of a kernel and a bias have no entries for pooling."""

    y: Array  # (1, out, …, …)
    dx: Array  # (1, in, height, width)
    dw: Array  # (out, in, height, width)
    db: Array  # (out,)


def run_pass(problem: Problem, rules: Rules) -> Done:
    """Forward pass, then the backward pass from the upstream gradient."""
    if problem.operation == "convolution":
        y, cache = rules.forward(problem.x, problem.w, problem.b, problem.window)
        return Done(y, *rules.backward(problem.upstream, cache, rules.fold))
    pool = (
        convolution.max_pool_forward if problem.operation == "max_pool" else convolution.average_pool_forward
    )
    y, pooled = pool(problem.x, problem.window)
    dx = rules.pool_backward(problem.upstream, pooled, rules.fold)
    return Done(y, dx, np.zeros_like(problem.w), np.zeros_like(problem.b))


class StackEntry(NamedTuple):
    """A layer of the stack, and how things stand behind it."""

    layer: LayerParameters
    size_before: int
    channels_before: int
    field_before: int
    jump_before: int  # inputs between neighbors, before the layer
    size: int
    channels: int
    parameters: int
    field: int  # inputs that an output sees, in each direction
    jump: int


def run_stack(stack: tuple[LayerParameters, ...], size: int, channels: int, rules: Rules) -> list[StackEntry]:
    """Sizes, parameters and receptive fields layer by layer.

    r = r_before + dilation (kernel - 1) jump_before, and jump = jump_before stride.
    Source: Araujo, Norris and Sim, Computing Receptive Fields of Convolutional Neural Networks, Distill (2019).
    """
    found, field, jump = [], 1, 1
    for layer in stack:
        after = rules.size(size, layer.kernel, layer.stride, layer.padding, layer.dilation)
        out = channels if layer.channels is None else layer.channels
        count = 0
        if layer.channels is not None:
            count = rules.parameters(layer.kernel**2, channels, out, layer.bias)
        wider = field + rules.reach(layer.kernel, layer.dilation, jump)
        entry = StackEntry(layer, size, channels, field, jump, after, out, count, wider, jump * layer.stride)
        found.append(entry)
        size, channels, field, jump = after, out, wider, entry.jump
    return found
