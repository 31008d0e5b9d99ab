"""What an author expects of answers: written beside a question, and held by `pack check`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from studyapp.core.items.fields import Line, Model, number_as_text, number_or_text


class Trial(Model):
    """An answer and the verdict it must get; it may be written before the question's own answer is finished."""

    typed: Annotated[str, BeforeValidator(number_as_text), Field(max_length=2000), number_or_text(2000)]
    """What is typed, with {{variables}}; blanks and choices go one a line, choices as letters or in their words."""
    verdict: Literal["right", "wrong", "not gradable"]
    """What it must be judged as."""
    mistake: Line | None = None
    """The tag of the mistake that must be recognized."""
    seed: Annotated[int, Field(ge=1, lt=2**31)] = 1
    """The variant that it is tried on."""
    facet: Line | None = None
    """The card, for a cloze its label; the first one when left out."""
