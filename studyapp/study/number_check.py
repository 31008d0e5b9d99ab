"""Checking keys that are numbers: finite, judged as their policy says, and clear of every named mistake."""

from __future__ import annotations

import math
from collections.abc import Iterator

from studyapp.core.arrays import flattened, written_array
from studyapp.core.items import ArrayQuestion, Judged, Numeric, Parts, Question, Trace
from studyapp.core.nearness import Near
from studyapp.core.worked import Numbers, Variant
from studyapp.study.pack_report import Blame, Path


def check_numbers(question: Question, variant: Variant, blame: Blame) -> None:
    """Each number of the key can be met, near is right and far is wrong, and no mistake is near."""
    for judged, value, path in judged_values(question, variant):
        for number in flattened(value):
            if not math.isfinite(number):
                blame(
                    "key-not-finite",
                    f"the key is {number} on seed {variant.seed}; it must be finite",
                    *path,
                    "value",
                )
                continue
            _check_bounds(judged.near, number, variant, blame, path)
    if isinstance(question, Numeric | ArrayQuestion):
        for _, value, _ in judged_values(question, variant):
            _check_mistakes(question.answer.near, value, variant, blame)


def judged_values(question: Question, variant: Variant) -> Iterator[tuple[Judged, Numbers, Path]]:
    """Each key with its value and where it stands in the question."""
    match question:
        case Numeric():
            if variant.key is not None:
                yield question.answer, variant.key, ("answer",)
        case ArrayQuestion():
            yield question.answer, variant.cells[0].value, ("answer",)
        case Parts() | Trace():
            field = "parts" if isinstance(question, Parts) else "rows"
            for place, (judged, cell) in enumerate(zip(question.keys, variant.cells, strict=True)):
                yield judged, cell.value, (field, place)


def _check_bounds(near: Near, key: float, variant: Variant, blame: Blame, path: Path) -> None:
    """A number at 0.9 of the allowed distance is right, one at 1.1 of it is wrong."""
    if near.policy == "range":
        low, high = near.bounds
        if not low <= key <= high:
            blame(
                "key-outside-range",
                f"the key {key:.6g} on seed {variant.seed} is outside the range {low:g} to {high:g}",
                *path,
                "value",
            )
        return
    if key == 0 and not near.allows_zero:
        blame(
            "key-of-zero",
            f"the key is 0 on seed {variant.seed}; give an absolute tolerance such as 0.01",
            *path,
            "tolerance",
        )
        return
    distance = near.distance(key)
    field = "tolerance" if near.policy in ("relative", "absolute") else near.policy
    for sign in (1, -1):
        inside, outside = key + sign * 0.9 * distance, key + sign * 1.1 * distance
        if math.isfinite(inside) and not near.accepts(inside, key):
            blame("tolerance-misjudges", f"{inside!r} is not accepted for the key {key!r}", *path, field)
        # Closer than the numbers themselves lie, nothing can be told apart.
        if distance > 4 * math.ulp(key) and math.isfinite(outside) and near.accepts(outside, key):
            blame("tolerance-misjudges", f"{outside!r} is accepted for the key {key!r}", *path, field)


def _check_mistakes(near: Near, key: Numbers, variant: Variant, blame: Blame) -> None:
    numbers = flattened(key)
    for place, mistake in enumerate(variant.mistakes):
        wrong = flattened(mistake.value)
        path = ("mistakes", place, "value")
        if not all(map(math.isfinite, wrong)):
            blame(
                "mistake-not-finite",
                f"the mistake {mistake.tag!r} gives {_short(mistake.value)} on seed {variant.seed};"
                " it must be finite",
                *path,
            )
        elif len(wrong) != len(numbers):
            blame(
                "mistake-of-another-shape",
                f"the mistake {mistake.tag!r} has {len(wrong)} entries, the key {len(numbers)}",
                *path,
            )
        elif all(map(near.accepts, wrong, numbers)):
            blame(
                "mistake-accepted",
                f"the mistake {mistake.tag!r} gives {_short(mistake.value)}, which the tolerance"
                f" accepts for the key {_short(key)} on seed {variant.seed}",
                *path,
            )


def _short(value: Numbers) -> str:
    return f"{value:.6g}" if isinstance(value, float | int) else written_array(value)
