"""The first update of `training` as steps: a weight of the first layer and one of the last, with their numbers."""

from collections.abc import Iterator

import numpy as np

from simulator.arrays import Array, ratio, safe_norm
from simulator.experiments.optimizer_steps import Update as Numbers
from simulator.experiments.optimizer_steps import written_step
from simulator.experiments.training_run import Problem, Rules, Update
from simulator.latex import number, product
from simulator.ops.clipping import factor as clip_factor
from simulator.trace import Step
from simulator.vector import weights


def first_update(problem: Problem, rules: Rules, update: Update) -> Iterator[Step]:
    """The first update of one weight of the first layer and one of the last, each the one it moves most."""
    last = len(problem.network.layers)
    if problem.v.clip != "none":
        yield _clipping(problem, update)
    for k in (1, last):
        yield from _one_weight(problem, rules, update, k)
    for k in (1, last):
        taken, before = (weights(theta, problem.network)[k - 1] for theta in (update.taken, update.before))
        size, norm = safe_norm(taken), safe_norm(before)
        yield Step(
            f"Update ratio of layer {k} at the first update",
            "update",
            rf"\frac{{\lVert \Delta W^{{({k})}} \rVert}}{{\lVert W^{{({k})}} \rVert}}",
            rf"\frac{{{number(size)}}}{{{number(norm)}}} = {number(ratio(size, norm))}",
            ratio(size, norm),
            (),
            k,
        )


def _clipping(problem: Problem, update: Update) -> Step:
    """What clipping did to the first gradient: the factor of its norm, or the share of entries that were cut."""
    v, gradient = problem.v, update.gradient
    if v.clip == "norm":
        size = safe_norm(gradient)
        c = clip_factor(size, v.clip_limit)
        written = rf"c = \min(1, {number(v.clip_limit)} / {number(size)}) = {number(c)}"
        title, formula = (
            "Clipping of the first gradient by its norm",
            r"c = \min(1, \theta / \lVert g \rVert)",
        )
        note = f"the norm is that of the gradients of all layers together, {gradient.size} entries"
        return Step(title, "update", formula, written, c, (), None, note)
    cut = int((np.abs(gradient) > v.clip_limit).sum())
    note = f"{cut} of {gradient.size} entries were beyond the limit"
    title, formula = "Clipping of the first gradient by value", r"g \leftarrow \min(\max(g, -\theta), \theta)"
    return Step(title, "update", formula, rf"\theta = {number(v.clip_limit)}", v.clip_limit, (), None, note)


def _one_weight(problem: Problem, rules: Rules, update: Update, k: int) -> Iterator[Step]:
    v, like = problem.v, problem.network

    def entry(theta: Array) -> float:
        return float(weights(theta, like)[k - 1][at])

    taken = np.abs(np.nan_to_num(weights(update.taken, like)[k - 1]))
    at = np.unravel_index(int(taken.argmax()), taken.shape)
    i, j = (int(n) + 1 for n in at)
    name = rf"W^{{({k})}}_{{{i}{',' if max(i, j) > 9 else ''}{j}}}"
    g, old, new, fed = (entry(x) for x in (update.gradient, update.before, update.after, update.fed))
    batch = problem.batches[0]
    size = problem.p.samples if isinstance(batch, slice) else len(batch)
    note = f"the weight of layer {k} that this update moves most; gradient of the {size} samples of its batch"
    symbol = rf"\frac{{\partial C}}{{\partial {name}}}"
    yield Step(
        f"Gradient of one weight of layer {k}",
        "backward",
        rf"g_{{1}} = {symbol}",
        rf"g_{{1}} = {number(g)}",
        g,
        (),
        k,
        note,
    )
    if rules.weight_decay and not rules.decoupled:
        clipped = entry(rules.clip(update.gradient, v.clip, v.clip_limit))
        written = rf"g_{{1}} = {number(clipped)} + {product((rules.weight_decay, old))} = {number(fed)}"
        formula = rf"g_{{1}} \leftarrow g_{{1}} + \lambda {name}"
        yield Step(f"Weight decay in the gradient of layer {k}", "update", formula, written, fed, (), k)
    move = update.move
    numbers = Numbers(
        1,
        update.rate,
        fed,
        0.0,
        0.0,
        *(entry(x) for x in (move.memory.m, move.memory.v, move.m_hat, move.v_hat)),
    )
    s = rules.settings
    formula, written = written_step(v.optimizer, s.form, s.momentum, s.place, s.epsilon, numbers)
    decayed, decay = "", ""
    if rules.decoupled and rules.weight_decay:
        decayed = r" - \eta \lambda w_{0}"
        decay = f" - {product((update.rate, rules.weight_decay, old))}"
    yield Step(
        f"First update of that weight of layer {k}, by {v.optimizer}",
        "update",
        rf"w_{{1}} = w_{{0}}{decayed} - {formula}",
        rf"w_{{1}} = {number(old)}{decay} - {written} = {number(new)}",
        new,
        (),
        k,
        _memory_note(v.optimizer),
    )


def _memory_note(optimizer: str) -> str | None:
    notes = {
        "momentum": "the velocity starts at 0, so that it is the gradient now",
        "nesterov": "the velocity starts at 0, so that it is the gradient now",
        "adagrad": "v is the square of the gradient now",
        "rmsprop": "v starts at 0 and has taken in a first share of the squared gradient",
    }
    if optimizer in ("adam", "adamw"):
        return "after bias correction m is the gradient now, and v its square"
    return notes.get(optimizer)
