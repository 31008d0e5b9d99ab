"""The steps of a normalization in a layer: statistics, normalized values, scale and shift, and the way back."""

from collections.abc import Iterator

import numpy as np

from simulator.arrays import Array
from simulator.experiments.network_option_story import normalized_gradient
from simulator.experiments.network_story import Place, matrix_step, partial
from simulator.latex import MOST_TERMS, factor, number, product, signed, total
from simulator.network import Normalizer
from simulator.normalization import NormTape
from simulator.ops.normalization import as_sets
from simulator.trace import Step


def forward(place: Place, symbol: str, result: str) -> Iterator[Step]:
    """From `symbol`, what is normalized, to `result`: gamma x_hat + beta."""
    normalizer, tape = place.layer.normalizer, place.did.norm
    if normalizer is None or tape is None:
        return
    k, sets, hat = place.k, tape.sets, _hat(place)
    members = as_sets(tape.x, tape.kind, normalizer.how.groups)[0]
    center, mean = normalizer.how.convention.center, float(sets.mean[0, 0])
    if center:
        yield matrix_step(
            f"Means for the normalization of layer {k}",
            "forward",
            rf"\mu^{{({k})}} = \tfrac1n \sum_i {symbol.lower()}_i",
            rf"\mu^{{({k})}}_1 = \tfrac{{1}}{{{members.size}}} \left({total(members)}\right) = {number(mean)}",
            sets.mean[:, 0],
            k,
        )
    yield _variance(place, normalizer, members, symbol)
    epsilon, spread = normalizer.how.convention.epsilon, float(sets.spread[0, 0])
    yield matrix_step(
        f"Divisors for the normalization of layer {k}",
        "forward",
        rf"s^{{({k})}} = \sqrt{{\sigma^{{2({k})}} + \varepsilon}}",
        rf"s^{{({k})}}_1 = \sqrt{{{number(float(sets.variance[0, 0]))} + {number(epsilon)}}} = {number(spread)}",
        sets.spread[:, 0],
        k,
    )
    x, x_hat = float(tape.x[0, 0]), float(tape.affine.x_hat[0, 0])
    above = f"({number(x)} {signed(-mean)})" if center else factor(x)
    yield matrix_step(
        f"Normalized values of layer {k}",
        "forward",
        rf"{hat} = ({symbol} - \mu^{{({k})}}) / s^{{({k})}}" if center else f"{hat} = {symbol} / s^{{({k})}}",
        rf"{hat}_{{11}} = {above} / {number(spread)} = {number(x_hat)}",
        tape.affine.x_hat,
        k,
    )
    scale, shift = float(normalizer.scale[0]), float(normalizer.shift[0])
    yield matrix_step(
        f"Scaled and shifted values of layer {k}",
        "forward",
        rf"{result} = \gamma^{{({k})}} \odot {hat} + \beta^{{({k})}}",
        rf"{result}_{{11}} = {product((scale, x_hat))} {signed(shift)} = {number(float(tape.y[0, 0]))}",
        tape.y,
        k,
    )


def _variance(place: Place, normalizer: Normalizer, members: Array, symbol: str) -> Step:
    assert place.did.norm is not None
    k, sets, center = place.k, place.did.norm.sets, normalizer.how.convention.center
    mean = f" {signed(-float(sets.mean[0, 0]))}" if center else ""
    terms = [f"({number(x)}{mean})^2" for x in members[:MOST_TERMS].tolist()]
    written = " + ".join(terms) + (r" + \cdots" if members.size > MOST_TERMS else "")
    term = rf"({symbol.lower()}_i - \mu^{{({k})}})^2" if center else f"({symbol.lower()}_i)^2"
    left = rf"\sigma^{{2({k})}}"
    return matrix_step(
        f"{'Variances' if center else 'Mean squares'} for the normalization of layer {k}",
        "forward",
        rf"{left} = \tfrac1n \sum_i {term}",
        rf"{left}_1 = \tfrac{{1}}{{{members.size}}} \left({written}\right)"
        f" = {number(float(sets.variance[0, 0]))}",
        sets.variance[:, 0],
        k,
    )


def _hat(place: Place) -> str:
    """Symbol of the normalized values."""
    return rf"\hat {'X' if place.layer.skip == 'preactivation' else 'U'}^{{({place.k})}}"


def backward(place: Place, by_result: str, by_given: str) -> Iterator[Step]:
    """The gradients of scale and shift, then through the statistics to that of what was normalized, `by_given`."""
    normalizer, tape, found = place.layer.normalizer, place.did.norm, normalized_gradient(place)
    if normalizer is None or tape is None or found is None:
        return
    k, hat, dy, x_hat = place.k, _hat(place), place.gradient.dz, tape.affine.x_hat
    by_scale, by_shift = partial(rf"\gamma^{{({k})}}"), partial(rf"\beta^{{({k})}}")
    terms = " + ".join(product(pair) for pair in zip(dy[:4, 0].tolist(), x_hat[:4, 0].tolist(), strict=True))
    more = r" + \cdots" if len(dy) > MOST_TERMS else ""
    yield matrix_step(
        f"Scale gradient of layer {k}",
        "backward",
        rf"{by_scale} = \sum_n {by_result} \odot {hat}",
        f"{by_scale}_1 = {terms}{more} = {number(float(found.dscale[0]))}",
        found.dscale,
        k,
    )
    yield matrix_step(
        f"Shift gradient of layer {k}",
        "backward",
        rf"{by_shift} = \sum_n {by_result}",
        f"{by_shift}_1 = {total(dy[:, 0])} = {number(float(found.dshift[0]))}",
        found.dshift,
        k,
    )
    scale, d_hat = float(normalizer.scale[0]), float(found.dx_hat[0, 0])
    yield matrix_step(
        f"Gradient at the normalized values of layer {k}",
        "backward",
        rf"{partial(hat)} = {by_result} \odot \gamma^{{({k})}}",
        f"{partial(hat)}_{{11}} = {product((float(dy[0, 0]), scale))} = {number(d_hat)}",
        found.dx_hat,
        k,
    )
    yield _through_statistics(place, normalizer, found.dx_hat, found.dx, (hat, by_given))


def _through_statistics(
    place: Place, normalizer: Normalizer, dx_hat: Array, dx: Array, symbols: tuple[str, str]
) -> Step:
    """dx = (dx_hat - mean(dx_hat) - x_hat mean(dx_hat x_hat)) / s by set; RMS has no mean(dx_hat)."""
    tape: NormTape | None = place.did.norm
    assert tape is not None
    hat, left = symbols
    d, x = (as_sets(a, tape.kind, normalizer.how.groups)[0] for a in (dx_hat, tape.affine.x_hat))
    center, mean, along = normalizer.how.convention.center, float(np.mean(d)), float(np.mean(d * x))
    shared = rf" - \overline{{{partial(hat)}}}" if center else ""
    moved = f" {signed(-mean)}" if center else ""
    spread = float(tape.sets.spread[0, 0])
    by_hat = partial(hat)
    return matrix_step(
        f"Gradient in front of the normalization of layer {place.k}",
        "backward",
        rf"{left} = \left({by_hat}{shared} - {hat} \, \overline{{{by_hat} \odot {hat}}}\right) / s^{{({place.k})}}",
        rf"{left}_{{11}} = ({number(float(d[0]))}{moved} - {product((float(x[0]), along))}) / {number(spread)}"
        f" = {number(float(dx[0, 0]))}",
        dx,
        place.k,
    )
