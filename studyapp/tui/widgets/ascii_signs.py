"""What a part that draws its own signs does when ASCII is turned on or off."""

from __future__ import annotations

from textual.widgets import Static


class AsciiSigns(Static):
    """A part of a screen with signs of its own."""

    def use_ascii(self, ascii: bool) -> None:
        """Draw with ASCII from now on, or with every sign."""
        raise NotImplementedError
