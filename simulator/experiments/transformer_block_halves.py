"""One half of a transformer block: its branch, its skip and its norm, forward and back, under replaceable rules.

With F the branch and N the norm, a half is x + F(N(x)) in a pre-norm block, N(x + F(x)) in a post-norm block and
x + F(x) without norms; F is multiplied by the branch scale alpha.
Sources: Vaswani et al., Attention Is All You Need (2017) for post-norm; Xiong et al., On Layer Normalization in the
Transformer Architecture (2020) for pre-norm beside it.
"""

from collections.abc import Callable
from typing import Final, Literal, NamedTuple, TypeAlias, TypeVar

from simulator.arrays import Array
from simulator.experiments.transformer_block_branches import (
    AttentionGradient,
    AttentionTape,
    FeedForwardGradient,
    FeedForwardTape,
    Rules,
)
from simulator.experiments.transformer_block_build import Gain, Problem
from simulator.ops.normalization import StandardizeCache
from simulator.ops.stacked import (
    SkipCache,
    StackedScaleShiftCache,
    stacked_scale_shift_backward,
    stacked_scale_shift_forward,
)

Placement: TypeAlias = Literal["pre", "post", "none"]
PLACEMENTS: Final[tuple[Placement, ...]] = ("pre", "post", "none")
OTHER: Final[dict[Placement, Placement]] = {"pre": "post", "post": "pre", "none": "none"}


class NormTape(NamedTuple):
    """What a norm did in the forward pass."""

    x: Array  # (networks, time, width)
    y: Array  # (networks, time, width)
    sets: StandardizeCache
    affine: StackedScaleShiftCache


class NormGradient(NamedTuple):
    """The gradients at a norm."""

    dx_hat: Array  # (networks, time, width)
    dx: Array  # (networks, time, width)
    dscale: Array  # (networks, width)
    dshift: Array  # (networks, width)


def norm_forward(x: Array, gain: Gain, problem: Problem, rules: Rules) -> NormTape:
    """Each position standardized over its features, then scaled and shifted. x (networks, time, width)."""
    x_hat, sets = rules.standardize_forward(x, problem.convention)
    y, affine = stacked_scale_shift_forward(x_hat, gain.scale, gain.shift)
    return NormTape(x, y, sets, affine)


def norm_backward(dy: Array, tape: NormTape, rules: Rules) -> NormGradient:
    """dy (networks, time, width) -> the gradients at the norm."""
    dx_hat, dscale, dshift = stacked_scale_shift_backward(dy, tape.affine)
    return NormGradient(dx_hat, rules.standardize_backward(dx_hat, tape.sets), dscale, dshift)


class HalfTape(NamedTuple):
    """What one half of a block did around its branch, all (networks, time, width)."""

    x: Array  # what came in
    fed: Array  # what the branch was fed
    branch: Array  # what it gave, before the branch scale
    summed: Array  # with the skip
    out: Array
    norm: NormTape | None
    skip: SkipCache


class HalfGradient(NamedTuple):
    """The gradients around a branch, all (networks, time, width)."""

    out: Array
    summed: Array
    branch: Array
    by_skip: Array  # the part of x that comes by the skip
    by_branch: Array  # the part of x that comes by the branch
    x: Array
    norm: NormGradient | None


T = TypeVar("T", AttentionTape, FeedForwardTape)
G = TypeVar("G", AttentionGradient, FeedForwardGradient)


def half_forward(
    x: Array, run: Callable[[Array], T], gain: Gain, problem: Problem, form: Placement, rules: Rules
) -> tuple[HalfTape, T]:
    """One half.   x (networks, time, width) -> its output, same shape, and the tape of its branch."""
    fed, norm = x, None
    if form == "pre":
        norm = norm_forward(x, gain, problem, rules)
        fed = norm.y
    tape = run(fed)
    summed, skip = rules.skip_forward(x if rules.skips_norm else fed, tape.branch, problem.alpha)
    out = summed
    if form == "post":
        norm = norm_forward(summed, gain, problem, rules)
        out = norm.y
    return HalfTape(x, fed, tape.branch, summed, out, norm, skip), tape


def half_backward(
    dout: Array,
    tape: HalfTape,
    back: Callable[[Array], tuple[G, dict[str, Array]]],
    form: Placement,
    rules: Rules,
) -> tuple[HalfGradient, G, dict[str, Array]]:
    """dout (networks, time, width) -> the gradients around the branch, inside it, and of its weights."""
    dsummed, norm = dout, None
    if form == "post" and tape.norm is not None:
        norm = norm_backward(dout, tape.norm, rules)
        dsummed = norm.dx
    by_skip, dbranch = rules.skip_backward(dsummed, tape.skip)
    inside, found = back(dbranch)
    by_branch = inside.fed
    if form == "pre" and tape.norm is not None:
        if not rules.skips_norm:  # the skip starts at the norm's output: both paths go back through the norm
            norm = norm_backward(rules.join(by_skip, by_branch), tape.norm, rules)
            return HalfGradient(dout, dsummed, dbranch, by_skip, by_branch, norm.dx, norm), inside, found
        norm = norm_backward(by_branch, tape.norm, rules)
        by_branch = norm.dx
    dx = rules.join(by_skip, by_branch)
    return HalfGradient(dout, dsummed, dbranch, by_skip, by_branch, dx, norm), inside, found
