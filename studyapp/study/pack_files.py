"""Changes to the files of installed packs, each with its entry in the journal: every writer goes through here.

A change is checked before anything is written. Files, store and journal change together: after a crash at any
moment all three are as before, or all three as after.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy.exc import DatabaseError

from studyapp.core.errors import Refusal
from studyapp.core.memory import Moment
from studyapp.core.records import ActionKind
from studyapp.core.text import one_line
from studyapp.packs.errors import PackErrors
from studyapp.packs.folder import decoded
from studyapp.packs.installed import Installed, Swap, is_pack_file
from studyapp.packs.loader import LoadedPack, load_files, pack_folders
from studyapp.store import items, journal, places
from studyapp.store.engine import Session, Store
from studyapp.store.journal import FILES, Change
from studyapp.study.clock import Clock
from studyapp.study.pack_order import arrange

PLACE = "pack-files"
"""Where the store keeps the token of the newest change to files."""
LAST = 1_000_000

Beside = Callable[[Session, Moment], Sequence[Change]]
"""What else a change does to the store, once the pack is in it."""


class PackFiles:
    """The files of the packs under one folder."""

    def __init__(self, store: Store, clock: Clock, builtin: Path, root: Path | None) -> None:
        self._store = store
        self._clock = clock
        self._builtin = builtin
        self._root = root

    @property
    def _installed(self) -> Installed:
        if self._root is None:
            raise Refusal("there is no folder for packs of your own here")
        return Installed(self._root)

    def builtin(self) -> list[str]:
        """The ids of the built-in packs, in their order."""
        return [folder.name for folder in pack_folders(self._builtin)]

    def installed(self) -> list[str]:
        """The ids of the installed packs, the learner's own among them."""
        return [folder.name for folder in pack_folders(self._root)] if self._root else []

    def folder(self, pack_id: str) -> Path:
        """Where the files of an installed pack are, or would be."""
        return self._installed.root / pack_id

    def files(self, pack_id: str) -> dict[str, bytes]:
        """What the files of an installed pack hold, by name; nothing when it is not there."""
        return self._installed.files(pack_id)

    def text(self, pack_id: str, path: str) -> str:
        """The text of a file of an installed pack, with plain line ends; empty when it is not there."""
        found = decoded(path, self.files(pack_id).get(path, b""))
        if isinstance(found, str):
            return found
        raise Refusal(f"{pack_id}/{found}")

    def would_be(self, pack_id: str, files: Mapping[str, str | bytes | None]) -> LoadedPack | None:
        """The pack with some files replaced, added or (None) taken away; None when no file is left.

        Refusal with file, line and column when it would not load.
        """
        left = _with(self.files(pack_id), files)
        return _loaded(pack_id, left) if left else None

    def change(
        self,
        pack_id: str,
        files: Mapping[str, str | bytes | None],
        kind: ActionKind,
        says: str,
        *,
        beside: Beside | None = None,
    ) -> bool:
        """Replace, add or (None) take away files of a pack in one undoable step; whether anything changed.

        A pack of which no file is left goes out of study and keeps its history. Refusal when the pack would not
        load, when its id is that of a built-in one, or when a file cannot be written; nothing is changed then.
        """
        if pack_id in self.builtin():
            raise Refusal(f"{pack_id} is a built-in pack; it changes with the app only")
        installed = self._installed
        there = installed.files(pack_id)
        left = _with(there, files)
        if left == there:
            return False
        loaded = _loaded(pack_id, left) if left else None
        now = self._clock.now()
        with self.writing() as session:
            if installed.files(pack_id) != there:
                raise Refusal(f"the files of {pack_id} were changed meanwhile; try again")
            swaps = installed.swap(pack_id, {name: left.get(name) for name in {**there, **left}})
            self._put(session, pack_id, loaded)
            changes = [_change(swap) for swap in swaps]
            if beside is not None:
                changes += beside(session, now)
            journal.record(session, kind, now.at, says=says, changes=changes)
            self._apply(session, swaps)
        return True

    # --- undo and redo ------------------------------------------------------------------------------------------

    def restore(self, session: Session, changes: Sequence[Change], *, back: bool) -> None:
        """Put files as they were before changes, or after; inside `writing`."""
        swaps = [_swap(change) for change in changes]
        if back:
            swaps = [swap.back for swap in swaps]
        installed = self._installed
        for swap in swaps:
            if not installed.stands(swap):
                done = "undone" if back else "done again"
                raise Refusal(
                    f"{swap.pack}/{swap.path} was changed since outside the app; nothing was {done}"
                )
        for pack_id in dict.fromkeys(swap.pack for swap in swaps):
            of_pack = [swap for swap in swaps if swap.pack == pack_id]
            restored = {swap.path: installed.kept.get(swap.after) if swap.after else None for swap in of_pack}
            left = _with(installed.files(pack_id), restored)
            # What does not load was put there outside the app; the store keeps what it has, as at a start.
            with suppress(PackErrors):
                self._put(session, pack_id, load_files(pack_id, left) if left else None)
        self._apply(session, swaps)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A writing transaction in which files may change: both are kept, or neither is."""
        try:
            with self._store.writing() as session:
                self._settle(session)
                yield session
        finally:
            self.settle()

    def settle(self) -> None:
        """End a change that was broken off: all of it where the store has it, nothing of it otherwise."""
        if self._root is None or self._installed.settled:
            return
        # What cannot be settled now is settled by the next change or at the next start.
        with suppress(OSError, DatabaseError, Refusal), self._store.writing() as session:
            self._settle(session)

    def _settle(self, session: Session) -> None:
        if self._root is None or self._installed.settled:
            return
        kept = places.place(session, PLACE)
        with self._installed.unsettled() as begun:
            for token, swaps in begun:
                if token != kept:
                    self._installed.put_back(swaps)

    def _put(self, session: Session, pack_id: str, loaded: LoadedPack | None) -> None:
        if loaded is None:
            items.retire_pack(session, pack_id)
        else:
            items.put_pack(session, loaded.pack, loaded.digest, LAST, self._clock.now().at)
        arrange(session, self.builtin())

    def _apply(self, session: Session, swaps: list[Swap]) -> None:
        """Last before the commit, so that files are ahead of the store for as short as possible."""
        try:
            token = self._installed.apply(swaps)
        except OSError as error:
            reason = error.strerror or str(error)
            raise Refusal(f"cannot write to {self._root}: {reason}; nothing was changed") from error
        places.put_place(session, PLACE, token)


def _with(there: Mapping[str, bytes], files: Mapping[str, str | bytes | None]) -> dict[str, bytes]:
    """Files with some replaced, added or taken away."""
    left = dict(there)
    for name, content in files.items():
        if not is_pack_file(name) and name not in there:
            raise Refusal(f"{one_line(name, 80)!r} is no name of a pack file; write such as questions/a.yaml")
        if content is None:
            left.pop(name, None)
        else:
            left[name] = content.encode() if isinstance(content, str) else content
    return left


def _loaded(pack_id: str, files: Mapping[str, bytes]) -> LoadedPack:
    try:
        return load_files(pack_id, files)
    except PackErrors as errors:
        raise refusal(errors) from None


def refusal(errors: PackErrors) -> Refusal:
    """The first problem of a pack with its place, and how many more there are."""
    more = len(errors.problems) - 1
    return Refusal(f"{errors.problems[0]}{f' (and {more} more)' if more else ''}")


def _change(swap: Swap) -> Change:
    before, after = ({"sha256": digest} if digest else None for digest in (swap.before, swap.after))
    return Change(FILES, {"pack": swap.pack, "path": swap.path}, before, after)


def _swap(change: Change) -> Swap:
    before, after = (row["sha256"] if row else None for row in (change.before, change.after))
    return Swap(change.key["pack"], change.key["path"], before, after)
