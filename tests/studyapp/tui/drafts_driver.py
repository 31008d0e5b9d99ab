"""A driver for the screen that offers drafts: like that of the app, over a folder and without a store."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

from studyapp.core.settings import Settings
from studyapp.study.draft_board import Board, Watch
from studyapp.tui.app import StudyApp
from studyapp.tui.drafts_app import DraftsApp
from studyapp.tui.preferring import in_memory
from studyapp.tui.screens.drafts import DraftsScreen
from tests.studyapp.tui.conftest import Driver


class Told:
    """Stands for what watches the files: tells of a save when the test says so."""

    saved: Callable[[], None]
    stopped = False

    def __call__(self, _folder: Path, saved: Callable[[], None]) -> Watch:
        self.saved = saved
        return cast(Watch, self)

    def stop(self) -> None:
        self.stopped = True


class DraftsDriver(Driver):
    """The running screen."""

    told: Told
    folder: Path

    @property
    def board(self) -> Board:
        screen = self.app.screen
        assert isinstance(screen, DraftsScreen)
        assert screen._board is not None
        return screen._board

    @property
    def shown(self) -> str | None:
        """The id of the draft on the screen."""
        return self.board.sheet.place.id if self.board.sheet else None

    async def saved(self) -> None:
        self.told.saved()
        await self.settle()


@asynccontextmanager
async def offering(
    folder: Path, *, size: tuple[int, int] = (80, 24), ascii_only: bool = False
) -> AsyncIterator[DraftsDriver]:
    """The screen under a driver; `told` is what the driver says of saved files."""
    told = Told()
    settings = Settings(ascii=ascii_only, reduced_motion=True)
    app = DraftsApp(folder, preferences=in_memory(settings), watching=told)
    async with app.run_test(size=size, notifications=True) as pilot:
        suffix = f"{size[0]}x{size[1]}" + (".ascii" if ascii_only else "")
        driver = DraftsDriver(cast(StudyApp, app), pilot, None, name_suffix=suffix)  # type: ignore[arg-type]
        driver.told, driver.folder = told, folder
        while len(app.screen_stack) < 2 and app.is_running:
            await asyncio.sleep(0.002)
        await driver.settle()
        yield driver
        await driver.settle()
