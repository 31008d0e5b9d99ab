"""Questions changed in the app: read from the file they stand in, checked while they are typed, kept in one step.

Only installed packs are changed here; a built-in one changes with the app. The schedule goes by ids, which stay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from studyapp.core.errors import Refusal
from studyapp.core.grading import Known
from studyapp.core.items import Manifest, Pack, Question
from studyapp.core.lint import lint
from studyapp.core.own_cards import NewCard
from studyapp.core.question_form import Field, Form, form_of, value_of
from studyapp.core.records import ActionKind
from studyapp.core.text import one_line, unsafe_character
from studyapp.packs import entry_fields
from studyapp.packs.edits import EditError, entries, entry_text, find, replaced
from studyapp.packs.entry_parts import Part
from studyapp.packs.errors import Mark, Problem
from studyapp.packs.folder import MANIFEST, Contents
from studyapp.packs.following import Seen
from studyapp.packs.links import Parts, problems_across
from studyapp.packs.reading import Reading
from studyapp.packs.yaml_nodes import Node
from studyapp.packs.yaml_reader import read
from studyapp.store import items, places
from studyapp.store.engine import Store
from studyapp.study import own_cards
from studyapp.study.pack_examination import Job, examine
from studyapp.study.pack_files import PackFiles
from studyapp.study.pack_order import MINE
from studyapp.study.pack_preview import Finding, PackPreview, Ran, Shot
from studyapp.study.sources import SourceError, Sources

LONGEST = 100_000
"""Signs of a question that are looked at; a longer one is refused at once."""
RUN_SECONDS = 0.02
"""What the runs of a look may take together."""
MOST_SEEDS = 20
NEW_CARD = "new"
"""Stands for the card that is being written where a question's identity names a text that was not kept."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a question is written, and whether it can be changed here."""

    question: str
    """As pack/question."""
    file: str
    """Below the pack's folder."""
    line: int
    """From 1."""
    refused: str = ""
    """Why it cannot be changed here, and what can be done instead; empty where it can."""

    @property
    def pack(self) -> str:
        return self.question.partition("/")[0]

    @property
    def id(self) -> str:
        return self.question.partition("/")[2]


@dataclass(frozen=True, slots=True)
class Opened:
    """A question to be changed, with what it is held against while it is."""

    place: Place
    text: str
    """As it stands in its file, its dash at the margin."""
    unsaved: str | None
    """What was typed before and not kept."""
    others: tuple[str, ...] = ()
    """Ids of the other questions of its pack."""
    manifest: Manifest | None = None
    manifest_node: Node | None = field(default=None, compare=False)
    known: Known = frozenset()


@dataclass(frozen=True, slots=True)
class Look:
    """A text as a question. Without one, `findings` say why there is none."""

    question: Question | None
    ran: Ran | None
    findings: tuple[Finding, ...]


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
        unread = _unread(place, text)
        if unread is not None:
            raise Refusal(f"{place.pack}/{unread}")
        try:
            identity = entry_fields.values(text).get("id")
        except EditError as error:
            raise Refusal(str(error)) from None
        if identity != place.id:
            raise Refusal(_other_id(place, identity))

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
        place = opened.place
        unread = _unread(place, text)
        if unread is not None:
            return Look(None, None, (_finding(unread),))
        seen = _seen(place, text)
        found = [_finding(problem) for problem in seen.problems]
        found += self._linked(opened, seen)
        if seen.question is None or seen.node is None:
            return Look(None, None, _sorted(found))
        ran = self._run(place, seen, seed)
        found += self._examined(opened, seen, ran)
        found += _linted(opened, seen)
        return Look(seen.question, ran, _sorted(found))

    def _linked(self, opened: Opened, seen: Seen) -> list[Finding]:
        """What does not agree with the rest of the pack."""
        place = opened.place
        if seen.node is None:
            return []
        if seen.id != place.id:
            return [_at(seen, ("id",), "error", _other_id(place, seen.id), "other-id")]
        others = [_named(name) for name in opened.others]
        parts = Parts(
            opened.manifest is not None,
            place.pack,
            opened.manifest_node,
            [*others, seen.node],
            (),
            None,
            True,
        )
        return [_finding(each) for each in problems_across(parts) if each.mark.file == place.file]

    def _run(self, place: Place, seen: Seen, seed: int | None) -> Ran:
        folder = self._files.folder(place.pack)
        shot = Shot(0, place.pack, folder, 1, 1, None, seen)
        return PackPreview(folder).run(shot, seed)

    @staticmethod
    def _examined(opened: Opened, seen: Seen, ran: Ran) -> list[Finding]:
        """What its runs show, on as many seeds as there is time for."""
        assert seen.question is not None
        seeds = max(1, min(MOST_SEEDS, int(RUN_SECONDS / max(ran.seconds, 1e-3))))
        one = examine(Job(opened.place.pack, (seen.question,), seeds, opened.known))[0]
        found = [_at(seen, each.path, "error", each.message, _code(each)) for each in one.faults]
        allowed = [each for each in one.warnings if _code(each) not in seen.question.allow]
        return found + [_at(seen, each.path, "warning", each.message, _code(each)) for each in allowed]


def _unread(place: Place, text: str) -> Problem | None:
    """Why a text is not even looked at: it is too long, or holds what no file of a pack may."""
    if len(text) > LONGEST:
        said = f"has {len(text):,} characters, at most {LONGEST:,} are read; shorten it"
        return Problem(Mark(place.file, place.line), said)
    if unsafe_character(text) is None:
        return None
    for number, line in enumerate(text.split("\n")):
        if unsafe := unsafe_character(line):
            column = next(at for at, sign in enumerate(line, start=1) if unsafe_character(sign))
            return Problem(Mark(place.file, place.line + number, column), f"holds a {unsafe}; remove it")
    raise AssertionError("an unsafe character is in some line")


def _seen(place: Place, text: str) -> Seen:
    """A text as the entry of its file, its lines counted as they are there."""
    part = Part(text, place.line - 1)
    question = part.question(place.file, _check)
    node = part.node(place.file)
    mark = node.mark if node is not None else Mark(place.file, place.line)
    problems = part.problems(place.file)
    if node is None and not problems:
        problems = (Problem(mark, "must be one question, beginning with '- '"),)
    return Seen(node.text("id") if node is not None else None, question, mark, problems, node)


def _check(node: Node) -> tuple[Question | None, list[Problem]]:
    reading = Reading(Contents({}, {}), "")
    return reading.question(node), reading.files.problems


def _named(identity: str) -> Node:
    """Stands for another question of the pack."""
    node, name = Node("", 1, 1), Node("", 1, 1)
    name.value = identity
    node.fields = {"id": name}
    return node


def _linted(opened: Opened, seen: Seen) -> list[Finding]:
    """What rules over its text say."""
    if opened.manifest is None or seen.question is None:
        return []
    pack = Pack.model_construct(manifest=opened.manifest, guide=None, glossary=(), questions=(seen.question,))
    needless = (
        {"not-backed"} if opened.place.pack == MINE else set()
    )  # one's own cards rest on one's own words
    found = (one for one in lint(pack) if one.question == seen.id and one.code not in needless)
    return [_at(seen, one.path, one.level, one.message, one.code) for one in found]


def _other_id(place: Place, identity: object) -> str:
    found = f"got {one_line(str(identity), 70)!r}" if identity is not None else "it is missing"
    return f"the id is the identity of its cards and stays {place.id!r}, {found}"


def _finding(problem: Problem) -> Finding:
    mark = problem.mark
    return Finding("error", mark.file, mark.line, mark.column, problem.message, _code(problem))


def _at(seen: Seen, path: tuple[str | int, ...], level: str, message: str, code: str) -> Finding:
    mark = seen.at(*path)
    return Finding(level, mark.file, mark.line, mark.column, message, code)


def _code(found: object) -> str:
    return str(getattr(found, "code", ""))


def _sorted(found: list[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(set(found), key=lambda one: (one.level != "error", one.line, one.column)))
