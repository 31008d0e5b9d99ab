"""Noticing that the files of packs change, by looking at their times and sizes again and again."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

from studyapp.packs.folder import MAX_FILES

EVERY = 0.25
"""Seconds between looks."""

Stamps: TypeAlias = dict[str, tuple[int, int]]


def stamps(folder: Path) -> Stamps:
    """(time of the last change, size) of each visible file, by path; of what vanishes meanwhile, nothing."""
    found: Stamps = {}
    waiting = [folder]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    if entry.name.startswith(".") or len(found) >= MAX_FILES:
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(Path(entry.path))
                        continue
                    status = entry.stat()
                    found[entry.path] = status.st_mtime_ns, status.st_size
        except OSError:
            continue
    return found


def changes(folders: Sequence[Path], wait: Callable[[], None]) -> Iterator[list[Path]]:
    """All folders at first, then those that changed since, each time once their files have come to rest."""
    seen = {folder: stamps(folder) for folder in folders}
    yield list(folders)
    while True:
        wait()
        now = {folder: stamps(folder) for folder in folders}
        if now == seen:
            continue
        wait()
        # Still being written: an editor saves in several steps.
        while (later := {folder: stamps(folder) for folder in folders}) != now:
            now = later
            wait()
        changed = [folder for folder in folders if now[folder] != seen[folder]]
        seen = now
        if changed:
            yield changed
