"""Convolution as deep learning means it (cross-correlation: the kernel is not flipped), and pooling.

Shapes are (batch, channels, height, width), as PyTorch has them; a sequence is an image of height 1. Patches are
what the kernel sees: (batch, channels, out height, out width, kernel height, kernel width). `unfold` cuts them out
of the padded input, and `fold` adds them back to where they were cut from: the backward pass of `unfold`.
Source: Goodfellow, Bengio and Courville, Deep Learning (2016), chapter 9; Dumoulin and Visin, arXiv:1603.07285.
"""

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from simulator.arrays import Array

Two: TypeAlias = tuple[int, int]


class Window(NamedTuple):
    """How a kernel moves over an input; each pair is (height, width)."""

    kernel: Two
    stride: Two = (1, 1)
    padding: Two = (0, 0)
    dilation: Two = (1, 1)


def output_size(size: int, kernel: int, stride: int, padding: int, dilation: int) -> int:
    """floor((size + 2 padding - dilation (kernel - 1) - 1) / stride) + 1, below 1 where the kernel does not fit."""
    return (size + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1


def unfold(x: Array, window: Window, fill: float = 0.0) -> Array:
    """x (batch, channels, height, width) -> patches; the padding has the value `fill`."""
    (ph, pw), (dh, dw), (sh, sw) = window.padding, window.dilation, window.stride
    padded = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), constant_values=fill)
    reach = tuple(d * (k - 1) + 1 for k, d in zip(window.kernel, window.dilation, strict=True))
    seen = sliding_window_view(padded, reach, axis=(2, 3))
    return np.asarray(seen[:, :, ::sh, ::sw, ::dh, ::dw])


def fold(patches: Array, size: Two, window: Window) -> Array:
    """Patches -> (batch, channels, height, width): every entry is the sum of all patch entries cut from there."""
    (ph, pw), (dh, dw), (sh, sw) = window.padding, window.dilation, window.stride
    batch, channels, rows, columns = patches.shape[:4]
    padded = np.zeros((batch, channels, size[0] + 2 * ph, size[1] + 2 * pw), dtype=patches.dtype)
    for i, j in np.ndindex(*window.kernel):
        down, right = i * dh, j * dw
        padded[:, :, down : down + sh * rows : sh, right : right + sw * columns : sw][
            :, :, :rows, :columns
        ] += patches[..., i, j]
    return padded[:, :, ph : ph + size[0], pw : pw + size[1]]


Fold: TypeAlias = Callable[[Array, Two, Window], Array]


class ConvolutionCache(NamedTuple):
    """What the backward pass needs of the forward pass."""

    patches: Array  # (batch, in, out height, out width, kernel height, kernel width)
    w: Array  # (out, in, kernel height, kernel width)
    size: Two  # of the input
    window: Window


def convolution_forward(x: Array, w: Array, b: Array, window: Window) -> tuple[Array, ConvolutionCache]:
    """y = x * w + b, without flipping w.

    x (batch, in, height, width), w (out, in, kernel height, kernel width), b (out,) -> y (batch, out, …, …).
    """
    patches = unfold(x, window)
    y = np.tensordot(patches, w, axes=((1, 4, 5), (1, 2, 3)))  # (batch, out height, out width, out)
    size = (x.shape[2], x.shape[3])
    return np.moveaxis(y, 3, 1) + b[:, None, None], ConvolutionCache(patches, w, size, window)


def convolution_backward(dy: Array, cache: ConvolutionCache, fold: Fold = fold) -> tuple[Array, Array, Array]:
    """dy (batch, out, …, …) -> dx (batch, in, height, width), dw (out, in, …, …), db (out,)."""
    dw = np.tensordot(dy, cache.patches, axes=((0, 2, 3), (0, 2, 3)))
    dpatches = np.tensordot(dy, cache.w, axes=((1,), (0,)))  # (batch, rows, columns, in, kernel, kernel)
    dx = fold(np.moveaxis(dpatches, 3, 1), cache.size, cache.window)
    return dx, dw, dy.sum(axis=(0, 2, 3))


class PoolCache(NamedTuple):
    """What the backward pass needs of the forward pass."""

    share: Array  # patches: the part of each output's gradient that each entry gets
    size: Two  # of the input
    window: Window


def max_pool_forward(x: Array, window: Window) -> tuple[Array, PoolCache]:
    """The largest entry of each patch; padding is never the largest.   x (batch, channels, height, width) -> y."""
    patches = unfold(x, window, fill=-np.inf)
    flat = patches.reshape(*patches.shape[:4], -1)
    first = np.real(flat).argmax(axis=-1)[..., None]  # ties: the first in reading order, as in PyTorch
    share = np.zeros(flat.shape)
    np.put_along_axis(share, first, 1.0, axis=-1)
    y = np.take_along_axis(flat, first, axis=-1)[..., 0]
    return y, PoolCache(share.reshape(patches.shape), (x.shape[2], x.shape[3]), window)


def average_pool_forward(x: Array, window: Window) -> tuple[Array, PoolCache]:
    """The mean of each patch, padding counted as zeros (as PyTorch does unless told otherwise).   x -> y."""
    patches = unfold(x, window)
    share = np.full(patches.shape, 1.0 / (window.kernel[0] * window.kernel[1]))
    return patches.mean(axis=(4, 5)), PoolCache(share, (x.shape[2], x.shape[3]), window)


def pool_backward(dy: Array, cache: PoolCache, fold: Fold = fold) -> Array:
    """dy (batch, channels, …, …) -> dx (batch, channels, height, width), for either kind of pooling."""
    return fold(cache.share * dy[..., None, None], cache.size, cache.window)
