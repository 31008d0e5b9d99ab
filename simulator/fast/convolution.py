"""The common convolution (stride 1, odd kernel, output as large as the input) without cutting out patches.

The teaching form, `simulator.ops.convolution`, copies every entry once for each place in the kernel. Here an image
with its padding lies in one row per channel, so that what is under a place of the kernel is that row, moved on.
Copies are made for the places along one kernel row only; the kernel's other rows are views further on. One image is
worked on at a time: its copies stay in the cache of the processor.

Each row of the output has as many entries too many as the padding is wide: left out, and 0 in its gradient.
The input's gradient is the convolution of the output's with the kernel turned around.
"""

from typing import NamedTuple

import numpy as np

from simulator.arrays import Array

Two = tuple[int, int]


class Place(NamedTuple):
    """Where an image lies: (channels, padded height, padded width) and some spare entries, channel by channel."""

    flat: Array  # (channels, padded entries and spare)
    image: Array  # (channels, height, width), a view
    moved: Array  # (kernel width, channels, padded entries): `flat` moved on by each place in a kernel row


class Space(NamedTuple):
    """All that a pass writes to; the next pass writes over it."""

    size: Two
    kernel: Two
    dilation: Two
    x: Place
    dy: Place
    dy_flat: (
        Array  # (out, height padded width), a view of the output's gradient with 0 in the entries too many
    )
    y: Array  # (out, height, padded width)
    part: Array  # like y
    dx: Array  # (in, height, padded width)
    dx_part: Array  # like dx
    dw_part: Array  # (out, kernel width in)
    outputs: Array  # (batch, out, height, width)
    inputs: Array  # (batch, in, height, width)


def space(batch: int, channels: Two, size: Two, kernel: Two, dilation: Two = (1, 1)) -> Space:
    """Room for passes of one size. channels (in, out), size (height, width). ValueError for an even kernel."""
    if kernel[0] % 2 == 0 or kernel[1] % 2 == 0:
        raise ValueError(f"the kernel must have odd sides, got {kernel[0]} by {kernel[1]}")
    (h, w), (inputs, outputs) = size, channels
    up, left = (d * (k // 2) for d, k in zip(dilation, kernel, strict=True))
    wide = w + 2 * left
    dy = _place(outputs, size, (up, left), kernel[1])
    start = up * wide + left
    return Space(
        size,
        kernel,
        dilation,
        _place(inputs, size, (up, left), kernel[1]),
        dy,
        dy.flat[:, start : start + h * wide],
        np.empty((outputs, h, wide)),
        np.empty((outputs, h, wide)),
        np.empty((inputs, h, wide)),
        np.empty((inputs, h, wide)),
        np.empty((outputs, kernel[1] * inputs)),
        np.empty((batch, outputs, h, w)),
        np.empty((batch, inputs, h, w)),
    )


def _place(channels: int, size: Two, padding: Two, kernel_width: int) -> Place:
    (h, w), (up, left) = size, padding
    high, wide = h + 2 * up, w + 2 * left
    flat = np.zeros((channels, high * wide + 2 * left))
    image = flat[:, : high * wide].reshape(channels, high, wide)[:, up : up + h, left : left + w]
    return Place(flat, image, np.empty((kernel_width, channels, high * wide)))


def _put(image: Array, place: Place, step: int) -> None:
    """An image (channels, height, width) in its place, and its moved copies."""
    np.copyto(place.image, image)
    entries = place.moved.shape[2]
    for j, moved in enumerate(place.moved):
        np.copyto(moved, place.flat[:, j * step : j * step + entries])


def _rows(w: Array) -> list[Array]:
    """w (out, in, kernel height, kernel width) -> for each kernel row (out, kernel width in)."""
    return [np.ascontiguousarray(row) for row in w.transpose(2, 0, 3, 1).reshape(w.shape[2], w.shape[0], -1)]


def _under(place: Place, row: int, room: Space) -> Array:
    """What lies under a row of the kernel: (kernel width channels, height padded width), a view."""
    wide = room.y.shape[2]
    start = row * room.dilation[0] * wide
    return place.moved.reshape(-1, place.moved.shape[2])[:, start : start + room.size[0] * wide]


def _added(rows: list[Array], place: Place, total: Array, part: Array, room: Space) -> None:
    """total (channels, height, padded width) becomes the sum over the kernel's rows of their products.

    `matmul` and not `dot`, here and below: of a view whose rows lie apart, `dot` makes a copy first.
    """
    for row, w in enumerate(rows):
        target = total if row == 0 else part
        np.matmul(w, _under(place, row, room), out=target.reshape(target.shape[0], -1))
        if row:
            np.add(total, part, out=total)


def forward(x: Array, w: Array, b: Array, room: Space) -> Array:
    """y = x * w + b.   x (batch, in, height, width), w (out, in, …, …), b (out,) -> (batch, out, height, width)."""
    rows, width = _rows(w), room.size[1]
    for image, y in zip(x, room.outputs, strict=True):
        _put(image, room.x, room.dilation[1])
        _added(rows, room.x, room.y, room.part, room)
        np.add(room.y, b[:, None, None], out=room.y)
        np.copyto(y, room.y[..., :width])
    return room.outputs


def backward(dy: Array, x: Array, w: Array, room: Space) -> tuple[Array, Array, Array]:
    """dy (batch, out, height, width) -> dx (batch, in, height, width), dw (out, in, …, …), db (out,)."""
    turned = _rows(w[:, :, ::-1, ::-1].swapaxes(0, 1))
    dw = np.zeros((room.kernel[0], *room.dw_part.shape))
    width = room.size[1]
    for image, upstream, dx in zip(x, dy, room.inputs, strict=True):
        _put(image, room.x, room.dilation[1])
        _put(upstream, room.dy, room.dilation[1])
        for row in range(room.kernel[0]):
            np.matmul(room.dy_flat, _under(room.x, row, room).T, out=room.dw_part)
            np.add(dw[row], room.dw_part, out=dw[row])
        _added(turned, room.dy, room.dx, room.dx_part, room)
        np.copyto(dx, room.dx[..., :width])
    outputs, inputs = w.shape[:2]
    by_place = dw.reshape(room.kernel[0], outputs, room.kernel[1], inputs)
    return room.inputs, by_place.transpose(1, 3, 0, 2), dy.sum(axis=(0, 2, 3))
