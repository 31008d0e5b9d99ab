"""Writes tests/data/torch_attention.npz: PyTorch's float64 attention, forward and all gradients.

Run by hand with PyTorch installed (the suite does not need it): python tests/simulator/make_torch_attention.py
Cases are named `kind.heads.mask`; `dot` is torch.nn.functional.scaled_dot_product_attention with weights around it,
`additive` is written with torch operations. Arrays: `case/q`, `k`, `v`, `wq`, `wk`, `wv`, `wo`, `ws` (additive),
`g` (upstream), `output`, and `case/d…` for the gradient of each.
"""

from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional as F

CASES = [
    (kind, heads, mask)
    for kind in ("dot", "additive")
    for heads, mask in ((1, "none"), (1, "causal"), (2, "none"), (3, "causal"))
]
TIME, KEYS, WIDTH, VALUES, OUT = 5, 5, 6, 6, 4


def attend(t: dict[str, Any], kind: str, heads: int, mask: str) -> Any:
    def split(x: Any) -> Any:
        return x.reshape(x.shape[0], heads, -1).transpose(0, 1)

    q, k, v = split(t["q"] @ t["wq"]), split(t["k"] @ t["wk"]), split(t["v"] @ t["wv"])
    if kind == "dot":
        mixed = F.scaled_dot_product_attention(q, k, v, is_causal=mask == "causal")
    else:
        hidden = torch.tanh(q[:, :, None] + k[:, None])  # (heads, queries, keys, d)
        score = (hidden * t["ws"].reshape(heads, 1, 1, -1)).sum(-1)
        if mask == "causal":
            score = score.masked_fill(~torch.ones(TIME, KEYS, dtype=torch.bool).tril(), float("-inf"))
        mixed = torch.softmax(score, -1) @ v
    return mixed.transpose(0, 1).reshape(TIME, -1) @ t["wo"]


def main() -> None:
    rng = np.random.default_rng(20170612)
    arrays: dict[str, Any] = {}
    for kind, heads, mask in CASES:
        shapes: dict[str, tuple[int, ...]] = {
            "q": (TIME, 3),
            "k": (KEYS, 4),
            "v": (KEYS, 5),
            "wq": (3, WIDTH),
            "wk": (4, WIDTH),
            "wv": (5, VALUES),
            "wo": (VALUES, OUT),
        }
        if kind == "additive":
            shapes["ws"] = (WIDTH,)
        tensors = {
            name: torch.tensor(rng.standard_normal(shape), requires_grad=True)
            for name, shape in shapes.items()
        }
        g = rng.standard_normal((TIME, OUT))
        output = attend(tensors, kind, heads, mask)
        (output * torch.tensor(g)).sum().backward()
        case = f"{kind}.{heads}.{mask}"
        arrays |= {f"{case}/g": g, f"{case}/output": output.detach().numpy()}
        for name, tensor in tensors.items():
            arrays[f"{case}/{name}"] = tensor.detach().numpy()
            arrays[f"{case}/d{name}"] = tensor.grad.numpy()
    np.savez_compressed(Path(__file__).parents[1] / "data" / "torch_attention.npz", **arrays)


if __name__ == "__main__":
    main()
