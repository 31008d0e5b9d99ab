"""docs/tour.md: each screen as text, drawn by the app over its own pack; STUDYAPP_UPDATE_SCREENS=1 writes it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from studyapp import resources
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
    Stop("The worked example", "A timeline of the run, step by step.", ("o",)),
    Stop("A review ends", "What was missed, and one key to practise exactly that.", ("escape", "escape")),
    Stop("Choosing a quiz", "Packs, topics, kinds, time; a challenge code.", ("escape", "z")),
    Stop("Learning", "A section of the guide, then its questions.", ("escape", "l")),
    Stop("The guide", "With formulas, diagrams and questions that interrupt the reading.", ("escape", "g")),
    Stop("Browse", "Every card, found as you type.", ("escape", "b"), "topic:sigmoid"),
    Stop("Progress", "Computed from the log of reviews.", ("escape", "p")),
    Stop("Exams", "Their days, and what to expect of them.", ("escape", "e")),
    Stop("The lab", "Every experiment of the simulator.", ("escape", "x")),
    Stop("An experiment", "Its parameters by arrow keys; the chart follows.", ("enter",)),
    Stop("The journal", "Everything that was done; undo and redo.", ("escape", "escape", "j")),
    Stop("Help", "Made from the table of the keys.", ("escape", "f1")),
)


async def test_the_tour_shows_the_app(run: Run) -> None:
    parts = [HEAD]
    async with run() as driver:
        for stop in STOPS:
            await _go(driver, stop)
            parts.append(f"## {stop.title}\n\n{stop.says}\n\n```text\n{driver.text().rstrip()}\n```\n")
    drawn = "\n".join(parts)
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
