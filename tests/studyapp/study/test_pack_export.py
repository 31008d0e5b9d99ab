"""A pack as one file, of every format, and what each leaves out."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest

from studyapp import resources
from studyapp.core.errors import Refusal
from studyapp.core.items import KINDS, Cloze, Flashcard
from studyapp.packs.formats.anki import COLUMNS
from studyapp.packs.loader import load
from studyapp.study.pack_export import FORMATS, Exported, export
from studyapp.study.pack_import import put, read
from studyapp.study.pack_sides import SEED, written_questions

FOUNDING = resources.packs_root() / "vanishing-gradients"


@pytest.fixture(scope="module")
def table() -> Exported:
    return export(FOUNDING, "csv")


def rows(made: Exported) -> list[dict[str, str]]:
    lines = [line for line in made.content.decode().split("\n") if line and not line.startswith("#")]
    return [dict(zip(COLUMNS, row, strict=True)) for row in csv.reader(lines)]


def test_the_headers_are_those_that_anki_reads(table: Exported) -> None:
    assert table.content.decode().split("\n")[:7] == [
        "#separator:Comma",
        "#html:true",
        "#columns:guid,notetype,deck,front,back,tags",
        "#guid column:1",
        "#notetype column:2",
        "#deck column:3",
        "#tags column:6",
    ]


def test_every_kind_of_question_has_its_notes(table: Exported) -> None:
    pack = load(FOUNDING).pack
    assert {question.kind for question in pack.questions} == set(KINDS)
    found = {row["guid"]: row for row in rows(table)}
    assert len(found) == len(rows(table)) == table.written
    for question in pack.questions:
        row = found.pop(f"{pack.id}/{question.id}")
        assert row["notetype"] == ("Cloze" if isinstance(question, Cloze) else "Basic")
        assert row["front"]
        assert row["back"]
        assert "{{" not in row["front"].replace("{{c", "")
        assert "{{" not in row["back"]
        assert "$" not in row["front"] + row["back"]
        if question.variables:
            assert f"numbers are those of seed {SEED}" in row["back"]
        if isinstance(question, Flashcard) and question.both:
            assert found.pop(f"{pack.id}/{question.id}#reverse")["back"].startswith(row["front"])
    assert found == {}


def test_the_numbers_of_a_front_are_those_of_its_back(table: Exported) -> None:
    row = next(row for row in rows(table) if row["guid"].endswith("/two-linear-units-by-hand"))
    assert r"With \(x\) = 2, \(w_1\) = 7, \(w_2\) = 3 and \(t\) = -2" in row["front"]
    assert row["back"].startswith("264<hr>")  # (3 · 7 · 2 + 2) · 3 · 2


def test_what_is_lost_is_counted(table: Exported) -> None:
    pack = load(FOUNDING).pack
    assert table.lost["examples"] == sum(question.example is not None for question in pack.questions)
    assert table.lost["claims"] == sum(len(q.example.claims) for q in pack.questions if q.example)
    assert table.lost["glossary terms"] == len(pack.glossary)
    printed = export(FOUNDING, "markdown")
    assert "glossary terms" not in printed.lost
    assert printed.written == len(pack.questions)


def test_our_own_table_comes_back_with_its_ids(table: Exported, tmp_path: Path) -> None:
    path = tmp_path / "notes.csv"
    path.write_bytes(table.content)
    incoming = read(path, "again")
    assert incoming.bad == ()
    assert read(path).parts.id == "vanishing-gradients"
    again = load(put(incoming, tmp_path)).pack
    pack = load(FOUNDING).pack
    assert [question.id for question in again.questions] == [question.id for question in pack.questions]
    assert {question.backing.value for question in again.questions} == {"noted"}
    for one, other in zip(again.questions, pack.questions, strict=True):
        assert (one.topics, one.difficulty) == (other.topics, other.difficulty)
        if isinstance(other, Flashcard):
            assert isinstance(one, Flashcard)
            assert one.facets == other.facets
        if isinstance(other, Cloze):
            assert isinstance(one, Cloze)
            assert one.shown(None).split() == other.shown(None).split()


def test_drafts_are_in_whole_copies_only(packs: Path, tmp_path: Path) -> None:
    folder = packs / "relus"
    name = load(folder).pack.manifest.questions[0]
    text = (folder / name).read_text(encoding="utf-8").replace("- id:", "- draft: true\n  id:", 1)
    (folder / name).write_text(text, encoding="utf-8")
    pack = load(folder).pack
    asked, failed = written_questions(pack)
    assert len(asked) == len(pack.questions) - 1
    assert failed == ()
    for form in FORMATS:
        made = export(folder, form)
        assert made.lost.get("drafts", 0) == (0 if form in ("json", "zip") else 1)


def test_a_zip_is_the_folder(packs: Path, tmp_path: Path) -> None:
    made = export(packs / "relus", "zip")
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        archive.extractall(tmp_path / "out")
    assert load(tmp_path / "out" / "relus").digest == load(packs / "relus").digest
    assert export(packs / "relus", "zip").content == made.content


def test_a_broken_pack_is_refused_in_a_line(packs: Path) -> None:
    (packs / "relus" / "pack.yaml").write_text("format: 1\n", encoding="utf-8")
    with pytest.raises(Refusal, match=r"^relus/pack.yaml:1:1 .*and \d more; pack check lists them$"):
        export(packs / "relus", "json")
