"""A report of a mistake in a question: what was shown, answered and found, in a file that its author can replay.

It says nothing of the learner but their words. A file may come from anyone: every field is bounded.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationError

from studyapp.core.errors import Refusal
from studyapp.core.items import Id, Model, Name
from studyapp.core.items.fields import MOST
from studyapp.core.text import one_line, safe

LARGEST = 400_000
"""Bytes of a file."""
MOST_ENTRIES = 10_000
"""Numbers of all variables together."""
DEEPEST = 4


def _variables(value: object) -> object:
    """Variables as the lab takes them: numbers, words, and nested tuples of numbers."""
    if not isinstance(value, dict):
        raise ValueError("must be a table of names and values")
    room = [MOST_ENTRIES]
    return {name: _value(each, room, DEEPEST) for name, each in value.items()}


def _value(value: object, room: list[int], depth: int) -> object:
    room[0] -= 1
    if room[0] < 0:
        raise ValueError(f"has more than {MOST_ENTRIES:,} values")
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        if not -MOST <= value <= MOST:
            raise ValueError(f"needs numbers between -{MOST:g} and {MOST:g}")
        return value
    if isinstance(value, str):
        return safe(value)[:400]
    if isinstance(value, list | tuple) and depth:
        return tuple(_value(each, room, depth - 1) for each in value)
    raise ValueError("holds what is neither a number, a word nor a list of numbers")


Said = Annotated[str, BeforeValidator(lambda text: safe(text) if isinstance(text, str) else text)]
Short = Annotated[Said, Field(max_length=400)]
Long = Annotated[Said, Field(max_length=20_000)]
Whole = Annotated[int, Field(ge=0, le=2**31 - 1)]
Place = Annotated[int, Field(ge=0, le=1_000)]
Given = (
    bool
    | Annotated[tuple[Place, ...], Field(max_length=64)]
    | Annotated[tuple[Short, ...], Field(max_length=400)]
    | Long
)


class Report(Model):
    """What a learner reports."""

    format: Literal[1] = 1
    """Version of this format."""
    pack: Id
    """The pack."""
    question: Id
    """The question's identity in its pack."""
    facet: Annotated[str, Field(pattern=r"^[\w-]{1,64}$")] = "answer"
    """Which of the question's cards was asked."""
    version: Annotated[str, Field(pattern=r"^[0-9a-f]{1,64}$")]
    """Digest of the question's text."""
    day: date
    """When it was reported."""
    seed: Whole
    """Seed of the numbers."""
    variables: Annotated[
        dict[Name, Any], BeforeValidator(_variables), Field(max_length=40, default_factory=dict)
    ]
    """The numbers that were shown."""
    order: Annotated[tuple[Place, ...], Field(max_length=64)] = ()
    """The order of the options."""
    blanks: Annotated[tuple[bool, ...], Field(max_length=400)] = ()
    """Which lines were left blank."""
    shown: Long = ""
    """The question as it was read, for a person."""
    response: Long | None = None
    """The answer as it was read; None where nothing was answered."""
    given: Given | None = None
    """The answer as it was graded, where that was another thing than its text."""
    outcome: Literal["right", "wrong", "self-rated"] | None = None
    """What was found."""
    mistake: Short | None = None
    """The mistake that was recognized, by name."""
    told: Long = ""
    """What was said with the verdict."""
    expected: Long
    """The answer that was right by the app."""
    says: Long = ""
    """The learner's words."""
    versions: Annotated[dict[Annotated[str, Field(pattern=r"^[\w ]{1,40}$")], Short], Field(max_length=20)]
    """Versions of what was at work."""

    @property
    def identity(self) -> str:
        return f"{self.pack}/{self.question}"


def written_report(report: Report) -> str:
    """A report as the text of its file."""
    return json.dumps(report.model_dump(mode="json"), indent=2, ensure_ascii=True) + "\n"


def read_report(text: str) -> Report:
    """The report that `written_report` wrote; a Refusal in one line for anything else."""
    try:
        held = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refusal(f"this is not a report: not JSON ({one_line(str(error), 80)})") from error
    if not isinstance(held, dict):
        raise Refusal("this is not a report: it must be a table of fields")
    try:
        return Report.model_validate(held)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"][:3]) or "the report"
        raise Refusal(
            f"this is not a report: {one_line(where, 60)}: {one_line(first['msg'], 120)}"
        ) from error


def version_changes(then: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, ...]:
    """What is at work in another version than it was, in words."""
    return tuple(
        f"{name}: {one_line(then.get(name, 'unknown'), 80)} then, {now.get(name, 'unknown')} now"
        for name in sorted({*then, *now})
        if then.get(name) != now.get(name)
    )
