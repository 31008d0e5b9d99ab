"""A convolution of 3 by 3, 8 to 16 channels: forward, backward, and the norms of its gradients."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator.fast import convolution as fast
from tests.benchmarks.speed.workload import OURS, Job, Workload, installed

BATCH, INPUTS, OUTPUTS, SIDE, KERNEL = 32, 8, 16, 28, 3


def workloads() -> list[Workload]:
    """The job of the bar."""
    rng = np.random.default_rng(0)
    x = rng.standard_normal((BATCH, INPUTS, SIDE, SIDE))
    w = rng.standard_normal((OUTPUTS, INPUTS, KERNEL, KERNEL)) / np.sqrt(INPUTS * KERNEL * KERNEL)
    b = rng.standard_normal(OUTPUTS)
    upstream = rng.standard_normal((BATCH, OUTPUTS, SIDE, SIDE))
    room = fast.space(BATCH, (INPUTS, OUTPUTS), (SIDE, SIDE), (KERNEL, KERNEL))

    def ours() -> tuple[float, Any]:
        cost = np.vdot(fast.forward(x, w, b, room), upstream)
        return float(cost), [np.linalg.norm(one) for one in fast.backward(upstream, x, w, room)]

    jobs: dict[str, Job] = {OURS: ours}
    if installed("torch"):
        jobs["torch"] = _torch(x, w, b, upstream)
    if installed("jax"):
        jobs["jax"] = _jax(x, w, b, upstream)
    name = f"convolution {KERNEL}x{KERNEL}, {INPUTS} to {OUTPUTS} channels, {SIDE}x{SIDE}, batch {BATCH}"
    flops = 6.0 * BATCH * INPUTS * OUTPUTS * SIDE * SIDE * KERNEL * KERNEL
    return [Workload(name, jobs, {"torch": 1.4}, flops, 0.0, 60)]


def _torch(x: Any, w: Any, b: Any, upstream: Any) -> Job:
    import torch

    inputs, weights, biases = (torch.tensor(one, requires_grad=True) for one in (x, w, b))
    arriving = torch.tensor(upstream)

    def job() -> tuple[float, Any]:
        y = torch.nn.functional.conv2d(inputs, weights, biases, padding=KERNEL // 2)
        cost = (y * arriving).sum()
        found = torch.autograd.grad(cost, [inputs, weights, biases])
        return cost.item(), torch.stack(torch._foreach_norm(list(found))).numpy()

    return job


def _jax(x: Any, w: Any, b: Any, upstream: Any) -> Job:
    import jax
    import jax.numpy as jnp

    inputs, weights, biases, arriving = map(jnp.asarray, (x, w, b, upstream))

    def cost(x: Any, w: Any, b: Any) -> Any:
        y = jax.lax.conv_general_dilated(x, w, (1, 1), "SAME") + b[:, None, None]
        return (y * arriving).sum()

    @jax.jit  # type: ignore[untyped-decorator,unused-ignore]
    def compiled(x: Any, w: Any, b: Any) -> Any:
        value, found = jax.value_and_grad(cost, argnums=(0, 1, 2))(x, w, b)
        return value, jnp.stack([jnp.sqrt((one * one).sum()) for one in found]), found

    def job() -> tuple[float, Any]:
        value, norms, found = compiled(inputs, weights, biases)
        jax.block_until_ready(found)
        return float(value), np.asarray(norms)

    return job
