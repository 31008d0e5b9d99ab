"""A stack of blocks forward and back, plain, residual or pre-activation, under replaceable rules.

All networks run at once, on a leading axis. A branch of two layers is B(h) = f(h V) W in a plain or residual block
and B(h) = f(f(h) V) W in a pre-activation block; of one layer it is h W and f(h) W.
Sources: He, Zhang, Ren and Sun (2016), Deep Residual Learning for Image Recognition, and Identity Mappings in Deep
Residual Networks.
"""

from collections.abc import Callable, Sequence
from typing import Final, Literal, NamedTuple, TypeAlias

import numpy as np

from simulator.arrays import Array
from simulator.experiments.residual_parameters import ResidualParameters
from simulator.ops.activations import Activation, ActivationCache, activation
from simulator.ops.initializers import INITIALIZERS
from simulator.ops.stacked import (
    SkipCache,
    StackedDenseCache,
    skip_backward,
    skip_forward,
    stacked_dense_backward,
    stacked_dense_forward,
)
from simulator.streams import stream

Form: TypeAlias = Literal["plain", "residual", "preactivation"]
FORMS: Final[tuple[Form, ...]] = ("plain", "residual", "preactivation")


def _activation_backward(da: Array, f: Activation, cache: ActivationCache) -> Array:
    return f.backward(da, cache)


class Rules(NamedTuple):
    """The operations of a block, each replaceable."""

    dense_backward: Callable[[Array, StackedDenseCache], tuple[Array, Array]] = stacked_dense_backward
    activation_backward: Callable[[Array, Activation, ActivationCache], Array] = _activation_backward
    skip_forward: Callable[[Array, Array, float], tuple[Array, SkipCache]] = skip_forward
    skip_backward: Callable[[Array, SkipCache], tuple[Array, Array]] = skip_backward
    join: Callable[[Array, Array], Array] = np.add  # the gradients of the two paths, where they meet
    activates_sum: bool = True  # whether a residual block activates x + branch, or the branch alone


class Problem(NamedTuple):
    """Blocks, what they are fed, and the gradient that comes back."""

    p: ResidualParameters
    f: Activation
    weights: tuple[tuple[Array, ...], ...]  # by block, by layer of its branch: (networks, width, width)
    x: Array  # (networks, batch, width)
    upstream: Array  # (networks, batch, width)


class BlockTape(NamedTuple):
    """What one block did in the forward pass."""

    branch: Array  # (networks, batch, width) what the branch gave, before it was scaled
    summed: Array  # (networks, batch, width) what entered the block's last activation, or its output
    dense: tuple[StackedDenseCache, ...]
    inner: tuple[ActivationCache, ...]  # the activations inside the branch
    outer: ActivationCache | None  # that at the end of the block
    skip: SkipCache | None


class Done(NamedTuple):
    """One pass through all blocks."""

    states: tuple[Array, ...]  # depth + 1 of (networks, batch, width), the input first
    tape: tuple[BlockTape, ...]
    gradients: tuple[Array, ...]  # dC/dh of each state
    weight_gradients: tuple[tuple[Array, ...], ...]  # by block, by layer of its branch


def build(p: ResidualParameters, seed: int) -> Problem:
    """The blocks, drawn block by block where they are not given, with inputs and upstream gradient N(0, 1)."""
    if p.weights is None:
        rng, draw = stream(seed, "weights"), INITIALIZERS[p.initialization]
        weights = tuple(
            tuple(p.weight_scale * draw(p.units, p.units, rng, (p.drawn,)) for _ in range(p.layers))
            for _ in range(p.blocks)
        )
    else:
        weights = tuple(tuple(np.array([w], dtype=float) for w in branch) for branch in p.weights)
    shape = (p.drawn, p.samples, p.units)
    x = stream(seed, "inputs").standard_normal(shape) if p.inputs is None else _shared(p.inputs, shape)
    upstream = (
        stream(seed, "targets").standard_normal(shape) if p.upstream is None else _shared(p.upstream, shape)
    )
    return Problem(p, activation(p.activation, p.slope), weights, x, upstream)


def _shared(given: object, shape: tuple[int, ...]) -> Array:
    return np.broadcast_to(np.array(given, dtype=float), shape)


def block_forward(
    h: Array, weights: Sequence[Array], f: Activation, form: Form, branch_scale: float, rules: Rules
) -> tuple[Array, BlockTape]:
    """h (networks, batch, width) -> the next h, same shape.

    plain h' = f(B(h)), residual h' = f(h + alpha B(h)), pre-activation h' = h + alpha B(h).
    """
    branch, dense, inner = h, [], []
    for number, w in enumerate(weights):
        if form == "preactivation" or number > 0:
            branch, cache = f.forward(branch)
            inner.append(cache)
        branch, dense_cache = stacked_dense_forward(branch, w)
        dense.append(dense_cache)
    given, outer, skip = branch, None, None
    if form == "residual" and not rules.activates_sum:
        branch, outer = f.forward(branch)
    summed = branch
    if form != "plain":
        summed, skip = rules.skip_forward(h, branch, branch_scale)
    out = summed
    if form == "plain" or (form == "residual" and rules.activates_sum):
        out, outer = f.forward(summed)
    return out, BlockTape(given, summed, tuple(dense), tuple(inner), outer, skip)


def block_backward(
    dh: Array, tape: BlockTape, f: Activation, form: Form, rules: Rules
) -> tuple[Array, tuple[Array, ...]]:
    """dh (networks, batch, width) at the block's output -> dh at its input, and the gradients of its weights."""
    if tape.outer is not None and rules.activates_sum:
        dh = rules.activation_backward(dh, f, tape.outer)
    by_skip, dbranch = (None, dh) if tape.skip is None else rules.skip_backward(dh, tape.skip)
    if tape.outer is not None and not rules.activates_sum:
        dbranch = rules.activation_backward(dbranch, f, tape.outer)
    by_branch, found = branch_backward(dbranch, tape, f, rules)
    return by_branch if by_skip is None else rules.join(by_skip, by_branch), found


def branch_backward(
    dbranch: Array, tape: BlockTape, f: Activation, rules: Rules
) -> tuple[Array, tuple[Array, ...]]:
    """dbranch (networks, batch, width) -> dh by the branch alone, and the gradients of its weights."""
    found, inner = [], list(tape.inner)
    for dense in reversed(tape.dense):
        dbranch, dw = rules.dense_backward(dbranch, dense)
        found.append(dw)
        if inner:
            dbranch = rules.activation_backward(dbranch, f, inner.pop())
    return dbranch, tuple(reversed(found))


def run_pass(problem: Problem, form: Form, rules: Rules) -> Done:
    """All blocks forward, then back from the upstream gradient."""
    states, tape = [problem.x], []
    for weights in problem.weights:
        out, entry = block_forward(states[-1], weights, problem.f, form, problem.p.branch_scale, rules)
        states.append(out)
        tape.append(entry)
    gradients, found = [problem.upstream], []
    for entry in reversed(tape):
        dh, dw = block_backward(gradients[-1], entry, problem.f, form, rules)
        gradients.append(dh)
        found.append(dw)
    return Done(tuple(states), tuple(tape), tuple(reversed(gradients)), tuple(reversed(found)))


def cost(problem: Problem, form: Form, rules: Rules) -> Array:
    """C of all networks together, the sum of h dC/dh at the output; complex where weights or inputs are."""
    h = problem.x
    for weights in problem.weights:
        h, _ = block_forward(h, weights, problem.f, form, problem.p.branch_scale, rules)
    return np.asarray((h * problem.upstream).sum())
