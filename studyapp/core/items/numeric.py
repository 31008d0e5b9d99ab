"""Questions that are answered by a number."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from studyapp.core import expressions
from studyapp.core.items.common import Common
from studyapp.core.items.fields import Backing, Expression, Id, Line, Model, Text, number_as_text, rule

_TOLERANCE = re.compile(r"^(\d+(?:\.\d+)?|\.\d+)\s*(%?)$")


class NumericAnswer(Model):
    """The key of a numeric question and how near an answer must come."""

    value: Expression
    """A number, or an expression over the example's measurements and the variables."""
    tolerance: Annotated[str, BeforeValidator(number_as_text)] = "1%"
    """`1%` of the key, or a plain number as an absolute distance (needed where the key can be 0)."""
    unit: Line | None = None
    """Unit, shown beside the answer box."""

    @property
    def allowed(self) -> tuple[float, bool]:
        """(tolerance, whether it is relative)."""
        match = _TOLERANCE.match(self.tolerance)
        assert match is not None
        return (float(match.group(1)) / 100, True) if match.group(2) else (float(match.group(1)), False)

    @rule
    def _positive(self) -> NumericAnswer:
        match = _TOLERANCE.match(self.tolerance)
        if match is None or float(match.group(1)) <= 0:
            raise ValueError(f"tolerance must be positive, such as 1% or 0.01, got {self.tolerance}")
        return self


class Mistake(Model):
    """A wrong number with its cause."""

    value: Expression
    """The number that this mistake gives."""
    says: Text
    """What went wrong."""
    tag: Id | None = None
    """A stable name of the mistake."""


class Numeric(Common):
    """A number, computed and typed."""

    kind: Literal["numeric"]
    prompt: Text
    """The question."""
    answer: NumericAnswer
    """The key."""
    mistakes: Annotated[tuple[Mistake, ...], Field(max_length=12)] = ()
    """Wrong numbers that can be named."""

    @property
    def _backing_of_example(self) -> Backing:
        measured, _ = expressions.names_in(expressions.parse(self.answer.value))
        return Backing.COMPUTED if measured else Backing.CHECKED

    @rule
    def _measured(self) -> Numeric:
        for value in (self.answer.value, *(mistake.value for mistake in self.mistakes)):
            measured, _ = expressions.names_in(expressions.parse(value))
            if measured and self.example is None:
                raise ValueError(
                    f"uses the measurement {min(measured)!r}, but has no example that measures it"
                )
        if self.example is not None and not self.backed_by and not self._key_is_claimed:
            raise ValueError(
                "needs a claim about 'answer', the key, that checks it in a second way,"
                " such as answer == ({{w}} / 4) ** 3"
            )
        return self

    @property
    def _key_is_claimed(self) -> bool:
        claims = self.example.claims if self.example else ()
        return any("answer" in expressions.names_in(expressions.parse(claim.holds))[0] for claim in claims)
