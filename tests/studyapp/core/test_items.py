"""The pack format: what each kind of question needs, which cards it makes and how it is backed."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from studyapp.core.items import (
    KINDS,
    STORED,
    AnyQuestion,
    Backing,
    Cloze,
    Guide,
    Manifest,
    Numeric,
    NumericAnswer,
    Pack,
    Question,
    Term,
    card_id,
    split_card_id,
)
from studyapp.core.nearness import Near

READ: TypeAdapter[Question] = TypeAdapter(AnyQuestion)
CITED: dict[str, Any] = {"backed_by": "citation", "references": [{"title": "A book"}]}
EXAMPLE: dict[str, Any] = {"experiment": "activation", "claims": ["a < 1"]}
COMMON = {"id": "q", "difficulty": "easy", "topics": ["sigmoid"]}
OPTIONS: list[dict[str, Any]] = [{"text": "Left", "correct": True}, {"text": "Right", "says": "Not this."}]
ARRAY = {"x": {"array": [3], "of": {"integer": [1, 5]}}}
PART_B = {"id": "b", "prompt": "B", "value": 2, "follows": "part.a * 2"}
OWN: dict[str, dict[str, Any]] = {
    "flashcard": {"prompt": "Front", "answer": "Back"},
    "cloze": {"text": "At most [[bound|0.25|1/4]]."},
    "choice": {"prompt": "Which?", "options": OPTIONS},
    "choices": {"prompt": "Which ones?", "options": OPTIONS},
    "true_false": {"prompt": "It is so.", "answer": True},
    "numeric": {"prompt": "How much?", "answer": {"value": 0.5}},
    "expression": {"prompt": "Its derivative?", "answer": {"value": "2 x", "of": {"x": [-1, 1]}}},
    "array": {"prompt": "Which numbers?", "answer": {"value": "2 * {{x}}"}, "variables": ARRAY},
    "parts": {"prompt": "Both.", "parts": [{"id": "a", "prompt": "A", "value": 1}, PART_B]},
    "trace": {
        "prompt": "Fill in.",
        "rows": [{"label": "First", "value": "a"}, {"label": "Then", "value": "a ** 2"}],
        "example": EXAMPLE,
    },
    "ordering": {"prompt": "Order.", "items": [{"text": "One"}, {"text": "Two"}, {"text": "Three"}]},
    "matching": {
        "prompt": "Pair.",
        "pairs": [{"left": "x", "right": "One"}, {"left": "y", "right": "Two"}],
        "extra": ["Three"],
    },
    "predict": {
        "prompt": "What will it do?",
        "prospects": [{"text": "Rise", "holds": "a > 0"}, {"text": "Fall", "holds": "a < 0"}],
        "example": EXAMPLE,
    },
    "bug": {
        "mistakes": ["transposed"],
        "steps": [
            {"label": "Net input", "value": "z"},
            {"label": "Activation", "value": "a"},
            {"label": "Gradient", "value": "g"},
        ],
        "example": EXAMPLE,
    },
    "text": {"prompt": "Name it.", "answer": {"accept": ["sigmoid"]}},
    "open": {"prompt": "Why?", "answer": "So.", "key_points": [{"text": "One"}, {"text": "Two"}]},
}


def made(kind: str, backing: dict[str, Any] = CITED, **changes: Any) -> Question:
    """A valid question of a kind with some fields replaced; None takes a field out."""
    fields = {**COMMON, "kind": kind, **OWN[kind], **backing, **changes}
    return READ.validate_python({name: value for name, value in fields.items() if value is not None})


def refused(kind: str, backing: dict[str, Any] = CITED, **changes: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        made(kind, backing, **changes)
    return "; ".join(f"{'.'.join(map(str, error['loc']))}: {error['msg']}" for error in caught.value.errors())


def test_every_kind_has_a_case_here() -> None:
    assert OWN.keys() == KINDS.keys()


@pytest.mark.parametrize("kind", OWN)
def test_valid_questions_come_back_from_their_stored_form(kind: str) -> None:
    question = made(kind)
    assert type(question) is KINDS[kind]
    stored = question.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    assert READ.validate_python(stored) == question


NEEDS_A_RUN = {"trace": "uses the measurement 'a', but has no example", "predict": "the answer is its run"}
NEEDS_A_RUN["bug"] = "the pass that the mistake is made in"


@pytest.mark.parametrize("kind", OWN)
def test_something_must_back_the_answer(kind: str) -> None:
    told = NEEDS_A_RUN.get(kind, "needs an example that backs the answer, or backed_by: citation")
    assert told in refused(kind, backed_by=None if kind not in NEEDS_A_RUN else "citation", example=None)


@pytest.mark.parametrize("kind", OWN)
@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"id": None}, "id: Field required"),
        ({"id": "Not An Id"}, "id: String should match pattern"),
        ({"id": "a--b"}, "id: String should match pattern"),
        ({"id": "q" * 65}, "at most 64 characters"),
        ({"difficulty": "brutal"}, "difficulty: Input should be 'easy', 'medium' or 'hard'"),
        ({"topics": []}, "topics: Tuple should have at least 1 item"),
        ({"topics": ["Sigmoid"]}, "topics.0: String should match pattern"),
        ({"difficult": "easy"}, "difficult: Extra inputs are not permitted"),
        ({"hint": "a\x1b[31m"}, "hint: Value error, holds a control character u+001b; remove it"),
        ({"hint": "a\u202eb"}, "holds a right-to-left override; remove it"),
        ({"hint": " \n"}, "hint: Value error, is blank"),
        ({"title": "two\nlines"}, "title: String should match pattern"),
        ({"hint": "{{w}}"}, "uses {{w}}, which variables does not declare"),
        ({"conventions": ["{{w}} units"]}, "uses {{w}}, which variables does not declare"),
        ({"variables": {"w": {"choice": [1]}}}, "at least 2 items"),
        ({"variables": {"w": {"integer": [2, 2]}}}, "needs the smaller number first"),
        ({"variables": {"w": {"real": [2, 1]}}}, "needs the smaller number first"),
        ({"variables": {"w": {"real": [-1e308, 1e308]}}}, "needs numbers between -1e+100 and 1e+100"),
        ({"variables": {"w": {"real": [0, float("inf")]}}}, "finite number"),
        ({"variables": {"2w": {"choice": [1, 2]}}}, "String should match pattern"),
        ({"references": []}, "backed_by: citation needs at least one reference"),
        ({"references": [{"title": "A", "url": "javascript:alert(1)"}]}, "references.0.url"),
        ({"references": [{"title": "A", "year": 20160}]}, "references.0.year"),
        ({"backed_by": "belief"}, "backed_by: Input should be 'citation'"),
        ({"related": ["a/b/c"]}, "related.0: String should match pattern"),
        ({"example": {**EXAMPLE, "claims": ["9**"]}}, "expected a number, a name"),
        ({"example": {**EXAMPLE, "claims": ['__import__("os")']}}, "cannot read"),
        ({"example": {**EXAMPLE, "with": {"a-b": 1}}}, "String should match pattern"),
        ({"example": {**EXAMPLE, "with": {"at": "{{w}}"}}}, "uses {{w}}, which variables does not declare"),
    ],
)
def test_what_every_kind_refuses(kind: str, changes: dict[str, Any], message: str) -> None:
    assert message in refused(kind, **changes)


@pytest.mark.parametrize(
    ("kind", "changes", "message"),
    [
        ("flashcard", {"answer": None}, "answer: Field required"),
        ("array", {"answer": {"value": "g"}}, "uses the measurement 'g', but has no example"),
        ("array", {"backed_by": None, "example": EXAMPLE}, "needs a claim about 'answer', the key"),
        ("parts", {"parts": [PART_B]}, "at least 2 items"),
        ("parts", {"parts": [PART_B, PART_B | {"follows": None}]}, "two parts have the same id"),
        (
            "parts",
            {"parts": [PART_B, {"id": "a", "prompt": "A", "value": 1}]},
            "follows 'part.a', which is no",
        ),
        ("parts", {"backed_by": None, "example": EXAMPLE}, "needs a claim about 'answer.a'"),
        (
            "ordering",
            {"items": [{"text": "One"}, {"text": "one."}, {"text": "Two"}]},
            "two items read the same",
        ),
        ("ordering", {"order": "ascending"}, "order: ascending needs a value for every item"),
        ("matching", {"extra": ["two"]}, "two entries of one side read the same"),
        ("predict", {"prospects": [{"text": "Rise", "holds": "a > 0"}]}, "at least 2 items"),
        ("bug", {"steps": [{"label": "Z", "value": "z"}] * 3}, "two steps read the same"),
        ("bug", {"mistakes": []}, "at least 1 item"),
        ("flashcard", {"both": "perhaps"}, "both: Input should be a valid boolean"),
        ("cloze", {"text": "No blank."}, "needs a blank such as"),
        ("cloze", {"text": "[[Bound|1]]"}, "needs a blank such as"),
        ("cloze", {"text": "[[bound]]"}, "needs a blank such as"),
        ("cloze", {"text": "[[bound|1||2]]"}, "a blank has an empty answer"),
        ("cloze", {"text": "[[a|1]] " * 13}, "text has 13 blanks, at most 12 are allowed"),
        (
            "cloze",
            {"text": "[[a|1]] or [[a|2]]"},
            "the blanks 'a' are one card, so they must accept the same",
        ),
        ("choice", {"options": OPTIONS[:1]}, "at least 2 items"),
        (
            "choice",
            {"options": [*OPTIONS, OPTIONS[0] | {"text": "Up"}]},
            "exactly one option marked correct, got 2",
        ),
        (
            "choice",
            {"options": [OPTIONS[1], OPTIONS[1] | {"text": "Up"}]},
            "exactly one option marked correct, got 0",
        ),
        ("choice", {"options": [OPTIONS[0], {"text": "Right"}]}, "wrong option 'Right' needs a 'says'"),
        ("choice", {"options": [OPTIONS[0], OPTIONS[1] | {"text": " LEFT."}]}, "two options read the same"),
        ("choice", {"options": [OPTIONS[0] | {"holds": "a < 1"}, OPTIONS[1]]}, "'holds' needs an example"),
        (
            "choices",
            {"options": [OPTIONS[0], OPTIONS[0] | {"text": "Up"}]},
            "at least one right and one wrong",
        ),
        (
            "choices",
            {"options": [OPTIONS[1], OPTIONS[1] | {"text": "Up"}]},
            "at least one right and one wrong",
        ),
        ("choices", {"options": [OPTIONS[0], OPTIONS[1]] * 5}, "at most 8 items"),
        ("true_false", {"answer": "perhaps"}, "answer: Input should be a valid boolean"),
        ("true_false", {"decided_by": "a < 1"}, "decided_by needs an example that measures it"),
        ("numeric", {"answer": {"value": "slope"}}, "uses the measurement 'slope', but has no example"),
        ("numeric", {"answer": {"value": "1 +"}}, "expected a number, a name"),
        ("numeric", {"answer": {"value": True}}, "answer.value: Input should be a valid string"),
        (
            "numeric",
            {"answer": {"value": 1, "tolerance": 0}},
            "tolerance must be positive, such as 1% or 0.01, got 0",
        ),
        ("numeric", {"answer": {"value": 1, "tolerance": "-1%"}}, "tolerance must be positive"),
        ("numeric", {"answer": {"value": 1, "tolerance": "1e-3"}}, "tolerance must be positive"),
        ("numeric", {"mistakes": [{"value": "slope", "says": "No."}]}, "uses the measurement 'slope'"),
        ("numeric", {"mistakes": [{"value": 2}]}, "mistakes.0.says: Field required"),
        ("text", {"answer": {"accept": []}}, "at least 1 item"),
        ("text", {"answer": {"accept": ["a"], "reject": [{"text": "b"}]}}, "says: Field required"),
        ("open", {"key_points": [{"text": "One"}]}, "at least 2 items"),
    ],
)
def test_what_one_kind_refuses(kind: str, changes: dict[str, Any], message: str) -> None:
    assert message in refused(kind, **changes)


@pytest.mark.parametrize(
    ("kind", "changes", "message"),
    [
        ("flashcard", {"example": {"experiment": "activation"}}, "example needs at least one claim"),
        ("numeric", {"example": {"experiment": "activation"}}, "example needs at least one claim"),
        ("numeric", {}, "needs a claim about 'answer', the key, that checks it in a second way"),
        ("true_false", {}, "needs decided_by, a statement about the run"),
        ("choice", {}, "right option 'Left' needs 'holds', a statement about the run"),
        ("choices", {}, "right option 'Left' needs 'holds'"),
    ],
)
def test_what_an_example_must_decide(kind: str, changes: dict[str, Any], message: str) -> None:
    assert message in refused(kind, {"example": EXAMPLE}, **changes)


def test_an_unknown_kind() -> None:
    with pytest.raises(ValidationError, match="does not match any of the expected tags"):
        READ.validate_python({**COMMON, **CITED, "kind": "essay"})


@pytest.mark.parametrize(
    ("kind", "changes", "facets"),
    [
        ("flashcard", {}, ("forward",)),
        ("flashcard", {"both": True}, ("forward", "reverse")),
        ("cloze", {"text": "[[a|1]] [[b|2]] [[a|1]]"}, ("a", "b")),
        ("choice", {}, ("answer",)),
        ("choices", {}, ("answer",)),
        ("true_false", {}, ("answer",)),
        ("numeric", {}, ("answer",)),
        ("text", {}, ("answer",)),
        ("open", {}, ("answer",)),
    ],
)
def test_facets(kind: str, changes: dict[str, Any], facets: tuple[str, ...]) -> None:
    assert made(kind, **changes).facets == facets


KEYED = {"experiment": "activation", "claims": ["answer == 2 * a"]}
DECIDED = {"text": "Left", "correct": True, "holds": "a < 1"}


@pytest.mark.parametrize(
    ("kind", "backing", "changes", "expected"),
    [
        ("flashcard", CITED, {}, Backing.CITED),
        ("flashcard", {"example": EXAMPLE}, {}, Backing.CHECKED),
        ("flashcard", {"example": EXAMPLE} | CITED, {}, Backing.CITED),
        ("cloze", {"example": EXAMPLE}, {}, Backing.CHECKED),
        ("text", {"example": EXAMPLE}, {}, Backing.CHECKED),
        ("open", {"example": EXAMPLE}, {}, Backing.CHECKED),
        ("true_false", {"example": EXAMPLE}, {"decided_by": "a < 1"}, Backing.COMPUTED),
        ("numeric", {"example": KEYED}, {"answer": {"value": "slope * 2"}}, Backing.COMPUTED),
        ("numeric", {"example": KEYED}, {"answer": {"value": "2 * pi"}}, Backing.CHECKED),
        ("numeric", CITED, {}, Backing.CITED),
        ("choice", {"example": EXAMPLE}, {"options": [DECIDED, OPTIONS[1]]}, Backing.CHECKED),
        (
            "choice",
            {"example": EXAMPLE},
            {"options": [DECIDED, OPTIONS[1] | {"holds": "a > 1"}]},
            Backing.COMPUTED,
        ),
        (
            "choices",
            {"example": EXAMPLE},
            {"options": [DECIDED, OPTIONS[1] | {"holds": "a > 1"}]},
            Backing.COMPUTED,
        ),
    ],
)
def test_backing(kind: str, backing: dict[str, Any], changes: dict[str, Any], expected: Backing) -> None:
    assert made(kind, backing, **changes).backing is expected


def test_cloze_blanks() -> None:
    question = made("cloze", text="At most [[bound|0.25|1/4]] at [[place-1| 0 | zero ]], $a[[0]]$.")
    assert isinstance(question, Cloze)
    assert [(blank.label, blank.accept) for blank in question.blanks] == [
        ("bound", ("0.25", "1/4")),
        ("place-1", ("0", "zero")),
    ]
    assert question.shown("bound") == "At most _____ at 0, $a[[0]]$."
    assert question.shown("place-1") == "At most 0.25 at _____, $a[[0]]$."
    assert question.prompt == "At most _____ at _____, $a[[0]]$."
    assert question.answer_to("place-1").accept == ("0", "zero")


@pytest.mark.parametrize(
    ("written", "allowed"),
    [
        ("1%", Near("relative", 0.01)),
        ("0.5 %", Near("relative", 0.005)),
        (".5%", Near("relative", 0.005)),
        ("0.01", Near("absolute", 0.01)),
        (2, Near("absolute", 2.0)),
    ],
)
def test_tolerance(written: object, allowed: Near) -> None:
    assert NumericAnswer.model_validate({"value": 1, "tolerance": written}).near == allowed


@pytest.mark.parametrize(
    ("way", "near"),
    [
        ({"significant": 3}, Near("significant", 3)),
        ({"decimals": 0}, Near("decimals", 0)),
        ({"exact": True}, Near("exact")),
        ({"exact": False}, Near("relative", 0.01)),
        ({"range": [0.1, 0.3]}, Near("range", bounds=(0.1, 0.3))),
    ],
)
def test_other_ways_to_judge_nearness(way: dict[str, object], near: Near) -> None:
    assert NumericAnswer.model_validate({"value": 1, **way}).near == near


@pytest.mark.parametrize(
    ("ways", "message"),
    [
        ({"tolerance": "1%", "decimals": 2}, "one way to judge nearness, got tolerance and decimals"),
        ({"significant": 2, "exact": True}, "one way to judge nearness, got significant and exact"),
        ({"range": [2, 1]}, "range needs the smaller number first"),
    ],
)
def test_one_way_only(ways: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        NumericAnswer.model_validate({"value": 1, **ways})


def test_a_number_may_stand_for_an_expression() -> None:
    question = made("numeric", answer={"value": 5e-05}, mistakes=[{"value": -2, "says": "No."}])
    assert isinstance(question, Numeric)
    assert (question.answer.value, question.mistakes[0].value) == ("5e-05", "-2")


def test_a_claim_may_be_written_as_text() -> None:
    question = made(
        "flashcard", {"example": {"experiment": "chain", "claims": ["a < 1", {"holds": "b > 1"}]}}
    )
    assert question.example is not None
    assert [(claim.holds, claim.says) for claim in question.example.claims] == [
        ("a < 1", None),
        ("b > 1", None),
    ]


def test_headings() -> None:
    assert made("text", id="the-chain-rule").heading == "The chain rule"
    assert made("text", title="A title\n").heading == "A title"


@pytest.mark.parametrize(
    ("kind", "backing", "changes"),
    [
        ("text", {}, {}),
        ("numeric", {"example": EXAMPLE}, {}),
        ("choice", CITED, {"options": [OPTIONS[1], OPTIONS[1]]}),
        ("cloze", CITED, {"text": "[[a|1]] or [[a|2]]"}),
    ],
)
def test_what_was_stored_stays_readable_when_a_rule_is_tightened(
    kind: str, backing: dict[str, Any], changes: dict[str, Any]
) -> None:
    assert refused(kind, backing, **changes)
    body = {**COMMON, "kind": kind, **OWN[kind], **backing, **changes}
    assert READ.validate_python(body, context=STORED).id == "q"


def test_questions_are_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        made("text").id = "other"


def test_card_identities() -> None:
    assert card_id("pack-1", "question-2", "forward") == "pack-1/question-2#forward"
    assert split_card_id("pack-1/question-2#forward") == ("pack-1", "question-2", "forward")


# --- guide, glossary and manifest ---------------------------------------------------------------------------

GUIDE = """\

Before the first heading.

{{question: zero}}

# First

One.

```python
# not a heading
{{question: not-a-question}}
```

{{ question: other-pack/one }}
  {{question: two}}

## Second & last: σ′ ##

A sentence with {{question: three}} inside.

#hashtag

### σ
"""


def test_guide_sections() -> None:
    sections = Guide(text=GUIDE).sections
    assert [(section.id, section.title, section.level, section.questions) for section in sections] == [
        ("introduction", "Introduction", 1, ("zero",)),
        ("first", "First", 1, ("other-pack/one", "two")),
        ("second-last", "Second & last: σ′", 2, ()),
        ("section-4", "σ", 3, ()),
    ]
    assert sections[0].text == "Before the first heading."
    assert sections[1].text.startswith("One.")
    assert "# not a heading\n{{question: not-a-question}}" in sections[1].text
    assert sections[2].text == "A sentence with {{question: three}} inside.\n\n#hashtag"
    assert sections[3].text == ""


def test_sections_of_one_title_have_identities_of_their_own() -> None:
    sections = Guide(text="# Summary\n\na\n\n# Other\n\nb\n\n# Summary\n\nc").sections
    assert [section.id for section in sections] == ["summary", "other", "summary-3"]


MANIFEST: dict[str, Any] = {
    "format": 1,
    "id": "p",
    "title": "P",
    "summary": "A pack.",
    "authors": ["A. Author"],
    "license": "MIT",
    "questions": ["questions/a.yaml"],
}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("format", 2),
        ("id", "../p"),
        ("authors", []),
        ("language", "english"),
        ("version", "one"),
        ("guide", "../guide.md"),
        ("guide", "guide.py"),
        ("glossary", "/etc/passwd"),
        ("questions", []),
        ("questions", ["../a.yaml"]),
        ("questions", ["questions/deeper/a.yaml"]),
        ("objectives", [{"id": "a"}]),
        ("homepage", "https://example.org"),
    ],
)
def test_a_manifest_refuses(field: str, value: object) -> None:
    assert Manifest.model_validate(MANIFEST).id == "p"
    with pytest.raises(ValidationError) as caught:
        Manifest.model_validate({**MANIFEST, field: value})
    assert {error["loc"][0] for error in caught.value.errors()} == {field}


def test_a_pack_finds_its_questions() -> None:
    first, second = made("text", id="first"), made("open", id="second")
    pack = Pack(
        manifest=Manifest.model_validate(MANIFEST),
        questions=(first, second),
        glossary=(Term(term="Sigmoid", definition="A function."),),
    )
    assert pack.id == "p"
    assert pack.question("second") == second
    assert pack.question("third") is None


def test_a_fence_is_closed_only_by_the_signs_that_opened_it() -> None:
    guide = Guide(text="# One\n````\n# no heading\n~~~\n```\n# nor this\n````\n# Two\ntext")
    assert [section.title for section in guide.sections] == ["One", "Two"]
