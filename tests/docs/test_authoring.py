"""docs/authoring.md, followed to the letter: what it shows is what an author sees.

With STUDYAPP_UPDATE_DOCS=1 the outputs that the page shows whole are replaced by those of today.
"""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from studyapp.cli.pack import pack
from studyapp.cli.root import cli
from studyapp.config import Home
from studyapp.core.errors import Refusal
from studyapp.study import pack_check, pack_running
from tests.docs.tutorial import ANYTHING, Command, blocks, follow, patched

PAGE = Path(__file__).parents[2] / "docs/authoring.md"
TEXT = PAGE.read_text(encoding="utf-8")
UPDATE = bool(os.environ.get("STUDYAPP_UPDATE_DOCS"))


@pytest.fixture
def desk(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, and an app that was never used."""
    folder = tmp_path / "desk"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(pack_running, "WORTH_PROCESSES", 10_000)  # here they cost more than they save
    return folder


def run(line: str) -> str:
    """What a command of the page prints, refusals too; a command that is not there yet prints nothing."""
    name, *arguments = shlex.split(line)
    assert name == "studyapp"
    if arguments[0] == "pack" and arguments[1] not in pack.commands:
        return ""
    done = CliRunner().invoke(cli, arguments, catch_exceptions=True)
    if isinstance(done.exception, Refusal):
        return f"studyapp: {done.exception}\n"
    assert done.exit_code in (0, 1), (line, done.output)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.output


def test_the_tutorial_is_what_an_author_sees(desk: Path) -> None:
    page, different = TEXT, []
    for command, printed in follow(TEXT, desk, run):
        if not command.agrees(printed):
            different.append((command, printed))
            if ANYTHING not in command.shown:
                shown = "".join(f"{line}\n" for line in (f"$ {command.line}", *command.shown))
                page = page.replace(shown, f"$ {command.line}\n{printed}", 1)
    if UPDATE:
        PAGE.write_text(page, encoding="utf-8")
    assert [f"$ {command.line}\n{printed}" for command, printed in different] == []
    assert pack_check.check(desk / "chains", 20).warnings == []


def test_it_fails_three_times_and_ends_well() -> None:
    checks = [c for b in blocks(TEXT) if b.kind == "console" for c in b.commands if "pack check" in c.line]
    failed = [any("failure" in line for line in check.shown) for check in checks]
    assert failed == [False, True, True, False, True, False]


def test_an_output_is_compared_line_by_line() -> None:
    whole = Command("studyapp due", ("one", "two"))
    assert whole.agrees("one\ntwo\n")
    assert not whole.agrees("one\ntwo\nthree\n")
    assert not whole.agrees("one\n")
    cut = Command("studyapp due", (ANYTHING, "two", ANYTHING))
    assert cut.agrees("one\ntwo\nthree\nfour\n")
    assert cut.agrees("two\n")
    assert not cut.agrees("one\nthree\n")


def test_a_change_needs_its_place() -> None:
    assert patched("a\nb\nc\n", " a\n-b\n+B\n") == "a\nB\nc\n"
    with pytest.raises(AssertionError):
        patched("a\nb\n", "-c\n+d\n")
    with pytest.raises(AssertionError, match="which file"):
        list(blocks("Some words.\n\n```yaml\na: 1\n```\n"))
