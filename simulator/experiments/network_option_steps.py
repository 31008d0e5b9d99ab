"""The steps of layers with normalization, skip or dropout, and of a learning rate that a schedule moves."""

from collections.abc import Iterator

from simulator.arrays import Array
from simulator.experiments import network_norm_steps as norm
from simulator.experiments.network_option_story import (
    at_function,
    scaled,
    scaled_numbers,
    weighted,
    weighted_gradient,
)
from simulator.experiments.network_parameters import NetworkParameters
from simulator.experiments.network_story import Place, Story, matrix_step, partial
from simulator.latex import dot, number, product, signed, total
from simulator.trace import Step

MOST_RATES = 10
"""How many updates have their learning rate told."""


def forward(story: Story, place: Place) -> Iterator[Step]:
    """The layer forwards, its operations in their order."""
    if place.layer.skip == "preactivation":
        yield from norm.forward(place, place.batch_source, f"Z^{{({place.k})}}")
        yield from _activated(place)
        yield _weighted(story, place, place.did.dense.x, _function(place, "H"))
        return
    yield _weighted(story, place, place.x, place.batch_source)
    original = place.layer.skip == "original"
    result = f"N^{{({place.k})}}" if original else f"Z^{{({place.k})}}"
    yield from norm.forward(place, weighted(place), result)
    if original:
        yield _skipped(place, result if place.layer.normalizer else weighted(place))
    yield from _activated(place)
    if place.layer.skip == "around":
        yield _skipped(place, _function(place, "H"))


def _function(place: Place, letter: str) -> str:
    """Symbol of f(z), after its dropout."""
    return (rf"\tilde{{{letter}}}" if place.layer.dropout else letter) + f"^{{({place.k})}}"


def _letter(place: Place) -> str:
    """What f(z) is called: A where it is what the layer gives, else H."""
    return "A" if place.layer.skip in ("none", "original") else "H"


def _weighted(story: Story, place: Place, x: Array, source: str) -> Step:
    """x w + b, with the skip where it is added right here."""
    k, layer = place.k, place.layer
    w = rf"W^{{({k})\top}}" if story.p.layout == "out_in" else f"W^{{({k})}}"
    formula, value = f"{source} {w} + b^{{({k})}}", x @ layer.w + layer.b
    written = f"{dot(x[0], layer.w[:, 0])} {signed(float(layer.b[0]))}"
    if layer.skip == "preactivation":
        formula, value = f"{place.batch_source} + {formula}", place.did.a
        written = f"{number(float(place.x[0, 0]))} + {written}"
        return _told(place, f"Output of layer {k}", f"A^{{({k})}}", formula, written, value)
    return _told(place, f"Weighted inputs of layer {k}", weighted(place), formula, written, value)


def _told(place: Place, title: str, left: str, formula: str, written: str, value: Array) -> Step:
    """A forward step: symbols, and the first entry with its numbers."""
    numbers = f"{left}_{{11}} = {written} = {number(float(value[0, 0]))}"
    return matrix_step(title, "forward", f"{left} = {formula}", numbers, value, place.k)


def _skipped(place: Place, branch: str) -> Step:
    """The skip of `original` and `around`: what the layer received is added to its branch."""
    k, original = place.k, place.layer.skip == "original"
    value = place.did.z if original else place.did.a
    before = float(place.x[0, 0])
    added = float(value[0, 0]) - before if original else float((place.did.a - place.x)[0, 0])
    title, left = (f"Net inputs of layer {k}", "Z") if original else (f"Output of layer {k}", "A")
    written = f"{number(before)} {signed(added)}"
    return _told(place, title, f"{left}^{{({k})}}", f"{place.batch_source} + {branch}", written, value)


def _activated(place: Place) -> Iterator[Step]:
    k, f, letter = place.k, place.layer.activation.latex, _letter(place)
    z, h = float(place.did.z[0, 0]), place.did.activation.a
    left = f"{letter}^{{({k})}}"
    yield _told(place, f"Activations of layer {k}", left, f"{f}(Z^{{({k})}})", f"{f}({number(z)})", h)
    if place.layer.dropout is None or place.did.dropout is None:
        return
    yield _told(
        place,
        f"Dropout of layer {k}",
        _function(place, letter),
        scaled(place.layer.dropout, f"M^{{({k})}}", left, r"\odot"),
        scaled_numbers(place.layer.dropout, float(place.layer.dropout.mask[0, 0]), float(h[0, 0])),
        h * place.did.dropout.factor,
    )


def backward(story: Story, place: Place) -> Iterator[Step]:
    """The layer backwards, from the gradient at what it gives."""
    k, skip = place.k, place.layer.skip
    by_z = partial(f"Z^{{({k})}}")
    if skip == "preactivation":
        yield from _parameters(story, place, partial(f"A^{{({k})}}"))
        yield _to_branch(story, place)
        yield from _to_net_input(place)
        yield from norm.backward(place, by_z, f"G^{{({k})}}")
        return
    yield from _to_net_input(place)
    yield from norm.backward(place, by_z, partial(weighted(place)))
    if skip == "original" and place.layer.normalizer is None:
        dz, first = place.gradient.dz, number(float(place.gradient.dz[0, 0]))
        left, title = partial(weighted(place)), f"Gradient at the weighted inputs of layer {k}"
        yield matrix_step(title, "backward", f"{left} = {by_z}", f"{left}_{{11}} = {first}", dz, k)
    yield from _parameters(story, place, partial(weighted(place)))


def _to_branch(story: Story, place: Place) -> Step:
    """From the output of a pre-activation layer back through its weights."""
    k, da, w = place.k, place.gradient.da, place.layer.w
    left = partial(_function(place, "H"))
    symbol = f"W^{{({k})}}" if story.p.layout == "out_in" else rf"W^{{({k})\top}}"
    value = da @ w.T
    return matrix_step(
        f"Gradient at the weights' inputs of layer {k}",
        "backward",
        f"{left} = {partial(f'A^{{({k})}}')} {symbol}",
        f"{left}_{{11}} = {dot(da[0], w[0])} = {number(float(value[0, 0]))}",
        value,
        k,
    )


def _to_net_input(place: Place) -> Iterator[Step]:
    """Back through dropout and activation."""
    k, f, letter, layer = place.k, place.layer.activation, _letter(place), place.layer
    dh, dz = at_function(place), place.gradient.dz
    by_h, given = partial(f"{letter}^{{({k})}}"), partial(_function(place, letter))
    if layer.skip == "around":
        given = partial(f"A^{{({k})}}")
    if layer.dropout is not None:
        before = place.gradient.da if layer.skip != "preactivation" else place.gradient.da @ layer.w.T
        written = scaled_numbers(layer.dropout, float(layer.dropout.mask[0, 0]), float(before[0, 0]))
        yield matrix_step(
            f"Gradient before the dropout of layer {k}",
            "backward",
            f"{by_h} = {scaled(layer.dropout, f'M^{{({k})}}', given, chr(92) + 'odot')}",
            f"{by_h}_{{11}} = {written} = {number(float(dh[0, 0]))}",
            dh,
            k,
        )
    elif layer.skip == "around":
        by_h = given
    slope = float(f.derivative(place.did.z)[0, 0])
    by_z = partial(f"Z^{{({k})}}")
    yield matrix_step(
        f"Gradient at the net inputs of layer {k}",
        "backward",
        rf"{by_z} = {by_h} \odot {f.latex_derivative}(Z^{{({k})}})",
        f"{by_z}_{{11}} = {product((float(dh[0, 0]), slope))} = {number(float(dz[0, 0]))}",
        dz,
        k,
    )


def _parameters(story: Story, place: Place, by_u: str) -> Iterator[Step]:
    """The gradients of weights and biases, from that at x w + b."""
    k, du, (dw, db) = place.k, weighted_gradient(place), (place.gradient.dw, place.gradient.db)
    received = place.did.dense.x
    source = _function(place, "H") if place.layer.skip == "preactivation" else place.batch_source
    transposed = story.p.layout == "out_in"
    yield matrix_step(
        f"Weight gradient of layer {k}",
        "backward",
        rf"{partial(f'W^{{({k})}}')} = "
        + (rf"\left({by_u}\right)^\top {source}" if transposed else rf"{source}{{}}^\top {by_u}"),
        f"{partial(story.weight(k, 1, 1))} = {dot(received[:, 0], du[:, 0])} = {number(float(dw[0, 0]))}",
        dw.T if transposed else dw,
        k,
    )
    yield matrix_step(
        f"Bias gradient of layer {k}",
        "backward",
        rf"{partial(f'b^{{({k})}}')} = \sum_n \left({by_u}\right)_n",
        f"{partial(f'b^{{({k})}}_1')} = {total(du[:, 0])} = {number(float(db[0]))}",
        db,
        k,
    )


def updates(story: Story, place: Place) -> Iterator[Step]:
    """The new scale and shift of a layer with a normalization."""
    old, new, g = place.layer.normalizer, place.new.normalizer, place.gradient
    if old is None or new is None or g.dscale is None or g.dshift is None:
        return
    for name, letter, before, gradient, after in (
        ("scale", r"\gamma", old.scale, g.dscale, new.scale),
        ("shift", r"\beta", old.shift, g.dshift, new.shift),
    ):
        symbol = rf"{letter}^{{({place.k})}}"
        moved = product((story.p.first_rate, float(gradient[0])))
        yield matrix_step(
            f"New {name} of layer {place.k}",
            "update",
            rf"{symbol} \leftarrow {symbol} - \eta {partial(symbol)}",
            rf"{symbol}_1 \leftarrow {number(float(before[0]))} - {moved} = {number(float(after[0]))}",
            after,
            place.k,
        )


def learning_rates(p: NetworkParameters) -> Iterator[Step]:
    """The learning rate of the first updates, where a schedule moves it."""
    factors = p.factors or ()
    told = None
    if len(factors) > MOST_RATES:
        told = f"of {len(factors)} updates the first {MOST_RATES} have their learning rate told"
    for t, factor in enumerate(factors[:MOST_RATES], start=1):
        rate = p.learning_rate * factor
        yield Step(
            f"Learning rate of update {t}",
            "update",
            rf"\eta_{{{t}}} = s_{{{t}}} \, \eta",
            rf"\eta_{{{t}}} = {product((factor, p.learning_rate))} = {number(rate)}",
            rate,
            (),
            None,
            told,
        )
