"""The steps of a small network on one sample, unit by unit, weight by weight."""

from collections.abc import Iterator

import numpy as np

from simulator.experiments.network_option_story import at_function, scaled, scaled_numbers
from simulator.experiments.network_story import (
    Place,
    Story,
    given_symbol,
    left_out,
    output_gradient,
    partial,
)
from simulator.latex import MOST_TERMS, dot, number, product, signed
from simulator.network import Dropout
from simulator.trace import Step


def count(story: Story) -> int:
    """How many steps it takes to tell the story unit by unit."""
    layers = story.network.layers
    dropped = sum(2 * layer.b.size for layer in layers if layer.dropout is not None)
    return 1 + dropped + sum(6 * layer.b.size + 2 * layer.w.size for layer in layers)


def steps(story: Story) -> Iterator[Step]:
    """Forward pass, loss, backward pass from the last layer to the first, update."""
    places = story.places
    for place in places:
        for j in range(place.layer.b.size):
            yield from _forward(story, place, j)
    yield story.loss_step()
    for place in reversed(places):
        for j in range(place.layer.b.size):
            yield _activation_gradient(story, place, j)
            yield from _gradients(story, place, j)
    for place in places:
        yield from _update(story, place)


def _forward(story: Story, place: Place, j: int) -> Iterator[Step]:
    k, u, layer = place.k, j + 1, place.layer
    z, a = float(place.did.z[0, j]), float(place.did.activation.a[0, j])
    left = rf"z^{{({k})}}_{{{u}}}"
    yield Step(
        f"Net input of unit {u} in layer {k}",
        "forward",
        rf"{left} = \sum_i {story.weight(k, 'i', u)} {place.source}_i + b^{{({k})}}_{{{u}}}",
        f"{left} = {dot(layer.w[:, j], place.x[0])} {signed(float(layer.b[j]))} = {number(z)}",
        z,
        (),
        k,
        left_out(layer.w.shape[0], MOST_TERMS),
    )
    left = rf"a^{{({k})}}_{{{u}}}"
    f = layer.activation.latex
    yield Step(
        f"Activation of unit {u} in layer {k}",
        "forward",
        rf"{left} = {f}(z^{{({k})}}_{{{u}}})",
        f"{left} = {f}({number(z)}) = {number(a)}",
        a,
        (),
        k,
    )
    if layer.dropout is not None:
        yield _dropped(place, layer.dropout, j)


def _dropped(place: Place, dropout: Dropout, j: int) -> Step:
    k, u, a, given = place.k, j + 1, float(place.did.activation.a[0, j]), float(place.did.a[0, j])
    left, m = rf"\tilde{{a}}^{{({k})}}_{{{u}}}", rf"m^{{({k})}}_{{{u}}}"
    written = scaled_numbers(dropout, float(dropout.mask[0, j]), a)
    return Step(
        f"Dropout of unit {u} in layer {k}",
        "forward",
        f"{left} = {scaled(dropout, m, rf'a^{{({k})}}_{{{u}}}')}",
        f"{left} = {written} = {number(given)}",
        given,
        (),
        k,
    )


def _undropped_gradient(place: Place, dropout: Dropout, j: int) -> Step:
    k, u = place.k, j + 1
    da, dh = float(place.gradient.da[0, j]), float(at_function(place)[0, j])
    left, m = partial(rf"a^{{({k})}}_{{{u}}}"), rf"m^{{({k})}}_{{{u}}}"
    by_given = partial(rf"\tilde{{a}}^{{({k})}}_{{{u}}}")
    written = scaled_numbers(dropout, float(dropout.mask[0, j]), da)
    return Step(
        f"Gradient before the dropout of unit {u} in layer {k}",
        "backward",
        f"{left} = {scaled(dropout, m, by_given)}",
        f"{left} = {written} = {number(dh)}",
        dh,
        (),
        k,
    )


def _activation_gradient(story: Story, place: Place, j: int) -> Step:
    k, u, da = place.k, j + 1, float(place.gradient.da[0, j])
    title = f"Gradient at the activation of unit {u} in layer {k}"
    left = partial(f"{given_symbol(place.layer, 'a', k)}_{{{u}}}")
    if k == len(story.network.layers):
        return _output_gradient(story, place, j, title, left)
    above = story.network.layers[k]
    dz = story.done.gradients.layers[k].dz[0]
    return Step(
        title,
        "backward",
        rf"{left} = \sum_j {partial(rf'z^{{({k + 1})}}_j')} {story.weight(k + 1, u, 'j')}",
        f"{left} = {dot(dz, above.w[j])} = {number(da)}",
        da,
        (),
        k,
        left_out(dz.size, MOST_TERMS),
    )


def _output_gradient(story: Story, place: Place, j: int, title: str, left: str) -> Step:
    da = float(place.gradient.da[0, j])
    formula, written = output_gradient(story, j)
    return Step(
        title, "backward", f"{left} = {formula}", f"{left} = {written} = {number(da)}", da, (), place.k
    )


def _gradients(story: Story, place: Place, j: int) -> Iterator[Step]:
    k, u, f = place.k, j + 1, place.layer.activation
    da, dz = float(at_function(place)[0, j]), float(place.gradient.dz[0, j])
    slope = float(f.derivative(place.did.z)[0, j])
    by_z = partial(rf"z^{{({k})}}_{{{u}}}")
    if place.layer.dropout is not None:
        yield _undropped_gradient(place, place.layer.dropout, j)
    yield Step(
        f"Gradient at the net input of unit {u} in layer {k}",
        "backward",
        rf"{by_z} = {partial(rf'a^{{({k})}}_{{{u}}}')} {f.latex_derivative}(z^{{({k})}}_{{{u}}})",
        f"{by_z} = {product((da, slope))} = {number(dz)}",
        dz,
        (),
        k,
    )
    for i, dw in enumerate(place.gradient.dw[:, j].tolist()):
        left = partial(story.weight(k, i + 1, u))
        yield Step(
            f"Gradient of the weight from unit {i + 1} to unit {u} of layer {k}",
            "backward",
            rf"{left} = {by_z} {place.source}_{{{i + 1}}}",
            f"{left} = {product((dz, float(place.x[0, i])))} = {number(dw)}",
            dw,
            (),
            k,
        )
    db = float(place.gradient.db[j])
    left = partial(rf"b^{{({k})}}_{{{u}}}")
    yield Step(
        f"Gradient of the bias of unit {u} of layer {k}",
        "backward",
        f"{left} = {by_z}",
        f"{left} = {number(db)}",
        db,
        (),
        k,
    )


def _update(story: Story, place: Place) -> Iterator[Step]:
    k, lr = place.k, story.p.first_rate
    for i, j in np.ndindex(*place.layer.w.shape):
        yield _moved(
            f"New weight from unit {i + 1} to unit {j + 1} of layer {k}",
            story.weight(k, i + 1, j + 1),
            (float(place.layer.w[i, j]), lr, float(place.gradient.dw[i, j]), float(place.new.w[i, j])),
            k,
        )
    for j in range(place.layer.b.size if story.p.update_biases else 0):
        yield _moved(
            f"New bias of unit {j + 1} of layer {k}",
            rf"b^{{({k})}}_{{{j + 1}}}",
            (float(place.layer.b[j]), lr, float(place.gradient.db[j]), float(place.new.b[j])),
            k,
        )


def _moved(title: str, symbol: str, numbers: tuple[float, float, float, float], layer: int) -> Step:
    old, lr, gradient, new = numbers
    return Step(
        title,
        "update",
        rf"{symbol} \leftarrow {symbol} - \eta {partial(symbol)}",
        rf"{symbol} \leftarrow {number(old)} - {product((lr, gradient))} = {number(new)}",
        new,
        (),
        layer,
    )
