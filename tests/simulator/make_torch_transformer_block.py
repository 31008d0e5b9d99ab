"""Writes tests/data/torch_transformer_block.npz: PyTorch's float64 transformer blocks, forward and all gradients.

Run by hand with PyTorch installed (the suite does not need it):
python tests/simulator/make_torch_transformer_block.py
Cases `encoder.placement.mask.activation` are stacks of torch.nn.TransformerEncoderLayer (norm_first both ways,
dropout 0), with a layer norm at the end where pre-norm. Cases `manual.placement.norm` are written with torch
operations: a branch scale, the tanh GELU, RMS norms, no norms, one head. Cases `deep.placement` are manual too, of
20 blocks with an epsilon of 10, by which every norm of a post-norm stack shrinks the gradient. Arrays: `case/x`,
`g` (upstream), `output`, `states` and `dstates` (depth + 1, time, width), `final_scale`, `final_shift` and their
gradients, and `case/wq` and so on with `case/dwq`, stacked over the blocks; matrices are laid out (out, in).
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional as F

EPSILON, LARGE_EPSILON = 1e-5, 10.0
ENCODER = [
    (form, mask, activation)
    for form in ("pre", "post")
    for mask, activation in (("none", "relu"), ("causal", "gelu"), ("none", "gelu"))
]
MANUAL = [(form, norm) for form in ("pre", "post", "none") for norm in ("layer", "rms")]


def drawn(rng: np.random.Generator, width: int, hidden: int) -> dict[str, Any]:
    """Everything that a block learns, matrices (out, in)."""
    shapes = dict.fromkeys(("wq", "wk", "wv", "wo"), (width, width)) | {
        "w1": (hidden, width),
        "w2": (width, hidden),
    }
    block = {name: rng.standard_normal(s) / np.sqrt(s[1]) for name, s in shapes.items()}
    for name in ("bq", "bk", "bv", "bo", "b2", "shift1", "shift2"):
        block[name] = 0.2 * rng.standard_normal(width)
    block["b1"] = 0.2 * rng.standard_normal(hidden)
    for name in ("scale1", "scale2"):
        block[name] = 1 + 0.3 * rng.standard_normal(width)
    return block


def encoder(form: str, mask: str, activation: str, heads: int, block: dict[str, Any]) -> tuple[Any, Any]:
    """PyTorch's own layer with those numbers, and its gradients by our names after a backward pass."""
    width, hidden = block["w1"].shape[1], block["w1"].shape[0]
    layer = torch.nn.TransformerEncoderLayer(
        width,
        heads,
        hidden,
        dropout=0.0,
        activation=activation,
        layer_norm_eps=EPSILON,
        batch_first=True,
        norm_first=form == "pre",
        dtype=torch.float64,
    )
    attn = layer.self_attn
    where = {
        "wo": attn.out_proj.weight,
        "bo": attn.out_proj.bias,
        "w1": layer.linear1.weight,
        "b1": layer.linear1.bias,
        "w2": layer.linear2.weight,
        "b2": layer.linear2.bias,
        "scale1": layer.norm1.weight,
        "shift1": layer.norm1.bias,
        "scale2": layer.norm2.weight,
        "shift2": layer.norm2.bias,
    }
    with torch.no_grad():
        for name, parameter in where.items():
            parameter.copy_(torch.tensor(block[name]))
        attn.in_proj_weight.copy_(torch.tensor(np.concatenate([block["wq"], block["wk"], block["wv"]])))
        attn.in_proj_bias.copy_(torch.tensor(np.concatenate([block["bq"], block["bk"], block["bv"]])))

    def gradients() -> dict[str, Any]:
        found = {f"d{name}": parameter.grad.numpy() for name, parameter in where.items()}
        for kind, whole in (("w", attn.in_proj_weight), ("b", attn.in_proj_bias)):
            for name, part in zip("qkv", np.split(whole.grad.numpy(), 3), strict=True):
                found[f"d{kind}{name}"] = part
        return found

    def run(h: Any) -> Any:
        blocked = torch.nn.Transformer.generate_square_subsequent_mask(h.shape[0], dtype=torch.float64)
        return layer(h[None], src_mask=blocked if mask == "causal" else None)[0]

    return run, gradients


def manual(
    form: str,
    norm: str,
    heads: int,
    alpha: float,
    f: Callable[[Any], Any],
    block: dict[str, Any],
    epsilon: float = EPSILON,
) -> tuple[Any, Any]:
    """The same written out with torch operations."""
    t = {name: torch.tensor(a, requires_grad=True) for name, a in block.items()}

    def normed(x: Any, number: int) -> Any:
        scale, shift = t[f"scale{number}"], t[f"shift{number}"]
        if norm == "layer":
            return F.layer_norm(x, (x.shape[1],), scale, shift, epsilon)
        return F.rms_norm(x, (x.shape[1],), scale, epsilon) + shift

    def attend(x: Any) -> Any:
        q, k, v = (
            F.linear(x, t[f"w{n}"], t[f"b{n}"]).reshape(x.shape[0], heads, -1).transpose(0, 1) for n in "qkv"
        )
        mixed = F.scaled_dot_product_attention(q, k, v).transpose(0, 1).reshape(x.shape)
        return F.linear(mixed, t["wo"], t["bo"])

    def feed(x: Any) -> Any:
        return F.linear(f(F.linear(x, t["w1"], t["b1"])), t["w2"], t["b2"])

    def run(h: Any) -> Any:
        for number, branch in ((1, attend), (2, feed)):
            if form == "pre":
                h = h + alpha * branch(normed(h, number))
            else:
                h = h + alpha * branch(h)
                h = normed(h, number) if form == "post" else h
        return h

    return run, lambda: {
        f"d{name}": (torch.zeros_like(a) if a.grad is None else a.grad).numpy() for name, a in t.items()
    }


def case(
    rng: np.random.Generator,
    make: Callable[[dict[str, Any]], tuple[Any, Any]],
    form: str,
    norm: str,
    sizes: tuple[int, int, int, int],
    epsilon: float = EPSILON,
) -> dict[str, Any]:
    depth, time, width, hidden = sizes
    x, g = rng.standard_normal((time, width)), rng.standard_normal((time, width))
    final = 1 + 0.3 * rng.standard_normal(width), 0.2 * rng.standard_normal(width)
    blocks = [drawn(rng, width, hidden) for _ in range(depth)]
    states = [torch.tensor(x, requires_grad=True)]
    made = [make(block) for block in blocks]
    for run, _ in made:
        states.append(run(states[-1]))
        states[-1].retain_grad()
    output, scale, shift = states[-1], *(torch.tensor(a, requires_grad=True) for a in final)
    if form == "pre" and norm == "layer":
        output = F.layer_norm(output, (width,), scale, shift, epsilon)
    elif form == "pre":
        output = F.rms_norm(output, (width,), scale, epsilon) + shift
    (output * torch.tensor(g)).sum().backward()
    arrays = {
        "x": x,
        "g": g,
        "output": output.detach().numpy(),
        "states": np.stack([h.detach().numpy() for h in states]),
        "dstates": np.stack([h.grad.numpy() for h in states]),
        "final_scale": final[0],
        "final_shift": final[1],
    }
    if form == "pre":
        arrays |= {"dfinal_scale": scale.grad.numpy(), "dfinal_shift": shift.grad.numpy()}
    learned = [block | gradients() for block, (_, gradients) in zip(blocks, made, strict=True)]
    return arrays | {name: np.stack([one[name] for one in learned]) for name in learned[0]}


def main() -> None:
    rng = np.random.default_rng(20200212)
    found: dict[str, Any] = {}
    for form, mask, activation in ENCODER:
        make = partial(encoder, form, mask, activation, 3)
        found[f"encoder.{form}.{mask}.{activation}"] = case(rng, make, form, "layer", (3, 5, 6, 10))
    for form, norm in MANUAL:
        make = partial(manual, form, norm, 1, 0.5, partial(F.gelu, approximate="tanh"))
        found[f"manual.{form}.{norm}"] = case(rng, make, form, norm, (3, 4, 3, 5))
    for form in ("pre", "post"):
        make = partial(manual, form, "layer", 2, 1.0, torch.tanh, epsilon=LARGE_EPSILON)
        found[f"deep.{form}"] = case(rng, make, form, "layer", (20, 3, 4, 5), LARGE_EPSILON)
    arrays = {f"{name}/{key}": a for name, one in found.items() for key, a in one.items()}
    np.savez_compressed(Path(__file__).parents[1] / "data" / "torch_transformer_block.npz", **arrays)


if __name__ == "__main__":
    main()
