"""The terminal goes away: a closed window, a killed multiplexer, a lost connection."""

from __future__ import annotations

import os
import select
import signal
import threading

EXIT_CODE = 129
"""As a shell reports an end by SIGHUP: 128 and its number, 1."""


def end_with_terminal(terminal: int) -> None:
    """End this process at once when the terminal behind a file descriptor hangs up.

    Nothing is left to restore or to say then, and every answer that was acknowledged is on the disk. Textual's
    driver takes the end of its input for a pause and reads on without end, and its writer blocks on a terminal that
    is gone; so no orderly exit is tried. The signal alone is not enough: it may have been ignored by whoever
    started us, and it reaches only the session of a controlling terminal.
    """
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
    if hasattr(select, "poll"):
        threading.Thread(target=_watch, args=(terminal,), name="hangup", daemon=True).start()


def _watch(terminal: int) -> None:
    """Sleep until the terminal hangs up; input does not wake this, since no event is asked for."""
    poll = select.poll()
    poll.register(terminal, 0)
    while True:
        for _, event in poll.poll():
            if event & (select.POLLHUP | select.POLLERR | select.POLLNVAL):
                os._exit(EXIT_CODE)
