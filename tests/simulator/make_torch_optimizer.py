"""Writes tests/data/torch_optimizer.npz: PyTorch's float64 weights after each of twelve updates on given gradients.

Run by hand with PyTorch installed (the suite does not need it): python tests/simulator/make_torch_optimizer.py
`start` and `gradients` are common to all; each case is named `optimizer.weight_decay`, (updates + 1, weights), and
`schedule/...` holds the learning rates of PyTorch's schedulers from 1 on.
"""

from pathlib import Path
from typing import Any

import numpy as np
import torch

OPTIMIZERS: dict[str, Any] = {
    "sgd": lambda w, decay: torch.optim.SGD(w, lr=0.1, weight_decay=decay),
    "momentum": lambda w, decay: torch.optim.SGD(w, lr=0.1, momentum=0.9, weight_decay=decay),
    "nesterov": lambda w, decay: torch.optim.SGD(w, lr=0.1, momentum=0.9, nesterov=True, weight_decay=decay),
    "adagrad": lambda w, decay: torch.optim.Adagrad(w, lr=0.1, eps=1e-8, weight_decay=decay),
    "rmsprop": lambda w, decay: torch.optim.RMSprop(w, lr=0.1, alpha=0.9, eps=1e-8, weight_decay=decay),
    "adam": lambda w, decay: torch.optim.Adam(w, lr=0.1, weight_decay=decay),
    "adamw": lambda w, decay: torch.optim.AdamW(w, lr=0.1, weight_decay=decay),
}
UPDATES = 12
SCHEDULERS: dict[str, Any] = {
    "step": lambda o: torch.optim.lr_scheduler.StepLR(o, step_size=3, gamma=0.5),
    "exponential": lambda o: torch.optim.lr_scheduler.ExponentialLR(o, gamma=0.8),
    "cosine": lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, T_max=UPDATES),
    "linear": lambda o: torch.optim.lr_scheduler.LinearLR(o, 1.0, 0.0, total_iters=UPDATES),
}


def main() -> None:
    torch.manual_seed(2015)
    start, gradients = torch.randn(4, dtype=torch.float64), torch.randn(UPDATES, 4, dtype=torch.float64)
    gradients[:, 3] *= 1e-6  # where epsilon begins to show
    arrays: dict[str, Any] = {"start": start.numpy(), "gradients": gradients.numpy()}
    for name, make in OPTIMIZERS.items():
        for decay in (0.0, 0.05):
            w = torch.nn.Parameter(start.clone())
            optimizer, path = make([w], decay), [start.numpy()]
            for g in gradients:
                w.grad = g.clone()
                optimizer.step()
                path.append(w.detach().numpy().copy())
            arrays[f"{name}.{decay}"] = np.stack(path)
    for name, scheduler in SCHEDULERS.items():
        optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
        schedule, rates = scheduler(optimizer), []
        for _ in range(UPDATES):
            rates.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            schedule.step()
        arrays[f"schedule/{name}"] = np.array(rates)
    np.savez_compressed(Path(__file__).parents[1] / "data" / "torch_optimizer.npz", **arrays)


if __name__ == "__main__":
    main()
