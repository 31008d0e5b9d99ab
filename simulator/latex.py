"""Numbers as a learner reads them, in LaTeX: four significant digits, powers of ten where needed."""

from collections.abc import Iterable
from math import isinf, isnan

from simulator.arrays import Array


def number(x: float) -> str:
    r"""0.25 -> `0.25`, 3.4e-18 -> `3.4\times10^{-18}`, infinity -> `\infty`."""
    if isnan(x):
        return r"\text{NaN}"
    if isinf(x):
        return r"\infty" if x > 0 else r"-\infty"
    if x == 0:
        return "0"
    if 1e-4 <= abs(x) < 1e5:
        return f"{x:.5g}" if abs(x) >= 1e4 else f"{x:.4g}"
    mantissa, exponent = f"{x:.3e}".split("e")
    mantissa = mantissa.rstrip("0").rstrip(".")
    return rf"{mantissa}\times10^{{{int(exponent)}}}"


def factor(x: float) -> str:
    """A number as a factor: negative ones in parentheses."""
    return f"({number(x)})" if x < 0 else number(x)


def product(factors: Iterable[float]) -> str:
    r"""`0.25 \cdot 2 \cdot 0.25`; `1` for no factors."""
    return r" \cdot ".join(factor(x) for x in factors) or "1"


def signed(x: float) -> str:
    """A number as a further term of a sum: `+ 0.35` or `- 0.35`."""
    return f"- {number(-x)}" if x < 0 else f"+ {number(x)}"


MOST_TERMS = 4
"""How many terms of a sum are written out unless told otherwise."""


def left_out(count: int, most: int = MOST_TERMS) -> str | None:
    """What is left out of a sum of that many terms, in words; None if nothing."""
    return f"{most} of {count} terms written out" if count > most else None


def dot(left: Array, right: Array, most: int = MOST_TERMS) -> str:
    r"""The scalar product written out: `0.15 \cdot 0.05 + 0.2 \cdot 0.1`; `\cdots` after `most` terms."""
    terms = [product(pair) for pair in zip(left[:most].tolist(), right[:most].tolist(), strict=True)]
    return " + ".join(terms) + (r" + \cdots" if len(left) > most else "")


def total(terms: Array, most: int = MOST_TERMS) -> str:
    r"""A sum written out: `0.27 + 0.02`; `\cdots` after `most` terms."""
    written = " + ".join(factor(x) for x in terms[:most].tolist())
    return written + (r" + \cdots" if len(terms) > most else "")
