"""The palette finds every action that works now, and every question; every binding is in the table of the help."""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING, Any

from textual.binding import Binding
from textual.command import Hit
from textual.screen import Screen

from studyapp.tui import screens
from studyapp.tui.commands import EVERYWHERE, StudyCommands
from studyapp.tui.key_map import TABLE
from studyapp.tui.keys import APP, SCREENS, Key

if TYPE_CHECKING:
    from studyapp.config import Home
    from tests.studyapp.tui.conftest import Driver, Run

# Keys to a screen, from the home screen, and its name in the table.
WAYS: list[tuple[str, tuple[str, ...]]] = [
    ("home", ()),
    ("progress", ("p",)),
    ("browse", ("b",)),
    ("guide", ("g",)),
    ("glossary", ("g", "g")),
    ("quiz-setup", ("z",)),
    ("learn", ("l",)),
    ("exams", ("e",)),
    ("exam-form", ("e", "a")),
    ("spread", ("v",)),
    ("journal", ("j",)),
    ("settings", ("s",)),
    ("keys", ("s", "end", "enter")),
    ("ask", ("enter",)),
    ("ask", ("enter", "enter")),
    ("note", ("enter", "enter", "n")),
    ("ask", ("enter", "enter", "4")),
]


def offered(driver: Driver) -> dict[str, str]:
    """What the palette offers on the current screen: by action, its help."""
    provider = StudyCommands(driver.app.screen)
    return {run.args[0]: says for _, says, run in provider._actions()}  # type: ignore[attr-defined]


def works(screen: Screen[Any], key: Key) -> bool:
    """Whether an action can be done now, asked as Textual asks it before it runs one."""
    return screen.app._check_action_state(key.action, screen) is True


async def test_every_action_that_works_is_in_the_palette(run: Run) -> None:
    async with run(settings=True) as driver:
        for name, way in WAYS:
            await driver.press(*way)
            found = offered(driver)
            screen: Screen[Any] = driver.app.screen
            wanted = {key.action for key in SCREENS[name][1] if works(screen, key)}
            wanted |= {key.action for key in APP}
            assert wanted <= set(found), (name, wanted - set(found))
            assert set(EVERYWHERE) <= set(found), name
            works_not = {key.action for key in SCREENS[name][1] if not works(screen, key)}
            assert not (works_not - set(EVERYWHERE) - wanted) & set(found), name
            for _ in range(6):
                if driver.screen != "HomeScreen":
                    await driver.press("escape")
            assert driver.screen == "HomeScreen", name


async def test_an_action_is_found_while_something_is_typed_and_is_done(run: Run) -> None:
    """`n` writes a letter in a search; the palette still reaches what letters do elsewhere."""
    async with run() as driver:
        await driver.press("b")
        await driver.type("n")
        assert driver.screen == "BrowseScreen"
        await driver.press("ctrl+p")
        await driver.type("journal")
        await driver.press("enter")
        assert driver.screen == "JournalScreen"


async def test_it_says_the_key_in_force(run: Run, home: Home) -> None:
    home.settings.write_text('[keys]\n"home.quiz" = "f5"\n', encoding="utf-8")
    async with run(settings=True) as driver:
        assert offered(driver)["quiz"].endswith("  F5")
        assert offered(driver)["guide"].endswith("  g")
        await driver.press("p")
        assert not offered(driver)["guide"].endswith("  g"), "g does something else here"


async def test_questions_are_found_by_name(run: Run) -> None:
    async with run() as driver:
        study = driver.app.study
        assert study is not None
        provider = StudyCommands(driver.app.screen)
        for question in study.library.questions():
            hits = [hit async for hit in provider.search(question.heading)]
            assert any(isinstance(hit, Hit) and str(hit.match_display) == question.heading for hit in hits)


def test_every_screen_takes_its_keys_from_the_table() -> None:
    """So that all of them are in the help, which is made from it."""
    found = 0
    for module in pkgutil.iter_modules(screens.__path__):
        held = vars(importlib.import_module(f"{screens.__name__}.{module.name}")).values()
        for kind in held:
            if isinstance(kind, type) and issubclass(kind, Screen) and kind.__module__.endswith(module.name):
                for binding in kind.__dict__.get("BINDINGS", []):
                    assert isinstance(binding, Binding)
                    assert binding.id in TABLE, f"{kind.__name__}: {binding}"
                    found += 1
    assert found > 100
