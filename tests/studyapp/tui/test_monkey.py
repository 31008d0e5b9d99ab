"""Random keys: nothing crashes, only ratings done or done again add reviews, and Escape always leads home."""

from __future__ import annotations

import random
import string
from typing import TYPE_CHECKING

import pytest

from studyapp.study.actions import Actions
from studyapp.study.session import ReviewSession
from studyapp.tui.keys import SCREENS
from studyapp.tui.screens import key_settings

if TYPE_CHECKING:
    from tests.studyapp.tui.conftest import Run

# Left out: keys that leave the app, and the palette, whose commands do too.
LEAVES = {"q", "ctrl+q", "ctrl+p"}
FROM_TABLE = sorted({key for _, keys in SCREENS.values() for entry in keys for key in entry.keys.split(",")})
COMMON = ["enter", "enter", "enter", "escape", "tab", "shift+tab", "up", "down", "left", "right", "space"]
KEYS = [
    key
    for key in (
        *FROM_TABLE,
        *COMMON,
        *COMMON,
        *string.ascii_lowercase,
        *string.digits,
        "backspace",
        "full_stop",
    )
    if key not in LEAVES
]
SIZES = [(80, 24), (40, 12), (140, 40), (20, 6)]


@pytest.mark.parametrize(
    ("seed", "count"),
    [
        (1, 200),
        (3, 200),
        (5, 200),
        *(pytest.param(*more, marks=pytest.mark.slow) for more in ((2, 200), (4, 5_000))),
    ],
)
async def test_random_keys(run: Run, monkeypatch: pytest.MonkeyPatch, seed: int, count: int) -> None:
    stored = 0
    rate, undo, redo = ReviewSession.rate, Actions.undo, Actions.redo

    def counted_rate(*given: object, **options: object) -> object:
        nonlocal stored
        result = rate(*given, **options)  # type: ignore[arg-type]
        stored += 1
        return result

    # Marks of a card are taken back and done again too, and are no reviews.
    # A session, the home screen and the journal all go this way.
    def counted_undo(actions: Actions) -> object:
        nonlocal stored
        done = undo(actions)
        stored -= done is not None and done.card_id is not None
        return done

    def counted_redo(actions: Actions) -> object:
        nonlocal stored
        done = redo(actions)
        stored += done is not None and done.card_id is not None
        return done

    # Any key may be pressed on the page of keys, but none is given away: one of them could leave the app.
    monkeypatch.setattr(key_settings, "with_key", lambda *_given, **_options: ("", "not now"))
    monkeypatch.setattr(ReviewSession, "rate", counted_rate)
    monkeypatch.setattr(Actions, "undo", counted_undo)
    monkeypatch.setattr(Actions, "redo", counted_redo)
    source = random.Random(seed)
    pressed: list[str] = []
    async with run(size=SIZES[seed % 3], asks_confidence=seed > 3) as driver:
        for place in range(count):
            key = source.choice(KEYS)
            pressed.append(key)
            await driver.pilot.press(key)
            if place % 20 == 0:
                await driver.settle()
                assert driver.review_count() == stored, pressed
            if place % 97 == 96:
                await driver.pilot.resize_terminal(*source.choice(SIZES))
            assert driver.app.is_running, pressed
        await driver.settle()
        assert driver.review_count() == stored
        for _ in range(60):
            if driver.screen == "HomeScreen":
                break
            await driver.press("escape")
        assert driver.screen == "HomeScreen", pressed[-30:]
        await driver.press("enter")
        assert driver.screen == "AskScreen"
