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

    from studyapp.study.editing import Place
    from studyapp.study.sources import Source
    from studyapp.tui.background import StudyScreen

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


def edit_question(screen: StudyScreen, identity: str, then: Callable[[], object]) -> None:
    """Open the file of a question at its line; when the editor ends, its pack is brought into the store.

    `then` is called after that. The schedule goes by ids, so it stays as it is. Where no editor is set, the
    question is changed in the app.
    """
    study = screen.study
    if screen.app.is_web or not _has_editor():
        edit_here(screen, identity, then)
        return

    def opened(source: Source) -> None:
        edit(screen, source.file, source.line, back, wait=True)

    def back() -> None:
        screen.in_background(study.library.synchronize, stored, group="edit")

    def stored(problems: tuple[str, ...]) -> None:
        for problem in problems:
            screen.notify(problem, title="A pack could not be read", severity="warning", markup=False)
        then()

    screen.in_background(lambda: study.sources.of(identity), opened, group="edit")


def edit_here(screen: StudyScreen, identity: str, then: Callable[[], object]) -> None:
    """Change a question in the app; `then` is called where something was saved."""
    study = screen.study

    def left(saved: bool | None) -> None:
        if saved:
            then()

    def found(place: Place) -> None:
        from studyapp.tui.screens.editor import EditorScreen

        if place.refused:
            _say(screen, IN_A_BROWSER if screen.app.is_web else place.refused)
        else:
            screen.app.push_screen(EditorScreen(study, identity), left)

    screen.in_background(lambda: study.editing.place(identity), found, group="edit")


def _has_editor() -> bool:
    """Whether one is set; what is set and is no command is said when it is to be opened."""
    try:
        return editor.words() is not None
    except EditorError:
        return True


def _say(screen: Screen[Any], line: str) -> None:
    screen.notify(line, severity="warning", timeout=8, markup=False)
