"""What a decision on a draft did to the files of its pack, and taking that back while they are as it left them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from studyapp.core.errors import Refusal
from studyapp.packs.draft_record import MOST_BYTES, RECORD
from studyapp.packs.draft_saving import replace_file
from studyapp.packs.errors import PackErrors
from studyapp.packs.folder import MANIFEST, contents

Files = Mapping[str, bytes | None]
"""What files hold, by name; None where there is no file."""


@dataclass(frozen=True, slots=True)
class Step:
    """Files before and after a change, those alone that it changed."""

    before: Files
    after: Files


def files_of(folder: Path) -> Files:
    """Every file of a pack that a decision may change; nothing where the folder cannot be read."""
    try:
        read = contents(folder)
    except PackErrors:
        return {}
    if read.refused:
        return {}
    found: dict[str, bytes | None] = dict(read.files)
    record = folder / RECORD
    with suppress(OSError):
        if not record.is_symlink() and record.stat().st_size <= MOST_BYTES:
            found[RECORD] = record.read_bytes()
    return found


def step_between(before: Files, after: Files) -> Step | None:
    """What changed between two looks; None where nothing did, or where one of the two saw nothing."""
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    if not names or not before or not after:
        return None
    return Step({name: before.get(name) for name in names}, {name: after.get(name) for name in names})


def take(folder: Path, step: Step, *, back: bool) -> None:
    """Make the files what they are after a step, or (back) what they were before it; all of them or none.

    Refusal where one is no longer as the step left it, or cannot be written.
    """
    now, wanted = (step.after, step.before) if back else (step.before, step.after)
    for name, content in now.items():
        if _content(folder / name) != content:
            raise Refusal(f"{name} was changed outside since; nothing was {'taken back' if back else 'done'}")
    begun: list[str] = []
    try:
        # Questions come before what names them, and go after it: the pack can be read at every moment.
        for name in sorted(wanted, key=_rank, reverse=not back):
            begun.append(name)
            _put(folder / name, wanted[name])
    except Refusal:
        for name in reversed(begun):
            with suppress(Refusal):
                _put(folder / name, now[name])
        raise


def _rank(name: str) -> int:
    if name == MANIFEST:
        return 1
    return 0 if name.endswith(".yaml") else 2


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Refusal(f"{path} cannot be read: {error.strerror}") from None


def _put(path: Path, content: bytes | None) -> None:
    if content is not None:
        replace_file(path, content)
        return
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise Refusal(f"{path} cannot be removed: {error.strerror}") from None
