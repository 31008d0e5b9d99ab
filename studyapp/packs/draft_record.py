"""What was drafted before, so that drafting again adds what is new and brings back nothing that was dropped."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from studyapp.packs.draft_saving import replace_file

RECORD = ".drafted.json"
"""A hidden file, so no part of the pack. Without it the pack's own questions tell what was drafted."""
MOST_BYTES = 4 * 2**20


@dataclass
class Record:
    """Digests of the lines and questions that were drafted, of the guide as it was written, and the files."""

    lines: set[str] = field(default_factory=set)
    questions: set[str] = field(default_factory=set)
    files: list[str] = field(default_factory=list)
    guide: str = ""

    def save(self, folder: Path) -> None:
        body = {
            "format": 1,
            "files": self.files,
            "guide": self.guide,
            "lines": sorted(self.lines),
            "questions": sorted(self.questions),
        }
        replace_file(folder / RECORD, json.dumps(body, indent=0) + "\n")


def record_in(folder: Path) -> Record | None:
    """The record of a folder; None where there is none that can be read."""
    path = folder / RECORD
    try:
        if path.is_symlink() or not path.is_file() or path.stat().st_size > MOST_BYTES:
            return None
        body = json.loads(path.read_bytes())
        return Record(
            set(_texts(body["lines"])),
            set(_texts(body["questions"])),
            list(_texts(body["files"])),
            str(body["guide"]),
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def _texts(values: object) -> Iterable[str]:
    assert isinstance(values, list)
    return [str(value) for value in values]
