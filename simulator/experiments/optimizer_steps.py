"""The steps of `optimizer`: every update with the numbers of its first weight."""

from collections.abc import Iterator
from typing import NamedTuple

from simulator.arrays import Array
from simulator.experiments.optimizer_run import Path, Problem, Rules
from simulator.latex import dot, factor, number, product
from simulator.ops.optimizers import EpsilonPlace
from simulator.trace import Direction, Step, value_of

MOST_TOLD = 10
"""Of a longer run the first `ENDS` and the last `ENDS` updates are told."""

ENDS = 4


class Update(NamedTuple):
    """One update, all at the first weight."""

    t: int
    rate: float
    g: float  # with the weight decay, where that is part of the gradient
    m_before: float
    v_before: float
    m: float
    v: float
    m_hat: float
    v_hat: float


def steps(problem: Problem, rules: Rules, path: Path) -> tuple[Step, ...]:
    """The updates in order: gradient, memory, correction, step."""
    count = len(path.moves)
    told = range(count) if count <= MOST_TOLD else [*range(ENDS), *range(count - ENDS, count)]
    left_out = None if count <= MOST_TOLD else f"updates {ENDS + 1} to {count - ENDS} are left out"
    return tuple(step for k in told for step in _update(problem, rules, path, k, left_out))


def _update(problem: Problem, rules: Rules, path: Path, k: int, left_out: str | None) -> Iterator[Step]:
    p, move, name = problem.p, path.moves[k], problem.p.optimizer
    before = path.moves[k - 1].memory if k else None
    w, g = float(path.w[k, 0]), float(path.g[k, 0])
    fed = g if rules.decoupled else g + rules.weight_decay * w
    u = Update(
        k + 1,
        path.rates[k],
        fed,
        float(before.m[0]) if before else 0.0,
        float(before.v[0]) if before else 0.0,
        float(move.memory.m[0]),
        float(move.memory.v[0]),
        float(move.m_hat[0]),
        float(move.v_hat[0]),
    )
    yield _gradient(problem, path, k, left_out)
    if rules.weight_decay and not rules.decoupled:
        yield _entries(
            f"Gradient with weight decay at update {u.t}",
            "backward",
            rf"g_{{{u.t}}} \leftarrow g_{{{u.t}}} + \lambda w_{{{k}}}",
            rf"g_{{{u.t}}} = {number(g)} + {product((rules.weight_decay, w))} = {number(fed)}",
            path.g[k] + rules.weight_decay * path.w[k],
            left_out,
        )
    if p.schedule != "constant" or p.warmup:
        formula = rf"\eta_{{{u.t}}} = \eta \, s({u.t})"
        share = u.rate / p.learning_rate if p.learning_rate else 0.0
        written = rf"\eta_{{{u.t}}} = {product((p.learning_rate, share))} = {number(u.rate)}"
        yield Step(f"Learning rate of update {u.t}", "update", formula, written, u.rate, ())
    if name in ("momentum", "nesterov"):
        yield _velocity(problem, u, move.memory.m, left_out)
    if name in ("adam", "adamw"):
        yield _mean("m", "Mean of the gradients", p.beta1, u.m_before, u.g, u.m, u.t, move.memory.m, left_out)
    if name in ("adam", "adamw", "rmsprop"):
        beta = p.decay if name == "rmsprop" else p.beta2
        title = "Mean of the squared gradients"
        yield _mean("v", title, beta, u.v_before, u.g, u.v, u.t, move.memory.v, left_out)
    if name == "adagrad":
        formula = rf"v_{{{u.t}}} = v_{{{k}}} + g_{{{u.t}}}^2"
        written = rf"v_{{{u.t}}} = {number(u.v_before)} + {_square(u.g)} = {number(u.v)}"
        title = f"Sum of the squared gradients at update {u.t}"
        yield _entries(title, "update", formula, written, move.memory.v, left_out)
    if name in ("adam", "adamw"):
        yield _corrected("m", p.beta1, u.m, u.m_hat, u.t, move.m_hat, left_out)
        yield _corrected("v", p.beta2, u.v, u.v_hat, u.t, move.v_hat, left_out)
    yield _new_weight(problem, rules, path, u, left_out)


def _entries(
    title: str, direction: Direction, formula: str, written: str, x: Array, left_out: str | None
) -> Step:
    value, rest = value_of(x)
    first = "numbers put in for the first weight" if x.size > 1 else None
    shown = "; ".join(note for note in (first, rest, left_out) if note) or None
    return Step(title, direction, formula, written, value, x.shape, None, shown)


def _gradient(problem: Problem, path: Path, k: int, left_out: str | None) -> Step:
    g, left = path.g[k], f"g_{{{k + 1}}}"
    if problem.given is not None:
        written = f"{left} = {number(float(g[0]))}"
        return _entries(f"Gradient of update {k + 1}, given", "backward", left, written, g, left_out)
    away = path.w[k] - problem.minimum
    formula = rf"{left} = A (w_{{{k}}} - w^*)"
    written = f"{left} = {dot(problem.a[0], away, most=8)} = {number(float(g[0]))}"
    return _entries(f"Gradient of update {k + 1}", "backward", formula, written, g, left_out)


def _square(x: float) -> str:
    text = factor(x)
    return f"({text})^2" if "times" in text and not text.startswith("(") else f"{text}^2"


def _velocity(problem: Problem, u: Update, m: Array, left_out: str | None) -> Step:
    p, left, old = problem.p, f"v_{{{u.t}}}", f"v_{{{u.t - 1}}}"
    gain, numbers = {
        "sum": (f"g_{{{u.t}}}", factor(u.g)),
        "mean": (rf"(1 - \mu) g_{{{u.t}}}", f"(1 - {number(p.momentum)}) \\cdot {factor(u.g)}"),
        "step": (rf"\eta g_{{{u.t}}}", product((u.rate, u.g))),
    }[p.momentum_form]
    written = f"{left} = {product((p.momentum, u.m_before))} + {numbers} = {number(u.m)}"
    title = f"Velocity at update {u.t}"
    return _entries(title, "update", rf"{left} = \mu {old} + {gain}", written, m, left_out)


def _mean(
    symbol: str,
    title: str,
    beta: float,
    before: float,
    g: float,
    now: float,
    t: int,
    x: Array,
    left_out: str | None,
) -> Step:
    left, name = f"{symbol}_{{{t}}}", {"m": r"\beta_1", "v": r"\beta_2"}[symbol]
    square, numbers = ("^2", _square(g)) if symbol == "v" else ("", factor(g))
    formula = rf"{left} = {name} {symbol}_{{{t - 1}}} + (1 - {name}) g_{{{t}}}{square}"
    written = f"{left} = {product((beta, before))} + (1 - {number(beta)}) \\cdot {numbers} = {number(now)}"
    return _entries(f"{title} at update {t}", "update", formula, written, x, left_out)


def _corrected(
    symbol: str, beta: float, moment: float, now: float, t: int, x: Array, left_out: str | None
) -> Step:
    left, name = rf"\hat {symbol}_{{{t}}}", {"m": r"\beta_1", "v": r"\beta_2"}[symbol]
    formula = rf"{left} = \frac{{{symbol}_{{{t}}}}}{{1 - {name}^{{{t}}}}}"
    written = rf"{left} = \frac{{{number(moment)}}}{{{number(1.0 - beta**t)}}} = {number(now)}"
    return _entries(f"Bias correction of {symbol} at update {t}", "update", formula, written, x, left_out)


def _new_weight(problem: Problem, rules: Rules, path: Path, u: Update, left_out: str | None) -> Step:
    k, p = u.t - 1, problem.p
    old, new = float(path.w[k, 0]), float(path.w[k + 1, 0])
    left, before = f"w_{{{u.t}}}", f"w_{{{k}}}"
    formula, written = written_step(p.optimizer, p.momentum_form, p.momentum, p.epsilon_place, p.epsilon, u)
    decayed, numbers = "", ""
    if rules.decoupled and rules.weight_decay:
        decayed = rf" - \eta \lambda {before}"
        numbers = f" - {product((u.rate, rules.weight_decay, old))}"
    return _entries(
        f"Weights after update {u.t}",
        "update",
        rf"{left} = {before}{decayed} - {formula}",
        f"{left} = {number(old)}{numbers} - {written} = {number(new)}",
        path.w[k + 1],
        left_out,
    )


def written_step(
    name: str, form: str, momentum: float, place: EpsilonPlace, epsilon: float, u: Update
) -> tuple[str, str]:
    """What is subtracted from the weights, in symbols and with numbers."""
    t = u.t
    if name == "sgd":
        return rf"\eta g_{{{t}}}", product((u.rate, u.g))
    if name == "momentum":
        return (f"v_{{{t}}}", factor(u.m)) if form == "step" else (rf"\eta v_{{{t}}}", product((u.rate, u.m)))
    if name == "nesterov":
        ahead = product((momentum, u.m))
        if form == "step":
            return rf"(\eta g_{{{t}}} + \mu v_{{{t}}})", f"({product((u.rate, u.g))} + {ahead})"
        own, gain = (f"g_{{{t}}}", factor(u.g))
        if form == "mean":
            own, gain = rf"(1 - \mu) g_{{{t}}}", rf"(1 - {number(momentum)}) \cdot {gain}"
        return rf"\eta ({own} + \mu v_{{{t}}})", rf"{number(u.rate)} \cdot ({gain} + {ahead})"
    hat = r"\hat " if name.startswith("adam") else ""
    above, x = (rf"\hat m_{{{t}}}", u.m_hat) if hat else (f"g_{{{t}}}", u.g)
    root, numbers = (
        rf"\sqrt{{{hat}v_{{{t}}}}} + \varepsilon",
        rf"\sqrt{{{number(u.v_hat)}}} + {number(epsilon)}",
    )
    if place == "inside":
        root, numbers = (
            rf"\sqrt{{{hat}v_{{{t}}} + \varepsilon}}",
            rf"\sqrt{{{number(u.v_hat)} + {number(epsilon)}}}",
        )
    if place == "before_correction" and hat:
        root = rf"\sqrt{{\hat v_{{{t}}}}} + \varepsilon / \sqrt{{1 - \beta_2^{{{t}}}}}"
        share = u.v / u.v_hat if u.v_hat else 1.0  # 1 - beta2^t
        numbers = rf"\sqrt{{{number(u.v_hat)}}} + {number(epsilon)} / \sqrt{{{number(share)}}}"
    return rf"\eta \frac{{{above}}}{{{root}}}", rf"{number(u.rate)} \cdot \frac{{{number(x)}}}{{{numbers}}}"
