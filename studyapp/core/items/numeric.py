"""Questions that are answered by a number."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from studyapp.core import expressions
from studyapp.core.codes import Broken
from studyapp.core.items.common import Common
from studyapp.core.items.fields import (
    Backing,
    Expression,
    Id,
    Line,
    Model,
    Text,
    number_as_text,
    number_or_text,
    rule,
)
from studyapp.core.nearness import Near

_TOLERANCE = re.compile(r"^(\d+(?:\.\d+)?|\.\d+)\s*(%?)$")


DEFAULT_TOLERANCE = "1%"


class Judged(Model):
    """A key and how near an answer must come; at most one way is chosen, and `tolerance: 1%` when none is."""

    value: Expression
    """A number, or an expression over the example's measurements and the variables."""
    tolerance: Annotated[str, BeforeValidator(number_as_text), number_or_text(40)] | None = None
    """`1%` of the key, which is the default, or a plain number as an absolute distance."""
    significant: Annotated[int, Field(ge=1, le=10)] | None = None
    """Right to so many significant figures."""
    decimals: Annotated[int, Field(ge=0, le=10)] | None = None
    """Right to so many decimals."""
    exact: bool = False
    """Only the key itself is right: for counts."""
    range: tuple[float, float] | None = None
    """Everything from the first to the second number is right, whatever the key shown."""

    @property
    def near(self) -> Near:
        """The way that was chosen."""
        if self.exact:
            return Near("exact")
        if self.range is not None:
            return Near("range", bounds=self.range)
        if self.significant is not None:
            return Near("significant", self.significant)
        if self.decimals is not None:
            return Near("decimals", self.decimals)
        match = _TOLERANCE.match(self.tolerance or DEFAULT_TOLERANCE)
        assert match is not None
        if match.group(2):
            return Near("relative", float(match.group(1)) / 100)
        return Near("absolute", float(match.group(1)))

    @rule
    def _positive(self) -> Judged:
        match = _TOLERANCE.match(self.tolerance or DEFAULT_TOLERANCE)
        if match is None or float(match.group(1)) <= 0:
            raise Broken(
                "bad-tolerance", f"tolerance must be positive, such as 1% or 0.01, got {self.tolerance}"
            )
        ways = [
            name
            for name in ("tolerance", "significant", "decimals", "exact", "range")
            if getattr(self, name) not in (None, False)
        ]
        if len(ways) > 1:
            raise Broken("several-tolerances", f"needs one way to judge nearness, got {' and '.join(ways)}")
        if self.range is not None and self.range[0] > self.range[1]:
            raise Broken("backwards-range", "range needs the smaller number first")
        return self


class NumericAnswer(Judged):
    """The key of a numeric question and how near an answer must come."""

    unit: Line | None = None
    """Unit, shown beside the answer box."""


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
    """The learner works out a number and types it."""
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
                raise Broken(
                    "needs-example",
                    f"uses the measurement {min(measured)!r}, but has no example that measures it",
                )
        if self.example is not None and not self.backed_by and not self._key_is_claimed:
            raise Broken(
                "unchecked-key",
                "needs a claim about 'answer', the key, that checks it in a second way,"
                " such as answer == ({{w}} / 4) ** 3",
            )
        return self

    @property
    def _key_is_claimed(self) -> bool:
        claims = self.example.claims if self.example else ()
        return any("answer" in expressions.names_in(expressions.parse(claim.holds))[0] for claim in claims)
