"""Packs installed, brought up to date and removed: planned first, checked, then done in one undoable step."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from studyapp.core.errors import Refusal
from studyapp.core.items import Pack
from studyapp.core.memory import Moment
from studyapp.core.records import ActionKind
from studyapp.core.text import one_line
from studyapp.store import journal, places, renaming
from studyapp.store.engine import Session, Store
from studyapp.store.journal import Change
from studyapp.store.tables import places as places_table
from studyapp.study.pack_files import PackFiles
from studyapp.study.pack_plan import Answers, PackPlan, plan

if TYPE_CHECKING:
    from studyapp.packs.sources import PackSource
    from studyapp.study.pack_import import Incoming
    from studyapp.study.pack_report import PackReport

SEEDS = 3
"""Seeds on which a pack's claims are run before it is installed."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A pack that is about to be installed, brought up to date or removed."""

    pack_id: str
    does: str
    """Installed, Updated or Removed."""
    files: dict[str, bytes | None]
    """What its files will hold; None takes one away."""
    pack: Pack | None
    origin: Path | None
    plan: PackPlan


class PackRefused(Refusal):
    """A pack with failures, which the report lists with their places."""

    def __init__(self, report: PackReport) -> None:
        self.report = report
        count = len(report.failures)
        super().__init__(f"{report.id} has {count} failure{'' if count == 1 else 's'}; nothing was changed")


class PackInstalls:
    """What is done to whole packs. `install` and `update` check a pack; nothing is written before `carry_out`."""

    def __init__(self, store: Store, files: PackFiles) -> None:
        self._store = store
        self._files = files

    def install(self, source: Path) -> Prepared:
        """A pack that is not there yet, from a folder or a zip; Refusal or PackRefused when it cannot be."""
        found = _read(source)
        if found.id in self._files.builtin():
            raise Refusal(f"{found.id} is the id of a built-in pack; give yours another one in pack.yaml")
        if found.id in self._files.installed():
            raise Refusal(
                f"{found.id} is already there; use 'studyapp pack update {found.id}' with this source"
            )
        prepared = self._prepared(found, "Installed")
        new = prepared.plan.added or prepared.plan.returning or prepared.plan.renamed
        if prepared.plan.drafts and not new:
            raise Refusal(
                f"{found.id} holds drafts alone, and drafts are not asked; keep some first: studyapp pack drafts"
                f" {one_line(str(source), 120)}"
            )
        return prepared

    def update(self, pack_id: str, source: Path | None = None) -> Prepared:
        """A newer or older version of an installed pack; from where it was installed when no source is named."""
        self._known(pack_id)
        found = _read(source or self._origin(pack_id))
        if found.id != pack_id:
            raise Refusal(f"{one_line(str(found.path), 120)} holds the pack {found.id}, not {pack_id}")
        return self._prepared(found, "Updated")

    def take_in(self, incoming: Incoming, *, named: bool) -> Prepared:
        """A pack that a file of another program became: installed, or brought up to date where it is there.

        Refusal when its id is that of a built-in pack, or of an installed one with which it shares no question,
        unless the learner has `named` that id.
        """
        from studyapp.study.pack_import import staged

        pack_id = incoming.parts.id
        if pack_id in self._files.builtin():
            raise Refusal(f"{pack_id} is the id of a built-in pack; give yours another one with --id")
        there = pack_id in self._files.installed()
        with staged(incoming) as folder:
            found = _read(folder)
        prepared = replace(self._prepared(found, "Updated" if there else "Installed"), origin=None)
        planned = prepared.plan
        common = planned.unchanged or planned.changed or planned.renamed or planned.asks
        if planned.retired and not common and not named:
            raise Refusal(
                f"{pack_id} is another pack, which shares no question with this file; choose another --id,"
                f" or give '--id {pack_id}' to put it in that one's place"
            )
        return prepared

    def remove(self, pack_id: str) -> Prepared:
        """Take an installed pack away; its cards keep what they have for its return."""
        self._known(pack_id)
        files: dict[str, bytes | None] = dict.fromkeys(self._files.files(pack_id))
        return Prepared(pack_id, "Removed", files, None, None, self._plan(pack_id, None, {}))

    def answered(self, prepared: Prepared, answers: Answers) -> PackPlan:
        """What will change once the learner has answered what was asked."""
        return self._plan(prepared.pack_id, prepared.pack, answers)

    def carry_out(self, prepared: Prepared, answers: Answers) -> bool:
        """Do it; whether anything changed. Questions of the plan that have no answer keep to themselves."""
        done = self.answered(prepared, answers)
        known = {**answers, **dict.fromkeys(done.renamed, True)}
        pack_id = prepared.pack_id

        def beside(session: Session, _now: Moment) -> Sequence[Change]:
            changes: list[Change] = []
            for old, new in done.renamed:
                changes += renaming.move_history(session, f"{pack_id}/{old}", f"{pack_id}/{new}")
            changes += renaming.remember_same(session, pack_id, known)
            origin = {"value": str(prepared.origin)} if prepared.origin else None
            moved = journal.put(session, places_table, {"key": _origin_key(pack_id)}, origin)
            return [*changes, *([moved] if moved else [])]

        says = f"{prepared.does} the pack {pack_id}"
        return self._files.change(pack_id, prepared.files, ActionKind.IMPORT, says, beside=beside)

    def _prepared(self, found: PackSource, does: str) -> Prepared:
        self._checked(found)
        gone = dict.fromkeys(self._files.files(found.id))
        files: dict[str, bytes | None] = {**gone, **found.files}
        loaded = self._files.would_be(found.id, files)
        assert loaded is not None
        return Prepared(found.id, does, files, loaded.pack, found.path, self._plan(found.id, loaded.pack, {}))

    def _checked(self, found: PackSource) -> None:
        """Its files load and its claims hold; a pack whose claim a run contradicts does not come in."""
        from studyapp.study import pack_check

        with tempfile.TemporaryDirectory(prefix="studyapp-") as aside:
            folder = Path(aside) / found.id
            for name, content in found.files.items():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_bytes(content)
            report = pack_check.check(folder, SEEDS)
        if report.failures:
            raise PackRefused(report)

    def _plan(self, pack_id: str, pack: Pack | None, answers: Answers) -> PackPlan:
        with self._store.reading() as session:
            return plan(session, pack_id, pack, answers)

    def _known(self, pack_id: str) -> None:
        if pack_id in self._files.builtin():
            raise Refusal(f"{pack_id} is a built-in pack; it changes with the app only")
        if pack_id not in self._files.installed():
            raise Refusal(
                f"there is no installed pack {one_line(pack_id, 80)!r}; 'studyapp packs' lists all packs"
            )

    def _origin(self, pack_id: str) -> Path:
        with self._store.reading() as session:
            origin = places.place(session, _origin_key(pack_id))
        if not isinstance(origin, str):
            raise Refusal(f"it is not known where {pack_id} came from; name its folder or zip")
        return Path(origin)


def _read(source: Path) -> PackSource:
    # Zips are read now and then; the first question should not wait for what reads them.
    from studyapp.packs.sources import read_source

    return read_source(source)


def _origin_key(pack_id: str) -> str:
    return f"origin/{pack_id}"
