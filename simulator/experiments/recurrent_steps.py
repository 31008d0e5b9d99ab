"""The steps of `recurrent`: each time step with the numbers of its first unit; a long sequence by its norms."""

from collections.abc import Iterator

from simulator.experiments.recurrent_backward_steps import BACKWARD, arriving, shared
from simulator.experiments.recurrent_forward_steps import FORWARD
from simulator.experiments.recurrent_problem import Pass, Problem
from simulator.experiments.recurrent_story import Story, at, partial
from simulator.latex import number, total
from simulator.trace import Direction, Measurements, Step

MOST_TOLD = 8
"""A longer sequence is told by its norms."""

ENDS = 5
"""So many steps at either end of a long sequence are told."""


def steps(problem: Problem, done: Pass, measured: Measurements) -> tuple[Step, ...]:
    """Forward in time, the loss, back in time, and the shared weights' gradients."""
    story = Story(problem, done, measured)
    if problem.p.length > MOST_TOLD:
        return tuple(_by_norms(story))
    order = range(problem.p.length)
    forward, backward = FORWARD[problem.cell.name], BACKWARD[problem.cell.name]
    return (
        *(step for t in order for step in forward(story, t)),
        _loss(story),
        *(step for t in reversed(order) for step in (arriving(story, t), *backward(story, t))),
        *(shared(story, letter) for letter in problem.order),
    )


LOSSES = {
    "output": r"\sum h",
    "squared_error": r"\sum (h - t)^2",
    "half_squared_error": r"\sum \tfrac12 (h - t)^2",
}


def _loss(story: Story) -> Step:
    p, value = story.problem.p, story.done.loss
    judged = "the last step" if p.loss_at == "last" else "every step"
    written = f"C = {total(story.done.terms.ravel())} = {number(value)}"
    shown = f"terms added over the units of {judged}"
    return Step("Cost", "forward", f"C = {LOSSES[p.loss]}", written, value, (), None, shown)


def _by_norms(story: Story) -> Iterator[Step]:
    """A long sequence: the norms of its first and last steps."""
    count, p = story.problem.p.length, story.problem.p
    told = list(range(min(ENDS, count))) + list(range(max(ENDS, count - ENDS), count))
    shape = (p.width,)
    f = rf"\operatorname{{{story.problem.cell.name.upper()}}}"
    between = f"; steps {ENDS + 1} to {count - ENDS} are left out" if count > 2 * ENDS else ""
    for t in told:
        symbol, norm = f"h{at(t)}", story.m["state_norm"][t]
        formula = f"{symbol} = {f}(x{at(t)}, h{at(t - 1)})"
        yield _norm(f"Hidden state after step {t + 1}", "forward", formula, symbol, shape, norm, between)
    yield _loss(story)
    for t in reversed(told):
        symbol, norm = partial(f"h{at(t)}"), story.m["state_gradient_norm"][t]
        formula = (
            symbol
            if t + 1 == count
            else rf"{symbol} = {partial(f'h{at(t + 1)}')} \frac{{\partial h{at(t + 1)}}}{{\partial h{at(t)}}}"
        )
        title = f"Gradient at the hidden state of step {t + 1}"
        yield _norm(title, "backward", formula, symbol, shape, norm, between)


def _norm(
    title: str,
    direction: Direction,
    formula: str,
    symbol: str,
    shape: tuple[int, ...],
    norm: float,
    between: str,
) -> Step:
    substituted = rf"\lVert {symbol} \rVert = {number(norm)}"
    shown = f"the norm of all {shape[0]} entries{between}"
    return Step(title, direction, formula, substituted, norm, shape, None, shown)
