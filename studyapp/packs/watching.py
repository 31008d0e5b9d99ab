"""Telling that the files of a folder were saved: by the system's own notices, else by looking every 100 ms."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread
from typing import TypeAlias

LOOK_EVERY = 0.1
"""Seconds between two looks, where the system tells nothing."""
SETTLES = 20
"""Milliseconds without another notice after which a save is told: an editor writes a file in several steps."""
LONGEST = 100
"""Milliseconds that notices which do not end are waited for."""
MOST_FILES = 2_000

Stamps: TypeAlias = dict[str, tuple[int, int, int]]


class Watch:
    """Calls `saved` from a thread of its own at each change below a folder, until it is stopped."""

    def __init__(self, folder: Path, saved: Callable[[], None]) -> None:
        self._folder = folder
        self._saved = saved
        self._since = stamps(folder)
        self._stopped = Event()
        self._thread = Thread(target=self._run, name="watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()

    def _run(self) -> None:
        for _ in changes(self._folder, self._since, self._stopped):
            if self._stopped.is_set():
                return
            self._saved()


def changes(folder: Path, since: Stamps, stopped: Event) -> Iterator[None]:
    """Yields after each change below the folder, first since its files had these stamps, until `stopped` is set."""
    seen = _Seen(folder, since)
    yield from _noticed(folder, seen, stopped)
    while not stopped.wait(LOOK_EVERY):
        if seen.changed():
            yield


class _Seen:
    """What the files were at the last look."""

    def __init__(self, folder: Path, since: Stamps) -> None:
        self._folder = folder
        self._stamps = since

    def changed(self) -> bool:
        before, self._stamps = self._stamps, stamps(self._folder)
        return self._stamps != before


def _noticed(folder: Path, seen: _Seen, stopped: Event) -> Iterator[None]:
    """The changes that the system tells of; ends where it cannot, or where the folder is gone."""
    try:
        import watchfiles
    except ImportError:
        return
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
            if seen.changed():
                yield
            if not folder.is_dir():
                return
    except (OSError, RuntimeError):
        # No watches left, or a file system that tells nothing.
        return


def stamps(folder: Path) -> Stamps:
    """(time of change in ns, size, number) of each visible file below the folder; links are not followed."""
    found: Stamps = {}
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
