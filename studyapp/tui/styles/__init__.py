"""The style sheets of the screens, each named after its screen's module and read when that is first shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from textual.screen import Screen

_HERE = Path(__file__).parent


def sheets(screen: Screen[object]) -> Iterator[Path]:
    """The sheets of a screen and of the screens that it builds upon, theirs first."""
    for kind in reversed(type(screen).__mro__):
        path = _HERE / f"{kind.__module__.rpartition('.')[2]}.tcss"
        if issubclass(kind, Screen) and kind.__module__.startswith("studyapp.") and path.is_file():
            yield path
