"""The steps of one time step forwards: net inputs, gates and states of each cell."""

from collections.abc import Iterator

import numpy as np

from simulator.experiments.recurrent_story import NAMES, Story, at, vector
from simulator.latex import dot, factor, number, product, signed
from simulator.trace import Step


def _net_input(story: Story, letter: str, t: int) -> Step:
    """z = x W_x + h W_h + b of a gate; for the gru's candidate see `_gru_candidate`."""
    w, cache = story.problem.w, story.done.tape[t]
    w_x, w_h = story.block(w.w_x, letter)[:, 0], story.block(w.w_h, letter)[:, 0]
    bias = float(story.block(w.b_x, letter)[0] + story.block(w.b_h, letter)[0])
    z = np.asarray(getattr(cache, "a" if letter == "h" else letter).z[0])
    symbol = f"z_{letter}{at(t)}" if letter != "h" else f"z{at(t)}"
    name = letter.replace("h", "")
    b = f"b_{name}" if name else "b"
    of_x, of_h = _products(story, name, f"x{at(t)}", f"h{at(t - 1)}")
    return vector(
        f"Net input of {NAMES[letter]} at step {t + 1}",
        "forward",
        f"{symbol} = {of_x} + {of_h} + {b}",
        f"{symbol} = {dot(cache.x[0], w_x)} + {dot(cache.before.h[0], w_h)} {signed(bias)} = {number(float(z[0]))}",
        z,
    )


def _products(story: Story, name: str, x: str, h: str) -> tuple[str, str]:
    w_x, w_h = (f"W_{{x{name}}}", f"W_{{h{name}}}") if name else ("W_x", "W_h")
    return (
        (f"{w_x} {x}", f"{w_h} {h}") if story.problem.p.layout == "out_in" else (f"{x} {w_x}", f"{h} {w_h}")
    )


def _squashed(story: Story, letter: str, t: int, latex: str) -> Step:
    """A gate's value from its net input."""
    cache = getattr(story.done.tape[t], letter)
    z, a = float(cache.z[0, 0]), np.asarray(cache.a[0])
    symbol = f"{letter}{at(t)}"
    return vector(
        f"{NAMES[letter].removeprefix('the ').capitalize()} at step {t + 1}",
        "forward",
        f"{symbol} = {latex}(z_{letter}{at(t)})",
        f"{symbol} = {latex}({number(z)}) = {number(float(a[0]))}",
        a,
    )


def _state(story: Story, t: int, formula: str, substituted: str) -> Step:
    h, symbol = story.done.h[t], f"h{at(t)}"
    return vector(
        f"Hidden state after step {t + 1}",
        "forward",
        f"{symbol} = {formula}",
        f"{symbol} = {substituted} = {number(float(h[0]))}",
        h,
    )


def _rnn_forward(story: Story, t: int) -> Iterator[Step]:
    yield _net_input(story, "h", t)
    cache = story.done.tape[t]
    z, f = float(cache.a.z[0, 0]), cache.f.latex
    yield _state(story, t, f"{f}(z{at(t)})", f"{f}({number(z)})")


def _lstm_forward(story: Story, t: int) -> Iterator[Step]:
    for letter in story.problem.order:
        yield _net_input(story, letter, t)
        yield _squashed(story, letter, t, r"\tanh" if letter == "g" else r"\sigma")
    cache = story.done.tape[t]
    i, f, g, o = (float(story.gate(letter, t)[0]) for letter in "ifgo")
    c, symbol = cache.after.c[0], f"c{at(t)}"
    yield vector(
        f"Cell state after step {t + 1}",
        "forward",
        rf"{symbol} = f{at(t)} \odot c{at(t - 1)} + i{at(t)} \odot g{at(t)}",
        f"{symbol} = {product((f, float(cache.before.c[0, 0])))} + {product((i, g))} = {number(float(c[0]))}",
        c,
    )
    formula = rf"o{at(t)} \odot \tanh(c{at(t)})"
    yield _state(story, t, formula, product((o, float(cache.s.a[0, 0]))))


def _gru_forward(story: Story, t: int) -> Iterator[Step]:
    for letter in story.problem.order:
        yield _gru_candidate(story, t) if letter == "n" else _net_input(story, letter, t)
        yield _squashed(story, letter, t, r"\tanh" if letter == "n" else r"\sigma")
    h, z, n = float(story.before(t)[0]), float(story.gate("z", t)[0]), float(story.gate("n", t)[0])
    old, new = f"h{at(t - 1)}", f"n{at(t)}"
    if story.problem.p.update_gate == "replace":
        old, new, h, n = new, old, n, h
    formula = rf"z{at(t)} \odot {old} + (1 - z{at(t)}) \odot {new}"
    yield _state(story, t, formula, f"{product((z, h))} + (1 - {number(z)}) \\cdot {factor(n)}")


def _gru_candidate(story: Story, t: int) -> Step:
    """The net input of the gru's candidate, where the reset gate comes in."""
    w, cache = story.problem.w, story.done.tape[t]
    z, r = np.asarray(cache.n.z[0]), story.gate("r", t)
    w_x, w_h = story.block(w.w_x, "n")[:, 0], story.block(w.w_h, "n")[:, 0]
    b_x, b_h = float(story.block(w.b_x, "n")[0]), float(story.block(w.b_h, "n")[0])
    symbol, reset, h = f"z_n{at(t)}", f"r{at(t)}", f"h{at(t - 1)}"
    after = story.problem.p.reset == "after"
    of_x, of_h = _products(story, "n", f"x{at(t)}", h if after else rf"({reset} \odot {h})")
    if after:
        formula = rf"{of_x} + b_n + {reset} \odot ({of_h} + b_{{hn}})"
        heard = rf"{number(float(r[0]))} \cdot ({dot(cache.before.h[0], w_h)} {signed(b_h)})"
    else:
        formula = f"{of_x} + b_n + {of_h} + b_{{hn}}"
        heard = f"{dot(r * cache.before.h[0], w_h)} {signed(b_h)}"
    written = f"{dot(cache.x[0], w_x)} {signed(b_x)} + {heard}"
    return vector(
        f"Net input of the candidate at step {t + 1}",
        "forward",
        f"{symbol} = {formula}",
        f"{symbol} = {written} = {number(float(z[0]))}",
        z,
    )


FORWARD = {"rnn": _rnn_forward, "lstm": _lstm_forward, "gru": _gru_forward}
