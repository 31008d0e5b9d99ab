"""What the steps of a network are told from, and the words and symbols that they share."""

from typing import NamedTuple

from simulator.arrays import Array
from simulator.experiments.network_parameters import NetworkParameters
from simulator.latex import factor, number, total
from simulator.network import Layer, LayerGradient, LayerTape, Network, Pass
from simulator.ops.activations import sigmoid
from simulator.ops.losses import softmax
from simulator.trace import Direction, Step, value_of

MOST_TERMS = 6
"""How many terms of the loss are written out."""

LOSS_FORMULAS = {
    "squared_error": r"\sum (a - t)^2",
    "half_squared_error": r"\sum \tfrac12 (a - t)^2",
    "binary_cross_entropy": r"\sum \left(-t \ln \sigma(z) - (1 - t) \ln (1 - \sigma(z))\right)",
    "softmax_cross_entropy": r"\sum -t \ln \operatorname{softmax}(z)",
}


OUTPUT_GRADIENTS = {
    "squared_error": "(a_{%d} - t_{%d})",
    "half_squared_error": "(a_{%d} - t_{%d})",
    "binary_cross_entropy": r"(\sigma(z_{%d}) - t_{%d})",
    "softmax_cross_entropy": r"(\operatorname{softmax}(z)_{%d} - t_{%d})",
}


class Place(NamedTuple):
    """One layer of the pass, and all that was there."""

    k: int  # from 1
    layer: Layer
    x: Array  # (batch, in) what it received
    did: LayerTape
    gradient: LayerGradient
    new: Layer  # after the update
    before: Layer | None = None  # the layer before; None where that is the input

    @property
    def source(self) -> str:
        """Symbol of one sample that the layer receives."""
        return "x" if self.before is None else given_symbol(self.before, "a", self.k - 1)

    @property
    def batch_source(self) -> str:
        """Symbol of the batch that the layer receives."""
        return "X" if self.before is None else given_symbol(self.before, "A", self.k - 1)


def given_symbol(layer: Layer, letter: str, k: int) -> str:
    """Symbol of what a layer gives: with a tilde where dropout is the last that happened to it."""
    last = layer.dropout is not None and layer.skip in ("none", "original")
    return (rf"\tilde{{{letter}}}" if last else letter) + f"^{{({k})}}"


class Story(NamedTuple):
    """One pass and one update of a network."""

    network: Network
    after: Network
    done: Pass
    x: Array  # (batch, in)
    target: Array  # (batch, out)
    p: NetworkParameters

    @property
    def places(self) -> list[Place]:
        """The layers in forward order."""
        received = [self.x, *(entry.a for entry in self.done.tape)]
        return [
            Place(k, layer, x, did, gradient, new, before)
            for k, (before, layer, x, did, gradient, new) in enumerate(
                zip(
                    [None, *self.network.layers[:-1]],
                    self.network.layers,
                    received[:-1],
                    self.done.tape,
                    self.done.gradients.layers,
                    self.after.layers,
                    strict=True,
                ),
                start=1,
            )
        ]

    def weight(self, k: int, i: int | str, j: int | str) -> str:
        """Symbol of the weight from unit i to unit j of layer k, its indices in the order of the layout."""
        row, column = (j, i) if self.p.layout == "out_in" else (i, j)
        comma = "," if max(len(str(i)), len(str(j))) > 1 else ""
        return rf"w^{{({k})}}_{{{row}{comma}{column}}}"

    def mean(self) -> str:
        """`1/N` in LaTeX where the loss is a mean, else nothing."""
        divisor = self.done.judged.divisor
        return rf"\tfrac{{1}}{{{divisor}}} " if divisor > 1 else ""

    def loss_step(self) -> Step:
        """The loss, its first terms written out."""
        terms, mean = self.done.judged.terms.ravel(), self.mean()
        written = total(terms, MOST_TERMS)
        numbers = rf"{mean}\left({written}\right)" if mean else written
        return Step(
            "Loss",
            "forward",
            f"C = {mean}{LOSS_FORMULAS[self.p.loss]}",
            f"C = {numbers} = {number(self.done.loss)}",
            self.done.loss,
            (),
            None,
            left_out(terms.size, MOST_TERMS),
        )


def output_gradient(story: Story, j: int) -> tuple[str, str]:
    """The loss's gradient at output j of the first sample, in symbols and with numbers."""
    loss, a, t = story.p.loss, story.done.tape[-1].a, float(story.target[0, j])
    if loss == "binary_cross_entropy":
        a = sigmoid(a)
    elif loss == "softmax_cross_entropy":
        a = softmax(a)
    times, divisor = 2 if loss == "squared_error" else 1, story.done.judged.divisor
    scale = (
        rf"\tfrac{{{times}}}{{{divisor}}} \cdot " if divisor > 1 else rf"{times} \cdot " if times > 1 else ""
    )
    written = f"{scale}({number(float(a[0, j]))} - {factor(t)})"
    return scale + OUTPUT_GRADIENTS[loss] % (j + 1, j + 1), written


def partial(symbol: str) -> str:
    """The derivative of the loss by a symbol, in LaTeX."""
    return rf"\frac{{\partial C}}{{\partial {symbol}}}"


def matrix_step(
    title: str, direction: Direction, formula: str, substituted: str, x: Array, layer: int
) -> Step:
    """A step whose value is an array, the numbers put in for its first entry."""
    value, cut = value_of(x)
    told = "numbers put in for the first entry" + (f"; {cut}" if cut else "")
    return Step(title, direction, formula, substituted, value, x.shape, layer, told)


def left_out(count: int, most: int) -> str | None:
    """What was left out of a sum of that many terms; None if nothing."""
    return f"{most} of {count} terms written out" if count > most else None
