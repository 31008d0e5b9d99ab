"""Rows with their lines from any text, and Anki's headers."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.packs.formats import table
from studyapp.packs.formats.columns import notes_in
from studyapp.packs.formats.parts import FormatError
from studyapp.packs.formats.table import decoded_table, read_table

cells = st.text(st.characters(exclude_characters="\0\r", exclude_categories=["Cs"]), max_size=12)
rows = st.lists(
    st.lists(cells, min_size=1, max_size=4).filter(
        lambda row: any(cell.strip() for cell in row) and not row[0].startswith("#")
    ),
    min_size=1,
    max_size=5,
)


@given(rows, st.sampled_from([("comma", ","), ("tab", "\t"), ("Semicolon", ";"), ("|", "|")]))
def test_what_is_written_is_read_with_the_line_it_begins_in(
    written: list[list[str]], separator: tuple[str, str]
) -> None:
    out = io.StringIO()
    out.write(f"#separator:{separator[0]}\n# a comment\n")
    writer = csv.writer(out, delimiter=separator[1], lineterminator="\n", quoting=csv.QUOTE_ALL)
    lines = []
    for row in written:
        lines.append(out.getvalue().count("\n") + 1)
        writer.writerow(row)
    found = read_table(out.getvalue())
    assert [list(row.cells) for row in found.rows] == written
    assert [row.line for row in found.rows] == lines
    assert found.bad == ()


@given(st.text(max_size=60) | st.text('",;\t\n#:ab\\', max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = read_table(text)
        notes_in(found)
    except FormatError as error:
        assert "\n" not in str(error)  # noqa: PT017 (most texts are no error)
    else:
        lines = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
        assert all(1 <= row.line <= lines for row in found.rows)
        assert all(1 <= row.line <= lines for row in found.bad)


def test_headers_and_comments_as_anki_has_them() -> None:
    found = read_table(
        "#separator:tab\n#html:true\n#guid column:1\n# just words\n#Tags Column: 3\n"
        "g1\tfront\ta b\n# between\ng2\tother\t\n"
    )
    assert found.headers == {"separator": "tab", "html": "true", "guid column": "1", "tags column": " 3"}
    assert [(row.line, row.cells) for row in found.rows] == [
        (6, ("g1", "front", "a b")),
        (8, ("g2", "other", "")),
    ]


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("a\tb,c\n", "\t"),
        ("a;b,c\n", ";"),
        ("a,b\n", ","),
        ("a|b\n", "|"),
        ("alone\n", ","),
        ("# x;y\na,b\n", ","),
    ],
)
def test_the_separator_is_guessed_from_the_first_row(text: str, separator: str) -> None:
    assert read_table(text).separator == separator


def test_bad_rows_are_told_and_the_others_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "MAX_CELL", 10)
    found = read_table(
        'a,b\n"x"y,b\nc,d\n' + "e" * 11 + ",f\n" + "g," * 64 + "h\n" + 'i,j\nk,"never\nclosed\n'
    )
    assert [row.cells for row in found.rows] == [("a", "b"), ("c", "d"), ("i", "j")]
    assert [(bad.line, bad.message.split(";")[0]) for bad in found.bad] == [
        (2, "text stands behind a closing quote"),
        (4, "has a field of 11 characters, at most 10 are read"),
        (5, "has 65 fields, at most 64 are read"),
        (7, "the quote that opens here is never closed"),
    ]


def test_limits_of_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "MAX_ROWS", 2)
    with pytest.raises(FormatError, match=r"line 3: more than 2 rows"):
        read_table("a,b\nc,d\ne,f\n")
    monkeypatch.setattr(table, "MAX_BYTES", 10)
    with pytest.raises(FormatError, match="holds 11 bytes, at most 10 are read"):
        decoded_table(b"x" * 11)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a,b\nc,\xff\n", r"line 2: is not UTF-8 \(byte 0xff\)"),
        ("a,b".encode("utf-16"), "is UTF-16; save it as UTF-8"),
        (b"\x00\x01binary", "is no text file"),
        (b"", "holds no rows"),
        (b"\n\n,,\n", "holds no rows"),
        (b"#separator:nonsense\na,b\n", "#separator names none of tab"),
        (b"#guid column:x\na,b\n", "#guid column must be a number"),
        ("#deck column:²\na,b\n".encode(), "#deck column must be a number"),
        (b"#tags column:0\na,b\n", "#tags column must be a number"),
    ],
)
def test_what_is_no_table_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        notes_in(read_table(decoded_table(content)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#guid column:2\n#tags column:1\nt1 t2,g,front,back\n", ("g", "", "t1 t2", ("front", "back"))),
        ("#deck:D\n#tags:all\none,two\n", ("", "D", "all", ("one", "two"))),
        ("tags:old new\none,two\n", ("", "", "old new", ("one", "two"))),
        ("#columns:Tags,Back,Front\nt,back,front\n", ("", "", "t", ("front", "back"))),
        ("Question,Answer,Tags\nfront,back,t\n", ("", "", "t", ("front", "back"))),
        (
            "#notetype column:1\n#deck column:9\nBasic,front,back,more\n",
            ("", "", "", ("front", "back", "more")),
        ),
    ],
)
def test_columns_by_header_by_name_or_by_order(
    text: str, expected: tuple[str, str, str, tuple[str, ...]]
) -> None:
    (found,) = notes_in(read_table(text)).rows
    assert (found.guid, found.deck, found.tags.strip(), found.fields) == expected
