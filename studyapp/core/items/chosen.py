"""Questions that are answered by choosing."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from studyapp.core.items.common import Common, RunDecides
from studyapp.core.items.fields import Backing, Expression, Id, Line, Model, Text, rule
from studyapp.core.text import folded


class Option(Model):
    """One option of a choice question."""

    text: Line
    """What is offered."""
    correct: bool = False
    """Whether it is right."""
    holds: Expression | None = None
    """A statement about the run that must be true for a right option and false for a wrong one."""
    says: Text | None = None
    """What it means to have picked it; each wrong option needs one."""
    tag: Id | None = None
    """A stable name of the mistake."""


class _WithOptions(Common):
    prompt: Text
    """The question."""
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=8)]
    """What is offered; shown in an order drawn from the seed."""

    @rule
    def _distinct(self) -> _WithOptions:
        seen = [folded(option.text) for option in self.options]
        if len(set(seen)) < len(seen):
            raise ValueError("two options read the same")
        for option in self.options:
            if not option.correct and option.says is None:
                raise ValueError(f"wrong option {option.text!r} needs a 'says' that tells why")
            if self.example is None and option.holds is not None:
                raise ValueError("an option's 'holds' needs an example that measures it")
            if self.example is not None and not self.backed_by and option.correct and option.holds is None:
                raise ValueError(
                    f"right option {option.text!r} needs 'holds', a statement about the run that makes it right;"
                    " if no run can decide it, say backed_by: citation and give a reference"
                )
        return self

    @property
    def _backing_of_example(self) -> Backing:
        return Backing.COMPUTED if all(option.holds for option in self.options) else Backing.CHECKED

    @property
    def _decided(self) -> bool:
        return True


class SingleChoice(_WithOptions):
    """One right option among several."""

    kind: Literal["choice"]

    @rule
    def _one_right(self) -> SingleChoice:
        right = sum(option.correct for option in self.options)
        if right != 1:
            raise ValueError(
                f"needs exactly one option marked correct, got {right}; use kind: choices for more"
            )
        return self


class MultipleChoice(_WithOptions):
    """Several right options; full marks only for exactly those."""

    kind: Literal["choices"]

    @rule
    def _some_right(self) -> MultipleChoice:
        right = sum(option.correct for option in self.options)
        if right == 0 or right == len(self.options):
            raise ValueError("needs at least one right and one wrong option")
        return self


class TrueFalse(RunDecides):
    """A statement that is true or false."""

    kind: Literal["true_false"]
    prompt: Text
    """The statement."""
    answer: bool
    """Whether it is true."""
    decided_by: Expression | None = None
    """The statement as an expression over the run: true exactly when the prompt is."""

    @rule
    def _decidable(self) -> TrueFalse:
        if self.example is None and self.decided_by is not None:
            raise ValueError("decided_by needs an example that measures it")
        if self.example is not None and not self.backed_by and self.decided_by is None:
            raise ValueError(
                "needs decided_by, a statement about the run that is true exactly when the prompt is;"
                " if no run can decide it, say backed_by: citation and give a reference"
            )
        return self
