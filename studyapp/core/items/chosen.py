"""Questions that are answered by choosing."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from studyapp.core.codes import Broken
from studyapp.core.items.common import Common, RunDecides
from studyapp.core.items.fields import Backing, Expression, Id, Line, Model, Name, Text, rule
from studyapp.core.text import folded, variables_in

VALUE = "value"
"""The name in {{ }} of the number that a choice is about."""


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
    mutant: Name | None = None
    """A mistake of the experiment: {{value}} in the text is what a pass with this mistake gives."""


class _WithOptions(Common):
    prompt: Text
    """The question."""
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=8)]
    """What is offered; shown in an order drawn from the seed."""
    value: Expression | None = None
    """The number that is asked for, measured by the run: {{value}} in an option, and `answer` in claims."""

    @property
    def _own_names(self) -> frozenset[str]:
        return frozenset() if self.value is None else frozenset({VALUE})

    @rule
    def _valued(self) -> _WithOptions:
        mutants = [option for option in self.options if option.mutant is not None]
        if self.value is None:
            if mutants:
                raise Broken(
                    "mutant-without-value",
                    "an option's 'mutant' needs the question's 'value', the number that is asked for",
                )
            return self
        if self.example is None:
            raise Broken("needs-example", "value needs an example that measures it")
        if VALUE in self.variables:
            raise Broken(
                "reserved-name", "a variable cannot have the name 'value' where the question has a value"
            )
        for option in self.options:
            shows = VALUE in variables_in(option.text)
            if option.mutant is not None and (option.correct or not shows):
                raise Broken("bad-mutant", "an option with a mutant is wrong and shows {{value}} in its text")
            if shows and not option.correct and option.mutant is None:
                raise Broken("bad-mutant", "a wrong option that shows {{value}} needs a mutant that gives it")
        return self

    @rule
    def _distinct(self) -> _WithOptions:
        seen = [(folded(option.text), option.mutant) for option in self.options]
        if len(set(seen)) < len(seen):
            raise Broken("same-text", "two options read the same", at="options")
        for option in self.options:
            if not option.correct and option.says is None:
                raise Broken("no-feedback", f"wrong option {option.text!r} needs a 'says' that tells why")
            if self.example is None and option.holds is not None:
                raise Broken("needs-example", "an option's 'holds' needs an example that measures it")
            if self.example is not None and not self.backed_by and option.correct and option.holds is None:
                raise Broken(
                    "undecided",
                    f"right option {option.text!r} needs 'holds', a statement about the run that makes it right;"
                    " if no run can decide it, say backed_by: citation and give a reference",
                )
        return self

    @property
    def _backing_of_example(self) -> Backing:
        computed = all(option.holds or option.mutant for option in self.options)
        return Backing.COMPUTED if computed else Backing.CHECKED

    @property
    def _decided(self) -> bool:
        return True


class SingleChoice(_WithOptions):
    """One right option among several."""

    kind: Literal["choice"]
    """The learner picks one of several options."""

    @rule
    def _one_right(self) -> SingleChoice:
        right = sum(option.correct for option in self.options)
        if right != 1:
            raise Broken(
                "right-options",
                f"needs exactly one option marked correct, got {right}; use kind: choices for more",
                at="options",
            )
        return self


class MultipleChoice(_WithOptions):
    """Several right options; full marks only for exactly those."""

    kind: Literal["choices"]
    """The learner picks all options that hold."""

    @rule
    def _some_right(self) -> MultipleChoice:
        right = sum(option.correct for option in self.options)
        if right == 0 or right == len(self.options):
            raise Broken("right-options", "needs at least one right and one wrong option", at="options")
        return self


class TrueFalse(RunDecides):
    """A statement that is true or false."""

    kind: Literal["true_false"]
    """The learner says whether a statement is true."""
    prompt: Text
    """The statement."""
    answer: bool
    """Whether it is true."""
    decided_by: Expression | None = None
    """The statement as an expression over the run: true exactly when the prompt is."""

    @rule
    def _decidable(self) -> TrueFalse:
        if self.example is None and self.decided_by is not None:
            raise Broken("needs-example", "decided_by needs an example that measures it")
        if self.example is not None and not self.backed_by and self.decided_by is None:
            raise Broken(
                "undecided",
                "needs decided_by, a statement about the run that is true exactly when the prompt is;"
                " if no run can decide it, say backed_by: citation and give a reference",
            )
        return self
