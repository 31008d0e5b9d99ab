"""Conventions: parameters on whose value texts differ, often without saying so, and the words that settle each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple


class Meant(NamedTuple):
    """One of the values, and the words by which a text says that it means this one."""

    value: object
    words: tuple[str, ...]

    def named_in(self, text: str) -> bool:
        """Whether one of the words stands in a text; case does not count, parts of words do not either."""
        return any(
            re.search(rf"(?<!\w){re.escape(word.casefold())}(?!\w)", text.casefold()) for word in self.words
        )


@dataclass(frozen=True)
class Convention:
    """A parameter on whose value texts differ."""

    asks: str  # what a reader has to know, such as "whether the squared error is halved"
    meant: tuple[Meant, ...]

    def left_open(self, value: object, text: str) -> Iterator[object]:
        """The other values that a reader of the text may take; none for a value that is not of the list."""
        own = next((one for one in self.meant if one.value == value), None)
        if own is not None and not own.named_in(text):
            yield from (one.value for one in self.meant if one is not own)


HALVED: Final = Convention(
    "whether the squared error is halved",
    (
        Meant("half_squared_error", ("half", "halved", "1/2", "½", r"\frac{1}{2}", r"\tfrac12", r"\frac12")),
        Meant(
            "squared_error", ("squared error", "square of the error", "no half", "not halved", "without 1/2")
        ),
    ),
)
_SUM: Final = ("sum", "sums", "summed", "adds", "added", "total")
_MEAN: Final = ("mean", "means", "average", "averaged", "averages", "divided by the number")
REDUCTION: Final = Convention(
    "whether the terms of the loss are added or averaged", (Meant("mean", _MEAN), Meant("sum", _SUM))
)
SAMPLES_REDUCTION: Final = Convention(
    "whether the terms of the loss are added, averaged, or averaged over the samples alone",
    (
        Meant("sum", _SUM),
        Meant("mean", ("all entries", "all outputs", "every entry", "mean over the outputs")),
        Meant("batch_mean", ("over the samples", "over the examples", "over the batch", "each example")),
    ),
)
_ROWS: Final = ("row", "rows", "column", "columns")
LAYOUT: Final = Convention(
    "whether a row of a weight matrix belongs to an input or to an output",
    (Meant("in_out", (*_ROWS, "x W", "h W")), Meant("out_in", (*_ROWS, "W x", "W h"))),
)
BIASES_LEARN: Final = Convention(
    "whether the biases learn too",
    (
        Meant(True, ("biases learn", "biases too", "weights and biases", "biases change")),
        Meant(
            False, ("no bias", "no biases", "without bias", "biases stay", "biases are fixed", "biases keep")
        ),
    ),
)
DROPOUT: Final = Convention(
    "whether dropout scales in training or in evaluation",
    (
        Meant("inverted", ("inverted", "divided by 1 - p", "divided by 1 − p", "scaled in training")),
        Meant("classic", ("classic", "multiplied by 1 - p", "multiplied by 1 − p", "scaled in evaluation")),
    ),
)
PENALTY_HALVED: Final = Convention(
    "whether the L2 penalty has the factor 1/2",
    (
        Meant(True, ("half", "halved", "1/2", "½", "/ 2", r"\frac{1}{2}", r"\frac{\lambda}{2}")),
        Meant(False, ("no half", "not halved", "without 1/2", "without the half", "λ times the sum")),
    ),
)
DIVISOR: Final = Convention(
    "whether the variance is divided by n or by n − 1",
    (
        Meant(
            "biased", ("divided by n", "size of the batch", "divided by the number", "mean of the squared")
        ),
        Meant("unbiased", ("n - 1", "n − 1", "n-1", "one less", "unbiased")),
    ),
)
RUNNING_DIVISOR: Final = Convention(
    "which variance of the batch enters the running one",
    (
        Meant("unbiased", ("n - 1", "n − 1", "n-1", "one less", "unbiased")),
        Meant("biased", ("divided by n", "size of the batch", "biased")),
    ),
)
EPSILON_PLACE: Final = Convention(
    "whether epsilon is added inside the root or behind it",
    (
        Meant("inside", ("inside the root", "under the root", "added to the variance", "epsilon is 0")),
        Meant("outside", ("outside the root", "behind the root", "added to the root", "epsilon is 0")),
    ),
)
OPTIMIZER_EPSILON: Final = Convention(
    "where epsilon is added",
    (
        Meant("outside", ("outside the root", "behind the root", "added to the root", "epsilon is 0")),
        Meant("inside", ("inside the root", "under the root", "epsilon is 0")),
        Meant("before_correction", ("before the correction", "before correction", "epsilon is 0")),
    ),
)
MOMENTUM_FORM: Final = Convention(
    "what the velocity gains: the gradient, a share of it, or the learning rate times it",
    (
        Meant("sum", ("plus the gradient", "adds the gradient", "v + g", "gains the gradient")),
        Meant("mean", ("1 - β", "1 − β", "1 - momentum", "1 − momentum", "weighted mean", "moving average")),
        Meant("step", ("learning rate times the gradient", "η g", "minus the step")),
    ),
)
NORM: Final = Convention(
    "which norm is meant",
    (
        Meant("l2", ("euclidean", "squares", "l2", "two-norm")),
        Meant("l1", ("l1", "sum of the sizes", "absolute values", "one-norm")),
        Meant("max", ("largest size", "largest entry", "maximum norm", "max norm")),
    ),
)
CLIPPING_EPSILON: Final = Convention(
    "whether something is added to the norm",
    (Meant(0.0, ("epsilon is 0", "nothing is added")), Meant(1e-6, ("1e-6", "0.000001"))),
)
JUDGED: Final = Convention(
    "whether the loss looks at the last step or at every one",
    (
        Meant("last", ("last", "alone", "final", "at the end")),
        Meant("every", ("every step", "each step", "all steps", "every time step")),
    ),
)
RESET: Final = Convention(
    "whether the reset gate acts before or behind the recurrent weights",
    (
        Meant("after", ("after the product", "behind the weights", "behind the recurrent weights")),
        Meant("before", ("before the product", "on the state", "before the recurrent weights")),
    ),
)
UPDATE_GATE: Final = Convention(
    "whether an update gate of 1 keeps the old state or replaces it",
    (
        Meant("keep", ("keeps", "z h", "keeps the old state")),
        Meant("replace", ("replaces", "1 - z", "1 − z", "replaces the old state")),
    ),
)
SCALING: Final = Convention(
    "whether scores are divided by the root of their dimension",
    (
        Meant(None, ("scaled", "root of d", "√d", r"\sqrt{d", "sqrt(d", "divided by the root")),
        Meant(1.0, ("unscaled", "not scaled", "without scaling", "no scaling")),
    ),
)
NORM_PLACEMENT: Final = Convention(
    "whether the norm stands before the branch or behind the addition",
    (
        Meant("pre", ("pre-norm", "before the branch", "before each branch", "in front of")),
        Meant("post", ("post-norm", "behind the addition", "after the addition")),
    ),
)
