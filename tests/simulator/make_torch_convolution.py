"""Writes tests/data/torch_convolution.npz: PyTorch's float64 convolutions and poolings, forward and all gradients.

Run by hand with PyTorch installed (the suite does not need it): python tests/simulator/make_torch_convolution.py
Cases are named `operation.dimensions.number`. Arrays: `case/x`, `case/w`, `case/b`, `case/g` (upstream), `case/y`,
`case/dx`, `case/dw`, `case/db`, and `case/window`: kernel, stride, padding and dilation, a row each.
"""

from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional as F

CONVOLUTIONS = [  # input, kernel, stride, padding, dilation
    ((1, 5, 5), (1, 1, 3, 3), (1, 1), (0, 0), (1, 1)),
    ((2, 7, 6), (3, 2, 3, 2), (2, 1), (1, 0), (1, 2)),
    ((3, 8, 8), (2, 3, 3, 3), (3, 2), (2, 2), (2, 2)),
    ((1, 6, 6), (4, 1, 1, 1), (1, 1), (0, 0), (1, 1)),
    ((2, 9), (3, 2, 4), (2,), (3,), (1,)),
    ((1, 10), (1, 1, 3), (1,), (0,), (3,)),
]
POOLINGS = [  # input, window, stride, padding
    ((1, 6, 6), (2, 2), (2, 2), (0, 0)),
    ((2, 7, 6), (3, 2), (2, 1), (1, 1)),
    ((2, 9), (3,), (2,), (1,)),
]


def case(arrays: dict[str, Any], name: str, y: Any, g: Any, leaves: dict[str, Any], window: Any) -> None:
    (y * torch.tensor(g)[None]).sum().backward()
    arrays |= {f"{name}/g": g, f"{name}/y": y.detach().numpy()[0], f"{name}/window": np.array(window)}
    for leaf, tensor in leaves.items():
        value, gradient = tensor.detach().numpy(), tensor.grad.numpy()
        arrays[f"{name}/{leaf}"] = value[0] if leaf == "x" else value
        arrays[f"{name}/d{leaf}"] = gradient[0] if leaf == "x" else gradient


def main() -> None:
    rng = np.random.default_rng(19890101)
    arrays: dict[str, Any] = {}

    def leaf(*shape: int) -> Any:
        return torch.tensor(rng.standard_normal(shape), requires_grad=True)

    for number, (size, kernel, stride, padding, dilation) in enumerate(CONVOLUTIONS):
        x, w, b = leaf(1, *size), leaf(*kernel), leaf(kernel[0])
        convolve = F.conv2d if len(stride) == 2 else F.conv1d
        y = convolve(x, w, b, stride=stride, padding=padding, dilation=dilation)
        name = f"convolution.{len(stride)}.{number}"
        window = [kernel[2:], stride, padding, dilation]
        case(arrays, name, y, rng.standard_normal(y.shape[1:]), {"x": x, "w": w, "b": b}, window)
    for number, (size, kernel, stride, padding) in enumerate(POOLINGS):
        for kind in ("max_pool", "average_pool"):
            pools = {("max_pool", 2): F.max_pool2d, ("max_pool", 1): F.max_pool1d}
            pools |= {("average_pool", 2): F.avg_pool2d, ("average_pool", 1): F.avg_pool1d}
            x = leaf(1, *size)
            y = pools[kind, len(stride)](x, kernel, stride=stride, padding=padding)
            name = f"{kind}.{len(stride)}.{number}"
            window = [kernel, stride, padding, (1,) * len(stride)]
            case(arrays, name, y, rng.standard_normal(y.shape[1:]), {"x": x}, window)
    np.savez_compressed(Path(__file__).parents[1] / "data" / "torch_convolution.npz", **arrays)


if __name__ == "__main__":
    main()
