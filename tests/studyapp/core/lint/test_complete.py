"""What a question lacks, what it holds for nothing, and what it allows."""

from __future__ import annotations

from typing import Any

import pytest

from studyapp.core.lint import CODES, lint
from tests.studyapp.core.lint.written import card, choice, codes, messages, pack, places, question

REFERENCE = {"backed_by": "citation", "references": [{"title": "A book"}]}


def test_drafts_and_notes() -> None:
    draft = question("true_false", prompt="It falls.", answer=True, draft=True, explanation=None)
    assert codes(draft) == ["draft"]
    assert places("draft", draft) == [("draft",)]
    noted = question("true_false", prompt="It falls.", answer=True, backed_by="notes", explanation=None)
    assert codes(noted) == ["not-backed"]
    assert places("not-backed", noted) == [("backed_by",)]
    assert codes(question("true_false", prompt="It falls.", answer=True)) == []


def test_an_explanation_is_missing() -> None:
    bare = question("true_false", prompt="It falls.", answer=True, explanation=None)
    assert places("missing-explanation", bare) == [("explanation",)]
    assert (
        codes(question("true_false", prompt="It falls.", answer=True, explanation=None, theory="So.")) == []
    )
    assert codes(card("What falls?", "The loss does.")) == [], "an answer in words may explain itself"


@pytest.mark.parametrize(
    ("kind", "difficulty", "found"),
    [
        ("numeric", "medium", True),
        ("numeric", "hard", True),
        ("numeric", "easy", False),
        ("text", "hard", False),
    ],
)
def test_a_hint_is_missing(kind: str, difficulty: str, found: bool) -> None:
    answer: Any = {"accept": ["two"]} if kind == "text" else {"value": 2}
    asked = question(kind, prompt="How many?", answer=answer, difficulty=difficulty)
    assert codes(asked) == (["missing-hint"] if found else [])
    helped = question(kind, prompt="How many?", answer=answer, difficulty=difficulty, hint="Count.")
    assert codes(helped) == []


def numeric(prompt: str, variables: dict[str, Any], **fields: Any) -> Any:
    answer = fields.pop("answer", {"value": 2})
    return question("numeric", prompt=prompt, variables=variables, answer=answer, **fields)


def test_variables_that_change_nothing() -> None:
    two = {"a": {"integer": [1, 2]}, "b": {"integer": [1, 2]}}
    assert places("unused-variable", numeric("What is {{a}}?", two)) == [("variables", "b")]
    assert codes(numeric("What is {{a}} + {{ b }}?", two)) == []
    assert codes(numeric("What is it?", two, answer={"value": "{{a}} * {{b}}"})) == []
    assert codes(numeric("What is {{a}}?", two, mistakes=[{"value": "{{b}}", "says": "No."}])) == []
    # A condition or a note alone reaches no learner.
    alone = numeric("What is {{a}}?", two, where=["{{b}} < {{a}}"], note="{{a}}, {{b}}")
    assert places("unused-variable", alone) == [("variables", "b")]


def test_variables_behind_derived_ones() -> None:
    derived = {"a": {"integer": [1, 2]}, "b": {"derived": "{{a}} * 2"}, "c": {"derived": "{{b}} + 1"}}
    assert codes(numeric("What is {{c}}?", derived)) == []
    assert places("unused-variable", numeric("What is {{a}}?", derived)) == [
        ("variables", "b"),
        ("variables", "c"),
    ]
    deep = {"experiment": "chain", "with": {"weights": [["{{c}}"]]}, "claims": ["answer == 2"]}
    assert codes(numeric("What is it?", derived, example=deep)) == []


BIASED = ("It falls.", "It rises.")


def test_what_is_allowed_is_not_told() -> None:
    asked = choice("What happens?", *BIASED, allow=["too-few-options"])
    assert list(lint(pack(asked))) == []
    other = choice("What follows?", *BIASED)
    assert [one.question for one in lint(pack(asked, other))] == ["q-1"], "another question allows nothing"


def test_what_is_allowed_for_nothing() -> None:
    asked = choice("What happens?", *BIASED, allow=["giveaway", "too-few-options", "too-few-options"])
    found = list(lint(pack(asked)))
    assert [(one.code, one.level, one.path) for one in found] == [
        ("needless-allow", "warning", ("allow", 0)),
        ("needless-allow", "warning", ("allow", 2)),
    ]
    assert "twice" in found[1].message


def test_unknown_codes_are_errors() -> None:
    asked = choice("What happens?", *BIASED, "It stays.", allow=["to-few-options", "conventions"])
    found = list(lint(pack(asked)))
    assert [(one.code, one.level, one.path) for one in found] == [
        ("unknown-code", "error", ("allow", 0)),
        ("unknown-code", "error", ("allow", 1)),
    ]
    assert found[0].message.endswith("did you mean too-few-options?")
    known = list(lint(pack(asked), known=["conventions"]))
    assert [one.path for one in known] == [("allow", 0)], "a code of another check is judged there"


def test_errors_cannot_be_allowed() -> None:
    asked = choice("What happens?", *BIASED, "It stays.", allow=["unknown-code", "nonsense"])
    assert {one.code for one in lint(pack(asked))} == {"unknown-code", "needless-allow"}


def test_findings_come_in_the_order_of_the_questions() -> None:
    short = [choice(f"What is {word}?", *BIASED) for word in ("zeal", "yoga", "xylem")]
    again = choice("What is zeal?", *BIASED)
    found = [(one.question, one.code) for one in lint(pack(*short, again))]
    assert [one for one, _ in found] == ["q", "q-1", "q-2", "q-3", "q-3"]
    assert found[-1] == ("q-3", "duplicate-question")


def test_every_code_says_what_to_do() -> None:
    assert all(code == code.lower() and advice.endswith(".") for code, advice in CODES.items())
    assert messages(choice("What is zeal?", *BIASED))[0].startswith("offers 2 options; offer three or more")
