"""The table of keys: what it promises is what the screens do, show and explain."""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest
from textual.binding import Binding
from textual.screen import Screen

from studyapp.render.spans import plain
from studyapp.tui.app import StudyApp
from studyapp.tui.keys import APP, SCREENS, Key, bindings, key_names
from studyapp.tui.screens.ask import AskScreen
from studyapp.tui.screens.browse import BrowseScreen
from studyapp.tui.screens.drafts import DraftsScreen
from studyapp.tui.screens.editor import EditorScreen
from studyapp.tui.screens.exam_form import ExamFormScreen
from studyapp.tui.screens.exam_plan import ExamPlanScreen
from studyapp.tui.screens.exams import ExamsScreen
from studyapp.tui.screens.glossary import GlossaryScreen
from studyapp.tui.screens.guide import GuideScreen
from studyapp.tui.screens.help import HelpScreen, help_rows
from studyapp.tui.screens.history import HistoryScreen
from studyapp.tui.screens.home import HomeScreen
from studyapp.tui.screens.journal import JournalScreen
from studyapp.tui.screens.key_settings import KeySettingsScreen
from studyapp.tui.screens.lab import LabScreen
from studyapp.tui.screens.lab_catalog import LabCatalogScreen
from studyapp.tui.screens.lab_steps import LabStepsScreen
from studyapp.tui.screens.lab_text import LabTextScreen
from studyapp.tui.screens.learn import LearnScreen
from studyapp.tui.screens.leaving import LeaveScreen
from studyapp.tui.screens.my_numbers import MyNumbersScreen
from studyapp.tui.screens.new_card import NewCardScreen
from studyapp.tui.screens.note import NoteScreen
from studyapp.tui.screens.pack_choice import PackChoiceScreen
from studyapp.tui.screens.pack_preview import PackPreviewScreen
from studyapp.tui.screens.page import PageScreen
from studyapp.tui.screens.past import PastScreen
from studyapp.tui.screens.player import PlayerScreen
from studyapp.tui.screens.progress import ProgressScreen
from studyapp.tui.screens.quiz_setup import QuizSetupScreen
from studyapp.tui.screens.report import ReportScreen
from studyapp.tui.screens.result import ResultScreen
from studyapp.tui.screens.review_end import ReviewEndScreen
from studyapp.tui.screens.settings import SettingsScreen
from studyapp.tui.screens.spread import SpreadScreen
from studyapp.tui.screens.welcome import WelcomeScreen

if TYPE_CHECKING:
    from tests.studyapp.tui.conftest import Run

CLASSES: dict[str, type[Any]] = {
    "app": StudyApp,
    "home": HomeScreen,
    "ask": AskScreen,
    "result": ResultScreen,
    "review-end": ReviewEndScreen,
    "quiz-setup": QuizSetupScreen,
    "learn": LearnScreen,
    "page": PageScreen,
    "history": HistoryScreen,
    "past": PastScreen,
    "note": NoteScreen,
    "report": ReportScreen,
    "player": PlayerScreen,
    "my-numbers": MyNumbersScreen,
    "guide": GuideScreen,
    "glossary": GlossaryScreen,
    "browse": BrowseScreen,
    "progress": ProgressScreen,
    "exams": ExamsScreen,
    "exam-plan": ExamPlanScreen,
    "exam-form": ExamFormScreen,
    "spread": SpreadScreen,
    "journal": JournalScreen,
    "settings": SettingsScreen,
    "keys": KeySettingsScreen,
    "welcome": WelcomeScreen,
    "lab-catalog": LabCatalogScreen,
    "lab": LabScreen,
    "lab-steps": LabStepsScreen,
    "lab-text": LabTextScreen,
    "pack-preview": PackPreviewScreen,
    "pack-choice": PackChoiceScreen,
    "editor": EditorScreen,
    "leave": LeaveScreen,
    "new-card": NewCardScreen,
    "drafts": DraftsScreen,
    "help": HelpScreen,
}
# Stages of the asking screen at which each of its actions works; two keys may be the same where these differ.
STAGES = {
    "show_answer": {"asking", "ticking"},
    "done": {"asking"},
    "hint": {"asking"},
    "confident": {"sure"},
    "undo": {"asking", "answered", "over"},
    "redo": {"asking", "over"},
    "set_aside_early": {"asking"},
    "flag_early": {"asking"},
    "back": {"asking", "ticking", "answered", "over"},
    "accept": {"answered", "over"},
}
screens = pytest.mark.parametrize("name", list(SCREENS))


def test_every_screen_is_in_the_table() -> None:
    assert set(SCREENS) == set(CLASSES)


def test_every_id_is_unique() -> None:
    keys = [key for _, keys in SCREENS.values() for key in keys if key.id != "screen.back"]
    assert len({key.id for key in keys}) == len(keys)


@screens
def test_the_bindings_of_a_screen_come_from_the_table(name: str) -> None:
    held = [binding for binding in CLASSES[name].__dict__["BINDINGS"] if isinstance(binding, Binding)]
    assert held == bindings(SCREENS[name][1])


@screens
def test_every_action_is_a_method_of_its_screen_or_of_the_app(name: str) -> None:
    for key in SCREENS[name][1]:
        action = re.sub(r"\(.*\)$", "", key.action)
        namespace, _, method = action.rpartition(".")
        holder = StudyApp if namespace == "app" else CLASSES[name]
        assert callable(getattr(holder, f"action_{method}", None)), f"{key.id}: {key.action}"


def _stages(key: Key) -> set[str]:
    action = key.action.partition("(")[0]
    return STAGES.get(action, {"answered"})


@screens
def test_no_two_keys_of_a_screen_collide_at_the_same_stage(name: str) -> None:
    for one, other in combinations(SCREENS[name][1], 2):
        shared = set(one.keys.split(",")) & set(other.keys.split(","))
        if shared and name == "ask":
            assert not _stages(one) & _stages(other), f"{one.id} and {other.id} share {shared}"
        else:
            assert not shared, f"{one.id} and {other.id} share {shared}"


@screens
def test_a_screen_leaves_the_keys_of_the_app_alone(name: str) -> None:
    taken = {key for entry in APP for key in entry.keys.split(",")}
    for key in () if name == "app" else SCREENS[name][1]:
        assert not taken & set(key.keys.split(",")), key.id


@pytest.mark.parametrize("cells", [35, 75, 135])
def test_help_lists_every_key_whole(cells: int) -> None:
    rows = help_rows(cells)
    assert max(map(len, plain(rows).split("\n"))) <= cells
    words = " ".join(plain(rows).split())
    for title, keys in SCREENS.values():
        assert title in words
        for key in keys:
            assert key_names(key.keys) in words
            if cells > 100:
                assert f"{key_names(key.keys)} {key.says}" in words


def test_every_key_has_words_for_the_learner() -> None:
    for _, keys in SCREENS.values():
        for key in keys:
            assert key.label
            assert len(key.label) <= 12
            assert key.says.endswith(".")
            assert all(" " not in name for name in key.keys.split(","))


async def test_what_the_footer_shows_works(run: Run) -> None:
    """Each screen's footer names keys of the table only, and help is always among them."""
    async with run(size=(140, 40)) as driver:
        places = ["home"]
        for key, name in [
            ("p", "progress"),
            ("b", "browse"),
            ("g", "guide"),
            ("enter", "ask"),
            ("f1", "help"),
        ]:
            await driver.press(key)
            places.append(name)
            screen: Screen[Any] = driver.app.screen
            assert isinstance(screen, CLASSES[name])
            known = {entry.id for entry in (*SCREENS[name][1], *APP)}
            for active in screen.active_bindings.values():
                if active.binding.show and active.enabled and active.binding.id:
                    assert active.binding.id in known
            footer = driver.lines()[-1]
            assert "Esc Back" in footer
            assert "F1 Help" in footer or name == "help"
            await driver.press("escape")
            assert driver.screen == "HomeScreen"


async def test_the_player_shows_both_of_its_arrows(run: Run) -> None:
    async with run() as driver:
        driver.app.open_page("kinds/chain-of-four")
        await driver.settle()
        await driver.press("w")
        assert "← Back" in driver.lines()[-1]
        assert "→ On" in driver.lines()[-1]
