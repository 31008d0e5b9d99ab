"""Questions changed in the app: read from the file they stand in, checked while they are typed, kept in one step.

Only installed packs are changed here; a built-in one changes with the app. The schedule goes by ids, which stay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from studyapp.core.errors import Refusal
from studyapp.core.own_cards import NewCard
from studyapp.core.question_form import Field, Form, form_of, value_of
from studyapp.core.records import ActionKind
from studyapp.core.text import one_line
from studyapp.packs import entry_fields
from studyapp.packs.edits import EditError, entries, entry_text, find, replaced
from studyapp.packs.folder import MANIFEST, Contents
from studyapp.packs.reading import Reading
from studyapp.packs.yaml_reader import read
from studyapp.store import items, places
from studyapp.store.engine import Store
from studyapp.study import own_cards
from studyapp.study.pack_files import PackFiles
from studyapp.study.question_look import LONGEST, Look, Opened, Place, examined, look_at, other_id, unread
from studyapp.study.sources import SourceError, Sources

__all__ = ["Editing", "Look", "Opened", "Place"]


class Editing:
    """Changes to questions of installed packs, and new cards of the learner's own."""

    def __init__(self, store: Store, files: PackFiles, sources: Sources, schemas: Path | None = None) -> None:
        """`schemas` is the folder of the schemas that editors read."""
        self._store = store
        self._files = files
        self._sources = sources
        self._schemas = schemas

    def place(self, question: str) -> Place:
        """Where a question is written. Refusal where it is in no pack."""
        pack, _, identity = question.partition("/")
        if pack in self._files.builtin():
            return Place(question, "", 0, self._instead(question, pack))
        file, text = self._file(pack, identity)
        return Place(question, file, find(text, identity).first + 1)

    def source(self, question: str) -> str:
        """The text of a question of an installed pack, its dash at the margin."""
        pack, _, identity = question.partition("/")
        _, text = self._file(pack, identity)
        return entry_text(text, find(text, identity))

    def open(self, question: str) -> Opened:
        """A question to be changed; one that cannot be says so in its place."""
        place = self.place(question)
        if place.refused:
            return Opened(place, "", None)
        files = self._files.files(place.pack)
        root = read(self._files.text(place.pack, MANIFEST), MANIFEST).root
        reading = Reading(Contents({MANIFEST: files[MANIFEST]}, {}), place.pack)
        with self._store.reading() as session:
            known = items.known_terms(session, place.pack)
        return Opened(
            place,
            self.source(question),
            self.unsaved(question),
            tuple(sorted(own_cards.ids_in(files) - {place.id})),
            reading.manifest(),
            root,
            known,
        )

    def _file(self, pack: str, identity: str) -> tuple[str, str]:
        """The file of a question with its text."""
        for name, content in self._files.files(pack).items():
            if name.endswith(".yaml") and name != MANIFEST and identity.encode() in content:
                text = self._files.text(pack, name)
                try:
                    found = any(entry.id == identity for entry in entries(text))
                except EditError as error:
                    raise Refusal(f"{pack}/{name} {error}") from None
                if found:
                    return name, text
        raise Refusal(f"{one_line(f'{pack}/{identity}', 140)} is in no installed pack any more")

    def _instead(self, question: str, pack: str) -> str:
        """What can be done about a question that came with the app."""
        try:
            self._sources.of(question)
        except SourceError:
            return (
                f"{pack} came with the app, which alone changes it. Report a mistake, or export the pack and"
                " install it under another id."
            )
        return f"{pack} is built in and changes with the app. Set EDITOR to change its file, or report a mistake."

    # --- keeping ----------------------------------------------------------------------------------------------

    def save(self, question: str, text: str, before: str | None = None) -> str:
        """Put a text in a question's place, in one step that undo takes back; the text as it stands now.

        The schedule stays. Refusal with file, line and column where it would be no question, or where the file
        does not hold the text `before` any longer.
        """
        place = self.place(question)
        if place.refused:
            raise Refusal(place.refused)
        self._holds_one(place, text)
        raw = self._files.files(place.pack)[place.file].decode("utf-8")
        mark = "\ufeff" if raw.startswith("\ufeff") else ""
        raw = raw.removeprefix(mark)
        entry = find(raw, place.id)
        if before is not None and entry_text(raw, entry) != before:
            raise Refusal(
                f"{place.pack}/{place.file} was changed meanwhile; what you typed waits for you here"
            )
        new = mark + replaced(raw, entry, text)
        self._files.change(place.pack, {place.file: new}, ActionKind.EDIT, f"Changed {question}")
        self.keep_unsaved(question, None)
        return self.source(question)

    def _holds_one(self, place: Place, text: str) -> None:
        """What must hold before anything is written: one question, with the same id."""
        refused = unread(place, text)
        if refused is not None:
            raise Refusal(f"{place.pack}/{refused}")
        try:
            identity = entry_fields.values(text).get("id")
        except EditError as error:
            raise Refusal(str(error)) from None
        if identity != place.id:
            raise Refusal(other_id(place, identity))

    def unsaved(self, question: str) -> str | None:
        """What was typed of a question and not kept."""
        with self._store.reading() as session:
            found = places.place(session, f"editor/{question}")
        return found if isinstance(found, str) and found else None

    def keep_unsaved(self, question: str, text: str | None) -> None:
        """Keep what was typed, not kept and is not to be lost; None forgets it."""
        if text is not None and len(text) > LONGEST:
            return
        if self.unsaved(question) != text:
            with self._store.writing() as session:
                places.put_place(session, f"editor/{question}", text or "")

    # --- new cards --------------------------------------------------------------------------------------------

    def new_cards(self, cards: Sequence[NewCard]) -> tuple[str, ...]:
        """Write cards into the pack of the learner's own; as pack/question. Refusal says what to change."""
        return own_cards.add(self._store, self._files, self._schemas, cards)

    def new_card(self, card: NewCard) -> str:
        """Write one card into the pack of the learner's own."""
        return self.new_cards((card,))[0]

    # --- while it is typed ------------------------------------------------------------------------------------

    def form(self, text: str) -> Form:
        """The form of a question; Refusal where its text cannot be read."""
        return form_of(entry_fields.values(text))

    def typed(self, text: str, fields: Sequence[Field], typed: Mapping[str, str]) -> str:
        """A text with what was typed into its form; lines of fields that were not changed stay as they are."""
        before = entry_fields.values(text)
        for each in fields:
            if each.name in typed and typed[each.name] != each.text:
                value = value_of(each, typed[each.name], before.get(each.name))
                text = entry_fields.with_value(text, each.name, value)
        return text

    def look(self, opened: Opened, text: str, seed: int | None = None) -> Look:
        """A text as the question that it would be, with what a check finds in it."""
        return look_at(opened, text, self._files.folder(opened.place.pack), seed)

    def look_closer(self, opened: Opened, text: str, look: Look) -> Look:
        """The same with what runs on several seeds contradict; this takes longer."""
        return examined(opened, text, look)
