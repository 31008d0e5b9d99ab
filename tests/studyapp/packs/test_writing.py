"""What is written is read back as exactly the same, and looks like the built-in packs."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studyapp import resources
from studyapp.core.items import KINDS, Manifest, Term
from studyapp.core.text import unsafe_character
from studyapp.packs.loader import load
from studyapp.packs.writing import (
    MANIFEST_FIELDS,
    QUESTION_FIELDS,
    TERM_FIELDS,
    WriteError,
    file_yaml,
    glossary_yaml,
    manifest_yaml,
    question_yaml,
    value_yaml,
)
from studyapp.packs.yaml_reader import read
from studyapp.store.items import question_from, stored_form
from tests.examples import examples

HOSTILE = [
    "", " ", "yes", "no", "true", "null", "~", "1", "1e3", "0x1f", "0o7", "1e999", ".inf", "1" * 30, "-",
    "--- x", "- x", "? x", ": ", "a: b", "a:", "a #b", "#", "{{w}}", "{{w}} ** 3", "[x]", "&a", "*a", "!t",
    "|", ">", "%x", "@", "`", "<<", "=", " lead", "trail ", "two\nlines", "two\nlines\n", "end\n",
    "ends\n\n", "\n", "\n\n", "\nlead", "  in\nout", "a\n  b\n c", "a\n\nb", "a\n \nb", "a\n\tb", "\ta",
    "a\t", "a \nb ", "tab\there", "\\", "\\n", "it's", 'say "x"', "both ' and \"", "$\\sigma'(z)$", "...",
    "---", "a\n---\nb", "%a\n%b", "# a\n# b", "é ∂ 🧠", "\xa0nbsp\xa0", "\uffff", "a\uffffb\nc", "x" * 200,
    ("y" * 90 + "\n") * 2, "key: [", "a, b", "a]", "http://x.y/z#w", "'", '"', "?", "a ?b", "a? b",
]  # fmt: skip
texts = st.sampled_from(HOSTILE) | st.text(
    st.characters(exclude_categories=["Cs"]), max_size=30
) | st.text("ab \n\t:#-'\"\\{}[],|>&*!%", max_size=24)  # fmt: skip
safe_texts = texts.filter(lambda text: unsafe_character(text) is None)
numbers = st.integers(-(10**18) + 1, 10**18 - 1) | st.floats(allow_nan=False, allow_infinity=False)
values = st.recursive(
    st.none() | st.booleans() | numbers | safe_texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(safe_texts, inner, max_size=4),
    max_leaves=16,
)
bodies = st.dictionaries(st.sampled_from(QUESTION_FIELDS) | safe_texts, values, max_size=6)


def read_back(text: str, *, pure: bool = False) -> object:
    root, problems, _ = read(text, "a.yaml", pure=pure)
    assert problems == [], f"{problems[0].message}\n{text}"
    assert root is not None
    return root.value


def same(one: object, other: object) -> bool:
    """Equal, and of the same types: 1 is not 1.0, and neither is true."""
    return one == other and json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


@settings(max_examples=examples(80))
@given(st.lists(bodies, min_size=1, max_size=3), st.booleans())
def test_any_values_are_read_back_as_the_same(questions: list[dict[str, object]], pure: bool) -> None:
    text = file_yaml(questions, "# a head")
    assert same(read_back(text, pure=pure), questions)
    assert text.endswith("\n")


@pytest.mark.parametrize("pure", [False, True], ids=["libyaml", "pure"])
@pytest.mark.parametrize("hostile", HOSTILE)
def test_every_hostile_text_in_every_place(hostile: str, pure: bool) -> None:
    body = {"prompt": hostile, "topics": [hostile, [hostile]], "options": [{"text": hostile, hostile: 1}]}
    assert same(read_back(question_yaml(body), pure=pure), [body])
    assert same(read_back(manifest_yaml(body), pure=pure), body)
    entry = [hostile, {"b": hostile}]
    assert same(read_back(f"a: {value_yaml(entry)}\n", pure=pure), {"a": entry})


def test_the_founding_pack_is_written_and_read_as_equal_models() -> None:
    pack = load(resources.packs_root() / "vanishing-gradients").pack
    bodies = [stored_form(question) for question in pack.questions]
    found = read_back(file_yaml(bodies))
    assert same(found, bodies)
    assert isinstance(found, list)
    for body, question in zip(found, pack.questions, strict=True):
        again = question_from(body)
        assert again == question
        assert list(again.variables) == list(question.variables)  # they are drawn in this order
    manifest = pack.manifest.model_dump(mode="json", exclude_defaults=True)
    assert Manifest.model_validate(read_back(manifest_yaml(manifest))) == pack.manifest
    terms = read_back(
        glossary_yaml(term.model_dump(mode="json", exclude_defaults=True) for term in pack.glossary)
    )
    assert isinstance(terms, list)
    assert tuple(Term.model_validate(term) for term in terms) == pack.glossary


def test_every_field_of_every_model_has_its_place() -> None:
    named = {info.alias or name for model in KINDS.values() for name, info in model.model_fields.items()}
    assert named == set(QUESTION_FIELDS)
    assert len(QUESTION_FIELDS) == len(named)
    assert set(MANIFEST_FIELDS) == set(Manifest.model_fields)
    assert set(TERM_FIELDS) == set(Term.model_fields)


def test_the_layout_is_that_of_the_built_in_packs() -> None:
    body = {
        "kind": "numeric",
        "id": "two-sigmoids",
        "topics": ["chain-rule", "sigmoid"],
        "prompt": "Two units, both weights {{w}}.\nWhat is $\\sigma'(0)$?",
        "variables": {"w": {"choice": [1, 2.5, "a"]}},
        "example": {
            "experiment": "chain",
            "with": {"weights": ["{{w}}", 2]},
            "claims": [{"holds": "answer == {{w}} / 4", "says": "One factor."}, {"holds": "loss < 1"}],
        },
        "answer": {"value": "bias_gradient[1]", "tolerance": "1%"},
        "hint": "Note: look at the slope.",
    }
    assert question_yaml(body) == (
        "- id: two-sigmoids\n"
        "  kind: numeric\n"
        "  topics: [chain-rule, sigmoid]\n"
        "  prompt: |-\n"
        "    Two units, both weights {{w}}.\n"
        "    What is $\\sigma'(0)$?\n"
        "  variables: {w: {choice: [1, 2.5, a]}}\n"
        "  example:\n"
        "    experiment: chain\n"
        '    with: {weights: ["{{w}}", 2]}\n'
        "    claims:\n"
        '      - {holds: "answer == {{w}} / 4", says: One factor.}\n'
        "      - {holds: loss < 1}\n"
        '  answer: {value: "bias_gradient[1]", tolerance: 1%}\n'
        '  hint: "Note: look at the slope."\n'
    )


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (float("nan"), "no finite number"),
        (float("inf"), "no finite number"),
        (10**18, "more than 18 digits"),
        ("a\x1b[2Jb", "holds a control character"),
        ("two\nlines\u202e", "right-to-left override"),
        (b"bytes", "cannot stand in a pack file"),
        ({1: "a"}, "name must be a text"),
        ({"k" * 401: "a"}, "name must be a text"),
    ],
)
def test_what_no_file_can_hold_is_refused(value: object, message: str) -> None:
    with pytest.raises(WriteError, match=message):
        question_yaml({"id": "a", "with": [value]})
    with pytest.raises(WriteError, match=message):
        question_yaml({"id": "a", "prompt": value})


def test_values_nested_as_deep_as_is_read_are_written_and_deeper_ones_refused() -> None:
    deep: object = "x"
    for level in range(30):
        if level < 14:
            assert same(read_back(question_yaml({"a": deep})), [{"a": deep}])
        deep = [deep]
    with pytest.raises(WriteError, match="nested deeper than 16"):
        question_yaml({"a": deep})
