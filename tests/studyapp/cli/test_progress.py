"""`studyapp run training`: a bar on a terminal's stderr alone, and Ctrl-C ends it in one line."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from studyapp.core.worked import WorkedExample
    from tests.studyapp.cli.conftest import Cli

ROOT = Path(__file__).parents[3]


def _hears_interrupts() -> None:
    """A suite that a shell started in the background ignores Ctrl-C, and its children would too."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _on_a_terminal(home: Path, *arguments: str) -> tuple[subprocess.Popen[bytes], int]:
    """The command with stderr on a terminal of its own; that terminal's other end."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "studyapp", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=theirs,
        cwd=ROOT,
        env={**os.environ, "STUDYAPP_HOME": str(home), "LC_ALL": "C.UTF-8", "COLUMNS": "80"},
        start_new_session=True,
        preexec_fn=_hears_interrupts,
    )
    os.close(theirs)
    return process, ours


def _read(ours: int) -> str:
    """What the terminal shows next; nothing once the other end is closed."""
    try:
        return os.read(ours, 4096).decode()
    except OSError:
        return ""


def _rest(ours: int) -> str:
    told = ""
    while part := _read(ours):
        told += part
    os.close(ours)
    return told


def test_a_bar_that_ends_full_and_output_without_a_trace_of_it(tmp_path: Path) -> None:
    process, ours = _on_a_terminal(tmp_path, "run", "training", "--set", "steps=200")
    told = _rest(ours)
    out = process.communicate(timeout=60)[0].decode()
    assert process.returncode == 0
    assert "training" in told
    assert "100%" in told
    assert told.count("\n") == 1
    assert max(map(len, told.replace("\n", "\r").split("\r"))) <= 80
    assert out.startswith("training · seed 0 · ")
    assert "\r" not in out


def test_no_bar_for_what_does_not_report(tmp_path: Path) -> None:
    process, ours = _on_a_terminal(tmp_path, "run", "chain")
    assert _rest(ours) == ""
    assert process.communicate(timeout=60)[0].decode().startswith("chain · ")


@pytest.mark.parametrize("as_json", [(), ("--json",)])
def test_ctrl_c_ends_a_run_in_one_line(tmp_path: Path, as_json: tuple[str, ...]) -> None:
    long = ("--set", "depth=40", "--set", "steps=450")
    process, ours = _on_a_terminal(tmp_path, "run", "training", *long, *as_json)
    told, began = "", time.monotonic()
    while "%" not in told and time.monotonic() - began < 60:
        told += _read(ours)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=30)
    told += _rest(ours)
    assert process.returncode == 130, told
    assert out == b""
    assert "Traceback" not in told
    last = [line for line in told.replace("\r", "\n").split("\n") if line.strip()][-1]
    assert last == "studyapp: stopped before the run was done"


def test_stderr_that_is_no_terminal_stays_empty(cli: Cli) -> None:
    done = cli("run", "training", "--set", "steps=20", "--seed", "31")
    assert (done.code, done.err) == (0, "")


def test_an_interrupt_without_a_terminal_is_one_line_too(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*given: object, **options: object) -> Callable[..., WorkedExample]:
        raise KeyboardInterrupt

    monkeypatch.setattr("studyapp.lab.runner.run", interrupted)
    cli("run", "training").says("stopped before the run was done", code=130)
