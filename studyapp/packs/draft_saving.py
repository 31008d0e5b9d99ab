"""Writing a file or a folder anew in one step: a crash leaves what was there."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from studyapp.core.errors import Refusal


def replace_file(path: Path, content: str | bytes) -> None:
    """Write a file; Refusal where that cannot be done, and then the old one stays."""
    made = ""
    try:
        target = path.resolve()
        handle, made = tempfile.mkstemp(prefix=".half-", dir=target.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
            file.flush()
            os.fsync(file.fileno())
        os.chmod(made, target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask())
        os.replace(made, target)
    except OSError as error:
        with suppress(OSError):
            os.unlink(made)
        reason = error.strerror or "it cannot be written"
        raise Refusal(f"cannot write {path}: {reason}; it stays as it was") from None


def new_folder(folder: Path, files: Mapping[str, str]) -> None:
    """Make a folder with these files, all or none; Refusal where something is there already."""
    if os.path.lexists(folder) and not (folder.is_dir() and not any(folder.iterdir())):
        raise Refusal(f"{folder} is not empty; give another folder")
    staged: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        staged = Path(tempfile.mkdtemp(prefix=".half-", dir=folder.parent))
        os.chmod(staged, 0o777 & ~_umask())
        for name, text in files.items():
            (staged / name).parent.mkdir(exist_ok=True)
            (staged / name).write_text(text, encoding="utf-8", newline="")
        if folder.is_dir():
            folder.rmdir()  # empty; systems differ in whether a rename may take its place
        os.rename(staged, folder)
    except OSError as error:
        if staged is not None:
            shutil.rmtree(staged, ignore_errors=True)
        raise Refusal(f"cannot write {folder}: {error.strerror or 'it cannot be made'}") from None


def _umask() -> int:
    current = os.umask(0o022)
    os.umask(current)
    return current
