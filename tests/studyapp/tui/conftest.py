"""A driver for the screens: presses keys, waits until nothing is under way, and reads the screen as text."""

from __future__ import annotations

import asyncio
import difflib
import itertools
import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Protocol

import pytest
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widget import Widget

from studyapp import config, wiring
from studyapp.config import Home
from studyapp.core.memory import State
from studyapp.core.records import Review
from studyapp.lab import runner
from studyapp.settings_file import SettingsFile
from studyapp.store import cards as card_queries
from studyapp.store import reviews, statistics
from studyapp.store.engine import Store
from studyapp.study.app import Study
from studyapp.study.asked import Asked
from studyapp.study.clock import Clock
from studyapp.tui.app import Start, StudyApp
from studyapp.tui.preferring import Preferences
from studyapp.tui.screens import ask as ask_screen
from studyapp.tui.widgets.blanks import NumberInput
from tests.studyapp.tui.stillness import undrawn, watch

if TYPE_CHECKING:
    from tests.conftest import FrozenClock

HERE = Path(__file__).parent
PACKS = HERE / "packs"
SCREENS = HERE / "screens"
UPDATE = os.environ.get("STUDYAPP_UPDATE_SCREENS") == "1"
RUN_SECONDS = 0.0009
ANSWER_SECONDS = 6.0
HOME = Start()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """ASCII screens above 40x12 are compared by make test-all: they differ from the Unicode ones in signs alone,
    which the small ones show too.
    """
    for item in items:
        small = "140x40" not in item.name and "80x24" not in item.name
        if HERE in item.path.parents and "ascii" in item.name and not small:
            item.add_marker(pytest.mark.slow)


# --- what the app is opened over ----------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def quick_pilot(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pilot waits for the loop to come to rest, and sleeps no time away."""
    watch(monkeypatch)
    for name in ("NO_COLOR", "COLORTERM", "TEXTUAL_ANIMATIONS", "TEXTUAL_THEME"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session", autouse=True)
def read_styles_once() -> Iterator[None]:
    """A style sheet is read the first time that an app opens, not once for each app; its rules are hashed in C."""
    read: dict[tuple[object, ...], list[RuleSet]] = {}
    parse = Stylesheet._parse_rules

    def parsed(sheet: Stylesheet, *given: Any, **options: Any) -> list[RuleSet]:
        key = (given, tuple(options.items()), tuple(sheet._variables.items()))
        if key not in read:
            read[key] = parse(sheet, *given, **options)
        return read[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", parsed)
        patch.setattr(RuleSet, "__hash__", object.__hash__)
        yield


@pytest.fixture(autouse=True)
def frozen_times(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every run takes 0.9 ms and every answer six seconds, so that the times on the screens are always the same."""
    run = runner.run
    monkeypatch.setattr(runner, "run", lambda *given: replace(run(*given), seconds=RUN_SECONDS))
    ticks = itertools.count(0.0, ANSWER_SECONDS)
    monkeypatch.setattr(ask_screen, "time", SimpleNamespace(monotonic=lambda: next(ticks)))


@pytest.fixture
def packs() -> Path:
    """The packs of these tests: `kinds`, with a question of every kind, and `more`, with one."""
    return PACKS


@pytest.fixture(scope="session")
def stocked(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that holds the packs already, to be copied."""
    folder = tmp_path_factory.mktemp("stocked")
    home = Home(folder, folder)
    shutil.copyfile(migrated, home.store)
    study = wiring.open_study(home, clock=Clock(), packs=PACKS)
    assert not study.problems
    study.welcome.shown()
    study.close()
    return home.store


class Run(Protocol):
    """run(size=…, ascii_only=…) -> the app under a driver, as often as asked, over one store."""

    def __call__(
        self,
        *,
        size: tuple[int, int] = ...,
        ascii_only: bool = ...,
        start: Start = ...,
        asks_confidence: bool = ...,
        settings: bool = ...,
    ) -> AbstractAsyncContextManager[Driver]: ...


@dataclass
class Driver:
    """The running app with its pilot."""

    app: StudyApp
    pilot: Pilot[None]
    store: Store
    """A second look at the learner's store."""
    differences: list[str] = field(default_factory=list)
    name_suffix: str = ""

    async def settle(self) -> None:
        """Wait until no worker runs, every message was handled and all was drawn, twice in a row."""
        calm = 0
        while calm < 2 and self.app.is_running:
            await self.pilot.pause()
            busy = any(not worker.is_finished for worker in self.app.workers)
            calm = 0 if busy or undrawn(self.app) else calm + 1
            if busy:
                await asyncio.sleep(0.001)

    async def opened(self) -> None:
        """Wait until the study is open, or the app has given up."""
        while self.app.study is None and self.app.is_running and self.app.return_code in (None, 0):
            await asyncio.sleep(0.002)
        await self.settle()

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
            await self.settle()

    async def type(self, text: str) -> None:
        await self.press(*(("space" if sign == " " else NAMES.get(sign, sign)) for sign in text))

    async def click(self, selector: str, offset: tuple[int, int] = (0, 0)) -> None:
        await self.pilot.click(selector, offset=offset)
        await self.settle()

    async def click_text(self, text: str) -> None:
        """Click where a text stands on the screen; no notice lies over it."""
        self.app.clear_notifications()
        await self.settle()
        for y, line in enumerate(self.lines()):
            if (x := line.find(text)) >= 0:
                widget, region = self.app.screen.get_widget_at(x + 1, y)
                await self.pilot.click(widget, offset=(x + 1 - region.x, y - region.y))
                await self.settle()
                return
        raise AssertionError(f"{text!r} is not on the screen:\n{self.text()}")

    async def answer(self, letter: str = "a", typed: str = "7") -> None:
        """Answer the question on the screen, whatever its kind, up to its verdict."""
        if self.at("#written").display:
            await self.press(letter, "ctrl+s", letter, "enter")
        else:
            await self.press(*(typed if self.at("#typed").display else letter))
        if not self.answered:
            await self.press("enter")
        assert self.answered

    async def finish(self) -> None:
        """Answer whatever is left and call it easy, until nothing is asked any more."""
        for _ in range(30):
            if self.screen != "AskScreen" or not self.at("#ask").display:
                return
            await self.answer()
            await self.press("4")
        raise AssertionError("the review does not end")

    @property
    def answered(self) -> bool:
        """Whether the answer to the question is on the screen."""
        return self.screen == "AskScreen" and self.at("#layers").display

    @property
    def asked(self) -> Asked:
        """The question on the asking screen."""
        assert isinstance(self.app.screen, ask_screen.AskScreen)
        return self.app.screen.attempt.asked

    @property
    def hinted(self) -> bool:
        assert isinstance(self.app.screen, ask_screen.AskScreen)
        return self.app.screen.attempt.hinted

    @property
    def blanks(self) -> list[str]:
        """What stands in the blanks."""
        return [blank.value for blank in self.app.screen.query(NumberInput)]

    @property
    def screen(self) -> str:
        """Name of the screen on top."""
        return type(self.app.screen).__name__

    def at(self, selector: str) -> Widget:
        return self.app.screen.query_one(selector)

    def strips(self) -> list[Strip]:
        return self.app.screen._compositor.render_strips()

    def lines(self) -> list[str]:
        return [strip.text.rstrip() for strip in self.strips()]

    def text(self) -> str:
        return "\n".join(self.lines()) + "\n"

    def notices(self) -> list[str]:
        return [notice.message for notice in self.app._notifications]

    def card(self, identity: str) -> State:
        """The stored state of a card."""
        with self.store.reading() as session:
            found = card_queries.card(session, identity)
        assert found is not None
        return found.state

    def reviews(self, identity: str) -> list[Review]:
        """The stored reviews of a card."""
        with self.store.reading() as session:
            return reviews.reviews_of(session, identity)

    def review_count(self) -> int:
        with self.store.reading() as session:
            return sum(tally.answers for tally in statistics.day_tallies(session))

    async def capture(self, name: str) -> None:
        """Compare the screen with its file; the differences are kept until `check`."""
        self.app.clear_notifications()
        await self.settle()
        text = self.text()
        if self.app.ascii_only and not text.isascii():
            signs = sorted({sign for sign in text if ord(sign) > 127})
            self.differences.append(f"{name}: not ASCII: {signs}")
        wide = [line for line in self.lines() if len(line) > self.app.size.width]
        assert not wide
        path = SCREENS / f"{name}.{self.name_suffix}.txt"
        if UPDATE:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        elif not path.is_file():
            self.differences.append(f"{path.name} is missing; STUDYAPP_UPDATE_SCREENS=1 writes it")
        elif (kept := path.read_text(encoding="utf-8")) != text:
            changes = difflib.unified_diff(
                kept.splitlines(), text.splitlines(), f"kept {path.name}", "now", lineterm=""
            )
            self.differences.append("\n".join(changes))

    def check(self) -> None:
        assert not self.differences, "\n\n".join(
            [
                *self.differences,
                f"{len(self.differences)} screens differ; STUDYAPP_UPDATE_SCREENS=1 keeps them",
            ]
        )


NAMES = {
    ".": "full_stop",
    "-": "minus",
    "/": "slash",
    ",": "comma",
    "*": "asterisk",
    "^": "circumflex_accent",
    "(": "left_parenthesis",
    ")": "right_parenthesis",
    "?": "question_mark",
    "%": "percent_sign",
    "'": "apostrophe",
    ";": "semicolon",
    ":": "colon",
}


@pytest.fixture
def run(
    home: Home, clock: FrozenClock, packs: Path, stocked: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Run]:
    """Opens the app over the test's own store, as often as asked."""
    home.data.mkdir()
    shutil.copyfile(stocked, home.store)
    stores: list[Store] = []

    @asynccontextmanager
    async def running(
        *,
        size: tuple[int, int] = (80, 24),
        ascii_only: bool = False,
        start: Start = HOME,
        asks_confidence: bool = False,
        settings: bool = False,
    ) -> AsyncIterator[Driver]:
        """With `settings` they are read from the home's file, and changed there."""
        studies: list[Study] = []

        def opening() -> Study:
            studies.append(wiring.open_study(home, clock=clock.clock, packs=packs))
            return studies[-1]

        app = StudyApp(
            opening,
            start=start,
            ascii_only=ascii_only,
            reduced_motion=True,
            asks_confidence=asks_confidence,
            preferences=_preferences(home) if settings else None,
        )
        store = Store(home.store)
        stores.append(store)
        suffix = f"{size[0]}x{size[1]}" + (".ascii" if ascii_only else "")
        async with app.run_test(size=size, notifications=True) as pilot:
            driver = Driver(app, pilot, store, name_suffix=suffix)
            await driver.opened()
            yield driver
            await driver.settle()
        for study in studies:
            study.close()

    yield running
    for store in stores:
        store.close()


def _preferences(home: Home) -> Preferences:
    return Preferences(config.load(home.settings), SettingsFile(home.settings).change)


@pytest.fixture
def screen_app() -> Callable[[Callable[[], Study]], StudyApp]:
    """An app over any way to open a study, for the ways in which that goes wrong."""

    def made(opening: Callable[[], Study], **options: Any) -> StudyApp:
        return StudyApp(opening, reduced_motion=True, **options)

    return made
