"""Telling that the files of a folder were saved: by the system's own notices, else by looking every 100 ms."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread

LOOK_EVERY = 0.1
"""Seconds between two looks, where the system tells nothing."""
SETTLES = 20
"""Milliseconds without another notice after which a save is told: an editor writes a file in several steps."""
LONGEST = 100
"""Milliseconds that notices which do not end are waited for."""
MOST_FILES = 2_000


class Watch:
    """Calls `saved` from a thread of its own at each change below a folder, until it is stopped."""

    def __init__(self, folder: Path, saved: Callable[[], None]) -> None:
        self._folder = folder
        self._saved = saved
        self._stopped = Event()
        self._thread = Thread(target=self._run, name="watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()

    def _run(self) -> None:
        for _ in changes(self._folder, self._stopped):
            if self._stopped.is_set():
                return
            self._saved()


def changes(folder: Path, stopped: Event) -> Iterator[None]:
    """Yields after each change below the folder, until `stopped` is set."""
    yield from _noticed(folder, stopped)
    yield from _looked_for(folder, stopped)


def _noticed(folder: Path, stopped: Event) -> Iterator[None]:
    """The changes that the system tells of; ends where it cannot, or where the folder is gone."""
    try:
        import watchfiles
    except ImportError:
        return
    before = stamps(folder)
    try:
        for _ in watchfiles.watch(
            folder,
            watch_filter=None,
            debounce=LONGEST,
            step=SETTLES,
            stop_event=stopped,
            rust_timeout=1_000,
            yield_on_timeout=True,
            raise_interrupt=False,
        ):
            # A change before the watching began, or one that was not told, is found by the look of each second.
            now = stamps(folder)
            if now != before:
                before = now
                yield
            if not folder.is_dir():
                return
    except (OSError, RuntimeError):
        # No watches left, or a file system that tells nothing.
        return


def _looked_for(folder: Path, stopped: Event) -> Iterator[None]:
    before = stamps(folder)
    while not stopped.wait(LOOK_EVERY):
        now = stamps(folder)
        if now != before:
            before = now
            yield


def stamps(folder: Path) -> dict[str, tuple[int, int, int]]:
    """(time of change in ns, size, number) of each visible file below the folder; links are not followed."""
    found: dict[str, tuple[int, int, int]] = {}
    waiting = [os.fspath(folder)]
    while waiting and len(found) < MOST_FILES:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    if entry.name.startswith("."):
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    else:
                        status = entry.stat(follow_symlinks=False)
                        found[entry.path] = (status.st_mtime_ns, status.st_size, status.st_ino)
        except OSError:
            continue
    return found
