"""Noticing that the files of packs change, by looking at their times and sizes again and again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from studyapp.packs.watching import stamps

EVERY = 0.25
"""Seconds between looks."""


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
