"""The four ratings with the interval behind each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from textual.events import Click
from textual.message import Message

from studyapp.core.memory import Rating
from studyapp.render.spans import Rows, Span, pad, row
from studyapp.tui.widgets.drawing import Drawing

ONE_LINE = 60


def ratings_rows(previews: Mapping[Rating, str], marked: Rating, cells: int, ascii: bool) -> Rows:
    """The ratings side by side, on two lines of a narrow screen; the one that Enter takes is marked."""
    per_row = 4 if cells >= ONE_LINE else 2
    sign = ">" if ascii else "▸"
    room = cells // per_row
    made: list[Span] = []
    for rating, interval in previews.items():
        mark = rating is marked
        text = f" {sign if mark else ' '} {rating.value} {rating.name.lower()} {interval}"
        made.append(Span(pad(text, room), "strong" if mark else "dim"))
    return tuple(row(*made[start : start + per_row]) for start in range(0, len(made), per_row))


class Ratings(Drawing):
    """Drawn by the screen; a click rates."""

    class Chosen(Message):
        """The learner has clicked a rating."""

        def __init__(self, rating: Rating) -> None:
            super().__init__()
            self.rating = rating

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._offered = list(Rating)

    def offer(self, previews: Mapping[Rating, str], marked: Rating, *, ascii: bool) -> None:
        """Show the ratings across the screen."""
        self._offered = list(previews)
        self.draw(ratings_rows(previews, marked, self.app.size.width, ascii))

    def on_click(self, event: Click) -> None:
        """The ratings share each line evenly."""
        width = self.app.size.width
        per_row = 4 if width >= ONE_LINE else 2
        place = event.y * per_row + event.x * per_row // max(1, width)
        if place < len(self._offered):
            self.post_message(self.Chosen(self._offered[place]))
