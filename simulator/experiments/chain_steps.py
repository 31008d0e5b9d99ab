"""The steps of a chain: the product that the chain rule makes, written out with its numbers."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from simulator.experiments.chain_parameters import ChainParameters
from simulator.latex import factor, number, product, signed
from simulator.ops.activations import Activation, activation
from simulator.trace import Measurements, Step

WRITTEN_OUT = 12
"""A longer product shows its first and last four numbers only."""

LOSSES = {
    "output": ("C = a_{%d}", "C = %s"),
    "squared_error": (r"C = (a_{%d} - t)^2", r"C = (%s - %s)^2"),
    "half_squared_error": (r"C = \tfrac12 (a_{%d} - t)^2", r"C = \tfrac12 (%s - %s)^2"),
}
SLOPES = {
    "output": (r"1", "1"),
    "squared_error": (r"2 (a_{%d} - t)", "2 (%s - %s)"),
    "half_squared_error": (r"a_{%d} - t", "%s - %s"),
}


def steps(p: ChainParameters, measured: Measurements) -> tuple[Step, ...]:
    """Forward pass, loss, the factors from the last unit to the first, the update."""
    m: dict[str, Any] = measured
    f = activation(p.activation, p.slope)
    count = len(m["weight"])
    order = range(1, count + 1)
    back = range(count, 0, -1)
    return (
        *(step for k in order for step in _forward(f, k, p, m)),
        _loss(p.loss, count, p.target, m),
        _loss_gradient(p.loss, count, p.target, m),
        *(step for k in back for step in _backward(f, k, p, m)),
        *(_update(k, p.learning_rate, m) for k in order),
    )


def _received(k: int, p: ChainParameters, m: dict[str, Any]) -> tuple[float, str]:
    """What unit k receives, and its symbol."""
    return (p.input, "x") if k == 1 else (m["activation"][k - 2], f"a_{{{k - 1}}}")


def _forward(f: Activation, k: int, p: ChainParameters, m: dict[str, Any]) -> tuple[Step, Step]:
    w, b, z, a = (m[key][k - 1] for key in ("weight", "bias", "pre_activation", "activation"))
    before, source = _received(k, p, m)
    formula, written = rf"{f.latex}(z_{{{k}}})", f"{f.latex}({number(z)})"
    if p.residual:
        alone = float(f.forward(np.array(z))[0])
        formula = f"{source} + {formula}"
        written = f"{number(before)} + {written} = {number(before)} {signed(alone)}"
    return (
        Step(
            f"Net input of unit {k}",
            "forward",
            rf"z_{{{k}}} = w_{{{k}}} {source} + b_{{{k}}}",
            rf"z_{{{k}}} = {product((w, before))} {signed(b)} = {number(z)}",
            z,
            (),
            k,
        ),
        Step(
            f"Activation of unit {k}",
            "forward",
            rf"a_{{{k}}} = {formula}",
            rf"a_{{{k}}} = {written} = {number(a)}",
            a,
            (),
            k,
        ),
    )


def _loss(loss: str, count: int, target: float, m: dict[str, Any]) -> Step:
    formula, numbers = LOSSES[loss]
    fill = (number(m["output"]), factor(target))[: numbers.count("%s")]
    return Step("Cost", "forward", formula % count, f"{numbers % fill} = {number(m['loss'])}", m["loss"], ())


def _loss_gradient(loss: str, count: int, target: float, m: dict[str, Any]) -> Step:
    formula, numbers = SLOPES[loss]
    left = rf"\frac{{\partial C}}{{\partial a_{{{count}}}}} = "
    right = formula % count if "%d" in formula else formula
    fill = (number(m["output"]), factor(target))[: numbers.count("%s")]
    value = m["loss_gradient"]
    end = "" if loss == "output" else f" = {number(value)}"
    return Step(
        "Gradient of the cost at the output",
        "backward",
        left + right,
        left + numbers % fill + end,
        value,
        (),
        count,
    )


def _backward(f: Activation, k: int, p: ChainParameters, m: dict[str, Any]) -> Iterator[Step]:
    fp = f.latex_derivative
    if k < len(m["weight"]):
        symbols, numbers = _factor(fp, k, p, m)
        value = m["factor"][k - 1]
        yield Step(
            f"Factor from unit {k + 1} back to unit {k}",
            "backward",
            symbols,
            f"{numbers} = {number(value)}",
            value,
            (),
            k,
        )
    formula, written, shown = _skipping_product(fp, k, p, m) if p.residual else _product(fp, k, m)
    db, dw = m["bias_gradient"][k - 1], m["weight_gradient"][k - 1]
    bias = rf"\frac{{\partial C}}{{\partial b_{{{k}}}}}"
    weight = rf"\frac{{\partial C}}{{\partial w_{{{k}}}}}"
    before, source = _received(k, p, m)
    yield Step(
        f"Gradient at the bias of unit {k}",
        "backward",
        f"{bias} = {formula}",
        f"{bias} = {written} = {number(db)}",
        db,
        (),
        k,
        shown,
    )
    yield Step(
        f"Gradient at the weight of unit {k}",
        "backward",
        rf"{weight} = {bias} \cdot {source}",
        rf"{weight} = {product((db, before))} = {number(dw)}",
        dw,
        (),
        k,
    )


def _factor(fp: str, k: int, p: ChainParameters, m: dict[str, Any]) -> tuple[str, str]:
    """w_{k+1} f'(z_k), or with a skip 1 + w_{k+1} f'(z_{k+1}): symbols and numbers."""
    w, slopes = m["weight"][k], m["activation_derivative"]
    if p.residual:
        return rf"1 + w_{{{k + 1}}} {fp}(z_{{{k + 1}}})", f"1 + {product((w, slopes[k]))}"
    return rf"w_{{{k + 1}}} {fp}(z_{{{k}}})", product((w, slopes[k - 1]))


def _skipping_product(fp: str, k: int, p: ChainParameters, m: dict[str, Any]) -> tuple[str, str, str | None]:
    """dC/da_L (1 + w_L f'(z_L)) ... (1 + w_{k+1} f'(z_{k+1})) f'(z_k), as `_product`."""
    count = len(m["weight"])
    factors = [_factor(fp, unit, p, m) for unit in range(count - 1, k - 1, -1)]
    symbols = [
        rf"\frac{{\partial C}}{{\partial a_{{{count}}}}}",
        *(f"({s})" for s, _ in factors),
        f"{fp}(z_{{{k}}})",
    ]
    numbers = [
        factor(m["loss_gradient"]),
        *(f"({n})" for _, n in factors),
        factor(m["activation_derivative"][k - 1]),
    ]
    if len(numbers) <= WRITTEN_OUT:
        return r" \, ".join(symbols), r" \cdot ".join(numbers), None
    return (
        r" \, ".join((*symbols[:4], r"\cdots", *symbols[-4:])),
        r" \cdot ".join((*numbers[:4], r"\cdots", *numbers[-4:])),
        f"8 of the {len(numbers)} numbers multiplied are written out",
    )


def _product(fp: str, k: int, m: dict[str, Any]) -> tuple[str, str, str | None]:
    """dC/da_L f'(z_L) w_L f'(z_{L-1}) ... w_{k+1} f'(z_k): symbols, numbers, and what was left out."""
    count = len(m["weight"])
    symbols = [rf"\frac{{\partial C}}{{\partial a_{{{count}}}}}", rf"{fp}(z_{{{count}}})"]
    numbers = [m["loss_gradient"], m["activation_derivative"][-1]]
    for unit in range(count - 1, k - 1, -1):
        symbols += [f"w_{{{unit + 1}}}", f"{fp}(z_{{{unit}}})"]
        numbers += [m["weight"][unit], m["activation_derivative"][unit - 1]]
    if len(numbers) <= WRITTEN_OUT:
        return r" \, ".join(symbols), product(numbers), None
    ends = [(r" \, ".join(part)) for part in (symbols[:4], symbols[-4:])]
    return (
        r" \cdots ".join(ends),
        rf"{product(numbers[:4])} \cdots {product(numbers[-4:])}",
        f"8 of the {len(numbers)} numbers multiplied are written out",
    )


def _update(k: int, lr: float, m: dict[str, Any]) -> Step:
    w, dw, new = m["weight"][k - 1], m["weight_gradient"][k - 1], m["new_weight"][k - 1]
    return Step(
        f"New weight of unit {k}",
        "update",
        rf"w_{{{k}}} \leftarrow w_{{{k}}} - \eta \frac{{\partial C}}{{\partial w_{{{k}}}}}",
        rf"w_{{{k}}} \leftarrow {number(w)} - {product((lr, dw))} = {number(new)}",
        new,
        (),
        k,
    )
