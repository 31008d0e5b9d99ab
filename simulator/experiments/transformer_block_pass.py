"""A stack of transformer blocks forward and back, under replaceable rules; all networks at once.

A block is a half of self-attention and a half of feed-forward (see `transformer_block_halves`); a pre-norm stack
may end with one more norm.
"""

from typing import NamedTuple

import numpy as np

from simulator.arrays import Array
from simulator.experiments.transformer_block_branches import (
    AttentionGradient,
    AttentionTape,
    FeedForwardGradient,
    FeedForwardTape,
    Rules,
    attention_backward,
    attention_forward,
    feed_backward,
    feed_forward,
)
from simulator.experiments.transformer_block_build import Gain, Problem, Weights
from simulator.experiments.transformer_block_halves import (
    OTHER,
    HalfGradient,
    HalfTape,
    NormGradient,
    NormTape,
    Placement,
    half_backward,
    half_forward,
    norm_backward,
    norm_forward,
)


class BlockTape(NamedTuple):
    """What one block did in the forward pass."""

    first: HalfTape
    attention: AttentionTape
    second: HalfTape
    feed: FeedForwardTape


class BlockGradient(NamedTuple):
    """The gradients in one block."""

    first: HalfGradient
    attention: AttentionGradient
    second: HalfGradient
    feed: FeedForwardGradient
    weights: Weights


def block_forward(x: Array, w: Weights, problem: Problem, form: Placement, rules: Rules) -> BlockTape:
    """x (networks, time, width) -> the block's output, same shape, on its tape."""
    gains = Gain(w.scale1, w.shift1), Gain(w.scale2, w.shift2)
    first, attended = half_forward(
        x, lambda fed: attention_forward(fed, w, problem, rules), gains[0], problem, form, rules
    )
    second, fed = half_forward(
        first.out, lambda fed: feed_forward(fed, w, problem), gains[1], problem, form, rules
    )
    return BlockTape(first, attended, second, fed)


def block_backward(
    dout: Array, tape: BlockTape, problem: Problem, form: Placement, rules: Rules
) -> BlockGradient:
    """dout (networks, time, width) at the block's output -> all gradients in it."""
    second, fed, of_feed = half_backward(
        dout, tape.second, lambda d: feed_backward(d, tape.feed, problem.f, rules), form, rules
    )
    first, attended, of_attention = half_backward(
        second.x, tape.first, lambda d: attention_backward(d, tape.attention, rules), form, rules
    )
    nothing = np.zeros_like(dout[:, 0, :])
    gains = {}
    for number, norm in ((1, first.norm), (2, second.norm)):
        gains[f"scale{number}"] = nothing if norm is None else norm.dscale
        gains[f"shift{number}"] = nothing if norm is None else norm.dshift
    return BlockGradient(first, attended, second, fed, Weights(**of_attention, **of_feed, **gains))


class Done(NamedTuple):
    """One pass through all blocks."""

    form: Placement
    tape: tuple[BlockTape, ...]
    final: NormTape | None
    output: Array  # (networks, time, width)
    final_gradient: NormGradient | None
    gradients: tuple[BlockGradient, ...]

    @property
    def states(self) -> tuple[Array, ...]:
        """The hidden state before each block and after the last: depth + 1 of (networks, time, width)."""
        return (self.tape[0].first.x, *(entry.second.out for entry in self.tape))

    @property
    def state_gradients(self) -> tuple[Array, ...]:
        """dC/dh of each state."""
        return (*(entry.first.x for entry in self.gradients), self.gradients[-1].second.out)


def stack_forward(
    problem: Problem, form: Placement, rules: Rules
) -> tuple[tuple[BlockTape, ...], NormTape | None]:
    """All blocks and the final norm, in the order in which the data meet them."""
    h, tape = problem.x, []
    built = OTHER[form] if rules.exchanged else form
    for w in problem.blocks:
        tape.append(block_forward(h, w, problem, built, rules))
        h = tape[-1].second.out
    ends = form == "pre" and rules.final_norm and problem.final is not None
    final = norm_forward(h, problem.final, problem, rules) if ends and problem.final is not None else None
    return tuple(tape), final


def run_pass(problem: Problem, form: Placement, rules: Rules) -> Done:
    """All blocks forward, then back from the upstream gradient."""
    tape, final = stack_forward(problem, form, rules)
    built = OTHER[form] if rules.exchanged else form
    dh, dfinal = problem.upstream, None
    if final is not None:
        dfinal = norm_backward(dh, final, rules)
        dh = dfinal.dx
    gradients: list[BlockGradient] = []
    for entry in reversed(tape):
        gradients.append(block_backward(dh, entry, problem, built, rules))
        dh = gradients[-1].first.x
    output = tape[-1].second.out if final is None else final.y
    return Done(form, tape, final, output, dfinal, tuple(reversed(gradients)))


def cost(problem: Problem, form: Placement, rules: Rules) -> Array:
    """C of all networks together, the sum of the output times its gradient; complex where the problem is. -> ()."""
    tape, final = stack_forward(problem, form, rules)
    return np.asarray(((tape[-1].second.out if final is None else final.y) * problem.upstream).sum())
