"""The steps of `training`: data, first pass, first update with its numbers, how the loss went, and the end."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from simulator.arrays import ratio, safe_norm
from simulator.experiments.training_course import Course, Record, reached_at
from simulator.experiments.training_run import Problem, Rules
from simulator.experiments.training_update_steps import first_update
from simulator.latex import number
from simulator.network import Layer
from simulator.trace import Direction, Step, norm_step, value_of
from simulator.vector import weights

MOST_LAYERS, ENDS = 10, 3
"""Of a deeper network the first and the last `ENDS` layers are told."""

SHARES = (0.5, 0.1, 0.01)
"""The shares of the first loss whose reaching is told."""


class Story(NamedTuple):
    """What is told: one variant in full, and how the others ended."""

    problem: Problem
    rules: Rules
    course: Course
    others: dict[str, Record]  # the last record of each other variant


def steps(story: Story) -> tuple[Step, ...]:
    """All steps, in order."""
    return (
        _data(story.problem),
        *_first_pass(story),
        *first_update(story.problem, story.rules, story.course.first_update),
        *_milestones(story),
        *_end(story),
        *_others(story),
    )


def _data(problem: Problem) -> Step:
    x, held_out = problem.data.train.x, problem.data.held_out.x
    inputs, outputs = problem.p.widths
    kind = f"{outputs} classes" if problem.data.classes else "one number to predict"
    value, rest = value_of(x)
    told = f"{kind}; {len(held_out)} more samples are held out; inputs have mean 0 and deviation 1"
    return Step(
        f"The data: {len(x)} samples of {problem.p.data}",
        "forward",
        rf"X \in \mathbb{{R}}^{{N \times {inputs}}}",
        rf"N = {len(x)}",
        value,
        x.shape,
        None,
        "; ".join(note for note in (rest, told) if note),
    )


def _first_pass(story: Story) -> Iterator[Step]:
    """Activations, loss and weight gradients before any update, on all samples, by their norms."""
    layers, done = story.problem.network.layers, story.course.first
    count, left_out = len(layers), None
    told: Sequence[int] = range(1, count + 1)
    if count > MOST_LAYERS:
        told = [*range(1, ENDS + 1), *range(count - ENDS + 1, count + 1)]
        left_out = f"layers {ENDS + 1} to {count - ENDS} are left out"
    for k in told:
        a = f"A^{{({k})}}"
        formula = f"{a} = {_layer(layers[k - 1], k)}"
        entry = done.tape[k - 1]
        title = f"Activations of layer {k} before training"
        step = norm_step(title, "forward", formula, a, entry.a.shape, safe_norm(entry.a), k)
        yield _with_note(step, left_out)
    yield _loss_step(story.problem, story.course.records[0], "Loss before training", None)
    for k in reversed(told):
        dw = rf"\frac{{\partial C}}{{\partial W^{{({k})}}}}"
        found = done.gradients.layers[k - 1].dw
        title = f"Weight gradient of layer {k} before training"
        formula = rf"{dw} = {_inputs(layers[k - 1], k)}^\top \frac{{\partial C}}{{\partial Y^{{({k})}}}}"
        step = norm_step(title, "backward", formula, dw, found.shape, safe_norm(found), k)
        yield _with_note(step, left_out)


def _inputs(layer: Layer, k: int) -> str:
    """What the layer's W is multiplied by, in LaTeX."""
    x = "X" if k == 1 else f"A^{{({k - 1})}}"
    if layer.skip != "preactivation":
        return f"{x}{{}}"
    return f"{layer.activation.latex}({x if layer.normalizer is None else f'N({x})'})"


def _layer(layer: Layer, k: int) -> str:
    """What a layer makes of its input, in LaTeX; Y is what comes of W and b alone."""
    x, y = "X" if k == 1 else f"A^{{({k - 1})}}", f"Y^{{({k})}}"
    inner = y if layer.normalizer is None or layer.skip == "preactivation" else f"N({y})"
    told = {"none": inner, "original": f"{x} + {inner}", "preactivation": f"{x} + {y}"}[layer.skip]
    if layer.skip != "preactivation" and layer.activation.name != "identity":
        told = f"{layer.activation.latex}({told})"
    product = f"{_inputs(layer, k)} W^{{({k})}} + b^{{({k})}}"
    return rf"{told}, \quad {y} = {product}"


def _with_note(step: Step, note: str | None) -> Step:
    return replace(step, shown="; ".join(part for part in (step.shown, note) if part) or None)


def _loss_step(problem: Problem, record: Record, title: str, note: str | None) -> Step:
    formula = r"C = \frac{1}{N} \sum_n \lVert y_n - t_n \rVert^2"
    if problem.data.classes:
        formula = r"C = -\frac{1}{N} \sum_n \log \operatorname{softmax}(y_n)_{c_n}"
    direction: Direction = "update" if record.step else "forward"
    return Step(
        title, direction, formula, f"C = {number(record.loss)}", record.loss, (), None, _scores(record, note)
    )


def _scores(record: Record, note: str | None) -> str:
    """The other scores of a record, in words."""
    words = [f"held out {record.held_out_loss:.4g}"]
    if not np.isnan(record.accuracy):
        words.append(
            f"right: {record.accuracy:.0%} of the training, {record.held_out_accuracy:.0%} of the others"
        )
    return "; ".join([*words, *((note,) if note else ())])


def _milestones(story: Story) -> Iterator[Step]:
    """The first records at which the loss is at most a half, a tenth, a hundredth of the first."""
    records, every = story.course.records, story.problem.p.interval
    note = f"recorded every {every} updates" if every > 1 else None
    for share in SHARES:
        reached = reached_at(records, share)
        if reached is not None and reached.step:
            title = f"Loss at most {share:g} of the first, at step {reached.step}"
            yield _loss_step(story.problem, reached, title, note)


def _end(story: Story) -> Iterator[Step]:
    course, problem = story.course, story.problem
    record = course.records[-1]
    half = reached_at(course.records, 0.5)
    note = "the loss was never half of the first" if half is None else None
    yield _loss_step(problem, record, f"Loss after {record.step} updates", note)
    last = len(problem.network.layers)
    for k in (1, last):
        norm = record.gradient_norms[k - 1]
        dw, shape = rf"\frac{{\partial C}}{{\partial W^{{({k})}}}}", problem.network.layers[k - 1].w.shape
        title = f"Weight gradient of layer {k} after training"
        yield norm_step(title, "backward", dw, dw, shape, norm, k)
    for k in (1, last):
        before, after = (
            weights(theta, problem.network)[k - 1]
            for theta in (course.first_update.before, course.last_update.after)
        )
        size, norm = safe_norm(after - before), safe_norm(before)
        yield Step(
            f"How far layer {k} has moved",
            "update",
            rf"\frac{{\lVert W_T^{{({k})}} - W_0^{{({k})}} \rVert}}{{\lVert W_0^{{({k})}} \rVert}}",
            rf"\frac{{{number(size)}}}{{{number(norm)}}} = {number(ratio(size, norm))}",
            ratio(size, norm),
            (),
            k,
            f"from the first weights to those after {record.step} updates",
        )


def _others(story: Story) -> Iterator[Step]:
    for name, record in story.others.items():
        title = f"Loss of variant {name} after {record.step} updates"
        yield _loss_step(story.problem, record, title, "its steps are left out")
