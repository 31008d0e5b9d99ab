"""What is wrong with parameters of `network` that are each allowed: one line a complaint."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from simulator.ops.activations import extra_cost

if TYPE_CHECKING:
    from simulator.experiments.network_parameters import NetworkParameters

MOST_WORK = 10**9
LAYER_COST = 20_000
"""What a layer costs beside its products, counted in multiplications."""

NORM_COST, DROPOUT_COST, MOMENTUM_COST = 100_000, 25_000, 15_000
"""What each option adds to a layer (measured)."""


def complaints(p: NetworkParameters) -> Iterator[str]:
    """What does not agree, the first complaint first."""
    yield from _shape_complaints(p)
    sizes, layers = p.all_sizes, len(p.all_sizes) - 1
    if isinstance(p.activation, tuple) and len(p.activation) != layers:
        yield f"activation must be one name or {layers}, one per layer, got {len(p.activation)}"
    if p.loss.endswith("cross_entropy") and p.activations[-1] != "identity":
        yield (
            f"output_activation must be left out or identity: {p.loss} acts on the net input itself, "
            f"got {p.activations[-1]}"
        )
    yield from _target_complaints(p)
    yield from _option_complaints(p)
    work = p.updates * sum(
        _layer_cost(p) + p.samples * o * i + extra_cost(name, p.samples * o)
        for (i, o), name in zip(pairwise(sizes), p.activations, strict=True)
    )
    if work > MOST_WORK:
        slow = " (gelu adds 1350 x batch x out, or less, to a layer)" if "gelu" in p.activations else ""
        yield (
            f"updates must keep updates x layers x ({_layer_cost(p)} + batch x in x out) at or below {MOST_WORK}, "
            f"got {work} with {p.updates} updates{slow}"
        )


def _layer_cost(p: NetworkParameters) -> int:
    return (
        LAYER_COST
        + NORM_COST * (p.normalization != "none")
        + DROPOUT_COST * p.drops
        + MOMENTUM_COST * (p.momentum > 0)
    )


def _option_complaints(p: NetworkParameters) -> Iterator[str]:
    hidden = p.all_sizes[1:-1]
    asked = {
        "normalization": p.normalization != "none",
        "residual": p.residual not in ("none", ()),
        "dropout": p.dropout > 0,
        "dropout_masks": p.dropout_masks is not None,
    }
    for name, wanted in asked.items():
        if wanted and not hidden:
            yield f"{name} acts on hidden layers, and a network of the sizes {list(p.all_sizes)} has none"
    yield from _skip_complaints(p, len(hidden))
    if p.normalization == "batch" and p.samples == 1:
        yield "normalization must not be batch for one sample: it has no spread over the batch"
    for units in hidden if p.normalization == "group" else ():
        if units % p.groups:
            yield f"groups must divide the units of each hidden layer evenly ({units}), got {p.groups}"
    yield from _mask_complaints(p, hidden)
    if p.warmup > p.updates:
        yield f"warmup must be at most the number of updates ({p.updates}), got {p.warmup}"


def _skip_complaints(p: NetworkParameters, hidden: int) -> Iterator[str]:
    if isinstance(p.residual, tuple) and len(p.residual) != hidden:
        yield f"residual must be one name or {hidden}, one per hidden layer, got {len(p.residual)}"
        return
    for number, (skip, (i, o)) in enumerate(zip(p.skips, pairwise(p.all_sizes), strict=True), start=1):
        if skip != "none" and i != o:
            yield (
                f"residual must be none at layer {number}: a skip needs as many units as inputs, got {i} inputs "
                f"and {o} units"
            )


def _mask_complaints(p: NetworkParameters, hidden: tuple[int, ...]) -> Iterator[str]:
    if p.dropout_masks is None:
        return
    if len(p.dropout_masks) != len(hidden):
        yield f"dropout_masks must be {len(hidden)}, one per hidden layer, got {len(p.dropout_masks)}"
        return
    for number, (mask, units) in enumerate(zip(p.dropout_masks, hidden, strict=True)):
        given = rows(mask)
        if len(given) != p.samples or any(len(row) != units for row in given):
            yield f"dropout_masks[{number}] must have {p.samples} rows of {units} numbers, one per sample and unit"
        wrong = [one for row in given for one in row if one not in (0.0, 1.0)]
        if wrong:
            yield f"dropout_masks[{number}] must have only 0 and 1, got {wrong[0]:g}"


def _shape_complaints(p: NetworkParameters) -> Iterator[str]:
    for number, matrix in enumerate(p.weights or ()):
        if len({len(row) for row in matrix}) > 1:
            yield f"weights[{number}] must be a matrix with rows of one length, got rows of {_lengths(matrix)}"
            return
    sizes = p.all_sizes
    if p.weights is not None:
        for number, before in enumerate(sizes[1:-1], start=1):
            taken = p.fan_in(number)
            if taken != before:
                yield f"weights[{number}] must take {before} inputs from the layer before, got {taken}"
        if "sizes" in p.model_fields_set and p.sizes != sizes:
            yield f"sizes must be left out or agree with the weights ({list(sizes)}), got {list(p.sizes)}"
    if isinstance(p.biases, tuple):
        if len(p.biases) != len(sizes) - 1:
            yield f"biases must be one number or {len(sizes) - 1}, one per layer, got {len(p.biases)}"
            return
        for number, (bias, out) in enumerate(zip(p.biases, sizes[1:], strict=True)):
            if isinstance(bias, tuple) and len(bias) != out:
                yield f"biases[{number}] must be a number or {out} numbers, one per unit, got {len(bias)}"
    for name, given, width in (("inputs", p.inputs, sizes[0]), ("targets", p.targets, sizes[-1])):
        wrong = [len(row) for row in rows(given) if len(row) != width]
        if wrong:
            yield f"{name} must have {width} numbers per sample, got {wrong[0]}"
    if p.inputs is not None and p.batch not in (None, len(rows(p.inputs))):
        yield f"batch must be left out or agree with inputs ({len(rows(p.inputs))}), got {p.batch}"
    if p.targets is not None and len(rows(p.targets)) != p.samples:
        yield f"targets must have one row per sample ({p.samples}), got {len(rows(p.targets))}"


def _target_complaints(p: NetworkParameters) -> Iterator[str]:
    for row in rows(p.targets):
        if p.loss.endswith("cross_entropy") and not all(0.0 <= t <= 1.0 for t in row):
            yield f"targets must be from 0 to 1 for {p.loss}, got {list(row)}"
        if p.loss == "softmax_cross_entropy" and abs(sum(row) - 1.0) > 1e-9:
            yield f"targets must add to 1 in each sample for softmax_cross_entropy, got {sum(row):g}"


def rows(given: tuple[Any, ...] | None) -> tuple[tuple[float, ...], ...]:
    """A vector or a matrix as rows; none for None."""
    if given is None:
        return ()
    return given if isinstance(given[0], tuple) else (given,)


def _lengths(matrix: tuple[tuple[float, ...], ...]) -> str:
    return " and ".join(str(n) for n in sorted({len(row) for row in matrix}))
