"""The steps of a stack of transformer blocks: the first block in full, the others by their norms."""

from collections.abc import Iterator

from simulator.experiments.transformer_block_backward_steps import backward_steps
from simulator.experiments.transformer_block_build import Problem
from simulator.experiments.transformer_block_forward_steps import forward_steps
from simulator.experiments.transformer_block_pass import Done
from simulator.experiments.transformer_block_telling import Story, d
from simulator.latex import number
from simulator.trace import Direction, Measurements, Step

MOST_BLOCKS, END_BLOCKS = 8, 3
"""Of more blocks than this, so many at either end are told."""

NAMES = {"pre": "pre-norm", "post": "post-norm", "none": "no norm"}
FORMULAS = {
    "pre": r"Y = H_{%d} + \alpha F^1(N(H_{%d})), \quad H_{%d} = Y + \alpha F^2(N(Y))",
    "post": r"Y = N(H_{%d} + \alpha F^1(H_{%d})), \quad H_{%d} = N(Y + \alpha F^2(Y))",
    "none": r"Y = H_{%d} + \alpha F^1(H_{%d}), \quad H_{%d} = Y + \alpha F^2(Y)",
}


def steps(problem: Problem, done: Done, measured: Measurements, in_full: bool) -> tuple[Step, ...]:
    """Forward through the stack, then backward. Where in_full the first block is told number by number."""
    depth = len(problem.blocks)
    told, gap = list(range(1, depth + 1)), None
    if depth > MOST_BLOCKS:
        told = [*told[:END_BLOCKS], *told[-END_BLOCKS:]]
        gap = f"blocks {END_BLOCKS + 1} to {depth - END_BLOCKS} are left out"
    later = [k for k in told if k > 1 or not in_full]
    story = Story(problem, done)
    return (
        *(forward_steps(story) if in_full else ()),
        *_forward(problem, done, measured, later, gap),
        *_backward(problem, done, measured, later, gap),
        *(backward_steps(story) if in_full else ()),
    )


def _forward(
    problem: Problem, done: Done, measured: Measurements, told: list[int], gap: str | None
) -> Iterator[Step]:
    for k in told:
        formula = FORMULAS[done.form] % (k - 1, k - 1, k)
        title = f"Block {k}, {NAMES[done.form]}"
        yield _norm(problem, title, "forward", formula, f"H_{{{k}}}", measured["hidden_norm"], k, k, gap)


def _backward(
    problem: Problem, done: Done, measured: Measurements, told: list[int], gap: str | None
) -> Iterator[Step]:
    norms, last = measured["gradient_norm"], len(problem.blocks)
    if done.final is not None:
        left = d(f"H_{{{last}}}")
        title = f"Gradient before the final norm, {NAMES[done.form]}"
        formula = rf"{left} = \left( \frac{{\partial N}}{{\partial H_{{{last}}}}} \right)^\top {d('N')}"
        yield _norm(problem, title, "backward", formula, left, norms, last, last, None)
    for k in reversed(told):
        left, above = d(f"H_{{{k - 1}}}"), d(f"H_{{{k}}}")
        title = f"Gradient at the input of block {k}, {NAMES[done.form]}"
        formula = (
            rf"{left} = \left( \frac{{\partial H_{{{k}}}}}{{\partial H_{{{k - 1}}}}} \right)^\top {above}"
        )
        yield _norm(problem, title, "backward", formula, left, norms, k - 1, k, gap)


def _norm(
    problem: Problem,
    title: str,
    direction: Direction,
    formula: str,
    symbol: str,
    norms: object,
    at: int,
    block: int,
    gap: str | None,
) -> Step:
    """A step told by the mean over the networks of a norm."""
    assert isinstance(norms, list)
    value = float(norms[at])
    networks, *shape = problem.x.shape
    size = " by ".join(str(n) for n in shape)
    mean = f"mean over {networks} stacks of the norm" if networks > 1 else "the norm"
    told = f"{mean} of all {size} entries" + (f"; {gap}" if gap else "")
    substituted = rf"\lVert {symbol} \rVert = {number(value)}"
    return Step(title, direction, formula, substituted, value, tuple(shape), block, told)
