"""The steps of residual blocks: with their numbers where there is a single unit, else by their norms."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from simulator.experiments.residual_pass import Done, Form, Problem, Rules, branch_backward
from simulator.latex import factor, number, product
from simulator.trace import Direction, Measurements, Step

MOST_BLOCKS, END_BLOCKS = 12, 4
"""Of more blocks than this, so many at either end are told."""

NAMES: dict[Form, str] = {"plain": "plain", "residual": "residual", "preactivation": "pre-activation"}
FORMULAS: dict[Form, str] = {
    "plain": "h_{%d} = f(B(h_{%d}))",
    "residual": r"h_{%d} = f(h_{%d} + \alpha B(h_{%d}))",
    "preactivation": r"h_{%d} = h_{%d} + \alpha B(h_{%d})",
}
GRADIENTS: dict[Form, str] = {
    "plain": "{above} f'(B) B'(h_{{{k}}})",
    "residual": r"{above} f'(s) \left(1 + \alpha B'(h_{{{k}}})\right)",
    "preactivation": r"{above} \left(1 + \alpha B'(h_{{{k}}})\right)",
}


class Story(NamedTuple):
    """One form of the blocks, and its pass."""

    problem: Problem
    form: Form
    done: Done
    measured: Measurements  # those of this form, without its prefix

    @property
    def single(self) -> bool:
        """Whether every state is one number."""
        return self.problem.x.size == 1


def steps(story: Story) -> Iterator[Step]:
    """The blocks from first to last, then the gradients from last to first."""
    depth = len(story.problem.weights)
    told = list(range(1, depth + 1))
    gap = None
    if depth > MOST_BLOCKS:
        told = [*told[:END_BLOCKS], *told[-END_BLOCKS:]]
        gap = f"blocks {END_BLOCKS + 1} to {depth - END_BLOCKS} are left out"
    for k in told:
        yield _forward(story, k, gap)
    for k in reversed(told):
        yield _backward(story, k, gap)


def _forward(story: Story, k: int, gap: str | None) -> Step:
    title, left = f"Block {k}, {NAMES[story.form]}", f"h_{{{k}}}"
    formula = FORMULAS[story.form] % ((k, k - 1) if story.form == "plain" else (k, k - 1, k - 1))
    if not story.single:
        return _norm(story, title, "forward", formula, left, ("activation_norm", k), (k, gap))
    entry = story.done.tape[k - 1]
    before, branch, value = (
        float(a.flat[0]) for a in (story.done.states[k - 1], entry.branch, story.done.states[k])
    )
    total, f = float(entry.summed.flat[0]), story.problem.f.latex
    written = f"{factor(before)} + {product((story.problem.p.branch_scale, branch))}"
    if story.form == "plain":
        numbers = f"{f}({number(total)}) = {number(value)}"
    elif story.form == "residual":
        numbers = f"{f}({written}) = {f}({number(total)}) = {number(value)}"
    else:
        numbers = f"{written} = {number(value)}"
    return Step(title, "forward", formula, f"{left} = {numbers}", value, (), k, gap)


def _backward(story: Story, k: int, gap: str | None) -> Step:
    title = f"Gradient at the input of block {k}, {NAMES[story.form]}"
    left, above = (rf"\frac{{\partial C}}{{\partial h_{{{n}}}}}" for n in (k - 1, k))
    formula = f"{left} = {GRADIENTS[story.form].format(above=above, k=k - 1)}"
    if not story.single:
        return _norm(story, title, "backward", formula, left, ("gradient_norm", k - 1), (k, gap))
    entry, f, rules = story.done.tape[k - 1], story.problem.f, Rules()
    one = np.ones((1, 1, 1))
    slope = float(branch_backward(one, entry, f, rules)[0].flat[0])
    dh, value = (float(story.done.gradients[n].flat[0]) for n in (k, k - 1))
    factors = [dh] if entry.outer is None else [dh, float(f.derivative(entry.outer.z).flat[0])]
    if story.form == "plain":
        written = product((*factors, slope))
    else:
        written = rf"{product(factors)} \cdot (1 + {product((story.problem.p.branch_scale, slope))})"
    return Step(title, "backward", formula, f"{left} = {written} = {number(value)}", value, (), k, gap)


def _norm(
    story: Story,
    title: str,
    direction: Direction,
    formula: str,
    symbol: str,
    found: tuple[str, int],
    place: tuple[int, str | None],
) -> Step:
    """A step told by the mean over the networks of a norm."""
    (name, at), (k, gap) = found, place
    norms = story.measured[name]
    assert isinstance(norms, list)
    value = norms[at]
    assert isinstance(value, float)
    networks, *shape = story.problem.x.shape
    size = " by ".join(str(n) for n in shape)
    mean = f"mean over {networks} networks of the norm" if networks > 1 else "the norm"
    told = f"{mean} of all {size} entries" + (f"; {gap}" if gap else "")
    substituted = rf"\lVert {symbol} \rVert = {number(value)}"
    return Step(title, direction, formula, substituted, value, tuple(shape), k, told)
