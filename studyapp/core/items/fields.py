"""What the fields of a pack are made of: bounded texts, ids, expressions, references."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)

from studyapp.core import expressions
from studyapp.core.codes import Broken
from studyapp.core.text import unsafe_character

MOST = 1e100
"""The largest size of a number that is drawn."""


def safe_text(text: str) -> str:
    if unsafe := unsafe_character(text):
        raise Broken("unsafe-character", f"holds a {unsafe}; remove it")
    if not text.strip():
        raise Broken("empty", "is blank; write something or leave it out")
    return text.strip("\n")


def _readable(text: str) -> str:
    expressions.parse(text)
    return text


def number_as_text(value: object) -> object:
    """Authors write a plain number where an expression is meant."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return repr(value)
    return value


STORED = {"stored": True}
"""Validation context of what the store kept: it was valid when it was written and stays readable."""


def number_or_text(longest: int) -> WithJsonSchema:
    """What the schema says of a text that `number_as_text` is applied to: 0.25 may stand there too."""
    return WithJsonSchema({"type": ["string", "number"], "maxLength": longest})


def rule(check: Callable[[Any], Any]) -> Any:
    """A rule that authors must keep to. Tightening one never makes an old review unreadable."""

    def held(self: Any, info: ValidationInfo) -> Any:
        return self if info.context == STORED else check(self)

    return model_validator(mode="after")(held)


Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
QuestionRef = Annotated[
    str, Field(pattern=r"^([a-z0-9]+(-[a-z0-9]+)*/)?[a-z0-9]+(-[a-z0-9]+)*$", max_length=129)
]
Text = Annotated[str, Field(min_length=1, max_length=20_000), AfterValidator(safe_text)]
Line = Annotated[str, Field(min_length=1, max_length=400, pattern=r"^[^\n]*\n?$"), AfterValidator(safe_text)]
Name = Annotated[str, Field(pattern=r"^[A-Za-z_]\w*$", max_length=40)]
Url = Annotated[str, Field(pattern=r"^https?://[^\s\"'<>]+$", max_length=400), AfterValidator(safe_text)]
Expression = Annotated[
    str,
    BeforeValidator(number_as_text),
    Field(min_length=1, max_length=400),
    AfterValidator(_readable),
    number_or_text(400),
]


class Model(BaseModel):
    model_config = ConfigDict(
        frozen=True,
        defer_build=True,
        extra="forbid",
        allow_inf_nan=False,
        populate_by_name=True,
    )


class Backing(StrEnum):
    """How an answer is backed."""

    COMPUTED = "computed"
    CHECKED = "checked"
    CITED = "cited"
    NOTED = "noted"
    """Someone's own notes say so; nothing checked it."""


class Reference(Model):
    """Where a fact can be read up."""

    title: Line
    """Title of the work."""
    authors: Line | None = None
    """Who wrote it, as the work names them."""
    year: Annotated[int, Field(ge=1600, le=2100)] | None = None
    """Year of publication."""
    url: Url | None = None
    """Where it can be read."""
    note: Line | None = None
    """Which part to read, or what to know about it."""


class Source(Model):
    """The line of the notes that a question was made from."""

    file: Line
    """Name of the file."""
    line: Annotated[int, Field(ge=1, le=10_000_000)]
    """Its line, from 1."""
    text: Text
    """What stands there."""
