"""A run of the simulator as a plain value: what the lab hands up and every front end draws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal, TypeAlias

Direction: TypeAlias = Literal["forward", "backward", "update"]
Numbers: TypeAlias = "float | tuple[Numbers, ...]"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the pass, in the order in which it is computed."""

    title: str
    direction: Direction
    formula: str
    """LaTeX."""
    substituted: str
    """The same formula with its numbers, LaTeX."""
    value: Numbers
    shape: tuple[int, ...]
    layer: int | None = None
    """Layer or unit it belongs to, counted from 1."""
    shown: str = ""
    """What was left out, when the value is too large to show whole."""


@dataclass(frozen=True, slots=True)
class Series:
    """A curve; curves of one group share a chart."""

    name: str
    group: str
    x_label: str
    y_label: str
    x: tuple[float, ...]
    y: tuple[float, ...]
    scale: Literal["linear", "log"] = "linear"


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """A claim with what the run measured."""

    text: str
    """The statement with the variables' numbers in it."""
    says: str | None
    holds: bool
    measured: str
    """The measured values on each side, such as `0.125 = 0.125`, or why it could not be checked."""


@dataclass(frozen=True, slots=True)
class WorkedExample:
    """One run: its steps, curves, measurements and checked claims."""

    experiment: str
    parameters: Mapping[str, object]
    seed: int
    steps: tuple[Step, ...]
    series: tuple[Series, ...]
    measurements: Mapping[str, object]
    claims: tuple[CheckedClaim, ...] = ()
    caption: str | None = None
    seconds: float = 0.0
    """Wall time of the run."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A number or an array that is shown, or left blank to be filled in."""

    label: str
    value: Numbers
    blank: bool = True


@dataclass(frozen=True, slots=True)
class Named:
    """A wrong value with its cause."""

    value: Numbers
    says: str
    tag: str


@dataclass(frozen=True, slots=True)
class Variant:
    """The numbers of one showing of a question; the same seed always gives the same variant."""

    seed: int
    variables: Mapping[str, object] = field(default_factory=dict)
    key: float | None = None
    """The answer of a numeric question, or the number that a choice is about."""
    mistakes: tuple[Named, ...] = ()
    order: tuple[int, ...] = ()
    """The order in which options are shown, as places in the pack's list."""
    right: tuple[int, ...] = ()
    """Where the run decides: the places of what is right, or all places in the right order."""
    cells: tuple[Cell, ...] = ()
    """The lines of what is filled in, or of a mistaken pass."""
    texts: tuple[str, ...] = ()
    """Options in the pack's order, where they show what mistaken passes give."""
    told: str = ""
    """The mistake that was made in a mistaken pass, in a sentence."""


def packed_variant(variant: Variant) -> dict[str, Any]:
    """The resolved values of a variant, as stored with an answer; the seed is stored beside it."""
    return {name: value for name, value in asdict(variant).items() if name != "seed"}


def unpacked_variant(seed: int, stored: Mapping[str, Any]) -> Variant:
    """The variant that `packed_variant` wrote, after its way through JSON; what an older app did not store is left
    at its default.
    """
    known: dict[str, Any] = dict(stored)
    known["variables"] = {name: _tuples(value) for name, value in stored.get("variables", {}).items()}
    known["mistakes"] = tuple(Named(**_known(Named, one)) for one in stored.get("mistakes", ()))
    known["cells"] = tuple(Cell(**_known(Cell, one)) for one in stored.get("cells", ()))
    return Variant(**_known(Variant, known) | {"seed": seed})


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list | tuple) else value


def _known(kind: type[Variant | Named | Cell], stored: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that this app knows; a later one may have stored more."""
    names = {one.name for one in fields(kind)}
    return {name: _tuples(value) for name, value in stored.items() if name in names}
