"""Files that the lab saves: pictures, runs, examples for packs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from errno import ENOTDIR
from pathlib import Path

from studyapp.core.errors import Refusal

MOST_FILES = 10_000


class LabFiles:
    """Writes into one folder and never over a file that is there."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def save(self, name: str, texts: Mapping[str, str]) -> tuple[Path, ...]:
        """One file for each ending, all under the first number that is free: `chain-3.svg`, `chain-3.json`."""
        folder = self._folder
        if folder is None:
            raise Refusal("there is no folder for the lab's files; set STUDYAPP_HOME to one")
        stem = re.sub(r"[^a-z0-9_-]+", "-", name.lower()).strip("-")[:60] or "lab"
        try:
            if folder.exists() and not folder.is_dir():
                raise NotADirectoryError(ENOTDIR, "not a folder")
            folder.mkdir(parents=True, exist_ok=True)
            for number in range(1, MOST_FILES):
                paths = [folder / f"{stem}-{number}{ending}" for ending in texts]
                if any(folder.glob(f"{stem}-{number}[.-]*")):
                    continue
                for path, text in zip(paths, texts.values(), strict=True):
                    with path.open("x", encoding="utf-8", newline="\n") as file:
                        file.write(text)
                return tuple(paths)
        except FileExistsError as error:
            raise Refusal(f"{folder} is being written to by another window; try again") from error
        except OSError as error:
            reason = error.strerror or "cannot be written"
            raise Refusal(
                f"cannot write to {folder}: {reason}; set STUDYAPP_HOME to another folder"
            ) from error
        raise Refusal(f"{folder} is full of files of {stem}; move some away")
