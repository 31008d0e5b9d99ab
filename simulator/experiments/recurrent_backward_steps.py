"""The steps of one time step backwards, and the gradients of the weights that all time steps share."""

from collections.abc import Iterator

import numpy as np

from simulator.experiments.recurrent_story import NAMES, Story, at, partial, vector
from simulator.latex import factor, number, product, total
from simulator.ops.activations import sigmoid_derivative, tanh_derivative
from simulator.trace import Step

MOST_PARTS = 8
"""How many time steps' parts of a shared gradient are written out."""


def arriving(story: Story, t: int) -> Step:
    """dC/dh of a step: what the loss says of it, and what later steps hand back."""
    dh = story.done.gradients.dh[t, 0]
    own, handed = float(story.done.own[t, 0]), float(story.done.gradients.handed.h[t, 0, 0])
    left = partial(f"h{at(t)}")
    return vector(
        f"Gradient at the hidden state of step {t + 1}",
        "backward",
        rf"{left} = \text{{own}} + \text{{handed back by step {t + 2}}}"
        if t + 1 < story.problem.p.length
        else rf"{left} = \text{{own}}",
        f"{left} = {factor(own)} + {factor(handed)} = {number(float(dh[0]))}",
        dh,
    )


def _at_net_input(story: Story, letter: str, t: int, formula: str, factors: tuple[float, ...]) -> Step:
    """dC/dz of a gate as a product."""
    dz = story.dz(letter, t)
    left = partial(f"z_{letter}{at(t)}" if letter != "h" else f"z{at(t)}")
    return vector(
        f"Gradient at the net input of {NAMES[letter]} at step {t + 1}",
        "backward",
        f"{left} = {formula}",
        f"{left} = {product(factors)} = {number(float(dz[0]))}",
        dz,
    )


def _rnn_backward(story: Story, t: int) -> Iterator[Step]:
    cache = story.done.tape[t]
    slope = float(cache.f.derivative(cache.a.z)[0, 0])
    formula = rf"{partial(f'h{at(t)}')} \odot {cache.f.latex_derivative}(z{at(t)})"
    yield _at_net_input(story, "h", t, formula, (float(story.done.gradients.dh[t, 0, 0]), slope))


def _lstm_backward(story: Story, t: int) -> Iterator[Step]:
    cache, found = story.done.tape[t], story.done.gradients
    dh, dc, handed = float(found.dh[t, 0, 0]), float(found.dc[t, 0, 0]), float(found.handed.c[t, 0, 0])
    i, g, o = (float(story.gate(letter, t)[0]) for letter in "igo")
    left, h = partial(f"c{at(t)}"), partial(f"h{at(t)}")
    slope = float(tanh_derivative(cache.s.z)[0, 0])
    later = rf"{partial(f'c{at(t + 1)}')} \odot f{at(t + 1)} + " if t + 1 < story.problem.p.length else ""
    yield vector(
        f"Gradient at the cell state of step {t + 1}",
        "backward",
        rf"{left} = {later}{h} \odot o{at(t)} \odot \tanh'(c{at(t)})",
        f"{left} = {factor(handed)} + {product((dh, o, slope))} = {number(dc)}",
        found.dc[t, 0],
    )
    parts = {
        "i": (rf"{left} \odot g{at(t)} \odot \sigma'(z_i{at(t)})", (dc, g)),
        "f": (rf"{left} \odot c{at(t - 1)} \odot \sigma'(z_f{at(t)})", (dc, float(cache.before.c[0, 0]))),
        "g": (rf"{left} \odot i{at(t)} \odot \tanh'(z_g{at(t)})", (dc, i)),
        "o": (rf"{h} \odot \tanh(c{at(t)}) \odot \sigma'(z_o{at(t)})", (dh, float(cache.s.a[0, 0]))),
    }
    for letter in story.problem.order:
        formula, factors = parts[letter]
        yield _at_net_input(story, letter, t, formula, (*factors, _slope(story, letter, t)))


def _slope(story: Story, letter: str, t: int) -> float:
    z = getattr(story.done.tape[t], letter).z[0, :1]
    return float((tanh_derivative if letter in "gn" else sigmoid_derivative)(z)[0])


def _gru_backward(story: Story, t: int) -> Iterator[Step]:
    p, cache = story.problem.p, story.done.tape[t]
    dh, left = float(story.done.gradients.dh[t, 0, 0]), partial(f"h{at(t)}")
    h, z, n = float(story.before(t)[0]), float(story.gate("z", t)[0]), float(story.gate("n", t)[0])
    dn, old, new = float(story.dz("n", t)[0]), f"h{at(t - 1)}", f"n{at(t)}"
    keep = p.update_gate == "keep"
    share, of_n = (rf"(1 - z{at(t)})", 1 - z) if keep else (f"z{at(t)}", z)
    spread, difference = (f"({old} - {new})", h - n) if keep else (f"({new} - {old})", n - h)
    by_n = partial(f"z_n{at(t)}")
    if p.reset == "after":
        reset = rf"{by_n} \odot (h{at(t - 1)} W_{{hn}} + b_{{hn}}) \odot \sigma'(z_r{at(t)})"
        factors: tuple[float, ...] = (dn, float(cache.heard[0, 0]))
    else:
        reset = rf"{by_n} W_{{hn}}^\top \odot h{at(t - 1)} \odot \sigma'(z_r{at(t)})"
        factors = (float(story.dz("n", t) @ story.block(story.problem.w.w_h, "n")[0]), h)
    parts = {
        "n": (rf"{left} \odot {share} \odot \tanh'(z_n{at(t)})", (dh, of_n)),
        "z": (rf"{left} \odot {spread} \odot \sigma'(z_z{at(t)})", (dh, difference)),
        "r": (reset, factors),
    }
    for letter in "nzr":  # the candidate first: the reset gate's gradient comes through it
        formula, numbers = parts[letter]
        yield _at_net_input(story, letter, t, formula, (*numbers, _slope(story, letter, t)))


def shared(story: Story, letter: str) -> Step:
    """The gradient of a gate's recurrent weights: the parts of all time steps added."""
    problem, count = story.problem, story.problem.p.length
    scale = [float(story.gate("r", t)[0]) if letter == "n" else 1.0 for t in range(count)]
    parts = [float(story.before(t)[0]) * scale[t] * float(story.dz(letter, t)[0]) for t in range(count)]
    dw = problem.matrices(story.done.gradients.w.w_h)[problem.order.index(letter)]
    name = "h" if letter == "h" else f"{{h{letter}}}"
    gate = "z^{(t)}" if letter == "h" else f"z_{letter}^{{(t)}}"
    left = partial(f"W_{name}")
    state = r"(r^{(t)} \odot h^{(t-1)})" if letter == "n" and problem.p.reset == "before" else "h^{(t-1)}"
    error = (
        partial(gate) if letter != "n" or problem.p.reset == "before" else rf"r^{{(t)}} \odot {partial(gate)}"
    )
    return vector(
        f"Gradient of the recurrent weights of {NAMES[letter]}",
        "backward",
        rf"{left} = \sum_t {state}{{}}^\top {error}",
        f"{left} = {total(np.array(parts), MOST_PARTS)} = {number(float(dw[0, 0]))}",
        dw,
    )


BACKWARD = {"rnn": _rnn_backward, "lstm": _lstm_backward, "gru": _gru_backward}
