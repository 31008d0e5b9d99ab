"""The learner's notes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from studyapp.core.notes import Note, NoteKind
from studyapp.store import journal
from studyapp.store.engine import Session
from studyapp.store.journal import Change
from studyapp.store.tables import notes


def note(session: Session, kind: NoteKind, target: str) -> Note | None:
    """The note on a question, a term or a section."""
    row = session.execute(
        select(notes).where(notes.c.kind == kind.value, notes.c.target == target)
    ).one_or_none()
    return _note(row) if row else None


def notes_in(session: Session, kind: NoteKind, pack_id: str) -> list[Note]:
    """The notes on the terms, sections or questions of a pack, by what they are on."""
    # "0" follows "/": all that begins with the pack's name and a stroke, found in the order of the key.
    within = (notes.c.target >= f"{pack_id}/", notes.c.target < f"{pack_id}0")
    rows = session.execute(select(notes).where(notes.c.kind == kind.value, *within).order_by(notes.c.target))
    return [_note(row) for row in rows]


def all_notes(session: Session) -> list[Note]:
    """Every note, by what it is on."""
    rows = session.execute(select(notes).order_by(notes.c.target, notes.c.kind))
    return [_note(row) for row in rows]


def put(session: Session, kind: NoteKind, target: str, text: str, at: datetime) -> Change | None:
    """Write a note, or take it away with an empty text; the change, None where nothing changes."""
    before = note(session, kind, target)
    if (before.text if before else "") == text:
        return None
    values = {"text": text, "at": at} if text else None
    return journal.put(session, notes, {"kind": kind.value, "target": target}, values)


def _note(row: Any) -> Note:
    return Note(NoteKind(row.kind), row.target, row.text, row.at)
