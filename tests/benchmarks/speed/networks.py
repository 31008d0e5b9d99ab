"""Deep dense networks: forward, backward, and the norm of each layer's weight gradient."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from simulator.fast import networks as fast
from simulator.layers import loss
from tests.benchmarks.speed.workload import OURS, Job, Workload, installed

HALF = "half_squared_error"


def workload(
    width: int, batch: int, depth: int, f: str, bars: dict[str, float], rounds: int, peak_share: float = 0.0
) -> Workload:
    """A network of `depth` weight layers, the last of them linear, float64."""
    rng = np.random.default_rng(0)
    shape = fast.Shape((width,) * (depth + 1), (*(f,) * (depth - 1), "identity"))
    learned = fast.parameters(np.empty(shape.learned), shape)
    gain = 2.0 if f == "relu" else 1.0
    for w, b in zip(learned.weights, learned.biases, strict=True):
        w[...] = rng.standard_normal(w.shape) * np.sqrt(gain / width)
        b[...] = 0.1 * rng.standard_normal(b.shape)
    x, target = rng.standard_normal((batch, width)), rng.standard_normal((batch, width))
    space, judge = fast.workspace(shape, batch), loss(HALF, "batch_mean")

    def ours() -> tuple[float, Any]:
        done = fast.run_pass(learned, x, target, judge, space)
        return done.loss, done.norms

    jobs: dict[str, Job] = {OURS: ours}
    if installed("torch"):
        jobs["torch"] = _torch(learned, x, target, f)
    if installed("jax"):
        jobs["jax"] = _jax(learned, x, target, f)
    flops = sum(6.0 * batch * a * b for a, b in pairwise(shape.sizes)) - 2.0 * batch * width * width
    name = f"MLP {width} wide, batch {batch}, depth {depth}, {f}"
    return Workload(name, jobs, bars, flops, peak_share, rounds)


def _torch(learned: fast.Parameters, x: Any, target: Any, f: str) -> Job:
    import torch

    ws = [torch.tensor(w.T.copy(), requires_grad=True) for w in learned.weights]
    bs = [torch.tensor(b.copy(), requires_grad=True) for b in learned.biases]
    inputs, targets, activate = torch.tensor(x), torch.tensor(target), getattr(torch, f)

    def job() -> tuple[float, Any]:
        h = inputs
        for k, (w, b) in enumerate(zip(ws, bs, strict=True)):
            h = torch.nn.functional.linear(h, w, b)
            if k < len(ws) - 1:
                h = activate(h)
        cost = 0.5 * ((h - targets) ** 2).sum() / len(x)
        found = torch.autograd.grad(cost, ws + bs)
        return cost.item(), torch.stack(torch._foreach_norm(list(found[: len(ws)]))).numpy()

    return job


def _jax(learned: fast.Parameters, x: Any, target: Any, f: str) -> Job:
    import jax
    import jax.numpy as jnp

    activate = {"relu": lambda z: jnp.maximum(z, 0.0), "tanh": jnp.tanh, "sigmoid": jax.nn.sigmoid}[f]
    ws, bs = [jnp.asarray(w) for w in learned.weights], [jnp.asarray(b) for b in learned.biases]
    inputs, targets = jnp.asarray(x), jnp.asarray(target)

    def cost(ws: Any, bs: Any) -> Any:
        h = inputs
        for k, (w, b) in enumerate(zip(ws, bs, strict=True)):
            h = h @ w + b
            if k < len(ws) - 1:
                h = activate(h)
        return 0.5 * ((h - targets) ** 2).sum() / len(x)

    @jax.jit  # type: ignore[untyped-decorator,unused-ignore]
    def compiled(ws: Any, bs: Any) -> Any:
        value, found = jax.value_and_grad(cost, argnums=(0, 1))(ws, bs)
        return value, jnp.stack([jnp.sqrt((dw * dw).sum()) for dw in found[0]]), found

    def job() -> tuple[float, Any]:
        value, norms, found = compiled(ws, bs)
        jax.block_until_ready(found)
        return float(value), np.asarray(norms)

    return job


def workloads() -> list[Workload]:
    """The narrow and the wide ones of the bars, and other activations beside them."""
    deep = {"torch": 2.0, "jax": 1.0}
    return [
        workload(64, 32, 10, "tanh", {"torch": 2.0}, 200),
        workload(64, 32, 50, "tanh", deep, 100),
        workload(64, 32, 100, "tanh", deep, 60),
        workload(64, 32, 50, "relu", deep, 100),
        workload(64, 32, 50, "sigmoid", deep, 100),
        workload(512, 128, 20, "tanh", {"torch": 1.4}, 20, peak_share=0.6),
        workload(512, 128, 20, "relu", {"torch": 1.4}, 20, peak_share=0.6),
    ]
