"""The footer: the keys that work now, as many as fit, help always last."""

from __future__ import annotations

from typing import Any, NamedTuple

from textual.content import Content
from textual.dom import DOMNode
from textual.events import Click
from textual.screen import Screen

from studyapp.render.spans import width
from studyapp.tui.keys import key_names
from studyapp.tui.widgets.ascii_signs import AsciiSigns

LAST = ("app.help", "screen.back")
GAP = 2
"""Cells between two keys."""


class Shown(NamedTuple):
    """A key of the footer."""

    id: str
    key: str
    label: str
    action: str
    node: DOMNode | None = None
    """Whose action it is."""


def fitting(keys: list[Shown], cells: int, more: str) -> tuple[list[Shown], bool]:
    """The keys that fit into the cells, help and back kept before all others; whether some were left out."""
    last = [key for key in keys if key.id in LAST]
    first = [key for key in keys if key.id not in LAST]
    # One cell before the first key; the gap after the last one may lie beyond the edge.
    room = cells - 1 - sum(_cells(key) for key in last) + GAP
    kept: list[Shown] = []
    for place, key in enumerate(first):
        rest = width(more) + GAP if place + 1 < len(first) else 0
        if _cells(key) > room - rest:
            return [*kept, *last], True
        kept.append(key)
        room -= _cells(key)
    return [*kept, *last], False


def _cells(key: Shown) -> int:
    return width(key.key) + 1 + width(key.label) + GAP


class KeyLine(AsciiSigns):
    """Shows what works now; a click does the same as the key."""

    DEFAULT_CSS = "KeyLine { height: 1; width: 1fr; dock: bottom; }"

    def __init__(self, *, ascii: bool = False) -> None:
        super().__init__("", markup=False)
        self._more = "..." if ascii else "…"
        self._places: list[tuple[int, int, Shown]] = []

    def use_ascii(self, ascii: bool) -> None:
        self._more = "..." if ascii else "…"
        self.refresh()

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, _screen: Screen[Any]) -> None:
        # Drawn when the screen is painted: between two paints the keys may change several times.
        self.refresh()

    def render(self) -> Content:
        """What works now; where each key stands is kept for clicks."""
        if not self.size.width:
            return Content("")
        found: dict[str, Shown] = {}
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if binding.show and active.enabled and binding.id:
                found.setdefault(
                    binding.action,
                    Shown(
                        binding.id, key_names(binding.key), binding.description, binding.action, active.node
                    ),
                )
        shown, cut = fitting(list(found.values()), self.size.width, self._more)
        parts: list[str | tuple[str, str]] = [" "]
        self._places, at = [], 1
        for key in shown:
            if cut and key.id in LAST and self._more not in parts:
                parts += [self._more, " " * GAP]
                at += width(self._more) + GAP
            self._places.append((at, at + _cells(key) - GAP, key))
            parts += [(key.key, "bold $accent"), " ", (key.label, "$muted"), " " * GAP]
            at += _cells(key)
        return Content.assemble(*parts[:-1])

    async def on_click(self, event: Click) -> None:
        for start, end, key in self._places:
            if start <= event.x < end:
                await self.app.run_action(key.action, key.node)
