"""A selection of cards as it is written on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from studyapp.core.selection import Selection
    from studyapp.study.app import Study


def selection_of(study: Study, written: str) -> Selection:
    """The selection of a text: names of packs."""
    from studyapp.core.selection import Selection

    known = {pack.manifest.id for pack in study.library.packs()}
    names = written.split()
    if not names or not known.issuperset(names):
        raise click.UsageError(
            f"cannot read the selection {written[:80]!r}; name packs: {', '.join(sorted(known))}"
        )
    return Selection(tuple(names))
