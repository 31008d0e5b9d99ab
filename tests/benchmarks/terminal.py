"""A program in a pseudo-terminal: keys go in, what it paints comes out, with times."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Iterator
from pathlib import Path

QUIET = 0.08
"""Seconds without output after which a paint counts as finished."""
PATIENCE = 30.0


class Terminal:
    """A running program and what it has written."""

    def __init__(self, pid: int, terminal: int) -> None:
        self.pid = pid
        self._terminal = terminal
        self.written = b""

    def read(self, seconds: float) -> bytes:
        """What is written within so many seconds, at the first piece."""
        if not select.select([self._terminal], [], [], seconds)[0]:
            return b""
        piece = os.read(self._terminal, 65536)
        self.written += piece
        return piece

    def until(self, sign: bytes) -> float:
        """Wait for a sign; the moment at which it was written."""
        began = time.perf_counter()
        start = len(self.written)
        while sign not in self.written[max(0, start - len(sign)) :]:
            if time.perf_counter() - began > PATIENCE:
                raise AssertionError(f"{sign!r} is not there; written: {self.written[-300:]!r}")
            self.read(0.05)
        return time.perf_counter()

    def settle(self) -> None:
        """Wait until nothing is written any more."""
        while self.read(4 * QUIET):
            pass

    def write(self, keys: bytes) -> None:
        """Press keys and wait for nothing."""
        os.write(self._terminal, keys)

    def press(self, keys: bytes) -> tuple[float, float]:
        """Press keys; (seconds to the first paint, seconds to the last one before it is quiet)."""
        began = time.perf_counter()
        self.write(keys)
        if not self.read(PATIENCE):
            raise AssertionError(f"nothing was painted after {keys!r}")
        first = last = time.perf_counter()
        while self.read(QUIET):
            last = time.perf_counter()
        return first - began, last - began

    def memory(self) -> float:
        """Resident memory of the program, in MB."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
        return int(kilobytes) / 1024


@contextlib.contextmanager
def running(command: list[str], home: Path, size: tuple[int, int] = (80, 24)) -> Iterator[Terminal]:
    """Start a program with STUDYAPP_HOME in a terminal of this size, and end it."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ.update(TERM="xterm-256color", COLORTERM="truecolor", STUDYAPP_HOME=str(home))
        os.execv(command[0], command)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
    try:
        yield Terminal(pid, terminal)
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(terminal)
