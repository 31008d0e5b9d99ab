"""The order of the packs: built-in ones, then installed ones by title, and the learner's own cards last."""

from __future__ import annotations

from collections.abc import Sequence

from studyapp.store import items
from studyapp.store.engine import Session

MINE = "mine"
"""The pack of the learner's own cards."""


def arrange(session: Session, builtin: Sequence[str]) -> None:
    """Put the packs in study in their order; `builtin` are the ids of the built-in ones, in theirs."""
    place = {pack_id: number for number, pack_id in enumerate(builtin)}
    found = items.manifests(session)
    found.sort(
        key=lambda manifest: (
            place.get(manifest.id, len(place)),
            manifest.id == MINE,
            manifest.title.casefold(),
            manifest.id,
        )
    )
    items.arrange_packs(session, [manifest.id for manifest in found])
