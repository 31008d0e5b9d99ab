"""A new card of one's own, from anywhere: front, back and topic; what was typed and not kept waits."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.events import DescendantFocus
from textual.widgets import Input, TextArea

from studyapp.core.own_cards import NewCard
from studyapp.render.spans import Span, clip, row
from studyapp.tui.background import StudyScreen
from studyapp.tui.keys import NEW_CARD, bindings
from studyapp.tui.messages import WorkRefused
from studyapp.tui.rows.editor import TITLE, card_line
from studyapp.tui.widgets.drawing import Drawing, HorizontalLine
from studyapp.tui.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from studyapp.study.app import Study

WAITING = "new"
"""Names the card that was begun and not kept."""
FIELDS = ("front", "back", "topic")


class NewCardScreen(StudyScreen):
    """Dismissed with the identity of the card that was kept, or with None."""

    BINDINGS = [*bindings(NEW_CARD)]  # noqa: RUF012
    AUTO_FOCUS = ""

    def __init__(self, study: Study, topic: str = "", related: str = "") -> None:
        """`topic` and the question `related`, as pack/question, are those of where the learner is."""
        super().__init__(study)
        self._topic = topic
        self._related = (related,) if related else ()
        self._begun = False
        self._keeping = self._done = False
        self._typed: dict[str, str] = {}
        """What stands in the fields; it outlives them when the app is left."""

    def compose(self) -> ComposeResult:
        yield Drawing((row(" ", Span(TITLE, "strong")),), id="where")
        yield HorizontalLine(ascii=self.ascii)
        with VerticalScroll(id="form", can_focus=False):
            for field in ("front", "back"):
                with Container(classes="field"):
                    yield Drawing((row(Span(field, "dim")),), classes="label")
                    yield TextArea(id=field, compact=True, soft_wrap=True, tab_behavior="focus")
            with Container(classes="field"):
                yield Drawing((row(Span("topic", "dim")),), classes="label")
                yield Input(self._topic, id="topic", compact=True, max_length=200, select_on_focus=False)
        yield Drawing(id="says")
        yield KeyLine(ascii=self.ascii)

    def on_mount(self) -> None:
        editing = self.study.editing
        self.in_background(lambda: editing.unsaved(WAITING), self._begin, group="open")

    def _begin(self, waiting: str | None) -> None:
        """Go on with the card that was not kept, else with an empty one."""
        before = json.loads(waiting) if waiting else {}
        for field in ("front", "back"):
            area = self.query_one(f"#{field}", TextArea)
            area.load_text(str(before.get(field, "")))
            area.move_cursor(area.document.end)
        if before.get("topic") and not self._topic:
            self.query_one("#topic", Input).value = str(before["topic"])
        self._begun = True
        self.query_one("#front").focus()
        self._changed()

    def on_resize(self) -> None:
        self._say()

    def _say(self) -> None:
        front, back = self._typed.get("front", ""), self._typed.get("back", "")
        said = card_line(front, back, self._related)
        self.query_one("#says", Drawing).draw((clip(row(" ", Span(said, "dim")), self.size.width - 1),))

    @on(TextArea.Changed)
    @on(Input.Changed)
    def _changed(self) -> None:
        if not self._begun:
            return
        self._typed = {
            "front": self.query_one("#front", TextArea).text,
            "back": self.query_one("#back", TextArea).text,
            "topic": self.query_one("#topic", Input).value,
        }
        self._say()
        self.refresh_bindings()

    @on(DescendantFocus)
    def _moved_on(self, event: DescendantFocus) -> None:
        event.widget.scroll_visible(animate=False)

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_keep()

    # --- keeping ----------------------------------------------------------------------------------------------

    @property
    def _waits(self) -> str | None:
        """What waits for the next time, where something was typed."""
        written = any(self._typed.get(field, "").strip() for field in ("front", "back"))
        return json.dumps(self._typed) if written else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "keep":
            return bool(self._typed.get("front", "").strip())
        return True

    def action_keep(self) -> None:
        if self._keeping or not self._begun:
            return
        self._keeping = True
        typed = self._typed
        topics = tuple(part.strip() for part in typed["topic"].split(",") if part.strip())
        card = NewCard(typed["front"], typed["back"], topics, self._related)
        editing = self.study.editing

        def work() -> str:
            identity = editing.new_card(card)
            editing.keep_unsaved(WAITING, None)
            return identity

        self.in_background(work, self._kept, group="commit")

    def _kept(self, identity: str) -> None:
        self._done = True
        self.dismiss(identity)

    @on(WorkRefused)
    def _refused(self) -> None:
        """The app says why; what was typed stays on the screen."""
        self._keeping = False

    def action_back(self) -> None:
        """Go back; what was typed waits."""
        if self._keeping or not self._begun:
            return
        self._done = True
        editing, waits = self.study.editing, self._waits
        self.in_background(
            lambda: editing.keep_unsaved(WAITING, waits),
            partial(self._left, waits is not None),
            group="commit",
        )

    def _left(self, waits: bool, _done: None) -> None:
        if waits:
            self.notify("What you typed waits for your next new card.", timeout=4, markup=False)
        self.dismiss(None)

    def on_unmount(self) -> None:
        """The app is left from here: what was typed is kept before the store closes."""
        if self._begun and not self._done:
            self.study.editing.keep_unsaved(WAITING, self._waits)
