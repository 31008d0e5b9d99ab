"""Our tables in the program they are made for; skipped where the package `anki` is not installed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from studyapp import resources
from studyapp.packs.loader import load
from studyapp.study.pack_export import export
from studyapp.study.pack_import import put, read

pytestmark = pytest.mark.anki
FOUNDING = resources.packs_root() / "vanishing-gradients"


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Any]:
    anki = pytest.importorskip("anki.collection")
    opened = anki.Collection(str(tmp_path / "collection.anki2"))
    yield opened
    opened.close()


def imported(collection: Any, path: Path) -> Any:
    from anki.collection import ImportCsvRequest

    metadata = collection.get_csv_metadata(path=str(path), delimiter=None)
    return collection.import_csv(ImportCsvRequest(path=str(path), metadata=metadata)).log


@pytest.mark.parametrize("form", ["csv", "tsv"])
def test_a_second_import_makes_no_duplicate_and_updates_what_was_reworded(
    collection: Any, tmp_path: Path, form: str
) -> None:
    made = export(FOUNDING, form)
    path = tmp_path / f"notes.{form}"
    path.write_bytes(made.content)
    first = imported(collection, path)
    assert (len(first.new), first.found_notes) == (made.written, made.written)
    second = imported(collection, path)
    assert (len(second.new), len(second.updated), collection.note_count()) == (0, 0, made.written)
    path.write_bytes(
        made.content.replace(b"What is this problem usually called", b"How is this problem called")
    )
    third = imported(collection, path)
    assert (len(third.new), len(third.updated), collection.note_count()) == (0, 1, made.written)
    assert len(collection.find_notes("How is this problem called")) == 1


def test_what_anki_exports_comes_back_with_our_ids(collection: Any, tmp_path: Path) -> None:
    path, back = tmp_path / "notes.csv", tmp_path / "back.txt"
    path.write_bytes(export(FOUNDING, "csv").content)
    imported(collection, path)
    collection.export_note_csv(
        out_path=str(back),
        limit=None,
        with_html=True,
        with_tags=True,
        with_deck=True,
        with_notetype=True,
        with_guid=True,
    )
    incoming = read(back, "again")
    assert incoming.bad == ()
    again = load(put(incoming, tmp_path)).pack
    assert {q.id for q in again.questions} == {q.id for q in load(FOUNDING).pack.questions}
