"""The app of 'studyapp pack drafts': it paints first, and opens no store."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from studyapp.tui.pack_app import First, PackApp
from studyapp.tui.preferring import Preferences

if TYPE_CHECKING:
    from studyapp.study.draft_board import Watch

Watching = Callable[[Path, Callable[[], None]], "Watch"]


class DraftsApp(PackApp):
    """Offers the drafts of one folder."""

    TITLE = "studyapp pack drafts"

    def __init__(self, folder: Path, *, preferences: Preferences, watching: Watching | None = None) -> None:
        """`watching` tells of saved files in place of the system's own notices."""
        super().__init__(folder.name or "drafts", preferences=preferences)
        self._folder = folder
        self._watching = watching

    def load(self) -> First:
        from studyapp.study.draft_board import DraftBoard, Watch
        from studyapp.tui.screens.drafts import DraftsScreen

        folder = self._folder.resolve()
        watching = self._watching or Watch
        return partial(DraftsScreen, DraftBoard(folder), str(self._folder), partial(watching, folder))
