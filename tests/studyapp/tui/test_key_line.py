"""The footer: what is left out where there is no room, and that what matters stays."""

from __future__ import annotations

import pytest

from studyapp.render.spans import width
from studyapp.tui.keys import APP, ASK, key_names
from studyapp.tui.widgets.key_line import GAP, Shown, fitting

MORE = {"ascii": "...", "unicode": "…"}


def shown(*ids: str) -> list[Shown]:
    """Keys of the asking screen as its footer shows them."""
    keys = {key.id: key for key in (*ASK, *APP)}
    return [
        Shown(one, key_names(keys[one].keys.partition(",")[0]), keys[one].label, keys[one].action)
        for one in ids
    ]


def drawn(keys: list[Shown], more: str, *, cut: bool) -> int:
    """Cells that the footer takes: one before it, and gaps between the keys only."""
    cells = sum(width(key.key) + 1 + width(key.label) + GAP for key in keys)
    return 1 + cells - GAP + (width(more) + GAP if cut else 0)


LONGEST = shown(
    *("ask.next", "ask.example", "ask.explanation", "ask.override", "ask.undo"),
    *("ask.note", "ask.why", "screen.back", "app.help"),
)
"""After a wrong answer with a run and an explanation."""


@pytest.mark.parametrize("more", MORE.values(), ids=MORE)
def test_undo_and_help_stay_in_the_longest_footer_at_80_cells(more: str) -> None:
    kept, cut = fitting(LONGEST, 80, more)
    assert cut
    assert {"ask.undo", "ask.override", "app.help", "screen.back"} <= {key.id for key in kept}


@pytest.mark.parametrize("more", MORE.values(), ids=MORE)
def test_it_never_runs_over_the_edge_and_wastes_no_room(more: str) -> None:
    for cells in range(drawn(LONGEST[-2:], more, cut=True), 120):
        kept, cut = fitting(LONGEST, cells, more)
        assert drawn(kept, more, cut=cut) <= cells
        assert cut is (len(kept) < len(LONGEST))
        if cut:
            longer = [*LONGEST[: len(kept) - 1], *LONGEST[-2:]]
            assert drawn(longer, more, cut=len(longer) < len(LONGEST)) > cells
