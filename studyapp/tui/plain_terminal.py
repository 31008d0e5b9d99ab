"""The last filter on every line for a terminal that knows only ASCII."""

from __future__ import annotations

from functools import lru_cache

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from studyapp.render.spans import to_ascii


class AsciiOnly(LineFilter):
    """Replaces every sign that is not ASCII by one of the same width."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        return [
            segment
            if segment.text.isascii()
            else Segment(_ascii(segment.text), segment.style, segment.control)
            for segment in segments
        ]


@lru_cache(4096)
def _ascii(text: str) -> str:
    return to_ascii(text)
