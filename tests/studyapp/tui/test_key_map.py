"""Keys that the learner chose: what is refused, and that bindings, footer, help and palette follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.render.spans import plain
from studyapp.tui.key_map import TABLE, checked, clash, full_name, known
from studyapp.tui.keys import APP, SCREENS, Key, key_names
from studyapp.tui.screens.help import help_rows

if TYPE_CHECKING:
    from studyapp.config import Home
    from tests.studyapp.tui.conftest import Driver, Run


ONE_SUCH = "write one such as f5, ctrl+k, space or x"


@pytest.mark.parametrize("key", TABLE.values(), ids=TABLE)
def test_every_key_of_the_table_is_one_that_may_be_chosen(key: Key) -> None:
    assert all(known(name) for name in key.keys.split(","))
    found, problems = checked({key.id: key.keys})
    assert not problems
    assert found.changed == {key.id: key.keys}


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"home.quizz": "f5"}, "keys: there is no action 'home.quizz'; the Keys page of the settings lists them"),
        ({"home.quiz": "f99"}, f"keys: home.quiz: there is no key 'f99'; {ONE_SUCH}"),
        ({"home.quiz": ""}, f"keys: home.quiz: there is no key ''; {ONE_SUCH}"),
        ({"home.quiz": "hyper+x"}, f"keys: home.quiz: there is no key 'hyper+x'; {ONE_SUCH}"),
        ({"home.quiz": "<any>"}, f"keys: home.quiz: there is no key '<any>'; {ONE_SUCH}"),
        ({"home.quiz": "f5,f6,f7,f8,f9"}, "keys: home.quiz has 5 keys; write 1 to 4, with commas between"),
        ({"home.quiz": "tab"}, "keys: home.quiz: Tab moves between the parts of a screen; choose another key"),
        ({"home.quiz": "ctrl+m"}, "keys: home.quiz: Ctrl+M is Enter to a terminal; choose another key"),
        ({"home.quiz": "down"}, "keys: home.quiz: ↓ moves the cursor; choose another key"),
        ({"home.quiz": "g"}, "keys: g is Guide already (home.guide, Home)"),
        ({"home.quiz": "?"}, "keys: ? is Help already (app.help, Everywhere)"),
        ({"app.help": "z"}, "keys: z is Quiz already (home.quiz, Home)"),
        ({"screen.back": "ctrl+s"}, "keys: Ctrl+S is Done already (ask.done, Review and quiz)"),
        ({"screen.back": "x"}, "keys: screen.back works while you type: choose a key such as ctrl+k or f5, not x"),
        ({"note.keep": "k"}, "keys: note.keep works while you type: choose a key such as ctrl+k or f5, not k"),
        ({"browse.open": "o"}, "keys: browse.open: o is typed on its screen; choose a key such as ctrl+k or f5"),
        ({"home.quiz": "f5", "home.guide": "f5"}, "keys: F5 is Quiz already (home.quiz, Home)"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_in_one_line(given: dict[str, str], problem: str) -> None:
    found, problems = checked(given)
    assert problems == (problem,)
    assert len(found.changed) == len(given) - 1


def test_two_may_change_places() -> None:
    found, problems = checked({"home.quiz": "g", "home.guide": "z"})
    assert not problems
    assert (found.name("home.quiz"), found.name("home.guide")) == ("g", "z")


def test_stages_of_a_review_may_share_a_key_as_they_do_at_first() -> None:
    found, problems = checked({"ask.show": "f5", "ask.next": "f5"})
    assert not problems
    assert len(found.changed) == 2


def test_keys_by_their_whole_names() -> None:
    names = [full_name(key) for key in ("?", "Ctrl+K", "F5", "N", "n", "SPACE", "/", "alt+X")]
    assert names == ["question_mark", "ctrl+k", "f5", "N", "n", "space", "slash", "alt+x"]


@given(
    st.dictionaries(
        st.one_of(st.sampled_from(sorted(TABLE)), st.text(max_size=10)), st.text(max_size=20), max_size=8
    )
)
def test_whatever_is_written_gives_usable_keys_and_whole_lines(given: dict[str, str]) -> None:
    found, problems = checked(given)
    assert len(found.changed) + len(problems) == len(given)
    for problem in problems:
        assert problem.isprintable()
        assert len(problem) < 200
    for identity in found.changed:
        assert not clash(identity, found)


@given(
    st.dictionaries(
        st.sampled_from(sorted(TABLE)),
        st.sampled_from("abcdefgz?") | st.sampled_from(["f5", "f6", "enter", "escape", "ctrl+s"]),
        max_size=8,
    )
)
def test_no_two_actions_of_a_screen_are_ever_left_on_one_key(given: dict[str, str]) -> None:
    found, _ = checked(given)
    for name, (_, keys) in SCREENS.items():
        together = keys if name == "app" else (*keys, *APP)
        for place, one in enumerate(together):
            for other in together[place + 1 :]:
                if not set(one.keys.split(",")) & set(other.keys.split(",")):
                    shared = set(found.keys(one).split(",")) & set(found.keys(other).split(","))
                    assert not shared, (one.id, other.id)


def test_help_shows_the_changed_keys_of_every_screen() -> None:
    found, _ = checked({"home.quiz": "f5", "ask.hint": "ctrl+t"})
    words = " ".join(plain(help_rows(135, found)).split())
    for title, keys in SCREENS.values():
        assert title in words
        for key in keys:
            assert f"{key_names(found.keys(key))} {key.says}" in words
    assert "F5 Choose a quiz" in words
    assert "z Choose a quiz" not in words


# --- in the app -----------------------------------------------------------------------------------------------


def written(home: Home, *lines: str) -> None:
    home.settings.write_text("\n".join(("[keys]", *lines, "")), encoding="utf-8")


async def test_changed_keys_work_and_the_old_ones_do_not(run: Run, home: Home) -> None:
    written(home, '"home.quiz" = "f5"', '"home.start" = "S,f9"', '"screen.back" = "f10"')
    async with run(settings=True, size=(140, 40)) as driver:
        footer = driver.lines()[-1]
        assert "F5 Quiz" in footer
        assert "S Start" in footer
        assert "Press S to start" in driver.text()
        await driver.press("z", "enter")
        assert driver.screen == "HomeScreen"
        await driver.press("f5")
        assert driver.screen == "QuizSetupScreen"
        assert "F10 Back" in driver.lines()[-1]
        await driver.press("escape")
        assert driver.screen == "QuizSetupScreen"
        await driver.press("f10", "f9")
        assert driver.screen == "AskScreen"
        await driver.press("f1")
        assert driver.screen == "HelpScreen"
        assert "F10 Back" in driver.lines()[-1]
        await driver.press("f10", "f10")
        assert driver.screen == "HomeScreen"


async def test_one_stage_of_a_shared_key_is_changed_alone(run: Run, home: Home) -> None:
    """Enter answers and goes on; only the second is moved."""
    written(home, '"ask.next" = "f5"', '"ask.hint" = "ctrl+t"')
    async with run(settings=True) as driver:
        await driver.press("enter", "ctrl+t")
        assert driver.hinted
        await driver.press("enter")
        assert driver.answered
        before = driver.review_count()
        await driver.press("enter")
        assert driver.review_count() == before
        await driver.press("f5")
        assert driver.review_count() == before + 1


async def test_lines_that_cannot_be_used_are_told_and_the_others_hold(run: Run, home: Home) -> None:
    written(home, '"home.quiz" = "f5"', '"home.guide" = "f5"', "nothing = 'x'")
    async with run(settings=True) as driver:
        assert sorted(driver.notices()) == [
            "keys: F5 is Quiz already (home.quiz, Home)",
            "keys: there is no action 'nothing'; the Keys page of the settings lists them",
        ]
        await driver.press("f5")
        assert driver.screen == "QuizSetupScreen"


async def to_key(driver: Driver, identity: str) -> None:
    await driver.press("s", "end", "enter")
    assert driver.screen == "KeySettingsScreen"
    listed = [entry.key.id for entry in driver.app.screen._entries if entry.key is not None]  # type: ignore[attr-defined]
    await driver.press("home", *["down"] * listed.index(identity))


async def test_a_key_is_changed_by_pressing_it(run: Run, home: Home) -> None:
    async with run(settings=True, size=(80, 40)) as driver:
        await to_key(driver, "home.quiz")
        await driver.press("enter")
        assert driver.screen == "PressKeyScreen"
        assert "Press the key for Quiz" in driver.text()
        await driver.press("escape")
        assert not home.settings.exists()
        await driver.press("enter", "f5", "a", "Z")
        assert home.settings.read_text(encoding="utf-8") == '[keys]\n"home.quiz" = "f5,Z"\n'
        assert "F5 or Z" in driver.text()
        await driver.press("escape", "escape", "z")
        assert driver.screen == "HomeScreen"
        await driver.press("Z")
        assert driver.screen == "QuizSetupScreen"
        await driver.press("escape")
        await to_key(driver, "home.quiz")
        await driver.press("d")
        assert home.settings.read_text(encoding="utf-8") == "[keys]\n"
        await driver.press("escape", "escape", "z")
        assert driver.screen == "QuizSetupScreen"


async def test_a_pressed_key_that_another_action_has_is_refused(run: Run, home: Home) -> None:
    async with run(settings=True, size=(80, 40)) as driver:
        await to_key(driver, "home.quiz")
        await driver.press("enter", "g")
        assert "g is Guide already (home.guide, Home)" in driver.text()
        await driver.press("enter", "ctrl+p")
        assert "Ctrl+P is Palette already (app.palette, Everywhere)" in driver.text()
        assert not home.settings.exists()


async def test_a_default_that_was_given_away_is_not_taken_back(run: Run, home: Home) -> None:
    written(home, '"home.quiz" = "g"', '"home.guide" = "z"')
    async with run(settings=True, size=(80, 40)) as driver:
        await to_key(driver, "home.quiz")
        await driver.press("d")
        assert "z is" in driver.text()
        assert driver.app.key_map.name("home.quiz") == "g"
        await driver.press("D")
        assert home.settings.read_text(encoding="utf-8") == "[keys]\n"
        assert not driver.app.key_map.changed


async def test_every_action_is_on_the_page_once(run: Run) -> None:
    async with run(settings=True) as driver:
        await to_key(driver, "app.help")
        listed = [entry.key.id for entry in driver.app.screen._entries if entry.key is not None]  # type: ignore[attr-defined]
        assert sorted(listed) == sorted(TABLE)
