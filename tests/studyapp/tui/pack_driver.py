"""A driver for the preview of a pack: like that of the app, over a folder and without a store."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

from studyapp.core.settings import Settings
from studyapp.study.pack_preview import Watch
from studyapp.tui.app import StudyApp
from studyapp.tui.preferring import in_memory
from studyapp.tui.preview_app import PreviewApp, Target
from studyapp.tui.screens.pack_preview import PackPreviewScreen
from tests.studyapp.tui.conftest import Driver

QUESTIONS = "questions/all.yaml"


class Told:
    """Stands for what watches the files: tells of a save when the test says so."""

    def __init__(self) -> None:
        self.saved: Callable[[], None] | None = None
        self.stopped = False

    def __call__(self, _folder: Path, saved: Callable[[], None]) -> Watch:
        self.saved = saved
        return cast(Watch, self)

    def stop(self) -> None:
        self.stopped = True


class PackDriver(Driver):
    """The running preview."""

    told: Told
    folder: Path

    @property
    def preview(self) -> PackPreviewScreen:
        assert isinstance(self.app.screen, PackPreviewScreen)
        return self.app.screen

    async def settle(self) -> None:
        """Wait until the closer look is done too."""
        await super().settle()
        while self.app.is_running and isinstance(self.app.screen, PackPreviewScreen) and self._under_way:
            await asyncio.sleep(0.002)
            await super().settle()

    @property
    def _under_way(self) -> bool:
        shot, closer = self.preview._shot, self.preview._closer
        return shot is None or (shot.of > 0 and (closer is None or not closer.whole))

    async def save(self, text: str, name: str = QUESTIONS) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")
        await self.saved()

    async def change(self, old: str, new: str, name: str = QUESTIONS) -> None:
        """Save a file with one text in place of another."""
        text = (self.folder / name).read_text(encoding="utf-8")
        assert old in text
        await self.save(text.replace(old, new, 1), name)

    async def saved(self) -> None:
        assert self.told.saved is not None
        self.told.saved()
        await self.settle()

    @property
    def place(self) -> str:
        """The file and the line that the question stands at, as the screen says."""
        found = re.search(r"[\w/.-]+\.yaml:\d+", self.lines()[-2])
        assert found is not None, self.text()
        return found.group()


@asynccontextmanager
async def previewing(
    folder: Path | None,
    question: str = "",
    *,
    seed: int | None = 1,
    size: tuple[int, int] = (80, 24),
    ascii_only: bool = False,
    choice: tuple[Path, ...] = (),
) -> AsyncIterator[PackDriver]:
    """The preview under a driver; `told` is what the driver says of saved files."""
    told = Told()
    settings = Settings(ascii=ascii_only, reduced_motion=True)
    app = PreviewApp(
        Target(folder, question, seed, lambda: choice), preferences=in_memory(settings), watching=told
    )
    async with app.run_test(size=size, notifications=True) as pilot:
        suffix = f"{size[0]}x{size[1]}" + (".ascii" if ascii_only else "")
        driver = PackDriver(cast(StudyApp, app), pilot, None, name_suffix=suffix)  # type: ignore[arg-type]
        driver.told, driver.folder = told, folder or Path()
        while len(app.screen_stack) < 2 and app.is_running:
            await asyncio.sleep(0.002)
        await driver.settle()
        yield driver
        await driver.settle()
