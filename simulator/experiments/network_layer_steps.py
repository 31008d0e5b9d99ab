"""The steps of a network on a batch, or of one with many units: layer by layer, the first entry written out."""

from collections.abc import Iterator

from simulator.experiments import network_option_steps as options
from simulator.experiments.network_option_story import by_above, has_options
from simulator.experiments.network_story import (
    Place,
    Story,
    given_symbol,
    matrix_step,
    output_gradient,
    partial,
)
from simulator.latex import dot, number, product, signed, total
from simulator.trace import Step


def steps(story: Story) -> Iterator[Step]:
    """Forward pass, loss, backward pass from the last layer to the first, update."""
    places = story.places
    for place in places:
        yield from (options.forward if has_options(place.layer) else _forward)(story, place)
    yield story.loss_step()
    for place in reversed(places):
        yield matrix_step(
            f"Gradient at the activations of layer {place.k}",
            "backward",
            *_activation_gradient(story, place),
            place.gradient.da,
            place.k,
        )
        yield from (options.backward if has_options(place.layer) else _backward)(story, place)
    for place in places:
        yield _update(story, place)
        yield from options.updates(story, place)


def _forward(story: Story, place: Place) -> Iterator[Step]:
    k, layer, f = place.k, place.layer, place.layer.activation.latex
    w = rf"W^{{({k})\top}}" if story.p.layout == "out_in" else f"W^{{({k})}}"
    z, a = float(place.did.z[0, 0]), float(place.did.a[0, 0])
    yield matrix_step(
        f"Net inputs of layer {k}",
        "forward",
        f"Z^{{({k})}} = {place.batch_source} {w} + b^{{({k})}}",
        f"z^{{({k})}}_{{11}} = {dot(place.x[0], layer.w[:, 0])} {signed(float(layer.b[0]))} = {number(z)}",
        place.did.z,
        k,
    )
    yield matrix_step(
        f"Activations of layer {k}",
        "forward",
        f"A^{{({k})}} = {f}(Z^{{({k})}})",
        f"a^{{({k})}}_{{11}} = {f}({number(z)}) = {number(a)}",
        place.did.a,
        k,
    )


def _backward(story: Story, place: Place) -> Iterator[Step]:
    k, f, (da, dz, dw, db, *_) = place.k, place.layer.activation, place.gradient
    slope = float(f.derivative(place.did.z)[0, 0])
    by_z = partial(f"Z^{{({k})}}")
    yield matrix_step(
        f"Gradient at the net inputs of layer {k}",
        "backward",
        rf"{by_z} = {partial(f'A^{{({k})}}')} \odot {f.latex_derivative}(Z^{{({k})}})",
        f"{partial(f'z^{{({k})}}_{{11}}')} = {product((float(da[0, 0]), slope))} = {number(float(dz[0, 0]))}",
        dz,
        k,
    )
    transposed = story.p.layout == "out_in"
    yield matrix_step(
        f"Weight gradient of layer {k}",
        "backward",
        rf"{partial(f'W^{{({k})}}')} = "
        + (
            rf"\left({by_z}\right)^\top {place.batch_source}"
            if transposed
            else rf"{place.batch_source}{{}}^\top {by_z}"
        ),
        f"{partial(story.weight(k, 1, 1))} = {dot(place.x[:, 0], dz[:, 0])} = {number(float(dw[0, 0]))}",
        dw.T if transposed else dw,
        k,
    )
    yield matrix_step(
        f"Bias gradient of layer {k}",
        "backward",
        rf"{partial(f'b^{{({k})}}')} = \sum_n {partial(f'z^{{({k})}}_n')}",
        f"{partial(f'b^{{({k})}}_1')} = {total(dz[:, 0])} = {number(float(db[0]))}",
        db,
        k,
    )


def _activation_gradient(story: Story, place: Place) -> tuple[str, str]:
    """dC/dA of a layer in symbols, and its first entry with numbers."""
    k = place.k
    by_a = partial(given_symbol(place.layer, "A", k))
    first = partial(given_symbol(place.layer, "a", k) + "_{11}")
    value = number(float(place.gradient.da[0, 0]))
    if k == len(story.network.layers):
        formula, written = output_gradient(story, 0)
        return f"{first} = {formula}", f"{first} = {written} = {value}"
    formula, written = by_above(story, story.places[k])
    return f"{by_a} = {formula}", f"{first} = {written} = {value}"


def _update(story: Story, place: Place) -> Step:
    w = f"W^{{({place.k})}}"
    old, dw, new = (float(x[0, 0]) for x in (place.layer.w, place.gradient.dw, place.new.w))
    return matrix_step(
        f"New weights of layer {place.k}",
        "update",
        rf"{w} \leftarrow {w} - \eta {partial(w)}",
        rf"{story.weight(place.k, 1, 1)} \leftarrow {number(old)} - {product((story.p.first_rate, dw))}"
        f" = {number(new)}",
        place.new.w.T if story.p.layout == "out_in" else place.new.w,
        place.k,
    )
