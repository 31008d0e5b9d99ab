"""Rules of good questions, over a whole pack."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from studyapp.core.items import Pack
from studyapp.core.lint.found import Found

CODES: dict[str, str] = {}


def lint(pack: Pack, known: Collection[str] = ()) -> Iterator[Found]:
    return iter(())
