"""One entry of a list file is changed, and nothing else in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studyapp import resources
from studyapp.packs import edits
from studyapp.packs.edits import EditError
from studyapp.packs.yaml_reader import read

FILES = sorted((resources.packs_root() / "vanishing-gradients" / "questions").glob("*.yaml"))

TEXT = """\
# The head of the file.
- id: first   # a remark
  kind: flashcard
  # above the prompt
  prompt: |
    What is it?

    # no comment
  answer: This.

# about the second
- id: second
  prompt: "A: b"

- {id: third, prompt: Why?}
-
  id: fourth
  topics:
    - a
    - b
# the end
"""


def values(text: str) -> list[dict[str, object]]:
    root, problems, _ = read(text, "")
    assert not problems
    assert root is not None
    assert isinstance(root.value, list)
    return root.value


def test_entries_and_their_lines() -> None:
    assert edits.entries(TEXT) == [
        ("first", 1, 9),
        ("second", 11, 13),
        ("third", 14, 15),
        ("fourth", 15, 20),
    ]


def test_the_text_of_an_entry() -> None:
    assert edits.entry_text(TEXT, edits.find(TEXT, "second")) == '- id: second\n  prompt: "A: b"\n'
    indented = "  - id: a\n    prompt: |\n      x\n\n      y\n"
    assert edits.entry_text(indented, edits.find(indented, "a")) == "- id: a\n  prompt: |\n    x\n\n    y\n"


def test_an_entry_is_replaced_alone() -> None:
    new = edits.replaced(TEXT, edits.find(TEXT, "first"), "- id: first\n  prompt: New\n")
    assert new == "# The head of the file.\n- id: first\n  prompt: New\n" + TEXT[TEXT.index("\n# about") :]


def test_a_removed_entry_takes_the_comment_above_it_along() -> None:
    new = edits.removed(TEXT, edits.find(TEXT, "second"))
    assert "about the second" not in new
    assert new == TEXT.replace('# about the second\n- id: second\n  prompt: "A: b"\n\n', "")


def test_the_head_of_a_file_stays_when_its_first_entry_goes() -> None:
    assert edits.removed(TEXT, edits.find(TEXT, "first")).startswith("# The head of the file.\n# about")


def test_a_new_entry_stands_at_the_end_and_as_far_in() -> None:
    assert (
        edits.appended("  - id: a\n\n\n", "- id: b\n  prompt: x\n")
        == "  - id: a\n\n  - id: b\n    prompt: x\n"
    )
    assert edits.appended("# empty so far\n", "- id: b\n") == "# empty so far\n\n- id: b\n"
    assert edits.appended("", "- id: b\n") == "- id: b\n"


@pytest.mark.parametrize(
    ("identity", "written"),
    [
        ("second", '- draft: true\n  id: second\n  prompt: "A: b"\n'),
        ("third", "- {draft: true, id: third, prompt: Why?}\n"),
        ("fourth", "-\n  draft: true\n  id: fourth\n  topics:\n    - a\n    - b\n"),
    ],
)
def test_a_new_field_is_the_first(identity: str, written: str) -> None:
    new = edits.with_field(TEXT, edits.find(TEXT, identity), "draft", "true")
    assert written in new
    assert new.replace("draft: true, ", "").replace("draft: true\n  ", "", 1).count("\n") == TEXT.count("\n")


def test_a_field_is_set_anew() -> None:
    new = edits.with_field(TEXT, edits.find(TEXT, "first"), "prompt", "Why?")
    assert new == TEXT.replace("|\n    What is it?\n\n    # no comment\n", "Why?\n")
    new = edits.with_field(TEXT, edits.find(TEXT, "second"), "id", "2nd")
    assert new == TEXT.replace("id: second", "id: 2nd")


@pytest.mark.parametrize(
    ("identity", "field", "gone"),
    [
        ("first", "prompt", "  prompt: |\n    What is it?\n\n    # no comment\n"),
        ("second", "prompt", '  prompt: "A: b"\n'),
        ("second", "id", "id: second\n  "),
        ("fourth", "topics", "  topics:\n    - a\n    - b\n"),
        ("fourth", "none", ""),
    ],
)
def test_a_field_is_taken_out(identity: str, field: str, gone: str) -> None:
    assert edits.without_field(TEXT, edits.find(TEXT, identity), field) == TEXT.replace(gone, "", 1)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- id: [", "line 1 cannot be read"),
        ("id: a\n", "no list of entries"),
        ("[{id: a}]\n", "a list in brackets"),
    ],
)
def test_what_cannot_be_changed_is_refused(text: str, told: str) -> None:
    with pytest.raises(EditError, match=told):
        edits.entries(text)


def test_an_entry_that_is_gone() -> None:
    with pytest.raises(EditError, match="no entry 'fifth'"):
        edits.find(TEXT, "fifth")
    with pytest.raises(EditError, match="stands in brackets in line 15"):
        edits.without_field(TEXT, edits.find(TEXT, "third"), "prompt")
    with pytest.raises(EditError, match="the only field"):
        edits.without_field("- id: a\n", edits.find("- id: a\n", "a"), "id")


def test_line_ends_stay() -> None:
    crlf = TEXT.replace("\n", "\r\n")
    changes: list[Callable[[str], str]] = [
        lambda text: edits.with_field(text, edits.find(text, "first"), "draft", "true"),
        lambda text: edits.removed(text, edits.find(text, "third")),
        lambda text: edits.appended(text, "- id: b\n"),
    ]
    for change in changes:
        assert change(crlf) == change(TEXT).replace("\n", "\r\n")


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_the_founding_pack(file: Path) -> None:
    text = file.read_text("utf-8")
    before, listed = values(text), edits.entries(text)
    assert [entry.id for entry in listed] == [value["id"] for value in before]
    for entry, value in zip(listed, before, strict=True):
        assert values(edits.entry_text(text, entry)) == [value]
        assert edits.replaced(text, entry, edits.entry_text(text, entry)) == text
    for place in {0, len(before) // 2, len(before) - 1}:
        without = edits.removed(text, listed[place])
        assert (
            values(without) == before[:place] + before[place + 1 :] if without.strip() else len(before) == 1
        )


@settings(max_examples=15)
@given(st.data())
def test_any_field_of_any_entry_goes_and_comes(data: st.DataObject) -> None:
    text = FILES[data.draw(st.integers(0, len(FILES) - 1))].read_text("utf-8")
    before = values(text)
    place = data.draw(st.integers(0, len(before) - 1))
    name = data.draw(st.sampled_from(sorted(before[place])))
    without = edits.without_field(text, edits.entries(text)[place], name)
    rest = {key: value for key, value in before[place].items() if key != name}
    assert values(without) == [*before[:place], rest, *before[place + 1 :]]
    again = edits.with_field(without, edits.entries(without)[place], name, '"new"')
    assert values(again) == [*before[:place], {**rest, name: "new"}, *before[place + 1 :]]
