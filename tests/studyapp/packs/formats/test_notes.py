"""Notes of Anki and of spreadsheets as questions; cells that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from html import unescape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.core.items import KINDS
from studyapp.packs.formats.anki import Note, deck_name, field, notes_text
from studyapp.packs.formats.columns import notes_in
from studyapp.packs.formats.from_notes import Made, questions_of
from studyapp.packs.formats.parts import FormatError
from studyapp.packs.formats.table import read_table


def made_of(text: str) -> Made:
    return questions_of(notes_in(read_table(text)), "notes.txt")


def question_of(text: str) -> dict[str, Any]:
    made = made_of(text)
    assert made.bad == ()
    (question,) = made.questions
    KINDS[question["kind"]].model_validate(question)
    return question


ANKI = "#separator:tab\n#html:true\n#guid column:1\n#notetype column:2\n#deck column:3\n#tags column:6\n"


def test_a_foreign_note_becomes_a_flashcard_with_a_stable_id() -> None:
    row = "Gq%t~8(y|P\tBasic\tML::Deep nets\tWhat is <b>ReLU</b>?\t\\(\\max(0,x)\\)\t"
    row += "difficulty::hard Deep::Acts marked\n"
    question = question_of(ANKI + row)
    assert question["prompt"] == "What is **ReLU**?"
    assert question["answer"] == "$\\max(0,x)$"
    assert question["title"] == "What is ReLU ?"
    assert (question["difficulty"], question["topics"]) == ("hard", ["deep-acts"])
    assert question["backed_by"] == "notes"
    assert question["source"]["line"] == 7
    reworded = question_of(ANKI + row.replace("What is", "What does").replace("0,x", "x,0"))
    assert reworded["id"] == question["id"]
    assert (
        question_of("one\ttwo\n")["id"] == question_of("one\tother\n")["id"] != question_of("1\ttwo\n")["id"]
    )


def test_our_guids_are_ids_again_and_both_ways_are_one_flashcard() -> None:
    made = made_of(
        "#separator:Comma\n#html:true\n#guid column:1\n#tags column:4\n"
        "nets/relu,Front,Back<hr>Because.<br><small class=\"studyapp\">Seed 1</small>,studyapp relu\n"
        "nets/relu#reverse,Other way,Front,studyapp relu\n"
    )  # fmt: skip
    (question,) = made.questions
    assert made.pack == "nets"
    assert (question["id"], question["both"], question["reverse_prompt"]) == ("relu", True, "Other way")
    assert (question["prompt"], question["answer"], question["explanation"]) == ("Front", "Back", "Because.")
    assert question["topics"] == ["relu"]
    assert "title" not in question


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("At most {{c1::0.25}}.", {"kind": "cloze", "text": "At most [[c1|0.25]]."}),
        ("{{c1::A::who}} and {{c2::<b>B</b>}}", {"text": "[[c1|A]] and [[c2|B]]", "hint": "c1: who"}),
        ("{{c1::A::who}} is", {"text": "[[c1|A]] is", "hint": "who"}),
        ("{{c1::a}} {{c1::b}} {{c1::a}}", {"text": "[[c1|a]] [[c1-2|b]] [[c1|a]]"}),
        ("<b>{{c3::x}}</b>", {"text": "**[[c3|x]]**"}),
        ("[[a|b]] {{c1::x}} {{y}}", {"text": "\\[\\[a|b]] [[c1|x]] { {y}}"}),
        ("{{c1::\\(x\\)}} is", {"kind": "flashcard", "prompt": "[…] is", "answer": "$x$"}),
        ("\\({{c1::x}} + 1\\)", {"kind": "flashcard", "prompt": "$[…] + 1$", "answer": "x"}),
        ("{{c1::a|b::bars}} c", {"kind": "flashcard", "prompt": "[bars] c", "answer": "a|b"}),
        ("{{c1::a {{c1::b}}}} c", {"kind": "flashcard", "prompt": "[…] c", "answer": "a b"}),
        ("{{c1::" + "long " * 30 + "}} c", {"kind": "flashcard", "answer": ("long " * 30).strip()}),
    ],
)
def test_clozes_are_typed_where_they_can_be(text: str, expected: dict[str, str]) -> None:
    question = question_of(f"#separator:tab\n#html:true\n{text}\tmore\n")
    assert {name: question[name] for name in expected} == expected
    assert question["explanation"] == "more"


def test_untypable_clozes_of_several_numbers_are_a_card_each() -> None:
    made = made_of("#separator:tab\n{{c1::$a$}} then {{c2::b}}\t\n")
    assert [(q["prompt"], q["answer"]) for q in made.questions] == [
        ("[…] then b", "\\$a\\$"),
        ("\\$a\\$ then […]", "b"),
    ]
    assert len({q["id"] for q in made.questions}) == 2


def test_bad_notes_are_told_by_line() -> None:
    made = made_of(
        "#separator:tab\n#html:true\n#guid column:1\n"
        "g1\tfront\tback\ng2\tfront\t\ng3\t<img src=x>\tback\n\"g4\"\t \"\tb\ng1\tagain\tback\n"
    )  # fmt: skip
    assert [(bad.line, bad.message) for bad in made.bad] == [
        (5, "has no back"),
        (6, "has no front but a picture or a sound"),
        (8, "has the same guid as line 4"),
    ]


def test_a_reversed_note_type_asks_both_ways() -> None:
    question = question_of("#separator:tab\n#notetype:Basic (and reversed card)\na\tb\n")
    assert question["both"] is True


FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(1)",
    "=cmd|' /C calc'!A0",
    "a;=1+1",
    "a,=1",
    "=-+@",
    "＝1",
    "&quot;=1",
    "a\t=1",
]


@pytest.mark.parametrize("text", FORMULAS)
@pytest.mark.parametrize("separator", [",", "\t"])
def test_no_cell_begins_a_formula_wherever_it_is_cut(text: str, separator: str) -> None:
    note = Note("p/q", "Basic", text, text, text, ("studyapp",))
    body = [line for line in notes_text([note], separator).split("\n") if line and not line.startswith("#")]
    (row,) = csv.reader(body, delimiter=separator)
    assert " ".join(unescape(text).split()) == " ".join(unescape(row[3]).split())
    for cut in (";", "\t", ","):
        for cell in csv.reader(body, delimiter=cut):
            assert not any(part.startswith(tuple("=+-@＝＋－＠")) for part in cell)


@given(st.text("=+-@;,\t|&a \n\"'", max_size=20))
def test_any_field_shows_the_same_and_begins_no_formula(text: str) -> None:
    made = field(text)
    assert "".join(unescape(made).split()) == "".join(unescape(text).split())
    for sign in ";,\t|":
        assert not any(part.startswith(tuple("=+-@")) for part in made.split(sign))
    assert not deck_name(text).startswith(tuple("=+-@"))


@given(
    st.lists(
        st.lists(st.text("ab{}c1:=<b>/\\()[]$|\n\"'&;#", max_size=30), min_size=1, max_size=4), max_size=4
    )
)
def test_any_notes_become_questions_or_are_told(rows: list[list[str]]) -> None:
    out = io.StringIO("#separator:comma\n#html:true\n")
    out.seek(0, io.SEEK_END)
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(rows)
    try:
        made = made_of(out.getvalue())
    except FormatError:
        assert not any(cell.strip() for row in rows for cell in row)
        return
    for question in made.questions:
        KINDS[question["kind"]].model_validate(question)
