"""The steps of a normalization: number by number while that is short, a matrix at a time otherwise."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from simulator.arrays import Array
from simulator.experiments.normalization_pass import Done, Problem
from simulator.latex import MOST_TERMS, factor, left_out, number, product, signed
from simulator.ops.normalization import StandardizeCache, as_sets, from_sets
from simulator.trace import Direction, Step, value_of

MOST_STEPS = 150
"""A pass that takes more steps than this number by number is told a matrix at a time."""


class Written(NamedTuple):
    """One number of the pass, as symbols and with its numbers."""

    what: str  # what is told of it, such as `Mean`
    direction: Direction
    formula: str
    substituted: str
    value: float
    left_out: str | None = None


Writer = Callable[[int, int], Written]


class Story(NamedTuple):
    """A pass, and where its sets lie."""

    problem: Problem
    done: Done
    members: Array  # (sets, size) number of each entry, row by row from 0

    def place(self, entry: int) -> tuple[int, int]:
        """Sample and feature of an entry, from 0."""
        return entry // self.problem.x.shape[1], entry % self.problem.x.shape[1]

    def set_name(self, number: int) -> str:
        """Which set it is, in words."""
        kind, groups = self.problem.p.kind, self.problem.p.groups
        if kind == "batch":
            return f"feature {number + 1}"
        if kind == "group":
            return f"group {number % groups + 1} of sample {number // groups + 1}"
        return f"sample {number + 1}"


def steps(problem: Problem, done: Done) -> tuple[Step, ...]:
    """Statistics, output and cost; then the gradients of shift, scale and input; then the running statistics."""
    numbers = np.arange(problem.x.size).reshape(problem.x.shape)
    story = Story(problem, done, as_sets(numbers, problem.p.kind, problem.p.groups))
    return tuple(_told(story))


def _told(story: Story) -> Iterator[Step]:
    problem, done = story.problem, story.done
    x, tape, gradient = problem.x, done.tape, done.gradient
    sets, features = story.members.shape[0], x.shape[1]
    own = isinstance(tape.sets, StandardizeCache)
    statistics: list[tuple[Callable[[Story, int], Written], Array]] = [(_spread, tape.sets.spread)]
    if own:
        statistics.insert(0, (_variance, tape.sets.variance))
        if problem.p.kind != "rms":
            statistics.insert(0, (_mean, tape.sets.mean))
    short = len(statistics) * sets + 4 * x.size + 4 * features + 1 <= MOST_STEPS

    def by_set(write: Callable[[Story, int], Written], all_of_them: Array) -> Iterator[Step]:
        if not short:
            yield _matrix(write(story, 0), from_sets(all_of_them, tape.kind, x.shape))
            return
        for k in range(sets):
            yield _number(write(story, k), f" of {story.set_name(k)}")

    def by_entry(write: Callable[[Story, int], Written], all_of_them: Array) -> Iterator[Step]:
        if not short:
            yield _matrix(write(story, 0), all_of_them)
            return
        for entry in range(x.size):
            i, j = story.place(entry)
            yield _number(write(story, entry), f" of feature {j + 1}, sample {i + 1}")

    def by_feature(write: Callable[[Story, int], Written], all_of_them: Array) -> Iterator[Step]:
        if not short:
            yield _matrix(write(story, 0), all_of_them)
            return
        for j in range(features):
            yield _number(write(story, j), f" of feature {j + 1}")

    for write, found in statistics:
        yield from by_set(write, found)
    yield from by_entry(_normalized, tape.affine.x_hat)
    yield from by_entry(_output, tape.y)
    yield _cost(story)
    yield from by_feature(_shift_gradient, gradient.dshift)
    yield from by_feature(_scale_gradient, gradient.dscale)
    yield from by_entry(_normalized_gradient, gradient.dx_hat)
    yield from by_entry(_input_gradient, gradient.dx)
    if problem.p.kind == "batch" and own:
        yield from by_feature(_running_mean, done.running_mean)
        yield from by_feature(_running_variance, done.running_variance)


def _number(w: Written, where: str) -> Step:
    return Step(w.what + where, w.direction, w.formula, w.substituted, w.value, (), None, w.left_out)


def _matrix(w: Written, x: Array) -> Step:
    value, left_out = value_of(x)
    told = "numbers put in for the first entry" + (f"; {left_out}" if left_out else "")
    return Step(f"{w.what}, all of them", w.direction, w.formula, w.substituted, value, x.shape, None, told)


def _sum(terms: list[str]) -> tuple[str, str | None]:
    """Terms added, the first few written out, and what was left out."""
    written = " + ".join(terms[:MOST_TERMS]) + (r" + \cdots" if len(terms) > MOST_TERMS else "")
    return written, left_out(len(terms))


def _mean(story: Story, k: int) -> Written:
    members = story.problem.x.ravel()[story.members[k]]
    written, left_out = _sum([factor(v) for v in members.tolist()])
    value = float(story.done.tape.sets.mean[k, 0])
    return Written(
        "Mean",
        "forward",
        r"\mu = \tfrac1n \sum_i x_i",
        rf"\mu = \tfrac{{1}}{{{members.size}}} \left({written}\right) = {number(value)}",
        value,
        left_out,
    )


def _variance(story: Story, k: int) -> Written:
    members, sets = story.problem.x.ravel()[story.members[k]], story.done.tape.sets
    assert isinstance(sets, StandardizeCache)
    mean, value = float(sets.mean[k, 0]), float(sets.variance[k, 0])
    about = sets.center
    terms = [f"({number(v)} {signed(-mean)})^2" if about else f"({number(v)})^2" for v in members.tolist()]
    written, left_out = _sum(terms)
    below = "n" if sets.divisor == members.size else "n - 1"
    term = r"(x_i - \mu)^2" if about else "x_i^2"
    return Written(
        "Variance" if about else "Mean square",
        "forward",
        rf"\sigma^2 = \frac{{1}}{{{below}}} \sum_i {term}",
        rf"\sigma^2 = \tfrac{{1}}{{{sets.divisor}}} \left({written}\right) = {number(value)}",
        value,
        left_out,
    )


def _spread(story: Story, k: int) -> Written:
    convention, sets = story.problem.how.convention, story.done.tape.sets
    variance, value = float(sets.variance[k, 0]), float(sets.spread[k, 0])
    inside = convention.place == "inside"
    epsilon = number(convention.epsilon)
    return Written(
        "Divisor",
        "forward",
        r"s = \sqrt{\sigma^2 + \varepsilon}" if inside else r"s = \sqrt{\sigma^2} + \varepsilon",
        rf"s = \sqrt{{{number(variance)} + {epsilon}}} = {number(value)}"
        if inside
        else rf"s = \sqrt{{{number(variance)}}} + {epsilon} = {number(value)}",
        value,
    )


def _set_of(story: Story, entry: int) -> int:
    return int(np.argwhere(story.members == entry)[0][0])


def _symbol(story: Story, name: str, entry: int) -> str:
    i, j = story.place(entry)
    comma = "," if max(i, j) > 8 else ""
    return rf"{name}_{{{i + 1}{comma}{j + 1}}}"


def _normalized(story: Story, entry: int) -> Written:
    k, sets, center = _set_of(story, entry), story.done.tape.sets, story.problem.p.kind != "rms"
    x, value = float(story.problem.x.flat[entry]), float(story.done.tape.affine.x_hat.flat[entry])
    spread, left = number(float(sets.spread[k, 0])), _symbol(story, r"\hat x", entry)
    above = f"({number(x)} {signed(-float(sets.mean[k, 0]))})" if center else factor(x)
    mean = r" - \mu" if center else ""
    return Written(
        "Normalized value",
        "forward",
        rf"{left} = \frac{{{_symbol(story, 'x', entry)}{mean}}}{{s}}",
        f"{left} = {above} / {spread} = {number(value)}",
        value,
    )


def _output(story: Story, entry: int) -> Written:
    _, j = story.place(entry)
    x_hat, value = float(story.done.tape.affine.x_hat.flat[entry]), float(story.done.tape.y.flat[entry])
    scale, shift = float(story.problem.scale[j]), float(story.problem.shift[j])
    left, hat = _symbol(story, "y", entry), _symbol(story, r"\hat x", entry)
    return Written(
        "Output",
        "forward",
        rf"{left} = \gamma_{{{j + 1}}} {hat} + \beta_{{{j + 1}}}",
        f"{left} = {product((scale, x_hat))} {signed(shift)} = {number(value)}",
        value,
    )


def _cost(story: Story) -> Step:
    y, upstream, cost = story.done.tape.y.ravel(), story.problem.upstream.ravel(), story.done.cost
    written, left_out = _sum([product(pair) for pair in zip(y.tolist(), upstream.tolist(), strict=True)])
    formula = r"C = \sum_{ij} y_{ij} \frac{\partial C}{\partial y_{ij}}"
    return Step("Cost", "forward", formula, f"C = {written} = {number(cost)}", cost, (), None, left_out)


def _partial(symbol: str) -> str:
    return rf"\frac{{\partial C}}{{\partial {symbol}}}"


def _shift_gradient(story: Story, j: int) -> Written:
    written, left_out = _sum([factor(v) for v in story.problem.upstream[:, j].tolist()])
    value, left = float(story.done.gradient.dshift[j]), _partial(rf"\beta_{{{j + 1}}}")
    formula = rf"{left} = \sum_i {_partial(f'y_{{i{j + 1}}}')}"
    return Written(
        "Gradient of the shift", "backward", formula, f"{left} = {written} = {number(value)}", value, left_out
    )


def _scale_gradient(story: Story, j: int) -> Written:
    pairs = zip(
        story.problem.upstream[:, j].tolist(), story.done.tape.affine.x_hat[:, j].tolist(), strict=True
    )
    written, left_out = _sum([product(pair) for pair in pairs])
    value, left = float(story.done.gradient.dscale[j]), _partial(rf"\gamma_{{{j + 1}}}")
    formula = rf"{left} = \sum_i {_partial(f'y_{{i{j + 1}}}')} \hat x_{{i{j + 1}}}"
    return Written(
        "Gradient of the scale", "backward", formula, f"{left} = {written} = {number(value)}", value, left_out
    )


def _normalized_gradient(story: Story, entry: int) -> Written:
    _, j = story.place(entry)
    upstream, value = float(story.problem.upstream.flat[entry]), float(story.done.gradient.dx_hat.flat[entry])
    left, by_y = _partial(_symbol(story, r"\hat x", entry)), _partial(_symbol(story, "y", entry))
    return Written(
        "Gradient at the normalized value",
        "backward",
        rf"{left} = \gamma_{{{j + 1}}} {by_y}",
        f"{left} = {product((float(story.problem.scale[j]), upstream))} = {number(value)}",
        value,
    )


def _input_gradient(story: Story, entry: int) -> Written:
    """With m the mean of the gradients of the set and c their sum along x hat, over the divisor."""
    k, sets, done = _set_of(story, entry), story.done.tape.sets, story.done
    g, value = float(done.gradient.dx_hat.flat[entry]), float(done.gradient.dx.flat[entry])
    left, by_hat = _partial(_symbol(story, "x", entry)), _partial(_symbol(story, r"\hat x", entry))
    spread = number(float(sets.spread[k, 0]))
    if not isinstance(sets, StandardizeCache):
        formula = rf"{left} = \tfrac1s {by_hat}"
        return Written(
            "Gradient at the input",
            "backward",
            formula,
            f"{left} = {factor(g)} / {spread} = {number(value)}",
            value,
        )
    among = done.gradient.dx_hat.ravel()[story.members[k]]
    x_hat = float(done.tape.affine.x_hat.flat[entry])
    along = float(among @ sets.x_hat[k]) / sets.divisor
    root = float(sets.root[k, 0])
    times = float(sets.spread[k, 0]) / root if root else 0.0
    inside = story.problem.how.convention.place == "inside"
    below = "n" if sets.divisor == among.size else "n - 1"
    m = r" - \tfrac1n \sum_i g_i" if sets.center else ""
    ratio = "" if inside else r"\tfrac{s}{\sigma} "
    formula = (
        rf"{left} = \frac1s \left(g{m} - {ratio}\hat x \, "
        rf"\tfrac{{1}}{{{below}}} \sum_i g_i \hat x_i\right), \quad g = {by_hat}"
    )
    shared = f" {signed(-float(among.mean()))}" if sets.center else ""
    factors = (x_hat, along) if inside else (times, x_hat, along)
    written = f"({number(g)}{shared} - {product(factors)}) / {spread}"
    return Written(
        "Gradient at the input", "backward", formula, f"{left} = {written} = {number(value)}", value
    )


def _running_mean(story: Story, j: int) -> Written:
    found = float(story.problem.x[:, j].mean())
    return _running(
        story,
        "Running mean",
        r"\mu",
        (float(story.problem.running_mean[j]), found),
        float(story.done.running_mean[j]),
    )


def _running_variance(story: Story, j: int) -> Written:
    x, p = story.problem.x[:, j], story.problem.p
    spare = max(x.size - int(p.running_divisor == "unbiased"), 1)
    found = float(((x - x.mean()) ** 2).sum()) / spare
    old, value = float(story.problem.running_variance[j]), float(story.done.running_variance[j])
    return _running(story, "Running variance", r"\sigma^2", (old, found), value)


def _running(story: Story, what: str, symbol: str, numbers: tuple[float, float], value: float) -> Written:
    momentum, (old, found) = story.problem.p.momentum, numbers
    left = rf"{symbol}_{{\text{{run}}}}"
    return Written(
        what,
        "update",
        rf"{left} \leftarrow (1 - m) {left} + m {symbol}",
        rf"{left} \leftarrow {product((1.0 - momentum, old))} + {product((momentum, found))} = {number(value)}",
        value,
    )
