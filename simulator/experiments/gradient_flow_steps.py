"""The steps of `gradient_flow`: each layer forwards and backwards, told by its norms."""

from typing import Any

from simulator.latex import number
from simulator.network import Layer, Network
from simulator.trace import Step, norm_step


def steps(network: Network, shape: tuple[int, ...], measured: dict[str, Any]) -> tuple[Step, ...]:
    """The first variant's pass, each layer told by its norms."""
    layers = network.layers
    told = []
    for k, layer in enumerate(layers, start=1):
        a = f"A^{{({k})}}"
        formula = f"{a} = {_written(layer, _source(k), f'W^{{({k})}}')}"
        norm = measured["activation_norm"][k - 1]
        told.append(norm_step(f"Activations of layer {k}", "forward", formula, a, shape, norm, k))
    formula = r"C = \frac{1}{N} \sum_n \tfrac12 \lVert a_n - t_n \rVert^2"
    told.append(Step("Loss", "forward", formula, f"C = {number(measured['loss'])}", measured["loss"], ()))
    for k in range(len(layers), 0, -1):
        dw = rf"\frac{{\partial C}}{{\partial W^{{({k})}}}}"
        formula = f"{dw} = {_weight_gradient(layers[k - 1], k)}"
        norm = measured["weight_gradient_norm"][k - 1]
        told.append(
            norm_step(
                f"Weight gradient of layer {k}", "backward", formula, dw, layers[k - 1].w.shape, norm, k
            )
        )
    return tuple(told)


def _written(layer: Layer, x: str, w: str) -> str:
    """What a layer makes of its input, in LaTeX."""
    f, product = layer.activation.latex, f"{x} {w}"
    if layer.skip == "preactivation":
        return f"{x} + {_activated(layer, x)} {w}"
    inner = product if layer.normalizer is None else f"N({product})"
    inner = f"{x} + {inner}" if layer.skip == "original" else inner
    return f"{f}({inner})" if layer.dropout is None else f"D({f}({inner}))"


def _activated(layer: Layer, x: str) -> str:
    """What the weights of a pre-activation layer receive, in LaTeX."""
    h = f"{layer.activation.latex}({x if layer.normalizer is None else f'N({x})'})"
    return h if layer.dropout is None else f"D({h})"


def _weight_gradient(layer: Layer, k: int) -> str:
    """The gradient of a layer's weights, in LaTeX."""
    x, w = _source(k), f"W^{{({k})}}"
    if layer.skip == "preactivation":
        return rf"{_activated(layer, x)}^\top \frac{{\partial C}}{{\partial A^{{({k})}}}}"
    if layer.normalizer is None:
        return rf"{x}{{}}^\top \frac{{\partial C}}{{\partial Z^{{({k})}}}}"
    return rf"{x}{{}}^\top \frac{{\partial C}}{{\partial ({x} {w})}}"


def _source(k: int) -> str:
    return "X" if k == 1 else f"A^{{({k - 1})}}"
