"""Settings: kept in the file at once, in force at once, and refused in one line."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from studyapp import config, tui
from studyapp.core.settings import BY_NAME, SETTINGS, SettingError, moved, said, typed
from studyapp.tui.rows.settings import LINES
from studyapp.tui.themes import NAMES

if TYPE_CHECKING:
    from studyapp.config import Home
    from tests.studyapp.tui.conftest import Driver, Run


def animates(driver: Driver) -> bool:
    return driver.app.animation_level != "none"


async def to(driver: Driver, name: str) -> None:
    """Open the settings and go to a line."""
    if driver.screen == "HomeScreen":
        await driver.press("s")
    assert driver.screen == "SettingsScreen"
    await driver.press("home", *["down"] * LINES.index(name))


def file(home: Home) -> str:
    return home.settings.read_text(encoding="utf-8")


async def test_an_arrow_changes_keeps_and_applies_at_once(run: Run, home: Home) -> None:
    home.settings.write_text("# mine\nreduced_motion = true # always\n", encoding="utf-8")
    async with run(settings=True) as driver:
        await to(driver, "theme")
        await driver.press("right")
        assert file(home) == '# mine\nreduced_motion = true # always\ntheme = "studyapp-light"\n'
        assert driver.app.theme == "studyapp-light"
        await driver.press("left", "left")
        assert driver.app.theme == NAMES[-1]
        await driver.press("d")
        assert driver.app.theme == NAMES[0]
        await to(driver, "reduced_motion")
        assert not animates(driver)
        await driver.press("right")
        assert animates(driver)
        assert "reduced_motion = false # always" in file(home)
        await to(driver, "confidence")
        await driver.press("right")
        assert driver.app.asks_confidence
    async with run(settings=True) as driver:
        assert driver.app.asks_confidence
        assert animates(driver)


@pytest.mark.parametrize("reduced", [True, False])
async def test_nothing_moves_by_itself(run: Run, home: Home, reduced: bool) -> None:
    """No smooth scrolling, and no cursor that blinks."""
    home.settings.write_text(f"reduced_motion = {str(reduced).lower()}\n", encoding="utf-8")
    async with run(settings=True, size=(40, 12)) as driver:
        await driver.press("b")
        assert driver.at("Input").cursor_blink is not reduced  # type: ignore[attr-defined]
        driver.app.open_page("kinds/chain-of-four")
        await driver.settle()
        page = driver.at("#page")
        assert page.max_scroll_y > 20
        seen: list[float] = []

        def scrolled(y: float) -> None:
            seen.append(y)

        page.watch(page, "scroll_y", scrolled, init=False)
        page.scroll_to(y=20, animate=True, duration=0.2, immediate=True)
        for _ in range(500):
            await asyncio.sleep(0.01)
            if page.scroll_y == 20:
                break
        assert seen[-1] == 20
        assert (len(seen) == 1) is reduced


def test_no_screen_has_a_spinner() -> None:
    """What takes time says so in words, and in percent where that is known."""
    for path in Path(tui.__file__).parent.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert "LoadingIndicator" not in text, path
        assert ".loading = " not in text, path


async def test_ascii_is_drawn_from_now_on(run: Run, home: Home) -> None:
    async with run(settings=True) as driver:
        await to(driver, "ascii")
        assert "◂ auto ▸" in driver.text()
        await driver.press("right")
        assert driver.text().isascii()
        assert "< yes >" in driver.text()
        await driver.press("escape")
        assert driver.text().isascii()
        await to(driver, "ascii")
        await driver.press("d")
        assert file(home) == ""
        assert "◂ auto ▸" in driver.text()
        assert "───" in driver.text()


async def test_habits_reach_the_running_study(run: Run, home: Home) -> None:
    async with run(settings=True) as driver:
        study = driver.app.study
        assert study is not None
        under_way = study.review()
        new = study.today().new
        assert new > 3
        await to(driver, "schedule.new_a_day")
        await driver.type("3")
        assert not home.settings.exists(), "what is typed is kept by Enter"
        await driver.press("enter")
        assert file(home) == "[schedule]\nnew_a_day = 3\n"
        assert driver.app.study is study
        assert study.review().outlook().new == 3
        assert under_way.outlook().new == new
        await driver.press("escape")
        assert "3 new" in driver.text()


REFUSED = [
    ("schedule.new_a_day", "1001", "New a day lies between 0 and 1,000"),
    ("schedule.new_a_day", "5.5", "New a day is a whole number between 0 and 1,000"),
    ("schedule.minutes_a_day", "9999", "Minutes a day lies between 0 and 1,440"),
    ("schedule.leech_lapses", "0", "Leech after lies between 1 and 100"),
    ("schedule.retention", "50", "Retention lies between 70 % and 97 %"),
    ("schedule.retention", "..", "Retention is a number between 70 % and 97 %"),
    ("schedule.weekdays.sunday", "200%", "Sunday lies between 0 % and 100 %"),
]


async def test_a_number_that_cannot_be(run: Run, home: Home) -> None:
    async with run(settings=True) as driver:
        for name, given, problem in REFUSED:
            await to(driver, name)
            await driver.type(given)
            await driver.press("enter")
            assert problem in driver.text()
            assert not home.settings.exists()
            await driver.press("right")
            assert problem not in driver.text()
            assert home.settings.exists()
            home.settings.unlink()


async def test_what_is_typed_can_be_erased_and_left(run: Run, home: Home) -> None:
    async with run(settings=True) as driver:
        await to(driver, "schedule.retention")
        await driver.type("8x5")
        assert "85_" in driver.text()
        await driver.press("backspace")
        assert "8_" in driver.text()
        await driver.press("down", "up")
        assert "8_" not in driver.text()
        await driver.type("85%")
        await driver.press("enter")
        assert file(home) == "[schedule]\nretention = 0.85\n"


async def test_a_file_that_cannot_be_read_is_left_alone(run: Run, home: Home) -> None:
    async with run(settings=True) as driver:
        await to(driver, "confidence")
        home.settings.write_text("theme = ", encoding="utf-8")
        await driver.press("right")
        assert "mend or remove the file" in " ".join(driver.text().split())
        assert "Ask how sure   ◂ no ▸" in driver.text()
        assert driver.app.settings == config.Settings()
        assert file(home) == "theme = "
        home.settings.write_text("# mended\n", encoding="utf-8")
        await driver.press("right")
        assert driver.app.asks_confidence
        assert file(home) == "# mended\nconfidence = true\n"


async def test_many_quick_keys_end_at_the_last_value(run: Run, home: Home) -> None:
    async with run(settings=True) as driver:
        await to(driver, "schedule.new_a_day")
        await driver.pilot.press(*["right"] * 12, "left")
        await driver.settle()
        assert file(home) == "[schedule]\nnew_a_day = 75\n"
        assert driver.app.settings.habits.new_a_day == 75


def colors(driver: Driver) -> set[str]:
    """Every color on the screen."""
    return {
        color.name
        for strip in driver.strips()
        for segment in strip
        if segment.style is not None
        for color in (segment.style.color, segment.style.bgcolor)
        if color is not None
    }


def underlined(driver: Driver) -> list[str]:
    """What is underlined: the line under the cursor, which nothing else would show without color."""
    lines = (
        "".join(segment.text for segment in strip if segment.style is not None and segment.style.underline)
        for strip in driver.strips()
    )
    return [line.split("   default")[0].strip() for line in lines if line.strip()]


async def test_the_theme_without_color_has_none(run: Run) -> None:
    async with run(settings=True) as driver:
        await to(driver, "theme")
        assert len(colors(driver)) > 3
        await driver.press("left")
        assert driver.app.theme == "studyapp-no-color"
        assert colors(driver) <= {"default"}
        assert underlined(driver) == ["Theme          ◂ no color ▸"]
        await driver.press("right")
        assert not driver.app.no_color


async def test_no_color_of_the_environment_stands_above_any_theme(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with run(settings=True) as driver:
        assert colors(driver) <= {"default"}
        await to(driver, "theme")
        await driver.press("right")
        assert driver.app.no_color
        assert colors(driver) <= {"default"}


async def test_an_unknown_theme_is_told(run: Run, home: Home) -> None:
    home.settings.write_text("theme = 'paper'\n", encoding="utf-8")
    async with run(settings=True) as driver:
        assert driver.notices() == ["there is no theme 'paper'; choose one in the settings"]
        assert driver.app.theme == NAMES[0]


def test_every_setting_has_words() -> None:
    for setting in SETTINGS:
        assert setting.label
        assert len(setting.label) <= 14
        assert setting.says.endswith(".")
        assert setting.says[0].isupper()


@pytest.mark.parametrize(
    ("name", "value", "by", "then"),
    [
        ("schedule.new_a_day", 20, 1, 25),
        ("schedule.new_a_day", 0, -1, 0),
        ("schedule.new_a_day", 1000, 1, 1000),
        ("schedule.new_a_day", 7, 1, 10),
        ("schedule.new_a_day", 7, -1, 5),
        ("schedule.retention", 0.9, 1, 0.91),
        ("schedule.retention", 0.97, 1, 0.97),
        ("schedule.retention", 0.855, -1, 0.85),
        ("schedule.retention", 0.855, 1, 0.86),
        ("schedule.weekdays.friday", 0.3, -1, 0.2),
        ("confidence", False, 1, True),
        ("ascii", None, 1, True),
        ("ascii", None, -1, False),
    ],
)
def test_a_step(name: str, value: float | None, by: int, then: float | None) -> None:
    assert moved(BY_NAME[name], value, by) == then


def test_a_theme_that_is_not_ours_is_one_of_the_choices() -> None:
    assert moved(BY_NAME["theme"], "dracula", 1, ("a", "b")) == "a"
    assert moved(BY_NAME["theme"], "dracula", -1, ("a", "b")) == "b"


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("schedule.retention", "85", 0.85),
        ("schedule.retention", "0.85", 0.85),
        ("schedule.retention", "92.5 %", 0.925),
        ("schedule.weekdays.monday", "1", 1.0),
        ("schedule.weekdays.monday", "1%", 0.01),
        ("schedule.weekdays.monday", "0", 0.0),
        ("schedule.new_a_day", "7", 7),
        ("schedule.new_a_day", "7.0", 7),
    ],
)
def test_a_number_as_typed(name: str, text: str, value: float) -> None:
    assert typed(BY_NAME[name], text) == value
    assert said(BY_NAME[name], value)


@pytest.mark.parametrize("text", ["", " ", "nan", "1e3", "-1", "٣", "1_0", "9" * 40, "1.2.3", "\x1b[31m"])
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(SettingError) as caught:
        typed(BY_NAME["schedule.new_a_day"], text)
    assert "\n" not in str(caught.value)
    assert "\x1b" not in str(caught.value)
