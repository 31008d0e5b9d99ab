"""What every question has."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from studyapp.core import expressions
from studyapp.core.codes import Broken
from studyapp.core.items.examples import Derived, Example, Variable
from studyapp.core.items.fields import (
    Backing,
    Expression,
    Id,
    Line,
    Model,
    Name,
    QuestionRef,
    Reference,
    Source,
    Text,
    rule,
)
from studyapp.core.items.trials import Trial
from studyapp.core.text import variables_in


class Common(Model):
    """What every question has."""

    id: Id
    """Identity of the question in its pack; keep it when you reword, and schedules stay."""
    title: Line | None = None
    """Title of the question's page; the prompt's first words when left out."""
    difficulty: Literal["easy", "medium", "hard"]
    """How hard it is for someone who has read the guide."""
    topics: Annotated[tuple[Id, ...], Field(min_length=1, max_length=8)]
    """What it is about, the main topic first."""
    objectives: Annotated[tuple[Id, ...], Field(max_length=8)] = ()
    """The objectives of pack.yaml that it trains."""
    variables: Annotated[dict[Name, Variable], Field(max_length=12, default_factory=dict)]
    """Numbers drawn anew for each variant; used as {{name}}."""
    where: Annotated[tuple[Expression, ...], Field(max_length=8)] = ()
    """Statements about the variables that must hold; numbers are drawn again until they do."""
    note: Line | None = None
    """What tells two variants apart, such as `{{w}}, {{depth}}`; all variables when left out."""
    same_key: bool = False
    """Says that all variants have the same answer, as where the point is that a number does not matter."""
    conventions: Annotated[tuple[Line, ...], Field(max_length=8)] = ()
    """What a reader must know to get the same number: sum or mean, layout, bias, log base."""
    example: Example | None = None
    """The live worked example behind the answer."""
    hint: Text | None = None
    """Shown when the learner asks; the answer then counts as Hard at best."""
    explanation: Text | None = None
    """Why the answer is right."""
    theory: Text | None = None
    """The theory with its formulas."""
    practice: Text | None = None
    """What it means when you build or train something."""
    diagram: Text | None = None
    """A Mermaid flow graph of at most 20 nodes."""
    references: Annotated[tuple[Reference, ...], Field(max_length=12)] = ()
    """Where it can be read up."""
    related: Annotated[tuple[QuestionRef, ...], Field(max_length=12)] = ()
    """Questions to look at next: an id of this pack, or pack/id."""
    requires: Annotated[tuple[QuestionRef, ...], Field(max_length=12)] = ()
    """Questions to know first."""
    backed_by: Literal["citation", "notes"] | None = None
    """Says that no run stands behind the answer: `citation` needs references, `notes` are someone's own words.
    An example only illustrates then."""
    draft: bool = False
    """Says that nobody has looked it over yet: it is checked and shown, but not asked."""
    source: Source | None = None
    """The line of the notes that it was made from."""
    allow: Annotated[tuple[Id, ...], Field(max_length=20)] = ()
    """Codes of warnings of `pack check` that do not apply here."""
    tests: Annotated[tuple[Trial, ...], Field(max_length=40)] = ()
    """Answers with the verdict that each must get."""

    @property
    def facets(self) -> tuple[str, ...]:
        """The cards that this question makes."""
        return ("answer",)

    @property
    def backing(self) -> Backing:
        if self.backed_by == "notes" or (self.draft and self.example is None and self.backed_by is None):
            return Backing.NOTED
        return Backing.CITED if self.example is None or self.backed_by else self._backing_of_example

    @property
    def _backing_of_example(self) -> Backing:
        return Backing.CHECKED

    @property
    def heading(self) -> str:
        return self.title or self.id.replace("-", " ").capitalize()

    @rule
    def _backed(self) -> Common:
        if self.backed_by is not None:
            if self.backed_by == "citation" and not self.references:
                raise Broken("citation-without-reference", "backed_by: citation needs at least one reference")
        elif self.example is None:
            if not self.draft:
                raise Broken("unbacked", "needs an example that backs the answer, or backed_by: citation")
        elif not (self.example.claims or self._decided):
            raise Broken("no-claim", "example needs at least one claim that checks the answer")
        return self

    @property
    def _decided(self) -> bool:
        """Whether an expression of the question itself holds the answer against the run."""
        return False

    @property
    def _own_names(self) -> frozenset[str]:
        """Names in {{ }} that are no variables."""
        return frozenset()

    @rule
    def _variables_declared(self) -> Common:
        used = _variables_of(self) - self._own_names
        if missing := sorted(used - self.variables.keys()):
            raise Broken(
                "undeclared-variable", "uses {{" + missing[0] + "}}, which variables does not declare"
            )
        return self

    @rule
    def _tests_fit(self) -> Common:
        for trial in self.tests:
            if trial.facet is not None and trial.facet not in self.facets:
                raise Broken(
                    "unknown-facet",
                    f"a test names the facet {trial.facet!r}; there are {', '.join(self.facets)}",
                    at="tests",
                )
            if trial.mistake is not None and trial.verdict != "wrong":
                raise Broken(
                    "test-verdict",
                    f"a test with a mistake has verdict: wrong, got {trial.verdict}",
                    at="tests",
                )
        return self

    @rule
    def _drawn_in_order(self) -> Common:
        above: set[str] = set()
        for name, variable in self.variables.items():
            if isinstance(variable, Derived):
                of = _variables_alone(variable.derived, f"the derived variable {name!r}")
                if later := sorted(of - above):
                    raise Broken(
                        "derived-too-early",
                        f"derives {name!r} from {later[0]!r}, which does not stand above it",
                        at="variables",
                    )
            above.add(name)
        for condition in self.where:
            if not _variables_alone(condition, "where"):
                raise Broken(
                    "where-without-variable", f"where needs a statement about variables, got {condition!r}"
                )
        return self


class RunDecides(Common):
    """A question whose answer is decided by expressions of its own over the run."""

    @property
    def _backing_of_example(self) -> Backing:
        return Backing.COMPUTED

    @property
    def _decided(self) -> bool:
        return True


def _variables_alone(expression: str, where: str) -> frozenset[str]:
    """The variables of an expression that must not speak of measurements: no run has been made yet."""
    measured, variables = expressions.names_in(expressions.parse(expression))
    if measured:
        raise Broken(
            "misplaced-measurement",
            f"{where} speaks of {min(measured)!r}; it may use only variables, as in {{{{name}}}}",
        )
    return variables


_BARE = frozenset((type(None), bool, int, float))


def _variables_of(value: object) -> frozenset[str]:
    """The variables that any text inside a value mentions."""
    found: set[str] = set()
    waiting: list[Iterable[object]] = [(value,)]
    while waiting:
        for one in waiting.pop():
            if type(one) in _BARE:  # most of a model's values
                continue
            if isinstance(one, str):
                if "{{" in one:
                    found |= variables_in(one)
            elif isinstance(one, list | tuple):
                if one:
                    waiting.append(one)
            elif isinstance(one, dict):
                waiting.append(one.values())
            elif isinstance(one, Source):
                continue  # a line of notes is quoted, so what looks like a variable in it is none
            elif isinstance(one, BaseModel):
                waiting.append(one.__dict__.values())
    return frozenset(found)
