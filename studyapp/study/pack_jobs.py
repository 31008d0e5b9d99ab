"""What is to be examined of a pack, in parts that share their runs. Loads nothing of the lab."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple

from studyapp.core.grading import Known
from studyapp.core.items import Question


class Job(NamedTuple):
    """Some questions of a pack to examine."""

    pack: str
    questions: tuple[Question, ...]
    seeds: int
    known: Known
    """The terms of the pack's glossary."""


def sharing_runs(questions: Sequence[Question]) -> list[tuple[Question, ...]]:
    """The questions, those together whose examples are one and the same run on each seed."""
    together: dict[str, list[Question]] = {}
    for question in questions:
        example, run = question.example, f"of {question.id} alone"
        if example is not None and not question.variables:
            run = json.dumps([example.experiment, example.with_], sort_keys=True, default=list)
        together.setdefault(run, []).append(question)
    return [tuple(sharing) for sharing in together.values()]
