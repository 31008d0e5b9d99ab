"""Writes tests/data/torch_recurrent.npz: PyTorch's float64 gradients of recurrent cells, time step by time step.

Run by hand with PyTorch installed (the suite does not need it): python tests/simulator/make_torch_recurrent.py
Each case is named `cell.length`. Its arrays are the sequence `x`, the initial state `h0` (and `c0`), the loss's own
gradient `own` at each hidden state, PyTorch's weights `w_x`, `w_h`, `b_x` and `b_h` as it stores them (gates units,
in), the states `h`, and the gradients `dh` (time, batch, units), `dx`, `dh0` (`dc0`), `dw_x` and so on.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch

CELLS = {
    "rnn": lambda i, h: torch.nn.RNNCell(i, h),
    "relu": lambda i, h: torch.nn.RNNCell(i, h, nonlinearity="relu"),
    "lstm": torch.nn.LSTMCell,
    "gru": torch.nn.GRUCell,
}
NAMES = {"weight_ih": "w_x", "weight_hh": "w_h", "bias_ih": "b_x", "bias_hh": "b_h"}
SIZES = {6: (4, 5, 3), 60: (2, 4, 2)}
"""Length -> inputs, units, batch."""


def case(name: str, length: int) -> Iterator[tuple[str, Any]]:
    features, units, batch = SIZES[length]
    made = CELLS[name](features, units).double()
    shapes = {"x": (length, batch, features), "h0": (batch, units), "own": (length, batch, units)}
    if name == "lstm":
        shapes["c0"] = (batch, units)
    given = {key: torch.randn(*shape, dtype=torch.float64) for key, shape in shapes.items()}
    if length == 60:  # judged at the last step alone: the first steps' gradients have vanished
        given["own"][:-1] = 0
    leaves = {key: value.requires_grad_() for key, value in given.items() if key != "own"}
    state = (leaves["h0"], leaves["c0"]) if name == "lstm" else leaves["h0"]
    states = []
    for x in leaves["x"]:
        state = made(x, state)
        h = state[0] if name == "lstm" else state
        h.retain_grad()
        states.append(h)
    sum((h * own).sum() for h, own in zip(states, given["own"], strict=True)).backward()
    yield from ((key, value.detach().numpy()) for key, value in given.items())
    yield from ((f"d{key}", value.grad.numpy()) for key, value in leaves.items())
    yield "h", torch.stack(states).detach().numpy()
    yield "dh", torch.stack([h.grad for h in states]).numpy()
    for parameter, value in made.named_parameters():
        yield NAMES[parameter], value.detach().numpy()
        yield f"d{NAMES[parameter]}", value.grad.numpy()


def main() -> None:
    torch.manual_seed(19970)
    arrays = {f"{name}.{n}/{key}": value for name in CELLS for n in SIZES for key, value in case(name, n)}
    np.savez_compressed(Path(__file__).parents[1] / "data" / "torch_recurrent.npz", **arrays)


if __name__ == "__main__":
    main()
