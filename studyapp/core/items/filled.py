"""Questions that are answered by filling in numbers: an array, several parts, the blanks of a trace."""

from __future__ import annotations

from abc import abstractmethod
from typing import Annotated, Literal

from pydantic import Field

from studyapp.core import expressions
from studyapp.core.codes import Broken
from studyapp.core.items.common import Common
from studyapp.core.items.fields import Backing, Expression, Line, Name, Text, rule
from studyapp.core.items.numeric import Judged, Mistake


class _Filled(Common):
    """Its keys are expressions over the run."""

    prompt: Text
    """The question."""

    @property
    @abstractmethod
    def keys(self) -> tuple[Judged, ...]:
        """The keys in order."""

    @property
    def _backing_of_example(self) -> Backing:
        measured = (expressions.names_in(expressions.parse(key.value))[0] for key in self.keys)
        return Backing.COMPUTED if all(measured) else Backing.CHECKED

    @rule
    def _measured(self) -> _Filled:
        for key in self.keys:
            measured, _ = expressions.names_in(expressions.parse(key.value))
            if measured and self.example is None:
                raise Broken(
                    "needs-example",
                    f"uses the measurement {min(measured)!r}, but has no example that measures it",
                )
        return self

    def _claimed(self) -> frozenset[str]:
        """The names that claims speak of."""
        claims = self.example.claims if self.example else ()
        found = (expressions.names_in(expressions.parse(claim.holds))[0] for claim in claims)
        return frozenset[str]().union(*found)


class ArrayAnswer(Judged):
    """The key of an array question; each entry is judged for itself."""

    unit: Line | None = None
    """Unit of every entry."""


class ArrayQuestion(_Filled):
    """A list or a matrix of numbers, typed row by row; the shape of an array is a list too."""

    kind: Literal["array"]
    """The learner types a list or a matrix."""
    answer: ArrayAnswer
    """The key: an expression that gives a list or a matrix, such as `weight_gradient[1]`."""
    mistakes: Annotated[tuple[Mistake, ...], Field(max_length=12)] = ()
    """Wrong arrays that can be named."""

    @property
    def keys(self) -> tuple[Judged, ...]:
        return (self.answer,)

    @rule
    def _key_is_claimed(self) -> ArrayQuestion:
        if self.example is not None and not self.backed_by and "answer" not in self._claimed():
            raise Broken(
                "unchecked-key",
                "needs a claim about 'answer', the key, that checks it in a second way,"
                " such as answer[1][1] == input[1] * net_input_gradient[1][1]",
            )
        return self


class Part(Judged):
    """One number of several."""

    id: Name
    """Name of the part; claims know its key as `answer.ID`, and `follows` the learner's number as `part.ID`."""
    prompt: Line
    """What is asked here."""
    unit: Line | None = None
    """Unit, shown beside the answer box."""
    follows: Expression | None = None
    """What the answer would be from the learner's own earlier ones, such as `part.slope * {{w}}`."""


class Parts(_Filled):
    """Several numbers, one after the other; an error is carried forward, so that it counts once."""

    kind: Literal["parts"]
    """The learner types several numbers, one after the other."""
    parts: Annotated[tuple[Part, ...], Field(min_length=2, max_length=8)]
    """The parts in the order in which they are worked out."""

    @property
    def keys(self) -> tuple[Judged, ...]:
        return self.parts

    @rule
    def _parts_agree(self) -> Parts:
        names = [part.id for part in self.parts]
        if len(set(names)) < len(names):
            raise Broken("duplicate-part", "two parts have the same id", at="parts")
        for place, part in enumerate(self.parts):
            if part.follows is None:
                continue
            earlier = {f"part.{name}" for name in names[:place]}
            spoken, _ = expressions.names_in(expressions.parse(part.follows))
            if unknown := sorted(spoken - earlier):
                raise Broken(
                    "follows-nothing",
                    f"part {part.id!r} follows {unknown[0]!r}, which is no earlier part",
                    at="parts",
                )
        if self.example is not None and not self.backed_by:
            for name in names:
                if f"answer.{name}" not in self._claimed():
                    raise Broken(
                        "unchecked-key", f"needs a claim about 'answer.{name}' that checks it in a second way"
                    )
        return self


class TraceRow(Judged):
    """One line of a trace."""

    label: Line
    """What the numbers are, such as `Net input of the hidden unit`."""


class Trace(_Filled):
    """A run line by line with blanks to fill in; the better it is known, the more lines are blank."""

    kind: Literal["trace"]
    """The learner completes a run line by line."""
    rows: Annotated[tuple[TraceRow, ...], Field(min_length=2, max_length=16)]
    """The lines in the order of the run; each value is a number, a list or a matrix."""

    @property
    def keys(self) -> tuple[Judged, ...]:
        return self.rows

    @property
    def _decided(self) -> bool:
        """Every line is the run's own."""
        return True

    @rule
    def _from_a_run(self) -> Trace:
        if self.example is None:
            raise Broken("needs-example", "needs an example: the lines of a trace are those of a run")
        return self
