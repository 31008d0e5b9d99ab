"""A question's form and its source are two faces of one text: what is typed into one stands in the other."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studyapp import resources
from studyapp.core.question_form import Field, form_of, value_of
from studyapp.packs.edits import EditError, entries, entry_text
from studyapp.packs.entry_fields import values, with_value
from studyapp.packs.writing import WriteError

FOUNDING = "vanishing-gradients"
WITH_COMMENTS = """\
- id: two-units        # its name
  kind: choice
  # How hard it is.
  difficulty: easy
  topics: [sigmoid]

  prompt: >-
    Folded
    here.
  options:
    - {text: "1/4", correct: true, holds: "a == 1"}
    - {text: "1/2", says: "No."}
  # At last:
  explanation: |
    Two
    lines.
"""


@cache
def questions() -> dict[str, tuple[str, ...]]:
    """The questions of the founding pack as they are written, by kind."""
    found: dict[str, list[str]] = {}
    for path in sorted((resources.packs_root() / FOUNDING / "questions").glob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        for entry in entries(text):
            written = entry_text(text, entry)
            found.setdefault(str(values(written)["kind"]), []).append(written)
    return {kind: tuple(texts) for kind, texts in found.items()}


def applied(text: str, field: Field, typed: str) -> str:
    return with_value(text, field.name, value_of(field, typed, values(text).get(field.name)))


SIGNS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp"]), max_size=30)
LINES = st.lists(SIGNS, min_size=1, max_size=4).map("\n".join)


@settings(max_examples=8)
@pytest.mark.parametrize("kind", sorted(questions()))
@given(data=st.data())
def test_what_is_typed_into_a_form_comes_back_from_the_source(kind: str, data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(questions()[kind]))
    before = values(text)
    form = form_of(before)
    field = data.draw(st.sampled_from(form.fields))
    typed = data.draw(SIGNS if field.one_line else LINES)
    value = value_of(field, typed, before.get(field.name))
    try:
        new = with_value(text, field.name, value)
    except (EditError, WriteError):
        return
    after = values(new)
    assert after.get(field.name) == value
    assert {name: each for name, each in after.items() if name != field.name} == {
        name: each for name, each in before.items() if name != field.name
    }
    again = next((one for one in form_of(after).fields if one.name == field.name), None)
    if again is not None and value is not None:
        assert value_of(again, again.text, after[field.name]) == value


def test_a_form_holds_what_every_question_says() -> None:
    for texts in questions().values():
        for text in texts:
            found = values(text)
            for field in form_of(found).fields:
                if field.text and field.how != "text":
                    assert value_of(field, field.text, found[field.name]) == found[field.name], field


def test_lines_of_other_fields_stay_as_they_are() -> None:
    text = with_value(WITH_COMMENTS, "difficulty", "hard")
    assert text == WITH_COMMENTS.replace("difficulty: easy", "difficulty: hard")
    text = with_value(WITH_COMMENTS, "prompt", "One line")
    assert text == WITH_COMMENTS.replace("prompt: >-\n    Folded\n    here.\n", "prompt: One line\n")
    text = with_value(WITH_COMMENTS, "explanation", None)
    assert text == WITH_COMMENTS[: WITH_COMMENTS.index("  explanation")]


def test_a_new_field_stands_where_its_kind_is_written() -> None:
    text = with_value(WITH_COMMENTS, "hint", "Think\nof it\n")
    assert text.index("hint: |\n    Think\n    of it\n") < text.index("# At last")
    assert text.index("options:") < text.index("hint:")


def test_options_keep_what_a_form_does_not_show() -> None:
    form = form_of(values(WITH_COMMENTS))
    options = next(field for field in form.fields if field.name == "options")
    assert options.text == "* 1/4\n1/2"
    turned = values(applied(WITH_COMMENTS, options, "1/2\n* 0.25\nnew"))["options"]
    assert turned == [
        {"text": "1/2", "says": "No."},
        {"text": "0.25", "correct": True},
        {"text": "new"},
    ]
    reworded = values(applied(WITH_COMMENTS, options, "* one quarter\n1/2"))["options"]
    assert reworded == [
        {"text": "one quarter", "correct": True, "holds": "a == 1"},
        {"text": "1/2", "says": "No."},
    ]


def test_fields_far_from_the_dash_and_in_brackets() -> None:
    wide = "-   id: a\n    kind: open\n    topics: [b]\n"
    assert values(with_value(wide, "prompt", "x\n y\n"))["prompt"] == "x\n y\n"
    assert values(with_value("- {id: a, kind: open}\n", "prompt", "x"))["prompt"] == "x"
    with pytest.raises(EditError, match="must be one question"):
        values("- id: a\n- id: b\n")
    with pytest.raises(EditError, match="must be one question"):
        values("")
