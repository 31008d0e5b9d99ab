"""The editor of a question: its source or its form, with the question as its learner will see it beside it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.widgets import TextArea

from studyapp.core.errors import Refusal
from studyapp.render.spans import Span, row, wrap
from studyapp.tui.keys import EDITOR, bindings
from studyapp.tui.messages import WorkRefused
from studyapp.tui.question_sheet import SheetScreen
from studyapp.tui.rows.editor import HINTS, elsewhere
from studyapp.tui.screens.leaving import LeaveScreen
from studyapp.tui.widgets.drawing import Drawing, HorizontalLine
from studyapp.tui.widgets.fields import Fields
from studyapp.tui.widgets.key_line import KeyLine
from studyapp.tui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from studyapp.core.question_form import Form
    from studyapp.study.app import Study
    from studyapp.study.editing import Opened

RESTS = 0.15
"""Seconds after the last key before what was typed is looked at."""
KEPT_AFTER = 1.0
"""Seconds after that before it is kept for the case that the app ends here."""


class EditorScreen(SheetScreen):
    """Dismissed with whether anything was saved. What was typed and not saved waits for the next time."""

    BINDINGS = [*bindings(EDITOR)]  # noqa: RUF012
    AUTO_FOCUS = ""

    def __init__(self, study: Study, identity: str) -> None:
        super().__init__(study)
        self._identity = identity
        self._kept = ""
        """As it stands in its file."""
        self._text = ""
        """As it is typed; in the form as it was when the form was opened."""
        self._form: Form | None = None
        """What the form holds, where it is open."""
        self._in_form: dict[str, str] = {}
        """What is typed in it; it outlives its fields when the app is left."""
        self._saved = self._saving = self._leaving = False

    def compose(self) -> ComposeResult:
        yield Drawing(id="where")
        yield HorizontalLine(ascii=self.ascii)
        with Container(id="body"):
            with Container(id="writing"):
                yield TextArea(
                    id="source", compact=True, soft_wrap=True, show_line_numbers=True, tab_behavior="indent"
                )
                yield Fields(id="form")
            yield Sheet(ascii=self.ascii, id="preview")
        yield Drawing(id="state")
        yield KeyLine(ascii=self.ascii)

    def on_mount(self) -> None:
        self.query_one("#form").display = False
        self.query_one("#source", TextArea).indent_width = 2
        self._lay_out()
        editing, identity = self.study.editing, self._identity
        self.in_background(lambda: editing.open(identity), self._begin, group="open")

    def _begin(self, opened: Opened) -> None:
        if opened.place.refused:
            self._leaving = True
            self.notify(opened.place.refused, severity="warning", timeout=8, markup=False)
            self.dismiss(False)
            return
        self._opened = opened
        self._kept = opened.text
        self._text = opened.unsaved or opened.text
        area = self.query_one("#source", TextArea)
        area.line_number_start = opened.place.line
        area.load_text(self._text.rstrip("\n"))
        area.focus()
        if self._text != self._kept:
            self.notify("Here is what you typed and did not save.", timeout=5, markup=False)
        self._draw()
        self._look()
        self.refresh_bindings()

    @on(WorkRefused)
    def _refused(self, message: WorkRefused) -> None:
        """The app says why; what was typed stays on the screen."""
        self._saving = False
        if self._opened is None:
            self._leaving = True
            self.dismiss(False)

    # --- what is typed ----------------------------------------------------------------------------------------

    def _now(self) -> str:
        """The source as it is typed. Refusal where the form holds what no file can."""
        if self._form is None or self._opened is None:
            return self._text
        return self.study.editing.typed(self._text, self._form.fields, self._in_form)

    def _writing(self) -> Callable[[], str]:
        text, form, typed, editing = self._text, self._form, dict(self._in_form), self.study.editing
        return lambda: text if form is None else editing.typed(text, form.fields, typed)

    def _ever(self) -> str:
        """The same, or the source as it last could be made."""
        try:
            return self._now()
        except Refusal:
            return self._text

    @property
    def _changed(self) -> bool:
        if self._form is not None:
            typed = self._in_form
            if any(typed.get(field.name, field.text) != field.text for field in self._form.fields):
                return True
        return self._text != self._kept

    @on(TextArea.Changed, "#source")
    def _source_changed(self, event: TextArea.Changed) -> None:
        text = event.text_area.text.rstrip("\n")
        if self._opened is not None and self._form is None and text != self._text.rstrip("\n"):
            self._text = text + "\n" if text else ""
            self._typed()

    @on(Fields.Typed)
    def _form_changed(self) -> None:
        if self._form is None:
            return
        typed = self.query_one(Fields).typed()
        if typed != self._in_form:
            self._in_form = typed
            self._typed()

    def _typed(self) -> None:
        self._looks += 1
        self._findings = None
        self._draw_lines()
        self.refresh_bindings()
        self._after(RESTS, "look", self._look)
        self._after(RESTS + KEPT_AFTER, "keep", self._keep_for_later)

    def _keep_for_later(self) -> None:
        if self._leaving or self._saving:
            return
        editing, identity = self.study.editing, self._identity
        text = self._ever() if self._changed else None
        self.in_background(lambda: editing.keep_unsaved(identity, text), lambda _done: None, group="keep")

    def on_unmount(self) -> None:
        """The app is left from here: what was typed is kept before the store closes."""
        if self._opened is not None and not self._leaving:
            self.study.editing.keep_unsaved(self._identity, self._ever() if self._changed else None)

    # --- keys -------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "back":
            return True
        if self._opened is None:
            return False
        match action:
            case "save":
                return self._changed
            case "preview":
                return not self._roomy
            case "finding":
                return bool(self._findings)
            case "reveal":
                return self._good is not None
            case "card":
                return self._good is not None and len(self._good[0].facets) > 1
            case "numbers":
                return self._good is not None and bool(self._good[0].variables)
        return True

    async def action_face(self) -> None:
        """From the source to the form, or back."""
        area, form = self.query_one("#source", TextArea), self.query_one(Fields)
        if self._form is not None:
            try:
                self._text = self._now()
            except Refusal as refusal:
                self.notify(str(refusal), severity="warning", markup=False)
                return
            self._form = None
            area.load_text(self._text.rstrip("\n"))
        else:
            try:
                made = self.study.editing.form(self._text)
            except Refusal as refusal:
                self.notify(f"The form needs a source that can be read: {refusal}", markup=False)
                return
            below = wrap(elsewhere(made.elsewhere, self.key("editor.face")), max(20, self._cells))
            await form.put(made.fields, tuple(row(Span(line, "dim")) for line in below), HINTS)
            self._form, self._in_form = made, form.typed()
        self._in_front = False
        area.display, form.display = self._form is None, self._form is not None
        self._lay_out()
        if self._form is None:
            area.focus()
        self._look()

    def action_numbers(self) -> None:
        """Other numbers."""
        if self._good is not None:
            self._seed = self._good[1].seed + 1
            self._look()

    async def action_finding(self) -> None:
        """Go to the next finding below the cursor, else to the first."""
        if not self._findings or self._opened is None:
            return
        if self._form is not None:
            await self.action_face()
        area, first = self.query_one("#source", TextArea), self._opened.place.line
        line, column = area.cursor_location
        places = sorted({(one.line - first, one.column - 1) for one in self._findings if one.line >= first})
        if places:
            area.move_cursor(next((place for place in places if place > (line, column)), places[0]))
            area.focus()

    def action_save(self) -> None:
        if not self._saving and self._opened is not None:
            self._save(leaving=False)

    def _save(self, *, leaving: bool) -> None:
        try:
            text = self._now()
        except Refusal as refusal:
            self.notify(str(refusal), severity="warning", markup=False)
            return
        self._saving = True
        editing, identity, before = self.study.editing, self._identity, self._kept
        self.in_background(
            lambda: editing.save(identity, text, before), partial(self._stored, text, leaving), group="commit"
        )

    async def _stored(self, text: str, leaving: bool, kept: str) -> None:
        self._saving, self._saved = False, True
        self._kept = kept
        if leaving:
            self._leaving = True
            self.dismiss(True)
            return
        self.notify("Saved; its schedule stays.", timeout=3, markup=False)
        if self._form is None:
            self._text = kept if self._text == text else self._text
        elif self._ever() == text:
            # The form goes on from what is saved now, as it is typed.
            made, typed = self.study.editing.form(kept), self._in_form
            fields = (field._replace(text=typed.get(field.name, field.text)) for field in made.fields)
            self._text, self._form = kept, made._replace(fields=tuple(fields))
        self._draw_lines()
        self.refresh_bindings()

    def action_back(self) -> None:
        if self._in_front and not self._roomy:
            self.action_preview()
        elif self._saving:
            return
        elif self._opened is None or not self._changed:
            self._leave(None)
        else:
            self.app.push_screen(LeaveScreen(), self._asked)

    def _asked(self, what: str | None) -> None:
        match what:
            case "save":
                self._save(leaving=True)
            case "later":
                self._leave(self._ever())
            case "drop":
                self._leave(None)

    def _leave(self, text: str | None) -> None:
        """Leave, with a text that waits for the next time or with none."""
        self._leaving = True
        if self._opened is None:
            self.dismiss(False)
            return
        editing, identity = self.study.editing, self._identity
        self.in_background(lambda: editing.keep_unsaved(identity, text), self._left, group="commit")

    def _left(self, _kept: None) -> None:
        self.dismiss(self._saved)
