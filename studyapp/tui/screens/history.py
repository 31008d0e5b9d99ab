"""The past reviews of a question; each can be opened as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from studyapp.render.spans import Span, clip, row
from studyapp.tui.background import StudyScreen
from studyapp.tui.keys import HISTORY, bindings
from studyapp.tui.rows.history import listed
from studyapp.tui.widgets.choices import Choices
from studyapp.tui.widgets.drawing import Drawing, HorizontalLine, row_content
from studyapp.tui.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from studyapp.study.app import Study
    from studyapp.study.history import PastReview, TextVersion


class HistoryScreen(StudyScreen):
    """The newest review first."""

    BINDINGS = [*bindings(HISTORY)]  # noqa: RUF012

    def __init__(self, study: Study, identity: str, heading: str) -> None:
        super().__init__(study)
        self._identity = identity
        self._heading = heading
        self._reviews: tuple[PastReview, ...] = ()
        self._texts: tuple[TextVersion, ...] = ()
        self._shown: tuple[PastReview | None, ...] = ()
        """What each line shows; None where the text changed."""

    def compose(self) -> ComposeResult:
        yield Drawing(id="where")
        yield HorizontalLine(ascii=self.ascii)
        yield Static("", id="note", markup=False)
        yield Choices(id="reviews", compact=True, markup=False)
        yield KeyLine(ascii=self.ascii)

    def on_mount(self) -> None:
        history, identity = self.study.history, self._identity
        where = row(" ", Span(self._heading, "strong"), "   ", Span("past reviews", "dim"))
        self.query_one("#where", Drawing).draw((clip(where, self.size.width - 1),))
        self.query_one("#reviews").focus()
        self.in_background(
            lambda: (history.of(identity) or (), history.versions(identity)), self._loaded, group="history"
        )

    def _loaded(self, found: tuple[tuple[PastReview, ...], tuple[TextVersion, ...]]) -> None:
        reviews, self._texts = found
        self._reviews = tuple(reversed(reviews))
        count = f"{len(reviews)} review{'' if len(reviews) == 1 else 's'}, the newest first"
        self.query_one("#note", Static).update(Content(f" {count}" if reviews else " Not studied yet."))
        self._list()
        self.refresh_bindings()

    def _list(self) -> None:
        choices = self.query_one("#reviews", Choices)
        lines = listed(self._reviews, self._texts, self.size.width - 1)
        self._shown = tuple(review for review, _ in lines)
        first = next((place for place, review in enumerate(self._shown) if review is not None), None)
        at = choices.highlighted
        choices.set_options(Option(row_content(line), disabled=review is None) for review, line in lines)
        choices.highlighted = first if at is None else at

    def on_resize(self) -> None:
        self._list()

    @on(OptionList.OptionSelected, "#reviews")
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self._show(event.option_index)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return bool(self._reviews) if action == "open" else True

    def action_open(self) -> None:
        place = self.query_one("#reviews", Choices).highlighted
        if place is not None:
            self._show(place)

    def _show(self, place: int) -> None:
        from studyapp.tui.screens.past import PastScreen

        review = self._shown[place]
        if review is not None:
            self.app.push_screen(PastScreen(self.study, self._identity, review.number))
