"""The steps of a convolution: entry by entry while that is short; the stack layer by layer.

x^(ij) is the window of the input that the kernel sees for output ij, padding included.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from simulator.arrays import Array
from simulator.experiments.convolution_pass import Done, Problem, StackEntry
from simulator.latex import dot, left_out, number, signed, total
from simulator.ops.convolution import average_pool_forward, max_pool_forward, output_size, unfold
from simulator.trace import Direction, Step, value_of

MOST_ENTRIES, MOST_TERMS, MOST_LAYERS_TOLD = 9, 9, 20


class Story(NamedTuple):
    """One pass, with every array as it is shown."""

    problem: Problem
    done: Done
    shown: dict[str, Array]  # the arrays as they are laid out for the learner
    stack: list[StackEntry]


def steps(story: Story) -> tuple[Step, ...]:
    """Sizes, forward pass, stack, backward pass."""
    convolves = story.problem.operation == "convolution"
    return (
        *_sizes(story),
        *(_outputs(story) if convolves else _pooled(story)),
        *_stack(story.stack),
        *(_gradients(story) if convolves else []),
        _matrix(
            "Gradient at the input",
            "backward",
            r"\frac{\partial C}{\partial X}",
            story.shown["input_gradient"],
        ),
    )


def _sizes(story: Story) -> Iterator[Step]:
    names = ("Height", "Width") if story.problem.x.shape[2] > 1 else ("", "Length")
    for axis, name in enumerate(names):
        if name:
            n = story.problem.x.shape[2 + axis]
            yield _size(
                f"{name} of the output",
                "h" if axis == 0 else "w",
                n,
                *(pair[axis] for pair in story.problem.window),
            )


def _size(title: str, symbol: str, n: int, k: int, s: int, p: int, d: int, layer: int | None = None) -> Step:
    value = output_size(n, k, s, p, d)
    return Step(
        title,
        "forward",
        rf"{symbol}' = \left\lfloor \frac{{{symbol} + 2p - d(k - 1) - 1}}{{s}} \right\rfloor + 1",
        rf"{symbol}' = \left\lfloor ({n} + 2 \cdot {p} - {d} \cdot {k - 1} - 1) / {s} \right\rfloor + 1 = {value}",
        float(value),
        (),
        layer,
    )


def _outputs(story: Story) -> Iterator[Step]:
    """The first output channel, entry by entry, then everything."""
    problem = story.problem
    patches = unfold(problem.x, problem.window)[0]  # (in, rows, columns, kernel, kernel)
    kernel, b, y = problem.w[0], float(problem.b[0]), story.done.y[0, 0]
    for i, j in list(np.ndindex(*y.shape))[:MOST_ENTRIES]:
        value = float(y[i, j])
        left = f"y_{{{i + 1}{j + 1}}}"
        sum_ = dot(patches[:, i, j].ravel(), kernel.ravel(), MOST_TERMS)
        yield Step(
            f"Output at row {i + 1}, column {j + 1}",
            "forward",
            rf"{left} = \sum_{{u, v}} w_{{uv}} \, x^{{({i + 1}{j + 1})}}_{{uv}} + b",
            f"{left} = {sum_}{f' {signed(b)}' if b else ''} = {number(value)}",
            value,
            (),
            None,
            left_out(kernel.size, MOST_TERMS),
        )
    yield _matrix("Output", "forward", r"Y = X \star W + b", story.shown["output"])


def _pooled(story: Story) -> Iterator[Step]:
    problem = story.problem
    largest = problem.operation == "max_pool"
    patches = unfold(problem.x, problem.window, fill=-np.inf if largest else 0.0)[0, 0]
    y = (max_pool_forward if largest else average_pool_forward)(problem.x, problem.window)[0][0, 0]
    for i, j in list(np.ndindex(*y.shape))[:MOST_ENTRIES]:
        seen = patches[i, j].ravel()
        told = [number(float(x)) for x in seen[:MOST_TERMS]] + ([r"\ldots"] if seen.size > MOST_TERMS else [])
        left, value = f"y_{{{i + 1}{j + 1}}}", float(y[i, j])
        word = r"\max" if largest else r"\operatorname{mean}"
        yield Step(
            f"Output at row {i + 1}, column {j + 1}",
            "forward",
            f"{left} = {word}(x_{{uv}})",
            f"{left} = {word}({', '.join(told)}) = {number(value)}",
            value,
            (),
            None,
            left_out(seen.size, MOST_TERMS),
        )
    yield _matrix("Output", "forward", r"Y", story.shown["output"])


def _gradients(story: Story) -> Iterator[Step]:
    """Upstream, bias, kernel entry by entry, input entry by entry: the first channels."""
    problem, done = story.problem, story.done
    yield _matrix(
        "Gradient at the output", "backward", r"\frac{\partial C}{\partial Y}", story.shown["output_gradient"]
    )
    patches, dy = unfold(problem.x, problem.window)[0], problem.upstream[0]
    for u, v in list(np.ndindex(*problem.window.kernel))[:MOST_ENTRIES]:
        value = float(done.dw[0, 0, u, v])
        left = rf"\frac{{\partial C}}{{\partial w_{{{u + 1}{v + 1}}}}}"
        yield Step(
            f"Gradient of the kernel at row {u + 1}, column {v + 1}",
            "backward",
            rf"{left} = \sum_{{i, j}} \frac{{\partial C}}{{\partial y_{{ij}}}} \, x^{{(ij)}}_{{{u + 1}{v + 1}}}",
            f"{left} = {dot(dy[0].ravel(), patches[0, :, :, u, v].ravel(), MOST_TERMS)} = {number(value)}",
            value,
            (),
            None,
            left_out(dy[0].size, MOST_TERMS),
        )
    yield _matrix(
        "Gradient of the kernel", "backward", r"\frac{\partial C}{\partial W}", story.shown["kernel_gradient"]
    )
    yield _matrix(
        "Gradient of the bias",
        "backward",
        r"\frac{\partial C}{\partial b} = \sum_{i, j} \frac{\partial C}{\partial y_{ij}}",
        done.db,
        rf"\frac{{\partial C}}{{\partial b_1}} = {total(dy[0].ravel(), MOST_TERMS)}",
        left_out(dy[0].size, MOST_TERMS),
    )
    for at in list(np.ndindex(*problem.x.shape[2:]))[:MOST_ENTRIES]:
        yield _input_gradient(story, at)


def _input_gradient(story: Story, at: tuple[int, ...]) -> Step:
    """One entry of the input: each output that saw it sends its gradient back times the weight it saw it with."""
    problem = story.problem
    sent, weights = [], []
    for u, v in np.ndindex(*problem.window.kernel):
        seen_by = _seen_by(problem, at, (u, v))
        if seen_by is not None:
            for o in range(problem.w.shape[0]):
                sent.append(problem.upstream[(0, o, *seen_by)])
                weights.append(problem.w[o, 0, u, v])
    value = float(story.done.dx[(0, 0, *at)])
    left = rf"\frac{{\partial C}}{{\partial x_{{{at[0] + 1}{at[1] + 1}}}}}"
    return Step(
        f"Gradient of the input at row {at[0] + 1}, column {at[1] + 1}",
        "backward",
        rf"{left} = \sum \frac{{\partial C}}{{\partial y_{{ij}}}} \, w_{{uv}}",
        f"{left} = {dot(np.array(sent), np.array(weights), MOST_TERMS) or '0'} = {number(value)}",
        value,
        (),
        None,
        left_out(len(sent), MOST_TERMS),
    )


def _seen_by(problem: Problem, at: tuple[int, ...], place: tuple[int, int]) -> tuple[int, int] | None:
    """The output that sees the input entry `at` at that place of its kernel; None if none does."""
    _, stride, padding, dilation = problem.window
    found = []
    for axis in (0, 1):
        start = at[axis] + padding[axis] - place[axis] * dilation[axis]
        which, rest = divmod(start, stride[axis])
        if rest or not 0 <= which < problem.upstream.shape[2 + axis]:
            return None
        found.append(which)
    return found[0], found[1]


def _stack(stack: list[StackEntry]) -> Iterator[Step]:
    for place, one in enumerate(stack[:MOST_LAYERS_TOLD], start=1):
        layer = one.layer
        shape = (layer.kernel, layer.stride, layer.padding, layer.dilation)
        yield _size(f"Size behind layer {place} of the stack", "n", one.size_before, *shape, place)
        if layer.channels is not None:
            bias = (" + c_{out}", f" + {one.channels}") if layer.bias else ("", "")
            yield Step(
                f"Parameters of layer {place} of the stack",
                "forward",
                rf"P = k \cdot k \cdot c_{{in}} \cdot c_{{out}}{bias[0]}",
                rf"P = {layer.kernel} \cdot {layer.kernel} \cdot {one.channels_before} \cdot {one.channels}"
                f"{bias[1]} = {number(one.parameters)}",
                float(one.parameters),
                (),
                place,
            )
        yield Step(
            f"Receptive field of layer {place} of the stack",
            "forward",
            rf"r_{{{place}}} = r_{{{place - 1}}} + d (k - 1) \prod_{{i < {place}}} s_i",
            rf"r_{{{place}}} = {one.field_before} + {layer.dilation} \cdot {layer.kernel - 1}"
            rf" \cdot {one.jump_before} = {number(one.field)}",
            float(one.field),
            (),
            place,
            f"the first {MOST_LAYERS_TOLD} of {len(stack)} layers" if len(stack) > MOST_LAYERS_TOLD else None,
        )


def _matrix(
    title: str,
    direction: Direction,
    formula: str,
    x: Any,
    written: str = r"\text{first entry}",
    terms: str | None = None,
) -> Step:
    """A whole array; `written` is what its first entry is made of, and `terms` says which of that is left out."""
    x = np.asarray(x)
    value, part = value_of(x)
    shown = "; ".join(filter(None, (terms, part))) or None
    first = number(float(x.ravel()[0]))
    return Step(title, direction, formula, f"{written} = {first}", value, x.shape, None, shown)
