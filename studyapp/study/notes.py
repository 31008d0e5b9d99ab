"""Notes: read, written and taken away, each in one transaction with its entry in the journal."""

from __future__ import annotations

from collections.abc import Sequence

from studyapp.core.errors import Refusal
from studyapp.core.memory import Moment
from studyapp.core.notes import Note, NoteKind, note_text
from studyapp.core.records import ActionKind
from studyapp.core.text import one_line
from studyapp.store import items
from studyapp.store import notes as note_queries
from studyapp.store.engine import Session, Store
from studyapp.store.journal import Change
from studyapp.study.actions import Actions


class Notes:
    """The learner's own words on questions, terms and sections."""

    def __init__(self, store: Store, actions: Actions) -> None:
        self._store = store
        self._actions = actions

    def of(self, kind: NoteKind, target: str) -> Note | None:
        """The note on pack/question, pack/term or pack/section."""
        with self._store.reading() as session:
            return note_queries.note(session, kind, target)

    def within(self, kind: NoteKind, pack: str) -> dict[str, str]:
        """The texts of the notes of a pack, by the question, term or section that each is on."""
        with self._store.reading() as session:
            return {note.name: note.text for note in note_queries.notes_in(session, kind, pack)}

    def all(self) -> tuple[Note, ...]:
        """Every note, by what it is on."""
        with self._store.reading() as session:
            return tuple(note_queries.all_notes(session))

    def target(self, kind: NoteKind, pack: str, name: str) -> str:
        """The identity of what a learner named: a term by any of its names, a section by its title or id too."""
        with self._store.reading() as session:
            found = _named(session, kind, pack, name)
        if found is None:
            raise Refusal(
                f"there is no {kind} {one_line(name, 80)!r} in {one_line(pack, 80)!r}; {_HELP[kind]}"
            )
        return f"{pack}/{found}"

    def write(self, kind: NoteKind, target: str, text: str) -> bool:
        """Keep a note, or take it away with an empty text; whether anything changed."""
        kept = note_text(text)

        def written(session: Session, now: Moment) -> tuple[str, Sequence[Change]]:
            pack, _, name = target.partition("/")
            # A note on what a pack no longer has can still be read and taken away.
            if (
                kept
                and not note_queries.note(session, kind, target)
                and _named(session, kind, pack, name) != name
            ):
                raise Refusal(f"there is no {kind} {one_line(target, 120)!r}; {_HELP[kind]}")
            change = note_queries.put(session, kind, target, kept, now.at)
            says = "Wrote a note on" if kept else "Took the note away from"
            return f"{says} {target}", [change] if change else []

        return bool(self._actions.record(ActionKind.NOTE, written))


_HELP = {
    NoteKind.QUESTION: "write PACK/QUESTION",
    NoteKind.TERM: "the pack's glossary lists its terms",
    NoteKind.SECTION: "write the title of a section of the pack's guide",
}


def _named(session: Session, kind: NoteKind, pack: str, name: str) -> str | None:
    """The identity inside its pack of what is named; None where there is no such thing."""
    wanted = name.strip().casefold()
    if kind is NoteKind.QUESTION:
        stored = items.question(session, f"{pack}/{name}")
        return stored.question.id if stored else None
    if kind is NoteKind.TERM:
        for term in items.glossary(session, pack):
            if wanted in {each.casefold() for each in (term.term, *term.aliases)}:
                return term.term
        return None
    guide = items.guide(session, pack)
    sections = guide.sections if guide else ()
    by_id = next((section.id for section in sections if section.id == wanted), None)
    return by_id or next((section.id for section in sections if section.title.casefold() == wanted), None)
