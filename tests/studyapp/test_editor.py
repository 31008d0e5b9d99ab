"""The learner's editor: which one it is, and the words that open a file at a line."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from studyapp import editor
from studyapp.editor import EditorError

FILE = Path("/packs/a pack/questions/one.yaml")


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({}, None),
        ({"VISUAL": "", "EDITOR": "  "}, None),
        ({"EDITOR": "nano"}, ["nano"]),
        ({"VISUAL": "code --wait", "EDITOR": "nano"}, ["code", "--wait"]),
        ({"EDITOR": "'/opt/my editor/vim' -u NONE"}, ["/opt/my editor/vim", "-u", "NONE"]),
        ({"EDITOR": "vim; rm -rf $HOME"}, ["vim;", "rm", "-rf", "$HOME"]),
    ],
)
def test_the_editor_is_what_the_environment_names(
    environment: dict[str, str], words: list[str] | None
) -> None:
    assert editor.words(environment) == words


@pytest.mark.parametrize("text", ["vim 'open", '"', "vi\0m"])
def test_what_is_no_command_says_what_to_set(text: str) -> None:
    with pytest.raises(EditorError, match=r"EDITOR is .*set it to your editor"):
        editor.words({"EDITOR": text})


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        *(
            ([name], [name, "+7", str(FILE)])
            for name in ("vi", "vim", "nvim", "nano", "emacs", "micro", "hx")
        ),
        (["/usr/bin/nvim", "-R"], ["/usr/bin/nvim", "-R", "+7", str(FILE)]),
        (["code"], ["code", "-g", f"{FILE}:7"]),
        (["subl"], ["subl", f"{FILE}:7"]),
        (["zed", "-n"], ["zed", "-n", f"{FILE}:7"]),
        (["my-own-editor"], ["my-own-editor", str(FILE)]),
    ],
)
def test_known_editors_open_at_the_line(words: list[str], expected: list[str]) -> None:
    assert editor.command(words, FILE, 7) == expected


def test_an_editor_in_a_window_of_its_own_is_waited_for_where_that_is_wanted() -> None:
    assert editor.command(["code"], FILE, 7, wait=True) == ["code", "--wait", "-g", f"{FILE}:7"]
    assert editor.command(["code", "--wait"], FILE, 7, wait=True) == ["code", "--wait", "-g", f"{FILE}:7"]
    assert editor.command(["vim"], FILE, 7, wait=True) == ["vim", "+7", str(FILE)]


def test_a_name_that_looks_like_an_option_is_none() -> None:
    assert editor.command(["vim"], Path("-c:q"), 1)[-1] == os.path.join(os.getcwd(), "-c:q")


def test_an_editor_that_is_not_there_or_fails_says_so() -> None:
    with pytest.raises(EditorError, match="there is no editor 'no-such-editor'"):
        editor.run(["no-such-editor"])
    with pytest.raises(EditorError, match="ended with code 3"):
        editor.run([sys.executable, "-c", "raise SystemExit(3)"])


def test_ctrl_c_belongs_to_the_editor_meanwhile() -> None:
    before = signal.getsignal(signal.SIGINT)
    program = "import os, signal; os.kill(os.getppid(), signal.SIGINT); signal.getsignal(signal.SIGINT)"
    editor.run([sys.executable, "-c", program])
    assert signal.getsignal(signal.SIGINT) is before
