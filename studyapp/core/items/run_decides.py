"""Questions whose answer is the run: what will happen, and which step of a mistaken pass is wrong."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from studyapp.core.codes import Broken
from studyapp.core.items.common import RunDecides
from studyapp.core.items.fields import Expression, Line, Model, Name, Text, rule
from studyapp.core.text import folded


class Prospect(Model):
    """Something that may happen."""

    text: Line
    """What is offered."""
    holds: Expression
    """The same as a statement about the run; on every seed exactly one of them is true."""
    says: Text | None = None
    """What to say to someone who expected it and was wrong."""


class Predict(RunDecides):
    """Predict, then run: which is larger, which dies, up or down. The run gives the answer."""

    kind: Literal["predict"]
    """The learner says what a run will do, before it runs."""
    prompt: Text
    """What is about to be run, and what is asked of it."""
    prospects: Annotated[tuple[Prospect, ...], Field(min_length=2, max_length=6)]
    """What may happen; shown in the order written."""

    @rule
    def _from_a_run(self) -> Predict:
        if self.example is None:
            raise Broken("needs-example", "needs an example: the answer is its run")
        texts = [folded(prospect.text) for prospect in self.prospects]
        if len(set(texts)) < len(texts):
            raise Broken("same-text", "two prospects read the same", at="prospects")
        return self


class Quantity(Model):
    """What is shown of one step of a pass."""

    label: Line
    """What it is, such as `Gradient at the hidden net inputs`."""
    value: Expression
    """Its numbers, measured by the run."""


class Bug(RunDecides):
    """Find the bug: a pass with a mistake in it, step by step; the learner says where it first shows."""

    kind: Literal["bug"]
    """The learner finds the wrong line of a mistaken pass."""
    prompt: Text = "One step of this pass is wrong. In which line does the mistake show first?"
    """What is asked."""
    mistakes: Annotated[tuple[Name, ...], Field(min_length=1, max_length=12)]
    """Mistakes of the experiment, of which the seed draws one; `studyapp experiments` lists them."""
    steps: Annotated[tuple[Quantity, ...], Field(min_length=3, max_length=12)]
    """The lines that are shown, in the order of the pass."""

    @rule
    def _from_a_run(self) -> Bug:
        if self.example is None:
            raise Broken("needs-example", "needs an example: the pass that the mistake is made in")
        labels = [folded(step.label) for step in self.steps]
        if len(set(labels)) < len(labels):
            raise Broken("same-text", "two steps read the same", at="steps")
        return self
