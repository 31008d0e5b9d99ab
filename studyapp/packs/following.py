"""A pack that is being written: read again at each save, where only the entries that changed are parsed anew."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from studyapp.core.items import Question
from studyapp.packs.documents import Documents
from studyapp.packs.entry_parts import Part, parts_of
from studyapp.packs.errors import Mark, PackErrors, Problem
from studyapp.packs.folder import MANIFEST, Contents, contents, decoded, printable
from studyapp.packs.loader import LoadedPack
from studyapp.packs.reading import Reading
from studyapp.packs.yaml_nodes import Node


class Spot(NamedTuple):
    """Where a question stands: its file, and which entry of it, from 0."""

    file: str
    entry: int


@dataclass(frozen=True, slots=True)
class Seen:
    """An entry as its file says now; without a question, why there is none."""

    id: str | None
    question: Question | None
    mark: Mark
    problems: tuple[Problem, ...]
    node: Node | None = None

    def at(self, *path: str | int) -> Mark:
        """Where a part of the question is, or the nearest part around it that is written out."""
        return self.mark if self.node is None else self.node.nearest(path).mark


class FollowedPack:
    """The files of a pack's folder. `look` reads them again; all else speaks of what the last look found.

    May be used from several threads: each waits for one entry to be read at most.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.looks = 0
        """Grows with each look that found something else."""
        self._lock = Lock()
        self._contents = Contents({}, {})
        self._parts: dict[str, list[Part]] = {}
        """By question file, in the order of the pack."""
        self._unread: dict[str, Problem] = {}
        """Question files whose text cannot be read, and why."""

    def look(self) -> bool:
        """Read the folder; whether it says something else than before. PackErrors where it is no pack."""
        found = contents(self.folder)
        with self._lock:
            if found == self._contents:
                return False
            before, self._contents = self._contents.files, found
            self.looks += 1
            known, self._parts = self._parts, {}
            for name in self._question_files(found, before, known):
                if name in known and before.get(name) == found.files.get(name):
                    self._parts[name] = known[name]
                else:
                    self._parts[name] = self._read(name, found, known.get(name, ()))
        return True

    def _question_files(
        self, found: Contents, before: Mapping[str, bytes], known: Collection[str]
    ) -> tuple[str, ...]:
        """The files that pack.yaml lists, or those that are there where it cannot say."""
        if known and found.names() == before.keys() and found.files.get(MANIFEST) == before.get(MANIFEST):
            return tuple(known)
        reading = Reading(found, self.folder.name)
        reading.manifest()
        return tuple(name for name, _ in reading.question_files() if name in found.names())

    def _read(self, name: str, found: Contents, known: Sequence[Part]) -> list[Part]:
        text = decoded(name, found.files[name]) if name in found.files else found.refused[name]
        if isinstance(text, Problem):
            self._unread[name] = text
            return [Part("", 0)]
        self._unread.pop(name, None)
        return parts_of(text, known)

    # --- single questions -------------------------------------------------------------------------------------

    def spots(self) -> tuple[Spot, ...]:
        """Every entry in the order of the pack, whether it can be read or not."""
        with self._lock:
            return tuple(
                Spot(name, entry) for name, parts in self._parts.items() for entry in range(len(parts))
            )

    def find(self, identity: str) -> Spot | None:
        """Where the question with an id stands."""
        with self._lock:
            for name, parts in self._parts.items():
                for entry, part in enumerate(parts):
                    if (not part.text or identity in part.text) and _id(part, name) == identity:
                        return Spot(name, entry)
        return None

    def seen(self, spot: Spot) -> Seen:
        """The question at a spot."""
        name = printable(spot.file)
        with self._lock:
            if (unread := self._unread.get(spot.file)) is not None:
                return Seen(None, None, unread.mark, (unread,))
            part = self._parts[spot.file][spot.entry]
            question = part.question(name, _check)
            node = part.node(name)
            mark = node.mark if node is not None else Mark(name, part.first_line)
            return Seen(_id(part, name), question, mark, part.problems(name), node)

    # --- the pack as a whole ----------------------------------------------------------------------------------

    def whole(self) -> tuple[LoadedPack | None, tuple[Problem, ...]] | None:
        """The pack as `load` reads it, or everything that is wrong with it; None where a look found other files.

        What was read before is not read again.
        """
        began, found = self.looks, self._contents
        questions: dict[int, Part] = {}
        for name, parts in tuple(self._parts.items()):
            for part in parts:
                with self._lock:  # one at a time, so that a look never waits long
                    part.question(printable(name), _check)
                    if (node := part.node(printable(name))) is not None:
                        questions[id(node)] = part
                if self.looks != began:
                    return None
        reading = _Remembering(found, self.folder.name, self._parts, questions)
        pack = reading.pack()
        marks = reading.marks()
        with self._lock:
            if self.looks != began:
                return None
            if reading.files.mended:
                # These files are in order, though not entry by entry: from now on they are known as they are.
                self._parts |= reading.files.mended
                self.looks += 1
                return None
        if pack is None:
            return None, PackErrors(reading.files.problems).problems
        return LoadedPack(pack, found.digest(), self.folder, marks), ()


def _check(node: Node) -> tuple[Question | None, list[Problem]]:
    reading = Reading(Contents({}, {}), "")
    return reading.question(node), reading.files.problems


def _id(part: Part, name: str) -> str | None:
    node = part.node(printable(name))
    return node.text("id") if node is not None else None


class _Documents(Documents):
    """Files of questions from the entries that were read before."""

    def __init__(self, found: Contents, parts: dict[str, list[Part]]) -> None:
        super().__init__(found)
        self._parts = parts
        self.mended: dict[str, list[Part]] = {}
        """Files that can be read as a whole only."""

    def document(self, name: str, listed: Mark) -> Node | None:
        parts = self._parts.get(name, [])
        nodes = [part.node(printable(name)) for part in parts]
        entries = [node for node in nodes if node is not None]
        values = 1 + sum(part.values for part in parts)
        if entries and len(entries) == len(parts) and values <= self.values_left:
            self.values_left -= values
            root = Node(printable(name), entries[0].line, entries[0].column)
            root.entries = entries
            root.bad = any(node.bad for node in entries)
            return root
        node = super().document(name, listed)
        if node is not None and node.entries and not node.bad and name in self._parts:
            self.mended[name] = [Part.given(entry) for entry in node.entries]
        return node


class _Remembering(Reading):
    """A reading that takes from before what was read before."""

    def __init__(
        self, found: Contents, name: str, parts: dict[str, list[Part]], questions: dict[int, Part]
    ) -> None:
        super().__init__(found, name)
        self.files: _Documents = _Documents(found, parts)
        self._questions = questions

    def question(self, node: Node) -> Question | None:
        part = self._questions.get(id(node))
        if part is None:
            return super().question(node)
        self.files.add(part.problems(node.file))
        return part.question(node.file, _check)
