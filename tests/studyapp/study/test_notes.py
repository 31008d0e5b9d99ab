"""Notes: written, taken away, taken back and done again; across a restart, and only on what there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.core.errors import Refusal
from studyapp.core.notes import MOST, NoteKind, note_text
from studyapp.core.records import ActionKind
from studyapp.core.text import unsafe_character
from studyapp.study.app import Study

if TYPE_CHECKING:
    from tests.conftest import FrozenClock, Open

RATIO = "sigmoids/chain-ratio"
QUESTION, TERM, SECTION = NoteKind.QUESTION, NoteKind.TERM, NoteKind.SECTION


def text(study: Study, kind: NoteKind, target: str) -> str | None:
    note = study.notes.of(kind, target)
    return note.text if note else None


def test_a_note_survives_undo_redo_and_a_restart(open_study: Open, clock: FrozenClock) -> None:
    study = open_study()
    assert study.notes.write(QUESTION, RATIO, "Three factors,\nnot four.")
    clock.forward(minutes=1)
    assert study.notes.write(QUESTION, RATIO, "Count the edges.")
    study.close()
    study = open_study()
    note = study.notes.of(QUESTION, RATIO)
    assert note is not None
    assert (note.text, note.pack, note.name) == ("Count the edges.", "sigmoids", "chain-ratio")
    assert note.at == clock.clock.now().at
    study.actions.undo()
    assert text(study, QUESTION, RATIO) == "Three factors,\nnot four."
    study.actions.undo()
    assert study.notes.of(QUESTION, RATIO) is None
    study.actions.redo()
    study.close()
    study = open_study()
    study.actions.redo()
    assert study.notes.of(QUESTION, RATIO) == note
    assert study.actions.redo() is None


def test_the_journal_says_what_was_noted(study: Study) -> None:
    study.notes.write(QUESTION, RATIO, "Count.")
    study.notes.write(QUESTION, RATIO, "")
    newest, older = study.actions.journal()
    assert newest.action.kind is older.action.kind is ActionKind.NOTE
    assert newest.says == f"Took the note away from {RATIO}"
    assert older.says == f"Wrote a note on {RATIO}"
    assert study.notes.all() == ()


@pytest.mark.parametrize("nothing", ["", "   \n\t ", "\x1b\u200b"])
def test_an_empty_text_takes_it_away_and_what_does_not_change_is_no_action(
    study: Study, nothing: str
) -> None:
    assert not study.notes.write(QUESTION, RATIO, nothing)
    assert study.notes.write(QUESTION, RATIO, "Count.")
    assert not study.notes.write(QUESTION, RATIO, "  Count.\n")
    assert len(study.actions.journal()) == 1
    assert study.notes.write(QUESTION, RATIO, nothing)
    assert study.notes.of(QUESTION, RATIO) is None


def test_terms_and_sections_are_named_as_a_person_does(study: Study) -> None:
    guide = study.library.guide("sigmoids")
    assert guide is not None
    term, section = study.library.glossary("sigmoids")[0], guide.sections[-1]
    for name in (term.term, term.term.upper(), *term.aliases):
        assert study.notes.target(TERM, "sigmoids", name) == f"sigmoids/{term.term}"
    for name in (section.title, section.title.upper(), section.id):
        assert study.notes.target(SECTION, "sigmoids", name) == f"sigmoids/{section.id}"
    study.notes.write(TERM, f"sigmoids/{term.term}", "T")
    study.notes.write(SECTION, f"sigmoids/{section.id}", "S")
    study.notes.write(QUESTION, RATIO, "Q")
    study.notes.write(QUESTION, "relus/slope-right", "R")
    assert study.notes.within(TERM, "sigmoids") == {term.term: "T"}
    assert study.notes.within(SECTION, "sigmoids") == {section.id: "S"}
    assert study.notes.within(QUESTION, "sigmoids") == {"chain-ratio": "Q"}
    assert study.notes.within(QUESTION, "sigmoid") == {}, "only of the pack of that very name"
    targets = [note.target for note in study.notes.all()]
    assert targets == sorted(targets)
    assert {note.text for note in study.notes.all()} == set("RTQS")


@pytest.mark.parametrize("kind", list(NoteKind))
def test_only_what_there_is_gets_a_note(study: Study, kind: NoteKind) -> None:
    for target in ("sigmoids/nothing", "nothing/nothing", "nothing", "", "a" * 5_000, "sigmoids/\x1b[2J"):
        with pytest.raises(Refusal, match="there is no"):
            study.notes.write(kind, target, "Lost?")
        assert not study.notes.write(kind, target, "")
    with pytest.raises(Refusal, match="there is no"):
        study.notes.target(kind, "sigmoids", "nothing")
    assert study.actions.journal() == ()


def test_a_note_that_is_too_long_says_by_how_much(study: Study) -> None:
    assert study.notes.write(QUESTION, RATIO, "a" * MOST)
    with pytest.raises(Refusal, match=r"at most 20,000 characters, this has 20,001"):
        study.notes.write(QUESTION, RATIO, "a" * (MOST + 1))
    assert text(study, QUESTION, RATIO) == "a" * MOST


@given(st.text(max_size=300))
def test_no_note_steers_a_terminal(written: str) -> None:
    kept = note_text(written)
    assert unsafe_character(kept) is None
    assert note_text(kept) == kept
