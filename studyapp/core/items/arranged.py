"""Questions that are answered by arranging: in order, or in pairs."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from studyapp.core.codes import Broken
from studyapp.core.items.common import Common
from studyapp.core.items.fields import Backing, Expression, Line, Model, Text, rule
from studyapp.core.text import folded


class Ranked(Model):
    """One thing to put in its place."""

    text: Line
    """What is shown."""
    value: Expression | None = None
    """The number that decides its place, measured by the run."""


class Ordering(Common):
    """Things to put in order."""

    kind: Literal["ordering"]
    """The learner puts things in order."""
    prompt: Text
    """The question; it says from what to what."""
    items: Annotated[tuple[Ranked, ...], Field(min_length=3, max_length=8)]
    """The things, in the right order where no `value` decides it."""
    order: Literal["as written", "ascending", "descending"] = "as written"
    """How the values decide: from the smallest on, or from the largest on."""

    @property
    def measured(self) -> bool:
        """Whether the run decides the order."""
        return self.order != "as written"

    @property
    def _backing_of_example(self) -> Backing:
        return Backing.COMPUTED if self.measured else Backing.CHECKED

    @property
    def _decided(self) -> bool:
        return self.measured

    @rule
    def _orderable(self) -> Ordering:
        texts = [folded(item.text) for item in self.items]
        if len(set(texts)) < len(texts):
            raise Broken("same-text", "two items read the same", at="items")
        valued = [item for item in self.items if item.value is not None]
        if self.measured and len(valued) < len(self.items):
            raise Broken("order-without-values", f"order: {self.order} needs a value for every item")
        if not self.measured and valued:
            raise Broken(
                "order-without-values", "values decide nothing as written; say order: ascending or descending"
            )
        if self.measured and self.example is None:
            raise Broken("needs-example", "values need an example that measures them")
        return self


class Pair(Model):
    """Two things that belong together."""

    left: Line
    """What is given."""
    right: Line
    """What belongs to it."""
    holds: Expression | None = None
    """A statement about the run that is true because they belong together."""


class Matching(Common):
    """Things to pair up."""

    kind: Literal["matching"]
    """The learner pairs things up."""
    prompt: Text
    """The question."""
    pairs: Annotated[tuple[Pair, ...], Field(min_length=2, max_length=8)]
    """The pairs; the right sides are shown in an order drawn from the seed."""
    extra: Annotated[tuple[Line, ...], Field(max_length=4)] = ()
    """Right sides that belong to nothing."""

    @property
    def rights(self) -> tuple[str, ...]:
        """All right sides: those of the pairs in their order, then the extra ones."""
        return (*(pair.right for pair in self.pairs), *self.extra)

    @property
    def _backing_of_example(self) -> Backing:
        return Backing.COMPUTED if all(pair.holds for pair in self.pairs) else Backing.CHECKED

    @property
    def _decided(self) -> bool:
        return any(pair.holds for pair in self.pairs)

    @rule
    def _distinct(self) -> Matching:
        for side in ([pair.left for pair in self.pairs], list(self.rights)):
            texts = [folded(text) for text in side]
            if len(set(texts)) < len(texts):
                raise Broken("same-text", "two entries of one side read the same", at="pairs")
        if self.example is None and any(pair.holds for pair in self.pairs):
            raise Broken("needs-example", "a pair's 'holds' needs an example that measures it")
        return self
