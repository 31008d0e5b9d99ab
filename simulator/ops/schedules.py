"""Learning-rate schedules: the factor of the learning rate at each update, counted from 1, with a linear warm-up.

Through the warm-up the factor is t / warmup; it is 1 at t = warmup, and from there the schedule takes it down.
Sources: PyTorch's torch.optim.lr_scheduler for step, exponential, linear and cosine; Loshchilov and Hutter (2017)
for the cosine; Vaswani et al. (2017) for the inverse square root after a warm-up.
"""

from math import cos, pi, sqrt
from typing import Literal, TypeAlias

ScheduleName: TypeAlias = Literal["constant", "step", "exponential", "linear", "cosine", "inverse_sqrt"]


def schedule(
    name: ScheduleName, t: int, updates: int, warmup: int = 0, gamma: float = 0.5, every: int = 10
) -> float:
    """The factor at update t of `updates`; gamma and every belong to `step` and `exponential`.

    With k updates since the peak and n from the peak on: `step` gamma^(k // every), `exponential` gamma^k, `linear`
    1 - k / n, `cosine` (1 + cos(pi k / n)) / 2, `inverse_sqrt` sqrt(peak / t).
    """
    if t < warmup:
        return t / warmup
    peak = max(warmup, 1)
    k, n = t - peak, max(updates - peak + 1, 1)
    factors = {
        "constant": 1.0,
        "step": gamma ** (k // every),
        "exponential": gamma**k,
        "linear": 1.0 - k / n,
        "cosine": (1.0 + cos(pi * k / n)) / 2.0,
        "inverse_sqrt": sqrt(peak / t),
    }
    return factors[name]
