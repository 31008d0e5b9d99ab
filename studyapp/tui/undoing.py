"""Undo and redo of whatever was done last, for screens on which nothing else is under way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studyapp.tui.background import StudyScreen

if TYPE_CHECKING:
    from studyapp.study.actions import Done


class UndoingScreen(StudyScreen):
    """Takes back the newest action, says what it was, and shows what is there now."""

    def action_undo(self) -> None:
        self.in_background(self.study.actions.undo, self._undone, group="commit")

    def action_redo(self) -> None:
        self.in_background(self.study.actions.redo, self._redone, group="commit")

    def _undone(self, done: Done | None) -> None:
        self._told("Taken back", done, "There is nothing to take back.")

    def _redone(self, done: Done | None) -> None:
        self._told("Done again", done, "There is nothing to do again.")

    def _told(self, did: str, done: Done | None, nothing: str) -> None:
        self.app.clear_notifications()
        self.notify(f"{did}: {done.says}" if done else nothing, markup=False)
        if done is not None:
            self.changed()

    def changed(self) -> None:
        """Something was done: read again what is shown."""
        raise NotImplementedError
