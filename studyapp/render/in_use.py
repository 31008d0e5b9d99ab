"""Which entries of a step's arrays are in use: the one that its numbers are put in for, and those that it reads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from studyapp.core.worked import Numbers, Step, WorkedExample
from studyapp.render.matrices import Place, matrix_rows
from studyapp.render.spans import Rows, Span, ascii_rows, clip, row, to_ascii_words

MOST_ROWS = 6
"""Rows of an array that are drawn beside a step."""
CELLS = 11
"""Cells of an entry with its sign and gap, at most."""
_FIRST = re.compile(r"_\{?(1+)\}?(?:\}| |$)")
_UNIT = re.compile(r"^Net input of unit (\d+) in layer (\d+)$")
_LAYER = re.compile(r"^Net inputs of layer (\d+)$")
_WEIGHT = re.compile(r"^(Gradient of the|New) weight from unit (\d+) to unit (\d+) of layer (\d+)$")
_BACK = re.compile(r"^Gradient at the activation of unit (\d+) in layer (\d+)$")
_PAIR = re.compile(
    r"^(Score|Weight|Gradient at the weight|Gradient at the score) of query (\d+) (?:and|on) key (\d+)$"
)
_MIX = re.compile(r"^First feature of the output of query (\d+)$")
_SPOT = re.compile(r"^(Output|Gradient of the kernel|Gradient of the input) at row (\d+), column (\d+)$")


class Used(NamedTuple):
    """An array with the entries of it that a step uses, indices from 0."""

    name: str
    value: Numbers
    places: frozenset[Place]


def value_places(step: Step) -> frozenset[Place]:
    """The entry of a step's own value that its numbers are put in for; none for a single number."""
    depth, part = 0, step.value
    while isinstance(part, tuple) and part:
        depth, part = depth + 1, part[0]
    if not depth or isinstance(part, tuple):
        return frozenset()
    left = step.substituted.partition("=")[0].strip()
    first = "first" in step.shown or "first entry" in left or _FIRST.search(left) is not None
    return frozenset([(0,) * depth]) if first else frozenset()


def in_use(example: WorkedExample, place: int) -> tuple[Used, ...]:
    """The arrays that the formula of a step reads by row, column or window; () where it names none."""
    step = example.steps[place]
    try:
        match example.experiment:
            case "network":
                found = _network(example, step)
            case "attention":
                found = _attention(example.measurements, step)
            case "convolution":
                found = _convolution(example, step)
            case _:
                return ()
    except (IndexError, KeyError, TypeError, ValueError):  # a run of another form than the titles say
        return ()
    return tuple(used for used in found if used.places and isinstance(used.value, tuple))


def _tuples(value: object) -> Numbers:
    if isinstance(value, list | tuple):
        return tuple(_tuples(entry) for entry in value)
    if isinstance(value, int | float):
        return float(value)
    raise TypeError("no number")


def _shape(value: Numbers) -> tuple[int, ...]:
    if not isinstance(value, tuple):
        return ()
    return (len(value), *_shape(value[0])) if value else (0,)


def _part(measurements: Mapping[str, object], name: str, layer: int | None = None) -> Numbers:
    value = _tuples(measurements[name])
    if layer is None:
        return value
    if not isinstance(value, tuple):
        raise TypeError("no array")
    return value[layer - 1]


def _entries(value: Numbers, row_: int | None, column: int | None) -> frozenset[Place]:
    """One row, one column or one entry of a matrix, counted from 1."""
    rows, columns = _shape(value)
    return frozenset(
        (r, c)
        for r in range(rows)
        for c in range(columns)
        if row_ in (None, r + 1) and column in (None, c + 1)
    )


def _all(value: Numbers) -> frozenset[Place]:
    (count,) = _shape(value)
    return frozenset((place,) for place in range(count))


def _network(example: WorkedExample, step: Step) -> list[Used]:
    known, turned = example.measurements, example.parameters.get("layout") == "out_in"

    def weights(name: str, layer: int, start: int | None, end: int | None) -> Used:
        value = _part(known, name, layer)
        places = _entries(value, end, start) if turned else _entries(value, start, end)
        sign = "∂C/∂W" if name == "weight_gradient" else "W"
        return Used(f"{sign} of layer {layer}", value, places)

    if found := _UNIT.match(step.title):
        unit, layer = map(int, found.groups())
        before = _part(known, "input") if layer == 1 else _part(known, "activation", layer - 1)
        name = "x" if layer == 1 else f"a of layer {layer - 1}"
        return [Used(name, before, _all(before)), weights("weight", layer, None, unit)]
    if found := _LAYER.match(step.title):
        layer = int(found[1])
        before = _part(known, "input") if layer == 1 else _part(known, "activation", layer - 1)
        first = _all(before) if len(_shape(before)) == 1 else _entries(before, 1, None)
        name = "X" if layer == 1 else f"A of layer {layer - 1}"
        return [Used(name, before, first), weights("weight", layer, None, 1)]
    if found := _WEIGHT.match(step.title):
        start, end, layer = map(int, found.groups()[1:])
        name = "weight" if found[1] == "New" else "weight_gradient"
        return [weights(name, layer, start, end)]
    if found := _BACK.match(step.title):
        unit, layer = map(int, found.groups())
        behind = _part(known, "net_input_gradient", layer + 1)
        return [
            Used(f"∂C/∂z of layer {layer + 1}", behind, _all(behind)),
            weights("weight", layer + 1, unit, None),
        ]
    return []


def _attention(known: Mapping[str, object], step: Step) -> list[Used]:
    def of(name: str, sign: str, row_: int | None, column: int | None) -> Used:
        value = _part(known, name)
        return Used(sign, value, _entries(value, row_, column))

    if found := _PAIR.match(step.title):
        query, key = int(found[2]), int(found[3])
        match found[1]:
            case "Score":
                return [of("query", "Q", query, None), of("key", "K", key, None)]
            case "Weight":
                return [of("score", "S", query, None)]
            case "Gradient at the weight":
                return [of("output_gradient", "∂C/∂O", query, None), of("value", "V", key, None)]
            case _:
                return [of("weight", "A", query, None), of("weight_gradient", "∂C/∂A", query, None)]
    if found := _MIX.match(step.title):
        return [of("weight", "A", int(found[1]), None), of("value", "V", None, 1)]
    return []


def _convolution(example: WorkedExample, step: Step) -> list[Used]:
    """The window of the input under the kernel; one channel in two dimensions, without padding at the edge."""
    known, given = example.measurements, example.parameters
    found = _SPOT.match(step.title)
    source = _tuples(known["input"])
    if found is None or len(_shape(source)) != 2:
        return []
    row_, column = int(found[2]), int(found[3])
    if found[1] != "Output":
        name = "kernel_gradient" if "kernel" in found[1] else "input_gradient"
        value = _tuples(known[name])
        return [Used(f"∂C/∂{'W' if 'kernel' in found[1] else 'X'}", value, _entries(value, row_, column))]
    kernel = _tuples(known["kernel"])
    size = _shape(kernel) if given.get("operation") == "convolution" else _pair(given["kernel_size"])
    stride = _pair(given.get("stride") or (1 if given.get("operation") == "convolution" else size))
    padding, dilation = _pair(given.get("padding", 0)), _pair(given.get("dilation", 1))
    spots = {
        (
            (row_ - 1) * stride[0] - padding[0] + u * dilation[0],
            (column - 1) * stride[1] - padding[1] + v * dilation[1],
        )
        for u in range(size[0])
        for v in range(size[1])
    }
    rows, columns = _shape(source)
    window = frozenset((r, c) for r, c in spots if 0 <= r < rows and 0 <= c < columns)
    used = [Used("X", source, window)]
    if given.get("operation") == "convolution":
        used.append(Used("W", kernel, _entries(kernel, None, None)))
    return used


def _pair(value: object) -> tuple[int, int]:
    if isinstance(value, int | float):
        return int(value), int(value)
    if isinstance(value, list | tuple):
        first, last = int(value[0]), int(value[-1])
        return first, last
    raise TypeError("no size")


def _window(value: Numbers, places: frozenset[Place], width: int) -> tuple[Numbers, frozenset[Place], Place]:
    """The part of a matrix around the entries in use, where it begins, and the entries counted from there."""
    shape = _shape(value)
    if len(shape) != 2 or not isinstance(value, tuple):
        return value, places, ()
    room = MOST_ROWS, max(1, (width - 6) // CELLS)
    starts = [
        max(0, min(min(place[axis] for place in places), size - most)) if size > most else 0
        for axis, size, most in zip((0, 1), shape, room, strict=True)
    ]
    if starts == [0, 0]:
        return value, places, ()
    part = tuple(line[starts[1] :] for line in value[starts[0] :] if isinstance(line, tuple))
    moved = frozenset((r - starts[0], c - starts[1]) for r, c in places)
    return part, moved, (starts[0] + 1, starts[1] + 1)


def in_use_rows(example: WorkedExample, place: int, *, width: int, ascii: bool = False) -> Rows:
    """The arrays that a step reads, ▸ before the entries in use; () where it names none."""
    rows: Rows = ()
    for used in in_use(example, place):
        shape = " × ".join(map(str, _shape(used.value)))
        value, places, start = _window(used.value, used.places, width - 4)
        cut = ", from row {}, column {}".format(*start) if start else ""
        named = row(Span(f"  {used.name}", "strong"), Span(f"  {shape}{cut}", "dim"))
        if ascii:
            named = tuple(Span(to_ascii_words(span.text), span.role) for span in named)
        drawn = matrix_rows(
            value, width=max(width - 4, 1), ascii=ascii, highlight=places, most_rows=MOST_ROWS
        )
        rows += (clip(named, width), *(clip(row("    ", *line), width) for line in drawn))
    return ascii_rows(rows) if ascii else rows
