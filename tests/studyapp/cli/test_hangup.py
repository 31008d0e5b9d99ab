"""The terminal goes away: the app ends at once and leaves no process behind that runs on."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import shlex
import shutil
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SECONDS = 10.0
"""In which it must have ended; it takes a twentieth of one."""
PAINTED = b"Opening your cards"


def environment(home: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "TERM": "xterm-256color",
        "LC_ALL": "C.UTF-8",
        "STUDYAPP_HOME": str(home),
        "HOME": str(home),
    }


def drain(terminal: int, *, until: bytes = b"", seconds: float) -> bytes:
    """What is drawn within some time, or until something is."""
    drawn, end = b"", time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0 and not (until and until in drawn):
        if select.select([terminal], [], [], left)[0]:
            drawn += os.read(terminal, 65_536)
    return drawn


@pytest.mark.parametrize("ignores_signal", [False, True], ids=["signal", "signal-ignored"])
@pytest.mark.parametrize("controlling", [True, False], ids=["controlling", "not-controlling"])
def test_a_closed_terminal_ends_it(tmp_path: Path, *, controlling: bool, ignores_signal: bool) -> None:
    """SIGHUP comes only from the controlling terminal and may be ignored; the end of the input always comes."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))

    def prepare() -> None:
        signal.signal(signal.SIGHUP, signal.SIG_IGN if ignores_signal else signal.SIG_DFL)
        if controlling:
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    process = subprocess.Popen(
        [sys.executable, "-m", "studyapp"],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=ROOT,
        env=environment(tmp_path),
        start_new_session=True,
        preexec_fn=prepare,
    )
    try:
        os.close(theirs)
        assert PAINTED in drain(ours, until=PAINTED, seconds=60)
        drain(ours, seconds=1.0)
        # Keys are no reason to end.
        os.write(ours, b"?")
        drain(ours, seconds=0.5)
        assert process.poll() is None
        os.close(ours)
        assert process.wait(timeout=SECONDS) == (-signal.SIGHUP if controlling else 129)
    finally:
        process.kill()
        process.wait()


def test_a_killed_multiplexer_ends_it(tmp_path: Path) -> None:
    """The program in it was started by a shell that ignores SIGHUP, as `nohup` does."""
    if shutil.which("tmux") is None:
        pytest.skip("tmux is not installed")
    socket = tmp_path / "tmux"
    home = tmp_path / "home"
    home.mkdir()

    def tmux(*arguments: str) -> str:
        command = ["tmux", "-S", str(socket), "-f", "/dev/null", *arguments]
        done = subprocess.run(
            command, capture_output=True, text=True, check=True, env=environment(home), timeout=30
        )
        return done.stdout

    program = shlex.join(
        [
            sys.executable,
            "-c",
            f"import sys; sys.path.insert(0, {str(ROOT)!r}); import studyapp.cli as c; c.main()",
        ]
    )
    tmux("new-session", "-d", "-x", "80", "-y", "24", f"trap '' HUP; exec {program}")
    try:
        assert within(60, lambda: "studyapp" in tmux("capture-pane", "-p"))
        process = int(tmux("list-panes", "-F", "#{pane_pid}"))
    finally:
        tmux("kill-server")
    try:
        assert within(SECONDS, lambda: not runs(process))
    finally:
        if runs(process):
            os.kill(process, signal.SIGKILL)


def runs(process: int) -> bool:
    """Whether a process that is not our child runs; one that only waits to be collected does not."""
    state = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False
    ).stdout.strip()
    return bool(state) and not state.startswith("Z")


def within(seconds: float, holds: Callable[[], bool]) -> bool:
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True
