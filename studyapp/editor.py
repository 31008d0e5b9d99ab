"""The learner's own editor: which one, and how it opens a file at a line. No shell ever sees a file's name."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from studyapp.core.errors import Refusal
from studyapp.core.text import one_line

VARIABLES = ("VISUAL", "EDITOR")
PLUS_LINE = frozenset(
    {
        "vi", "vim", "nvim", "view", "gvim", "nano", "pico", "emacs", "emacsclient", "micro", "joe", "jed", "mg",
        "ne", "kak", "hx", "helix", "ed", "mcedit", "gedit", "kate", "zile",
    }
)  # fmt: skip
"""Editors that take +LINE before the file."""
COLON_LINE = frozenset({"subl", "sublime_text", "zed", "zeditor"})
"""Editors that take FILE:LINE."""
GO_TO = frozenset({"code", "code-insiders", "codium", "vscodium", "cursor", "windsurf"})
"""Editors that take -g FILE:LINE."""
RETURN_AT_ONCE = COLON_LINE | GO_TO
"""Editors in a window of their own, which end before the file is saved unless they are told to wait."""
NO_EDITOR = "Set VISUAL or EDITOR to your editor, such as EDITOR=nano, and start studyapp again."


class EditorError(Refusal):
    """There is no editor, or it cannot be started; the message says what to set."""


def words(environment: Mapping[str, str] = os.environ) -> list[str] | None:
    """The command of the learner's editor; None where neither VISUAL nor EDITOR is set."""
    for name in VARIABLES:
        text = environment.get(name, "").strip()
        if not text:
            continue
        try:
            found = shlex.split(text)
        except ValueError:
            found = []
        if not found or "\0" in text:
            raise EditorError(f"{name} is {one_line(text, 80)!r}, which is no command; set it to your editor")
        return found
    return None


def command(editor: list[str], file: Path, line: int, *, wait: bool = False) -> list[str]:
    """The words that open a file at a line from 1; an editor that nobody here knows opens the file alone.

    `wait` says that the command is to end when the file is closed.
    """
    name = Path(editor[0]).name.lower().removesuffix(".exe")
    waiting = ["--wait"] if wait and name in RETURN_AT_ONCE and not {"--wait", "-w"} & set(editor) else []
    # A name that begins with a dash or a plus would be an option.
    path = os.fspath(file.absolute())
    if name in PLUS_LINE:
        return [*editor, f"+{line}", path]
    if name in COLON_LINE:
        return [*editor, *waiting, f"{path}:{line}"]
    if name in GO_TO:
        return [*editor, *waiting, "-g", f"{path}:{line}"]
    return [*editor, path]


def run(command: list[str]) -> None:
    """Run an editor until it ends; EditorError where it cannot be started or says that it failed."""
    if shutil.which(command[0]) is None:
        raise EditorError(
            f"there is no editor {one_line(command[0], 80)!r}; set VISUAL or EDITOR to one that is there"
        )
    try:
        with _keyboard_is_the_editors():
            code = subprocess.run(command, check=False).returncode
    except OSError as error:
        raise EditorError(f"{one_line(command[0], 80)} cannot be started: {error.strerror}") from error
    if code != 0:
        raise EditorError(f"{one_line(command[0], 80)} ended with code {code}; what it saved is taken up")


@contextmanager
def _keyboard_is_the_editors() -> Iterator[None]:
    """Ctrl+C reaches every program of the terminal; the one in front shall answer it."""

    def nothing(_number: int, _frame: FrameType | None) -> None:
        pass

    # A handler, since what is ignored here would be ignored in the editor too.
    before = {number: signal.signal(number, nothing) for number in (signal.SIGINT,)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
