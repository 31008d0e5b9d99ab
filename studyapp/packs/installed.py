"""The folder of the packs that the learner installed or wrote, and changes to it that happen whole or not at all.

A change is laid out in `.new/TOKEN/` first: its files, and a record of what they replace. Then the files are moved
into place. Whoever finds such a folder later asks the store whether it has kept this token; if not, every file is
put back. Copies of all files before and after are in `.kept/`.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePosixPath

from studyapp.core.errors import Refusal
from studyapp.core.text import one_line
from studyapp.packs.errors import PackErrors
from studyapp.packs.folder import MANIFEST, MAX_FILES, contents
from studyapp.packs.kept import Kept, digest_of, flush_folder, write_through

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_FILE = re.compile(r"(questions/)?[\w-]+\.(yaml|md)")
_TOKEN = re.compile(r"[0-9a-f]{16}")
_RECORD = "change.json"


@dataclass(frozen=True, slots=True)
class Swap:
    """A file of a pack before and after a change, as digests of its content; None where there is no file."""

    pack: str
    path: str
    before: str | None
    after: str | None

    @property
    def back(self) -> Swap:
        return Swap(self.pack, self.path, self.after, self.before)


def is_pack_id(name: str) -> bool:
    return len(name) <= 64 and _ID.fullmatch(name) is not None


def is_pack_file(name: str) -> bool:
    """Whether a pack may have a file of this name, relative to its folder."""
    return len(name) <= 140 and _FILE.fullmatch(name) is not None


def _inside(name: str) -> bool:
    """Whether a name stays inside the folder that it is relative to."""
    parts = PurePosixPath(name).parts
    return bool(parts) and parts[0] != "/" and ".." not in parts


class Installed:
    """Packs in folders of their own under `root`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.kept = Kept(root / ".kept")
        self._new = root / ".new"

    def files(self, pack_id: str) -> dict[str, bytes]:
        """The files of a pack; none when it is not there. Refusal when one cannot be read."""
        folder = self._folder(pack_id)
        if not os.path.lexists(folder / MANIFEST):
            self._holds_nothing(folder)
            return {}
        try:
            found = contents(folder)
        except PackErrors as errors:
            raise Refusal(f"{pack_id}/{errors.problems[0]}") from None
        for problem in found.refused.values():
            raise Refusal(f"{pack_id}/{problem}")
        return dict(found.files)

    @staticmethod
    def _holds_nothing(folder: Path) -> None:
        """Files of a pack without a pack.yaml would become part of one that is put there."""
        for path in islice(folder.rglob("*.*"), MAX_FILES) if folder.is_dir() else ():
            if path.suffix in (".yaml", ".yml", ".md") and not path.name.startswith("."):
                raise Refusal(
                    f"{folder} holds {one_line(path.name, 60)} but no pack.yaml; move the folder away"
                )

    def _folder(self, pack_id: str) -> Path:
        if not is_pack_id(pack_id):
            raise Refusal(
                f"{one_line(pack_id, 80)!r} is no id of a pack; write lower-case words with hyphens"
            )
        folder = self.root / pack_id
        if folder.is_symlink():
            raise Refusal(f"{folder} is a link; put the folder itself there, or remove the link")
        return folder

    def swap(self, pack_id: str, wanted: Mapping[str, bytes | None]) -> list[Swap]:
        """What would change on the disk so that these files hold this; copies of both sides are kept."""
        there = self.files(pack_id)
        swaps: list[Swap] = []
        for path in sorted(wanted):
            assert is_pack_file(path) or path in there
            before, after = there.get(path), wanted[path]
            if before != after:
                old, new = (None if each is None else self.kept.put(each) for each in (before, after))
                swaps.append(Swap(pack_id, path, old, new))
        return swaps

    def stands(self, swap: Swap) -> bool:
        """Whether a file is as it is before a change."""
        path = self._folder(swap.pack) / swap.path
        try:
            return digest_of(path.read_bytes()) == swap.before
        except FileNotFoundError:
            return swap.before is None
        except OSError:
            return False

    def apply(self, swaps: list[Swap]) -> str:
        """Make a change; its token. It counts once the store has kept the token: see `unsettled`."""
        token = os.urandom(8).hex()
        staged = self._new / token
        (staged / "files").mkdir(parents=True)
        for number, swap in enumerate(swaps):
            if swap.after is not None:
                write_through(staged / "files" / str(number), self.kept.get(swap.after))
        record = [[swap.pack, swap.path, swap.before, swap.after] for swap in swaps]
        write_through(staged / "half", json.dumps(record).encode())
        os.replace(staged / "half", staged / _RECORD)
        flush_folder(staged)
        for number, swap in enumerate(swaps):
            self._put(swap, staged / "files" / str(number))
        for folder in {(self.root / swap.pack / swap.path).parent for swap in swaps}:
            flush_folder(folder)
        return token

    def _put(self, swap: Swap, new: Path) -> None:
        folder = self._folder(swap.pack)
        path = folder / swap.path
        if path.parent.is_symlink():
            raise Refusal(f"{path.parent} is a link; put the folder itself there")
        if swap.after is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            os.replace(new, path)
            return
        path.unlink(missing_ok=True)
        left = path.parent
        while left != self.root and left.is_dir() and not any(left.iterdir()):
            left.rmdir()
            left = left.parent

    # --- changes that were begun ----------------------------------------------------------------------------------

    @property
    def settled(self) -> bool:
        """Whether no change is under way or was broken off; one look at the disk."""
        return not os.path.lexists(self._new)

    @contextmanager
    def unsettled(self) -> Iterator[list[tuple[str, list[Swap]]]]:
        """Changes that were begun, as (token, swaps); forgotten when the block ends without an error."""
        found: list[tuple[str, list[Swap]]] = []
        for staged in sorted(self._new.iterdir()) if self._new.is_dir() else ():
            if _TOKEN.fullmatch(staged.name) and (staged / _RECORD).is_file():
                swaps = [Swap(*each) for each in json.loads((staged / _RECORD).read_bytes())]
                found.append((staged.name, [swap for swap in swaps if _inside(swap.path)]))
        yield found
        shutil.rmtree(self._new, ignore_errors=True)

    def put_back(self, swaps: list[Swap]) -> None:
        """Make the files of a change what they were before it."""
        for swap in swaps:
            half = self._new / "back"
            if swap.before is not None:
                write_through(half, self.kept.get(swap.before))
            self._put(swap.back, half)
