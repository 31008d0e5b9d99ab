"""RNN and LSTM through time: forward, backward, and the norm of the gradient at each time step's state."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator.fast import recurrent as fast
from simulator.ops.recurrent import State, Weights
from tests.benchmarks.speed.workload import OURS, Job, Workload, installed

TIME, BATCH, UNITS = 100, 32, 64


def workload(cell: str, inputs: int) -> Workload:
    """A cell on drawn sequences, every state judged by half the squared error."""
    rng = np.random.default_rng(0)
    gates = 4 if cell == "lstm" else 1
    w = Weights(
        rng.standard_normal((inputs, gates * UNITS)) / np.sqrt(inputs),
        rng.standard_normal((UNITS, gates * UNITS)) / np.sqrt(UNITS),
        0.1 * rng.standard_normal(gates * UNITS),
        np.zeros(gates * UNITS),
    )
    x, target = rng.standard_normal((TIME, BATCH, inputs)), rng.standard_normal((TIME, BATCH, UNITS))
    start = State(np.zeros((BATCH, UNITS)), np.zeros((BATCH, UNITS if cell == "lstm" else 0)))
    room = fast.space(gates, TIME, BATCH, inputs, UNITS)
    forward, backward = (
        (fast.lstm_forward, fast.lstm_backward) if cell == "lstm" else (fast.rnn_forward, fast.rnn_backward)
    )
    own = np.empty((TIME, BATCH, UNITS))

    def ours() -> tuple[float, Any]:
        fast.load(x, start, w, room)
        np.subtract(forward(room), target, out=own)
        cost = 0.5 * np.vdot(own, own)
        flat = backward(own, room).reshape(TIME, -1)
        fast.weight_gradients(room)
        return float(cost), np.sqrt(np.vecdot(flat, flat))

    jobs: dict[str, Job] = {OURS: ours}
    if installed("torch"):
        jobs["torch"] = _torch(cell, w, x, target)
        jobs["torch, fused"] = _torch_fused(cell, w, x, target, ours()[1])
    if installed("jax"):
        jobs["jax"] = _jax(cell, w, x, target)
    flops = 2.0 * TIME * BATCH * gates * UNITS * (2 * inputs + 3 * UNITS)
    bars = {"torch": 3.0, "jax": 1.0} if cell == "lstm" else {"torch": 3.0}
    return Workload(
        f"{cell.upper()} hidden {UNITS}, input {inputs}, T {TIME}, batch {BATCH}", jobs, bars, flops, 0.0, 40
    )


def _torch(cell: str, w: Weights, x: Any, target: Any) -> Job:
    """Cells in a loop, since the norms by time step are asked for."""
    import torch

    w_x, w_h, b = (torch.tensor(one, requires_grad=True) for one in (w.w_x, w.w_h, w.b_x))
    inputs, targets = torch.tensor(x), torch.tensor(target)

    def job() -> tuple[float, Any]:
        z = torch.addmm(b, inputs.reshape(-1, x.shape[2]), w_x).reshape(TIME, BATCH, -1).unbind(0)
        h = torch.zeros(BATCH, UNITS, dtype=torch.float64)
        c, states = h, []
        for t in range(TIME):
            a = torch.addmm(z[t], h, w_h)
            if cell == "rnn":
                h = torch.tanh(a)
            else:
                i, f, g, o = a.chunk(4, 1)
                c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
                h = torch.sigmoid(o) * torch.tanh(c)
            states.append(h)
        cost = 0.5 * ((torch.stack(states) - targets) ** 2).sum()
        found = torch.autograd.grad(cost, [w_x, w_h, b, *states])
        return cost.item(), torch.stack(torch._foreach_norm(list(found[3:]))).numpy()

    return job


def _torch_fused(cell: str, w: Weights, x: Any, target: Any, norms: Any) -> Job:
    """PyTorch's own module. It does not give the gradients by time step: the norms it returns are ours."""
    import torch

    module = (torch.nn.LSTM if cell == "lstm" else torch.nn.RNN)(x.shape[2], UNITS, dtype=torch.float64)
    with torch.no_grad():
        for name, value in (("weight_ih_l0", w.w_x.T), ("weight_hh_l0", w.w_h.T), ("bias_ih_l0", w.b_x)):
            getattr(module, name).copy_(torch.tensor(value.copy()))
        module.bias_hh_l0.zero_()
    inputs, targets, learned = torch.tensor(x), torch.tensor(target), list(module.parameters())

    def job() -> tuple[float, Any]:
        cost = 0.5 * ((module(inputs)[0] - targets) ** 2).sum()
        torch._foreach_norm(list(torch.autograd.grad(cost, learned)))
        return cost.item(), norms

    return job


def _jax(cell: str, w: Weights, x: Any, target: Any) -> Job:
    """A scan; an added zero at each state has that state's gradient."""
    import jax
    import jax.numpy as jnp

    w_x, w_h, b, inputs, targets = map(jnp.asarray, (w.w_x, w.w_h, w.b_x, x, target))
    zeros = jnp.zeros((TIME, BATCH, UNITS))

    def cost(w_x: Any, w_h: Any, b: Any, nothing: Any) -> Any:
        def step(before: Any, now: Any) -> Any:
            (h, c), (z, zero) = before, now
            a = z + h @ w_h
            if cell == "rnn":
                h = jnp.tanh(a) + zero
            else:
                i, f, g, o = jnp.split(a, 4, axis=1)
                c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
                h = jax.nn.sigmoid(o) * jnp.tanh(c) + zero
            return (h, c), h

        start = (jnp.zeros((BATCH, UNITS)), jnp.zeros((BATCH, UNITS)))
        _, states = jax.lax.scan(step, start, (inputs @ w_x + b, nothing))
        return 0.5 * ((states - targets) ** 2).sum()

    @jax.jit  # type: ignore[untyped-decorator,unused-ignore]
    def compiled(w_x: Any, w_h: Any, b: Any) -> Any:
        value, found = jax.value_and_grad(cost, argnums=(0, 1, 2, 3))(w_x, w_h, b, zeros)
        return value, jnp.sqrt((found[3] ** 2).sum((1, 2))), found[:3]

    def job() -> tuple[float, Any]:
        value, norms, found = compiled(w_x, w_h, b)
        jax.block_until_ready(found)
        return float(value), np.asarray(norms)

    return job


def workloads() -> list[Workload]:
    """Both cells, with inputs of 8 features (a small teaching sequence) and as wide as the state."""
    return [workload(cell, inputs) for cell in ("rnn", "lstm") for inputs in (8, 64)]
