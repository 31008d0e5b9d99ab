"""Process start to the first frame in a pseudo-terminal, against a Textual app of one widget, in turn."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import sys
import termios
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.benchmark

RUNS = 15
BAR = 1.5
ONE_WIDGET = """
from textual.app import App
from textual.widgets import Static

class One(App):
    def compose(self):
        yield Static("one widget")

One().run()
"""


def seconds_until(command: list[str], sign: bytes, home: Path) -> float:
    """Wall time until a sign of the first frame has been written to the terminal."""
    began = time.perf_counter()
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ.update(TERM="xterm-256color", COLORTERM="truecolor", STUDYAPP_HOME=str(home))
        os.execv(command[0], command)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    written = b""
    try:
        while sign not in written:
            if time.perf_counter() - began > 20:
                raise AssertionError(f"no frame within 20 s; written: {written[-300:]!r}")
            if select.select([terminal], [], [], 0.05)[0]:
                written += os.read(terminal, 65536)
        return time.perf_counter() - began
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(terminal)


def test_first_frame_against_one_widget(tmp_path: Path) -> None:
    script = tmp_path / "one.py"
    script.write_text(ONE_WIDGET)
    ours = [sys.executable, "-m", "studyapp"]
    peer = [sys.executable, str(script)]
    pairs = [
        (seconds_until(ours, b"Opening your cards", tmp_path), seconds_until(peer, b"one widget", tmp_path))
        for _ in range(RUNS + 2)
    ][2:]
    mine, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
    ratio = statistics.median(a / b for a, b in pairs)
    print(
        f"\nfirst frame: {mine * 1000:.0f} ms, one widget {theirs * 1000:.0f} ms, ratio {ratio:.2f} (bar {BAR})"
    )
    assert ratio <= BAR
