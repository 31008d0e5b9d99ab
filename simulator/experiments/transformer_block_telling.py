"""How the steps of a transformer block are written: one position and feature with numbers, the rest as a matrix."""

from typing import NamedTuple

import numpy as np

from simulator.arrays import Array
from simulator.experiments.transformer_block_build import Gain, Problem, Weights
from simulator.experiments.transformer_block_halves import NormGradient, NormTape, Placement
from simulator.experiments.transformer_block_pass import Done
from simulator.latex import MOST_TERMS, dot, factor, number, product, signed
from simulator.trace import Direction, Step, value_of


def d(symbol: str) -> str:
    """The derivative of the cost by that."""
    return rf"\frac{{\partial C}}{{\partial {symbol}}}"


class Story(NamedTuple):
    """The first block of the first network, and the position that is written out."""

    problem: Problem
    done: Done

    @property
    def form(self) -> Placement:
        """Where the norms are."""
        return self.done.form

    @property
    def w(self) -> Weights:
        """What the block learns."""
        return self.problem.blocks[0]

    @property
    def position(self) -> int:
        """The position written out, from 0: the last under a causal mask, where the first sees only itself."""
        return 0 if self.problem.allowed.all() else self.problem.x.shape[1] - 1

    def at(self, letter: str, column: int | str = 1) -> str:
        """The symbol of an entry at that position."""
        return f"{letter}_{{{self.position + 1}{column}}}"

    def row(self, x: Array) -> Array:
        """The features of that position, of the first network. x (networks, time, features) -> (features,)."""
        return np.asarray(x[0, self.position])

    def first(self, x: Array) -> float:
        """The first feature of that position."""
        return float(x[0, self.position, 0])

    @property
    def which(self) -> str | None:
        """Which network is told, where there are several."""
        count = self.problem.x.shape[0]
        return f"the first of {count} drawn stacks" if count > 1 else None

    def scalar(self, title: str, direction: Direction, formula: str, substituted: str, value: float) -> Step:
        """A step with one number."""
        return Step(f"Block 1: {title}", direction, formula, substituted, value, (), 1, self.which)

    def matrix(
        self,
        title: str,
        direction: Direction,
        formula: str,
        substituted: str,
        x: Array,
        told: str | None = None,
    ) -> Step:
        """A step with all of a matrix of the first network, numbers put in for one entry."""
        value, left_out = value_of(x[0])
        told = f"numbers put in for position {self.position + 1}, feature 1" if told is None else told
        shown = "; ".join(part for part in (self.which, told, left_out) if part)
        return Step(f"Block 1: {title}", direction, formula, substituted, value, x[0].shape, 1, shown or None)

    def affine(self, title: str, out: str, into: str, names: str, x: Array, y: Array) -> Step:
        """y = x W + b, where W and b are named `w…` and `b…` of the block."""
        w, b = (getattr(self.w, f"{kind}{names}")[0] for kind in "wb")
        label = names.upper()
        formula = f"{out} = {into} W_{label} + b_{label}"
        bias = float(b[0])
        written = dot(self.row(x), w[:, 0], MOST_TERMS) + (f" {signed(bias)}" if bias else "")
        left = self.at(out.lower() if len(out) == 1 else out)
        return self.matrix(title, "forward", formula, f"{left} = {written} = {number(self.first(y))}", y)


def told_norm(story: Story, name: str, into: str, out: str, norm: NormTape, gain: Gain) -> list[Step]:
    """The steps of a norm forward: mean, variance, one normalized entry, the output."""
    x, sets, t = story.row(norm.x), norm.sets, story.position
    size, n = x.size, t + 1
    mean, variance, spread = (float(a[0, t, 0]) for a in (sets.mean, sets.variance, sets.spread))
    entry, hat = story.at(into), rf"\hat{{{into}}}_{{{n}1}}"
    steps, center = [], ""
    if sets.center:
        terms = " + ".join(factor(v) for v in x[:MOST_TERMS].tolist())
        terms += r" + \cdots" if size > MOST_TERMS else ""
        formula = rf"\mu_{n} = \frac{{1}}{{d}} \sum_j {story.at(into, 'j')}"
        steps.append(
            story.scalar(
                f"mean of position {n}, {name}",
                "forward",
                formula,
                rf"\mu_{n} = ({terms}) / {size} = {number(mean)}",
                mean,
            )
        )
        center = f" - {factor(mean)}"
    squares = " + ".join(
        f"({number(v)}{center})^2" if center else f"{factor(v)}^2" for v in x[:MOST_TERMS].tolist()
    )
    squares += r" + \cdots" if size > MOST_TERMS else ""
    moved = rf"{story.at(into, 'j')} - \mu_{n}" if sets.center else story.at(into, "j")
    what = "variance" if sets.center else "mean square"
    steps.append(
        story.scalar(
            f"{what} of position {n}, {name}",
            "forward",
            rf"\sigma_{n}^2 = \frac{{1}}{{d}} \sum_j ({moved})^2",
            rf"\sigma_{n}^2 = ({squares}) / {size} = {number(variance)}",
            variance,
        )
    )
    value = float(sets.x_hat[0, t, 0])
    top = rf"{entry} - \mu_{n}" if sets.center else entry
    steps.append(
        story.matrix(
            f"normalized, {name}",
            "forward",
            rf"{hat} = \frac{{{top}}}{{\sqrt{{\sigma_{n}^2 + \epsilon}}}}",
            rf"{hat} = ({number(float(x[0]))}{center}) / {number(spread)} = {number(value)}",
            sets.x_hat,
        )
    )
    scale, shift = float(gain.scale[0, 0]), float(gain.shift[0, 0])
    steps.append(
        story.matrix(
            f"scaled and shifted, {name}",
            "forward",
            rf"{story.at(out)} = \gamma_1 {hat} + \beta_1",
            rf"{story.at(out)} = {product((scale, value))} {signed(shift)} = {number(story.first(norm.y))}",
            norm.y,
        )
    )
    return steps


def told_norm_back(
    story: Story, name: str, into: str, out: str, tape: NormTape, gradient: NormGradient, dy: Array
) -> list[Step]:
    """The steps of a norm backward: at the normalized entry, then at what came in."""
    t, n = story.position, story.position + 1
    hat = rf"\hat{{{into}}}"
    row, x_hat = story.row(gradient.dx_hat), story.row(tape.sets.x_hat)
    scale = float(tape.affine.scale[0, 0])
    at_hat = d(rf"{hat}_{{{n}1}}")
    steps = [
        story.matrix(
            f"gradient at the normalized entries, {name}",
            "backward",
            rf"{at_hat} = \gamma_1 {d(story.at(out))}",
            f"{at_hat} = {product((scale, story.first(dy)))} = {number(float(row[0]))}",
            gradient.dx_hat,
        )
    ]
    size = row.size
    mean, along = float(row.mean()), float((row * x_hat).sum() / size)
    spread = float(tape.sets.spread[0, t, 0])
    left = d(story.at(into))
    shared = rf" - \frac{{1}}{{d}} \sum_j {d(f'{hat}_{{{n}j}}')}" if tape.sets.center else ""
    taken = f" - {factor(mean)}" if tape.sets.center else ""
    steps.append(
        story.matrix(
            f"gradient at what is normalized, {name}",
            "backward",
            rf"{left} = \frac{{1}}{{\sqrt{{\sigma_{n}^2 + \epsilon}}}} \left( {at_hat}{shared} - {hat}_{{{n}1}} "
            rf"\frac{{1}}{{d}} \sum_j {hat}_{{{n}j}} {d(f'{hat}_{{{n}j}}')} \right)",
            rf"{left} = ({number(float(row[0]))}{taken} - {product((float(x_hat[0]), along))}) / {number(spread)} "
            rf"= {number(story.first(gradient.dx))}",
            gradient.dx,
        )
    )
    return steps
