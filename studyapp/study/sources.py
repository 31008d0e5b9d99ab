"""Where the questions of the store are written, for an editor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from studyapp.core.errors import Refusal
from studyapp.core.text import one_line
from studyapp.packs.errors import PackErrors
from studyapp.packs.folder import MANIFEST
from studyapp.packs.following import FollowedPack


class SourceError(Refusal):
    """The file of a question cannot be changed, or is not there; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a question is written."""

    file: Path
    line: int
    """From 1."""


class Sources:
    """Finds the files of questions in the folders of packs; the first folder that has a pack counts."""

    def __init__(self, roots: Sequence[Path] = (), bundled: Path | None = None) -> None:
        """`bundled` is a folder of packs that came with an installed app: the next update would undo any change."""
        self._roots = tuple(roots)
        self._bundled = bundled

    def of(self, identity: str) -> Source:
        """The place of a question, `pack/question`; reads its file alone."""
        pack, _, question = identity.partition("/")
        root = next((root for root in self._roots if (root / pack / MANIFEST).is_file()), None)
        if root is None:
            raise SourceError(f"the files of pack {one_line(pack, 80)!r} are not here any more")
        if root == self._bundled:
            raise SourceError(
                f"pack {pack!r} came with the installed studyapp and is not for editing; report a mistake instead"
            )
        followed = FollowedPack(root / pack)
        try:
            followed.look()
        except PackErrors as errors:
            raise SourceError(f"{pack}/{errors.problems[0]}") from None
        spot = followed.find(question)
        if spot is None:
            raise SourceError(f"{one_line(identity, 100)} is not in the files of its pack any more")
        return Source(followed.folder / spot.file, followed.seen(spot).mark.line)
