"""The words, symbols and numbers that the steps of dropout, normalization and skips share."""

from simulator.arrays import Array
from simulator.experiments.network_story import Place, Story, partial
from simulator.latex import dot, factor, number, signed
from simulator.network import Dropout, Layer
from simulator.normalization import NormGradient, norm_backward


def at_function(place: Place) -> Array:
    """dC/df(z), before dropout and, for a skip around the layer, without it. -> (batch, units)."""
    return place.gradient.da if place.gradient.dh is None else place.gradient.dh


def normalized_gradient(place: Place) -> NormGradient | None:
    """The gradients in front of the layer's normalization, if it has one."""
    return None if place.did.norm is None else norm_backward(place.gradient.dz, place.did.norm)


def scaled(dropout: Dropout, mask: str, symbol: str, times: str = "") -> str:
    r"""What dropout makes of a symbol, in LaTeX; `times` as `\odot` stands between the mask and a matrix."""
    if dropout.mode == "train":
        kept = f"{mask} {times} {symbol}" if times else f"{mask} {symbol}"
        return f"{kept} / (1 - p)" if dropout.convention == "inverted" and dropout.p < 1 else kept
    return symbol if dropout.convention == "inverted" else f"(1 - p) {symbol}"


def scaled_numbers(dropout: Dropout, mask: float, value: float) -> str:
    """The same with its numbers."""
    if dropout.mode == "train":
        kept = rf"{number(mask)} \cdot {factor(value)}"
        scales = dropout.convention == "inverted" and dropout.p < 1
        return f"{kept} / (1 - {number(dropout.p)})" if scales else kept
    if dropout.convention == "inverted":
        return number(value)
    return rf"(1 - {number(dropout.p)}) \cdot {factor(value)}"


def has_options(layer: Layer) -> bool:
    """Whether the layer is more than f(x w + b)."""
    return layer.normalizer is not None or layer.skip != "none" or layer.dropout is not None


def weighted(place: Place, letter: str = "") -> str:
    """Symbol of x w + b: the net input itself, unless a normalization or a skip comes between."""
    between = place.layer.normalizer is not None or place.layer.skip == "original"
    name = "U" if between else "Z"
    return f"{name.lower() if letter else name}^{{({place.k})}}{letter}"


def weighted_gradient(place: Place) -> Array:
    """dC/d(x w + b). -> (batch, units)."""
    if place.layer.skip == "preactivation":
        return place.gradient.da
    found = normalized_gradient(place)
    return place.gradient.dz if found is None else found.dx


def by_above(story: Story, above: Place) -> tuple[str, str]:
    """dC/dA of the layer below, in symbols, and its first entry with numbers."""
    k, skip = above.k, above.layer.skip
    w = f"W^{{({k})}}" if story.p.layout == "out_in" else rf"W^{{({k})\top}}"
    by_a, by_z = partial(f"A^{{({k})}}"), partial(f"Z^{{({k})}}")
    da, dz = float(above.gradient.da[0, 0]), float(above.gradient.dz[0, 0])
    if skip == "preactivation":
        found = normalized_gradient(above)
        branch, value = (by_z, dz) if found is None else (f"G^{{({k})}}", float(found.dx[0, 0]))
        return f"{by_a} + {branch}", f"{number(da)} {signed(value)}"
    formula, written = f"{partial(weighted(above))} {w}", dot(weighted_gradient(above)[0], above.layer.w[0])
    if skip == "none":
        return formula, written
    symbol, value = (by_z, dz) if skip == "original" else (by_a, da)
    return f"{symbol} + {formula}", f"{number(value)} + {written}"
