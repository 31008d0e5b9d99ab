"""The network behind a run as a row of columns, and which of them a step is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from studyapp.core.worked import Direction, Series, Step, WorkedExample

MOST_COLUMNS = 10_000
"""A run that says it has more is not drawn."""
_TIME = re.compile(r"\b(?:at|after|of) step (\d+)\b")
_UNIT = re.compile(r"\bunit (\d+) (?:in|of) layer \d+$")
_BETWEEN = re.compile(r"\bfrom unit (\d+) to unit (\d+) of layer \d+$")


@dataclass(frozen=True, slots=True)
class Column:
    """A layer, a time step or a block: what stands in it, below it, and how many units it has."""

    says: str
    units: int = 1
    below: str = ""


@dataclass(frozen=True, slots=True)
class Network:
    """The columns between what comes in and what comes out, with the place of a step."""

    columns: tuple[Column, ...]
    start: str
    end: str
    direction: Direction
    lit: int | None = None
    """The column that the step is about, from 0; `len(columns)` is the end, None is none."""
    unit: int | None = None
    """The unit of that column, from 0."""
    source: int | None = None
    """The unit of the column before, where the step is about one weight."""
    skips: bool = False
    """Whether a skip leads around each column."""
    drawn_units: tuple[int, ...] = ()
    """Units of the input and of each column, where all of them are few enough to draw."""


FEW_UNITS, FEW_COLUMNS = 6, 6


def network_of(example: WorkedExample, place: int) -> Network | None:
    """The network of a run at one of its steps; None where there is nothing sensible to draw."""
    if not example.steps:
        return None
    step = example.steps[place]
    try:
        made = _made(example, step)
    except (IndexError, KeyError, TypeError, ValueError):  # a run of another form
        return None
    if made is None or not made.columns or len(made.columns) > MOST_COLUMNS:
        return None
    beyond = made.lit is None or made.lit >= len(
        made.columns
    )  # a variant may be deeper than the run's own network
    return replace(made, lit=_end(made, step)) if beyond else made


_BY_LAYER = ("layer", "unit", "block")


def cursor_of(curve: Series, example: WorkedExample, place: int) -> float | None:
    """Where a step stands on the x axis of a chart by layers or time steps; None where it has no place there."""
    step = example.steps[place] if example.steps else None
    if step is None:
        return None
    if curve.x_label in _BY_LAYER:
        at = step.layer
    elif curve.x_label == "time step":
        found = _TIME.search(step.title)
        at = int(found[1]) if found else None
    else:
        at = None
    return None if at is None or float(at) not in curve.x else float(at)


def gradient_group(series: Sequence[Series]) -> str | None:
    """The group of the first curve of gradients by layer or time step; None without one."""
    by = (*_BY_LAYER, "time step")
    found = (one.group for one in series if one.x_label in by and "gradient" in f"{one.group} {one.name}")
    return next(found, None)


def _end(made: Network, step: Step) -> int | None:
    return len(made.columns) if step.title.startswith(("Cost", "Loss")) else None


def _made(example: WorkedExample, step: Step) -> Network | None:
    match example.experiment:
        case "chain":
            count = len(_list(example.measurements["weight"]))
            skips = example.parameters.get("residual") is True
            return _layers([1] * count, step, chain=True, skips=skips)
        case "network":
            return _network(example, step)
        case "gradient_flow" | "training" | "initialization":
            return _layers(_sizes(example), step)
        case "residual" | "transformer_block":
            return _blocks(example, step)
        case "recurrent":
            return _unrolled(example, step)
        case "attention":
            return _attention(step)
        case "convolution":
            return _convolution(example, step)
    return None


def _list(value: object) -> Sequence[object]:
    if isinstance(value, list | tuple):
        return value
    raise TypeError("no list")


def _whole(value: object) -> int:
    if isinstance(value, int | float):
        return int(value)
    raise TypeError("no number")


def _layer(step: Step) -> int | None:
    return None if step.layer is None else step.layer - 1


def _layers(sizes: Sequence[int], step: Step, *, chain: bool = False, skips: bool = False) -> Network:
    columns = tuple(
        Column(str(place) if chain else str(size), size, "" if chain else f"layer {place}")
        for place, size in enumerate(sizes, start=1)
    )
    return Network(columns, "x", "C", step.direction, _layer(step), skips=skips)


def _network(example: WorkedExample, step: Step) -> Network:
    turned = example.parameters.get("layout") == "out_in"
    weights = [_list(matrix) for matrix in _list(example.measurements["weight"])]
    shapes = [(len(matrix), len(_list(matrix[0]))) for matrix in weights]
    sizes = [rows if turned else columns for rows, columns in shapes]
    inputs = shapes[0][1] if turned else shapes[0][0]
    made = _layers(sizes, step)
    if max(inputs, *sizes) > FEW_UNITS or len(sizes) > FEW_COLUMNS:
        return made
    made = replace(made, drawn_units=(inputs, *sizes))
    if found := _BETWEEN.search(step.title):
        return replace(made, source=int(found[1]) - 1, unit=int(found[2]) - 1)
    found = _UNIT.search(step.title)
    return replace(made, unit=int(found[1]) - 1) if found else made


def _sizes(example: WorkedExample) -> list[int]:
    """Units of each layer: as given, or as the shapes of the forward steps say."""
    given = example.parameters
    if example.experiment == "initialization":
        return [_whole(size) for size in _list(given["sizes"])][1:]
    depth, width = _whole(given["depth"]), _whole(given["width"])
    if example.experiment == "gradient_flow":
        return [width] * depth
    last = max((step.layer or 0 for step in example.steps), default=0)
    outputs = [step.shape[-1] for step in example.steps if step.layer == last > depth and step.shape]
    return [width] * depth + outputs[:1]


def _blocks(example: WorkedExample, step: Step) -> Network:
    count = _whole(example.parameters["depth"])
    columns = tuple(Column(str(place)) for place in range(1, count + 1))
    plain = example.experiment == "residual" and step.title.endswith(", plain")
    return Network(columns, "x", "C", step.direction, _layer(step), skips=not plain)


def _unrolled(example: WorkedExample, step: Step) -> Network:
    """The cell once for each time step, its input below it."""
    count = len(_list(example.measurements["hidden_state"]))
    columns = tuple(Column(f"h{time}", below=f"x{time}") for time in range(1, count + 1))
    found = _TIME.search(step.title)
    lit = int(found[1]) - 1 if found and 0 < int(found[1]) <= count else None
    return Network(columns, "h0", "C", step.direction, lit)


def _attention(step: Step) -> Network:
    columns = tuple(Column(name) for name in ("Q K V", "scores", "weights", "output"))
    words = step.title.lower()
    lit = next((place for place, name in ((1, "score"), (2, "weight"), (3, "output")) if name in words), None)
    if lit is None and any(name in words for name in ("quer", "key", "value")):
        lit = 0
    return Network(columns, "X", "", step.direction, lit)


def _convolution(example: WorkedExample, step: Step) -> Network | None:
    """The window slides over the input; its size, the kernel's and the output's."""
    if step.layer is not None:
        count = len(_list(example.measurements["stack_size"]))
        columns = tuple(Column(str(place)) for place in range(1, count + 1))
        return Network(columns, "x", "", step.direction, _layer(step))
    parts = [(name, example.measurements.get(name)) for name in ("input", "kernel", "output")]
    columns = tuple(Column(f"{name} {_size(value)}") for name, value in parts if value)
    words = step.title.lower()
    lit = next((place for place, one in enumerate(columns) if one.says.split()[0] in words), None)
    return Network(columns, "", "", step.direction, 2 if lit is None and "bias" not in words else lit)


def _size(value: object) -> str:
    sizes: list[str] = []
    while isinstance(value, list | tuple) and value:
        sizes.append(str(len(value)))
        value = value[0]
    return "×".join(sizes[-2:])
