"""What a pack holds: frozen models that are the pack format, what is graded, shown and exported."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    model_validator,
)

from studyapp.core import expressions
from studyapp.core.text import folded, unsafe_character, variables_in

FORMAT = 1
MOST = 1e100
"""The largest size of a number that is drawn."""


def _safe(text: str) -> str:
    if unsafe := unsafe_character(text):
        raise ValueError(f"holds a {unsafe}; remove it")
    if not text.strip():
        raise ValueError("is blank; write something or leave it out")
    return text.strip("\n")


def _readable(text: str) -> str:
    expressions.parse(text)
    return text


def _as_text(value: object) -> object:
    """Authors write a plain number where an expression is meant."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return repr(value)
    return value


STORED = {"stored": True}
"""Validation context of what the store kept: it was valid when it was written and stays readable."""


def _rule(check: Callable[[Any], Any]) -> Any:
    """A rule that authors must keep to. Tightening one never makes an old review unreadable."""

    def held(self: Any, info: ValidationInfo) -> Any:
        return self if info.context == STORED else check(self)

    return model_validator(mode="after")(held)


Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
QuestionRef = Annotated[
    str, Field(pattern=r"^([a-z0-9]+(-[a-z0-9]+)*/)?[a-z0-9]+(-[a-z0-9]+)*$", max_length=129)
]
Text = Annotated[str, Field(min_length=1, max_length=20_000), AfterValidator(_safe)]
Line = Annotated[str, Field(min_length=1, max_length=400, pattern=r"^[^\n]*\n?$"), AfterValidator(_safe)]
Name = Annotated[str, Field(pattern=r"^[A-Za-z_]\w*$", max_length=40)]
Url = Annotated[str, Field(pattern=r"^https?://[^\s\"'<>]+$", max_length=400), AfterValidator(_safe)]
Expression = Annotated[
    str, BeforeValidator(_as_text), Field(min_length=1, max_length=400), AfterValidator(_readable)
]


class Model(BaseModel):
    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
        populate_by_name=True,
        use_attribute_docstrings=True,
    )


class Backing(StrEnum):
    """How an answer is backed."""

    COMPUTED = "computed"
    CHECKED = "checked"
    CITED = "cited"


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


# --- examples ---------------------------------------------------------------------------------------------------


class Claim(Model):
    """A statement about the measurements of a run that must hold on every seed."""

    holds: Expression
    """The statement, such as `bias_gradient[first] < bias_gradient[last]`."""
    says: Line | None = None
    """The same for a learner, in a sentence."""

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: object) -> object:
        return {"holds": value} if isinstance(value, str) else value


class Example(Model):
    """A live worked example: an experiment of the simulator, its parameters, and what must hold."""

    experiment: Name
    """Name of an experiment; `studyapp experiments` lists them."""
    with_: Annotated[dict[Name, Any], Field(alias="with", max_length=40)] = {}
    """Parameters of the experiment; a value may be "{{variable}}"."""
    claims: Annotated[tuple[Claim, ...], Field(max_length=40)] = ()
    """What must hold on every seed; each is shown with its measured value."""
    chart: Annotated[tuple[Line, ...], Field(max_length=6)] = ()
    """Names of the series to draw first; all of them when left out."""
    caption: Text | None = None
    """What to look at."""


class Choice(Model):
    """A variable drawn from a list."""

    choice: Annotated[tuple[float | int | str, ...], Field(min_length=2, max_length=100)]
    """The values it may take."""


class IntegerRange(Model):
    """A variable drawn from whole numbers."""

    integer: tuple[int, int]
    """Smallest and largest value."""

    @_rule
    def _ordered(self) -> IntegerRange:
        if self.integer[0] >= self.integer[1]:
            raise ValueError("needs the smaller number first")
        return self


class RealRange(Model):
    """A variable drawn from real numbers and rounded; the learner and the run see the rounded value."""

    real: tuple[float, float]
    """Smallest and largest value."""
    decimals: Annotated[int, Field(ge=0, le=6)] = 2
    """Decimals it is rounded to."""

    @_rule
    def _ordered(self) -> RealRange:
        if self.real[0] >= self.real[1]:
            raise ValueError("needs the smaller number first")
        if max(map(abs, self.real)) > MOST:
            raise ValueError(f"needs numbers between -{MOST:g} and {MOST:g}")
        return self


Variable: TypeAlias = Choice | IntegerRange | RealRange


# --- questions --------------------------------------------------------------------------------------------------


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
    variables: Annotated[dict[Name, Variable], Field(max_length=12)] = {}
    """Numbers drawn anew for each variant; used as {{name}}."""
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
    backed_by: Literal["citation"] | None = None
    """Says that no run stands behind the answer; references are then needed, and an example only illustrates."""

    @property
    def facets(self) -> tuple[str, ...]:
        """The cards that this question makes."""
        return ("answer",)

    @property
    def backing(self) -> Backing:
        return Backing.CITED if self.example is None or self.backed_by else self._backing_of_example

    @property
    def _backing_of_example(self) -> Backing:
        return Backing.CHECKED

    @property
    def heading(self) -> str:
        return self.title or self.id.replace("-", " ").capitalize()

    @_rule
    def _backed(self) -> Common:
        if self.backed_by is not None:
            if not self.references:
                raise ValueError("backed_by: citation needs at least one reference")
        elif self.example is None:
            raise ValueError("needs an example that backs the answer, or backed_by: citation")
        elif not (self.example.claims or self._decided):
            raise ValueError("example needs at least one claim that checks the answer")
        return self

    @property
    def _decided(self) -> bool:
        """Whether an expression of the question itself holds the answer against the run."""
        return False

    @_rule
    def _variables_declared(self) -> Common:
        used = _variables_of(self)
        if missing := sorted(used - self.variables.keys()):
            raise ValueError("uses {{" + missing[0] + "}}, which variables does not declare")
        return self


def _variables_of(value: object) -> frozenset[str]:
    """The variables that any text inside a value mentions."""
    if isinstance(value, str):
        return variables_in(value) if "{{" in value else frozenset()
    if isinstance(value, BaseModel):
        value = [getattr(value, name) for name in value.model_fields_set]
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return frozenset().union(*map(_variables_of, value))
    return frozenset()


class Flashcard(Common):
    """A prompt and its answer, recalled and rated by the learner; in one direction or both."""

    kind: Literal["flashcard"]
    prompt: Text
    """The front."""
    answer: Text
    """The back."""
    both: bool = False
    """Also ask the other way round, as a card of its own."""
    reverse_prompt: Text | None = None
    """What the other way round asks; the answer's text when left out."""

    @property
    def facets(self) -> tuple[str, ...]:
        return ("forward", "reverse") if self.both else ("forward",)


_BLANK = re.compile(r"\[\[\s*([a-z0-9]+(?:-[a-z0-9]+)*)\s*\|([^\[\]]+)\]\]")


class Blank(Model):
    """One blank of a cloze: what is hidden and what else is accepted."""

    label: Id
    accept: tuple[str, ...]


class Cloze(Common):
    """A sentence with blanks written `[[label|answer|also accepted]]`; each label is a card."""

    kind: Literal["cloze"]
    text: Text
    """The sentence with its blanks."""

    _pieces: ClassVar[re.Pattern[str]] = _BLANK

    @property
    def blanks(self) -> tuple[Blank, ...]:
        """The blanks in order; those of one label are asked together and must agree."""
        return tuple(
            Blank(label=match.group(1), accept=tuple(part.strip() for part in match.group(2).split("|")))
            for match in _BLANK.finditer(self.text)
        )

    @property
    def facets(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(blank.label for blank in self.blanks))

    @property
    def prompt(self) -> str:
        return self.shown(None)

    def shown(self, facet: str | None) -> str:
        """The sentence with the blanks of `facet` hidden (all of them for None) and the others filled."""

        def piece(match: re.Match[str]) -> str:
            hidden = facet is None or match.group(1) == facet
            return "_____" if hidden else match.group(2).split("|")[0].strip()

        return _BLANK.sub(piece, self.text)

    def answer_to(self, facet: str) -> Blank:
        return next(blank for blank in self.blanks if blank.label == facet)

    @_rule
    def _has_blanks(self) -> Cloze:
        blanks = self.blanks
        if not blanks:
            raise ValueError("text needs a blank such as [[bound|0.25|1/4]]")
        if len(blanks) > 12:
            raise ValueError(f"text has {len(blanks)} blanks, at most 12 are allowed")
        if any(not part for blank in blanks for part in blank.accept):
            raise ValueError("a blank has an empty answer")
        answers: dict[str, tuple[str, ...]] = {}
        for blank in blanks:
            if answers.setdefault(blank.label, blank.accept) != blank.accept:
                raise ValueError(f"the blanks {blank.label!r} are one card, so they must accept the same")
        return self


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

    @_rule
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

    @_rule
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

    @_rule
    def _some_right(self) -> MultipleChoice:
        right = sum(option.correct for option in self.options)
        if right == 0 or right == len(self.options):
            raise ValueError("needs at least one right and one wrong option")
        return self


class TrueFalse(Common):
    """A statement that is true or false."""

    kind: Literal["true_false"]
    prompt: Text
    """The statement."""
    answer: bool
    """Whether it is true."""
    decided_by: Expression | None = None
    """The statement as an expression over the run: true exactly when the prompt is."""

    @property
    def _backing_of_example(self) -> Backing:
        return Backing.COMPUTED

    @property
    def _decided(self) -> bool:
        return True

    @_rule
    def _decidable(self) -> TrueFalse:
        if self.example is None and self.decided_by is not None:
            raise ValueError("decided_by needs an example that measures it")
        if self.example is not None and not self.backed_by and self.decided_by is None:
            raise ValueError(
                "needs decided_by, a statement about the run that is true exactly when the prompt is;"
                " if no run can decide it, say backed_by: citation and give a reference"
            )
        return self


_TOLERANCE = re.compile(r"^(\d+(?:\.\d+)?|\.\d+)\s*(%?)$")


class NumericAnswer(Model):
    """The key of a numeric question and how near an answer must come."""

    value: Expression
    """A number, or an expression over the example's measurements and the variables."""
    tolerance: Annotated[str, BeforeValidator(_as_text)] = "1%"
    """`1%` of the key, or a plain number as an absolute distance (needed where the key can be 0)."""
    unit: Line | None = None
    """Unit, shown beside the answer box."""

    @property
    def allowed(self) -> tuple[float, bool]:
        """(tolerance, whether it is relative)."""
        match = _TOLERANCE.match(self.tolerance)
        assert match is not None
        return (float(match.group(1)) / 100, True) if match.group(2) else (float(match.group(1)), False)

    @_rule
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

    @_rule
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


class Rejected(Model):
    """A wrong answer that can be told apart."""

    text: Line
    """The answer."""
    says: Text
    """Why it is wrong."""


class TextAnswer(Model):
    """What is accepted as a typed answer."""

    accept: Annotated[tuple[Line, ...], Field(min_length=1, max_length=40)]
    """Accepted answers, the one to show first; case, hyphens and outer punctuation do not count."""
    reject: Annotated[tuple[Rejected, ...], Field(max_length=40)] = ()
    """Wrong answers that deserve a word."""


class ShortText(Common):
    """A word or a short phrase, typed."""

    kind: Literal["text"]
    prompt: Text
    """The question."""
    answer: TextAnswer
    """What is accepted."""


class KeyPoint(Model):
    """One thing that a full answer mentions."""

    text: Line
    """The point, as a learner would tick it."""
    words: Annotated[tuple[Line, ...], Field(max_length=12)] = ()
    """Words that hint that it was mentioned."""


class Open(Common):
    """A question answered in one's own words and marked by the learner against key points."""

    kind: Literal["open"]
    prompt: Text
    """The question."""
    answer: Text
    """A short model answer."""
    key_points: Annotated[tuple[KeyPoint, ...], Field(min_length=2, max_length=12)]
    """What a full answer mentions."""


Question: TypeAlias = (
    Flashcard | Cloze | SingleChoice | MultipleChoice | TrueFalse | Numeric | ShortText | Open
)
KINDS: dict[str, type[Question]] = {
    "flashcard": Flashcard,
    "cloze": Cloze,
    "choice": SingleChoice,
    "choices": MultipleChoice,
    "true_false": TrueFalse,
    "numeric": Numeric,
    "text": ShortText,
    "open": Open,
}
AnyQuestion = Annotated[Question, Field(discriminator="kind")]


# --- packs ------------------------------------------------------------------------------------------------------


class Objective(Model):
    """Something the learner can do or knows afterwards."""

    id: Id
    """Identity in the pack."""
    text: Line
    """The objective, in a sentence."""


class Manifest(Model):
    """pack.yaml: what the pack is and which files it is made of."""

    format: Literal[1]
    """Version of the pack format."""
    id: Id
    """Identity of the pack; the folder bears the same name."""
    title: Line
    """Title."""
    summary: Text
    """What it teaches, in a sentence or two."""
    authors: Annotated[tuple[Line, ...], Field(min_length=1, max_length=20)]
    """Who wrote it."""
    license: Line
    """License, as an SPDX identifier."""
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")] = "en"
    """Language, as an IETF tag."""
    version: Annotated[str, Field(pattern=r"^\d{1,6}(\.\d{1,6}){0,2}$")] = "1"
    """Version of the content."""
    objectives: Annotated[tuple[Objective, ...], Field(max_length=200)] = ()
    """What it trains; `pack check` holds that each has questions of two kinds."""
    guide: Annotated[str, Field(pattern=r"^[\w-]+\.md$")] | None = None
    """The study guide, a Markdown file beside this one."""
    glossary: Annotated[str, Field(pattern=r"^[\w-]+\.yaml$")] | None = None
    """The glossary, a file beside this one."""
    questions: Annotated[
        tuple[Annotated[str, Field(pattern=r"^(questions/)?[\w-]+\.yaml$")], ...],
        Field(min_length=1, max_length=200),
    ]
    """Question files in the order of study."""


class Term(Model):
    """An entry of the glossary."""

    term: Line
    """The term."""
    aliases: Annotated[tuple[Line, ...], Field(max_length=12)] = ()
    """Other names of the same thing."""
    definition: Text
    """What it means."""
    related: Annotated[tuple[QuestionRef, ...], Field(max_length=12)] = ()
    """Questions about it."""


class Section(Model):
    """A part of the guide under one heading, with the questions that interrupt it."""

    id: str
    title: str
    level: int
    text: str
    questions: tuple[str, ...] = ()


_HEADING = re.compile(r"^(#{1,4})\s+(\S.*)$")
_INTERRUPTION = re.compile(r"^\s*\{\{\s*question:\s*([a-z0-9/-]+)\s*\}\}\s*$")
_FENCE = re.compile(r"^\s*(```|~~~)")


class Guide(Model):
    """The study guide: Markdown with $maths$, ```mermaid fences and {{question: id}} lines."""

    text: Annotated[str, Field(min_length=1, max_length=400_000), AfterValidator(_safe)]

    @property
    def sections(self) -> tuple[Section, ...]:
        """The guide cut at its headings; {{question: id}} lines become each section's questions."""
        parts: list[tuple[str, int, list[str], list[str]]] = []
        fenced = False
        for line in self.text.split("\n"):
            if _FENCE.match(line):
                fenced = not fenced
            heading = None if fenced else _HEADING.match(line)
            if heading:
                title = heading.group(2).rstrip().rstrip("#").rstrip()
                parts.append((title, len(heading.group(1)), [], []))
                continue
            if not parts:
                if not line.strip():
                    continue
                parts.append(("Introduction", 1, [], []))
            asked = None if fenced else _INTERRUPTION.match(line)
            if asked:
                parts[-1][3].append(asked.group(1))
            else:
                parts[-1][2].append(line)
        ids: list[str] = []
        for place, (title, *_) in enumerate(parts, start=1):
            slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or f"section-{place}"
            # A title that comes again is told apart by its place among all sections.
            ids.append(slug if slug not in ids else f"{slug}-{place}")
        return tuple(
            Section(
                id=identity,
                title=title,
                level=level,
                text="\n".join(lines).strip("\n"),
                questions=tuple(questions),
            )
            for identity, (title, level, lines, questions) in zip(ids, parts, strict=True)
        )


class Pack(Model):
    """A whole pack."""

    manifest: Manifest
    guide: Guide | None = None
    glossary: tuple[Term, ...] = ()
    questions: tuple[AnyQuestion, ...]

    @property
    def id(self) -> str:
        return self.manifest.id

    def question(self, question_id: str) -> Question | None:
        return next((question for question in self.questions if question.id == question_id), None)


def card_id(pack_id: str, question_id: str, facet: str) -> str:
    """The identity of a card for ever: pack-id/question-id#facet."""
    return f"{pack_id}/{question_id}#{facet}"


def split_card_id(identity: str) -> tuple[str, str, str]:
    """(pack id, question id, facet) of a card."""
    question, _, facet = identity.partition("#")
    pack_id, _, question_id = question.partition("/")
    return pack_id, question_id, facet
