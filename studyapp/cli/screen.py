"""Opening the terminal UI: the screen first, the store in a worker."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from studyapp import config
from studyapp.cli.hangup import end_with_terminal
from studyapp.cli.terminal import shows_unicode
from studyapp.core.errors import Refusal

if TYPE_CHECKING:
    from pathlib import Path

    from textual.app import App

    from studyapp.study.app import Study
    from studyapp.tui.preferring import Preferences
    from studyapp.tui.preview_app import Target


def open_app(
    start: str = "home",
    packs: tuple[str, ...] = (),
    options: dict[str, Any] | None = None,
    select: str = "",
    check: Callable[[], None] | None = None,
) -> int:
    """Run the terminal UI until it is left; its exit code. Only the settings are read before the first frame.

    `check` is called in the worker that opens the study; a Refusal of it ends the app like any other misuse.
    """
    _must_be_terminal("'studyapp review --plain' works in a pipe")
    # All that is loaded at a start stays: looking through it for garbage would hold up a first question by a tenth.
    gc.disable()
    preferences = _preferences()

    from studyapp.tui.app import Start, StudyApp

    def open_study() -> Study:
        from studyapp.wiring import open_study

        if check is not None:
            check()
        return open_study()

    begun = Start(start, packs, options or {}, select)
    return _run(StudyApp(open_study, start=begun, preferences=preferences, opened=collect_again))


def collect_again() -> None:
    """Look for garbage from now on, but not among what is there."""
    gc.freeze()
    gc.enable()


def paint_often() -> None:
    """What a key changed is painted within 5 ms, not 17. Textual reads this when it is loaded."""
    os.environ.setdefault("TEXTUAL_FPS", "200")


def open_preview(target: Target) -> int:
    """Run the preview of a pack until it is left; its exit code. The learner's store is not opened."""
    _must_be_terminal("'studyapp pack preview --plain' works in a pipe")
    preferences = _preferences()

    from studyapp.tui.preview_app import PreviewApp

    # What a pack is made of stays: looking through it for garbage would hold up a save by 0.3 s.
    return _run(PreviewApp(target, preferences=preferences, whole_pack_read=gc.freeze))


def open_drafts(folder: Path) -> int:
    """Offer the drafts of a folder until they are left; the exit code. The learner's store is not opened."""
    preferences = _preferences()

    from studyapp.tui.drafts_app import DraftsApp

    return _run(DraftsApp(folder, preferences=preferences))


def has_terminal() -> bool:
    """Whether a screen can be shown."""
    return _served() or (sys.stdin.isatty() and sys.stdout.isatty())


def _preferences() -> Preferences:
    home = config.home()
    settings = config.load(home.settings)
    paint_often()

    from studyapp.settings_file import SettingsFile
    from studyapp.tui.preferring import Preferences

    return Preferences(settings, SettingsFile(home.settings).change, not shows_unicode())


def _run(app: App[None]) -> int:
    end_with_terminal(sys.stdin.fileno())
    app.run()
    return app.return_code or 0


def _must_be_terminal(instead: str) -> None:
    if not has_terminal():
        raise Refusal(f"the screens need a terminal; {instead}")


def _served() -> bool:
    """Whether 'studyapp serve' started this process: its screen is a page, and its terminal two pipes."""
    return os.environ.get("TEXTUAL_DRIVER") == "textual.drivers.web_driver:WebDriver"
