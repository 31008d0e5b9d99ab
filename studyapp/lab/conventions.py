"""What a question's key would be for a reader who takes another convention than its author."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import simulator
from studyapp.core.items import Question
from studyapp.core.worked import Variant
from studyapp.lab import runner, variants
from studyapp.lab.runner import LabError


@dataclass(frozen=True, slots=True)
class Reading:
    """Another convention, and the variant with the key that it gives."""

    parameter: str
    value: object
    asks: str
    """What the text leaves open, such as `whether the squared error is halved`."""
    variant: Variant


def other_readings(pack_id: str, question: Question, variant: Variant, text: str) -> Iterator[Reading]:
    """The variant under each plausible convention that a text does not rule out; a run that is refused is none."""
    example = question.example
    found = simulator.catalog().get(example.experiment) if example else None
    if example is None or found is None or not found.conventions:
        return
    asked = runner.asked(question, variant)
    assert asked is not None
    taken = runner.run(*asked).parameters
    for name, convention in found.conventions.items():
        for value in convention.left_open(taken[name], text):
            read = _read(pack_id, question, variant, name, value)
            if read is not None:
                yield Reading(name, value, convention.asks, read)


def _read(pack_id: str, question: Question, variant: Variant, name: str, value: object) -> Variant | None:
    assert question.example is not None
    with_ = {**question.example.with_, name: value}
    example = question.example.model_copy(update={"with_": with_})
    other = question.model_copy(update={"example": example})
    try:
        return variants.settled(pack_id, other, variant.seed, variant.variables)
    except LabError:
        return None
