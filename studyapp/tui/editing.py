"""From a screen into the learner's editor and back: the terminal is the editor's meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.app import SuspendNotSupported

from studyapp import editor
from studyapp.editor import EditorError

if TYPE_CHECKING:
    from textual.screen import Screen

IN_A_BROWSER = (
    "An editor opens in a terminal only; here the file can be changed on the machine that serves studyapp."
)


def edit(
    screen: Screen[Any], file: Path, line: int, then: Callable[[], object], *, wait: bool = False
) -> None:
    """Open a file at a line, from 1; `then` is called when the editor has ended. Says why where it cannot.

    `wait` has an editor in a window of its own end only when the file is closed.
    """
    if screen.app.is_web:
        _say(screen, IN_A_BROWSER)
        return
    try:
        words = editor.words()
        if words is None:
            _say(screen, editor.NO_EDITOR)
            return
        failed = ""
        with screen.app.suspend():
            # Nothing may be raised in here, or the terminal would not be taken back.
            try:
                editor.run(editor.command(words, file, line, wait=wait))
            except EditorError as error:
                failed = str(error)
    except (SuspendNotSupported, EditorError) as error:
        _say(screen, IN_A_BROWSER if isinstance(error, SuspendNotSupported) else str(error))
        return
    if failed:
        _say(screen, failed)
    then()


def _say(screen: Screen[Any], line: str) -> None:
    screen.notify(line, severity="warning", timeout=8, markup=False)
