"""Multi-head self-attention with its projections: forward, backward, and the norm of each weight's gradient."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator.fast import attention as fast
from tests.benchmarks.speed.workload import OURS, Job, Workload, installed

BATCH, TIME, FEATURES, HEADS = 8, 64, 64, 4


def workloads() -> list[Workload]:
    """The job of the bar."""
    rng = np.random.default_rng(0)
    x, upstream = (rng.standard_normal((BATCH, TIME, FEATURES)) for _ in range(2))
    w = rng.standard_normal((FEATURES, 3 * FEATURES)) / np.sqrt(FEATURES)
    w_output = rng.standard_normal((FEATURES, FEATURES)) / np.sqrt(FEATURES)
    room = fast.space(BATCH, TIME, FEATURES, HEADS)

    def ours() -> tuple[float, Any]:
        cost = np.vdot(fast.forward(x, w, w_output, room), upstream)
        found = fast.backward(upstream, x, w, w_output, room)
        parts = [*np.split(found.dw, 3, axis=1), found.dw_output]
        return float(cost), [np.linalg.norm(one) for one in parts]

    jobs: dict[str, Job] = {OURS: ours}
    if installed("torch"):
        jobs["torch"] = _torch(x, w, w_output, upstream, fused=False)
        jobs["torch, fused"] = _torch(x, w, w_output, upstream, fused=True)
    if installed("jax"):
        jobs["jax"] = _jax(x, w, w_output, upstream)
    name = f"attention T {TIME}, d {FEATURES}, {HEADS} heads, batch {BATCH}"
    flops = 2.0 * BATCH * TIME * (12 * FEATURES * FEATURES + 6 * TIME * FEATURES)
    return [Workload(name, jobs, {"torch": 1.6}, flops, 0.0, 100)]


def _torch(x: Any, w: Any, w_output: Any, upstream: Any, fused: bool) -> Job:
    """Written out, so that the weights can be seen, or by the fused function, which hides them."""
    import torch

    inputs, w_qkv, w_out = (
        torch.tensor(one, requires_grad=True) for one in (x, w.T.copy(), w_output.T.copy())
    )
    arriving, d = torch.tensor(upstream), FEATURES // HEADS
    functional = torch.nn.functional

    def job() -> tuple[float, Any]:
        projected = functional.linear(inputs, w_qkv).view(BATCH, TIME, 3, HEADS, d)
        q, k, v = projected.permute(2, 0, 3, 1, 4).unbind(0)
        if fused:
            mixed = functional.scaled_dot_product_attention(q, k, v)
        else:
            mixed = torch.softmax(q @ k.transpose(-1, -2) * d**-0.5, -1) @ v
        y = functional.linear(mixed.transpose(1, 2).reshape(BATCH, TIME, FEATURES), w_out)
        cost = (y * arriving).sum()
        _, dw, dw_out = torch.autograd.grad(cost, [inputs, w_qkv, w_out])
        norms = torch._foreach_norm([*dw.split(FEATURES), dw_out])
        return cost.item(), torch.stack(norms).numpy()

    return job


def _jax(x: Any, w: Any, w_output: Any, upstream: Any) -> Job:
    import jax
    import jax.numpy as jnp

    inputs, w_qkv, w_out, arriving = map(jnp.asarray, (x, w, w_output, upstream))
    d = FEATURES // HEADS

    def cost(x: Any, w: Any, w_out: Any) -> Any:
        projected = (x @ w).reshape(BATCH, TIME, 3, HEADS, d)
        q, k, v = (projected[:, :, part].swapaxes(1, 2) for part in range(3))
        mixed = jax.nn.softmax(q @ k.swapaxes(-1, -2) * d**-0.5, axis=-1) @ v
        return ((mixed.swapaxes(1, 2).reshape(BATCH, TIME, FEATURES) @ w_out) * arriving).sum()

    @jax.jit  # type: ignore[untyped-decorator,unused-ignore]
    def compiled(x: Any, w: Any, w_out: Any) -> Any:
        value, (dx, dw, dw_out) = jax.value_and_grad(cost, argnums=(0, 1, 2))(x, w, w_out)
        parts = [*jnp.split(dw, 3, axis=1), dw_out]
        return value, jnp.stack([jnp.linalg.norm(one) for one in parts]), (dx, dw, dw_out)

    def job() -> tuple[float, Any]:
        value, norms, found = compiled(inputs, w_qkv, w_out)
        jax.block_until_ready(found)
        return float(value), np.asarray(norms)

    return job
