"""docs/tour.md: each screen as text, drawn by the app over its own pack; STUDYAPP_UPDATE_SCREENS=1 writes it."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING, NamedTuple

import pytest
from textual.screen import Screen

from studyapp import resources
from studyapp.tui import screens as screens_folder
from tests.studyapp.tui.conftest import UPDATE

if TYPE_CHECKING:
    from tests.studyapp.tui.conftest import Driver, Run

TOUR = Path(__file__).parents[3] / "docs" / "tour.md"
HEAD = """# A tour of the screens

Each picture is the app itself at 80 columns and 24 rows, over the pack that comes with it. This page is written by
`STUDYAPP_UPDATE_SCREENS=1 .venv/bin/python -m pytest tests/studyapp/tui/test_tour.py`; the suite holds it to what
the app draws.
"""


@pytest.fixture
def packs() -> Path:
    """The packs that come with the app."""
    return resources.packs_root()


class Stop(NamedTuple):
    """A screen of the tour, what is said of it, and the keys that lead there from the stop before."""

    title: str
    says: str
    keys: tuple[str, ...] = ()
    typed: str = ""
    then: tuple[str, ...] = ()


STOPS = (
    Stop("Welcome", "At the very first start: two screens that can be skipped."),
    Stop("How an answer proves itself", "The second of them.", ("right",)),
    Stop("Home", "What today will ask and why, the packs, and one key to start.", ("escape",)),
    Stop("A question", "It stays where it is when the answer appears below.", ("enter",)),
    Stop(
        "Its answer",
        "The verdict, the run behind it, and the interval of each rating.",
        (),
        "vanishing gradient",
        ("enter",),
    ),
    Stop("Why this card", "Its schedule in words.", ("k",)),
    Stop("Related questions", "A layer like the others; o opens one.", ("l",)),
    Stop("A note", "Your own words, under the answer from then on.", ("n",)),
    Stop("A report", "A mistake, for the author to replay.", ("escape", "exclamation_mark")),
    Stop("The worked example", "A timeline of the run, step by step.", ("escape", "w", "o")),
    Stop("Your numbers", "Any input can be changed, and the run follows.", ("m",)),
    Stop("Two runs compared", "The same run with other numbers beside it.", ("escape", "equals_sign")),
    Stop(
        "A review ends",
        "What was missed, and one key to practise exactly that.",
        ("escape", "escape", "escape"),
    ),
    Stop("Choosing a quiz", "Packs, topics, kinds, time; a challenge code.", ("escape", "z")),
    Stop("Learning", "A section of the guide, then its questions.", ("escape", "l")),
    Stop("The guide", "With formulas, diagrams and questions that interrupt the reading.", ("escape", "g")),
    Stop("The glossary", "Found as you type.", ("g",), "saturation"),
    Stop("Browse", "Every card, found as you type.", ("escape", "escape", "b"), "topic:sigmoid"),
    Stop("A question's page", "All about it, with what is related.", ("enter",)),
    Stop("Past reviews", "Each with the text and the numbers it had.", ("h",)),
    Stop(
        "A new card",
        "From anywhere, into a pack of your own.",
        ("escape", "escape", "escape", "ctrl+o"),
        "What is a logit?",
        ("tab",),
    ),
    Stop("Progress", "Computed from the log of reviews.", (*"score", "ctrl+s", "p")),
    Stop("Exams", "Their days, and what to expect of them.", ("escape", "e")),
    Stop("A new exam", "Its day, your minutes, what it covers.", ("a",)),
    Stop(
        "A backlog or a vacation",
        "Spread over days after a look at what it costs.",
        ("escape", "escape", "v"),
    ),
    Stop("The lab", "Every experiment of the simulator.", ("escape", "x")),
    Stop("An experiment", "Its parameters by arrow keys; the chart follows.", ("enter",)),
    Stop("Its steps", "The run of the lab, step by step.", ("s",)),
    Stop("The journal", "Everything that was done; undo and redo.", ("escape", "escape", "escape", "j")),
    Stop("Settings", "In force as soon as they are changed.", ("escape", "s")),
    Stop("Keys", "Every action's keys, to be changed.", ("end", "enter")),
    Stop("The palette", "Every action and every question by name.", ("escape", "escape", "ctrl+p"), "lab"),
    Stop("Help", "Made from the table of the keys.", ("escape", "escape", "f1")),
)


ELSEWHERE = {
    "DraftsScreen",
    "EditorScreen",
    "ExamPlanScreen",
    "LabTextScreen",
    "LeaveScreen",
    "PackChoiceScreen",
    "PackPreviewScreen",
    "PastScreen",
    "PressKeyScreen",
    "ResultScreen",
}
"""Screens that need something of the learner's or an author's; each has its pictures among those of the tests."""


def screens() -> set[str]:
    """Every screen of the app by its name; what others build upon is none."""
    found: set[type[Screen[object]]] = set()
    for module in iter_modules(screens_folder.__path__):
        made = import_module(f"{screens_folder.__name__}.{module.name}")
        found |= {one for one in vars(made).values() if isinstance(one, type) and issubclass(one, Screen)}
    ours = {one for one in found if one.__module__.startswith(screens_folder.__name__)}
    return {one.__name__ for one in ours if not any(issubclass(other, one) for other in ours - {one})}


async def test_the_tour_shows_the_app(run: Run) -> None:
    parts, visited = [HEAD], set()
    async with run() as driver:
        driver.app.open_welcome()
        await driver.settle()
        for stop in STOPS:
            await _go(driver, stop)
            visited.add(driver.screen)
            parts.append(f"## {stop.title}\n\n{stop.says}\n\n```text\n{driver.text().rstrip()}\n```\n")
    drawn = "\n".join(parts)
    assert screens() - visited == ELSEWHERE, "a screen is missing in the tour, or named here in vain"
    if UPDATE:
        TOUR.write_text(drawn, encoding="utf-8")
    assert TOUR.read_text(encoding="utf-8") == drawn, (
        "docs/tour.md is stale; STUDYAPP_UPDATE_SCREENS=1 writes it"
    )


async def _go(driver: Driver, stop: Stop) -> None:
    await driver.press(*stop.keys)
    await driver.type(stop.typed)
    await driver.press(*stop.then)
    driver.app.clear_notifications()
    await driver.settle()


def test_every_stop_has_a_picture_of_its_own() -> None:
    pictures = re.findall(r"```text\n(.*?)\n```", TOUR.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert len(pictures) == len(STOPS) == len(set(pictures)), "two stops show the same screen"
