"""Adding or changing an exam: four lines to type; what cannot be is said below its line, and nothing is lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.events import DescendantFocus
from textual.widgets import Input

from studyapp.core.errors import Refusal
from studyapp.core.text import one_line
from studyapp.render.progress_words import counted
from studyapp.render.spans import Span, clip, row
from studyapp.tui.background import StudyScreen
from studyapp.tui.keys import EXAM_FORM, bindings
from studyapp.tui.rows.exam_form import (
    FIELDS,
    HINTS,
    LABELS,
    LONGEST,
    Draft,
    Read,
    day_note,
    draft_of,
    read_draft,
)
from studyapp.tui.rows.exams import where_row
from studyapp.tui.widgets.drawing import Drawing, HorizontalLine
from studyapp.tui.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from studyapp.core.records import Exam
    from studyapp.study.app import Study


class ExamFormScreen(StudyScreen):
    """Dismissed with the exam that was kept, or with the draft that was not."""

    BINDINGS = [*bindings(EXAM_FORM)]  # noqa: RUF012
    AUTO_FOCUS = "#name"

    def __init__(self, study: Study, exam: Exam | None, draft: Draft | None) -> None:
        super().__init__(study)
        self._exam = exam
        self._begun = draft or draft_of(exam, study.exams.usual_minutes)
        self._said: dict[str, Span] = {}
        self._keeping = False

    def compose(self) -> ComposeResult:
        yield Drawing(id="where")
        yield HorizontalLine(ascii=self.ascii)
        with VerticalScroll(id="form", can_focus=False):
            for field in FIELDS:
                with Horizontal(classes="line"):
                    yield Drawing((row(Span(LABELS[field], "dim")),), classes="label")
                    yield Input(
                        self._begun.texts[field],
                        placeholder=HINTS[field],
                        id=field,
                        compact=True,
                        max_length=LONGEST[field],
                        select_on_focus=False,
                    )
                yield Drawing(id=f"says-{field}", classes="says")
        yield KeyLine(ascii=self.ascii)

    def on_mount(self) -> None:
        self.on_resize()
        self._count()

    def on_resize(self) -> None:
        title = f"Exams › {one_line(self._exam.name, 60)}" if self._exam else "Exams › a new one"
        self.query_one("#where", Drawing).draw((where_row(title, "", self.size.width),))
        for field in FIELDS:
            self._say(field, self._said.get(field, Span("")))

    def _say(self, field: str, said: Span) -> None:
        """A line below a field."""
        self._said[field] = said
        self.query_one(f"#says-{field}", Drawing).draw(
            (clip(row(said), max(10, self.size.width - (11 if self.size.width < 60 else 16))),)
        )

    @property
    def _draft(self) -> Draft:
        return Draft({field: self.query_one(f"#{field}", Input).value for field in FIELDS})

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        field = event.input.id or ""
        note = (
            day_note(event.value, self.study.clock.now().day, short=self.size.width < 60)
            if field == "day"
            else ""
        )
        self._say(field, Span(note, "dim"))
        if field == "selection":
            self._count()

    def _count(self) -> None:
        """Say how many cards are meant, or why that cannot be read."""
        text, search = self.query_one("#selection", Input).value, self.study.search

        def work() -> tuple[str, Span]:
            try:
                found = search(text, limit=0)
            except Refusal as refusal:
                return text, Span(one_line(str(refusal)), "wrong")
            if found.hints:
                return text, Span(one_line(found.hints[0]), "wrong")
            return text, Span(counted(found.count, "card"), "dim")

        self.in_background(work, self._counted, group="count")

    def _counted(self, told: tuple[str, Span]) -> None:
        text, says = told
        if text == self.query_one("#selection", Input).value:
            self._say("selection", says)

    # --- actions ----------------------------------------------------------------------------------------------

    @on(DescendantFocus)
    def _moved_on(self, event: DescendantFocus) -> None:
        event.widget.scroll_visible(animate=False)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        if event.input.id == FIELDS[-1]:
            self.action_keep()
        else:
            self.action_move(1)

    def action_move(self, by: int) -> None:
        focused = self.focused.id if self.focused else None
        place = FIELDS.index(focused) + by if focused in FIELDS else 0
        self.query_one(f"#{FIELDS[min(max(place, 0), len(FIELDS) - 1)]}").focus()

    def action_keep(self) -> None:
        if self._keeping:
            return
        read = read_draft(self._draft, self.study.clock.now().day)
        if read.refused:
            self._refuse(read.refused)
            return
        self._keeping = True
        self.in_background(lambda: self._keep(read), self._kept, group="commit")

    def _keep(self, read: Read) -> Exam | Mapping[str, str]:
        """Keep the exam; or what is refused, by field."""
        from studyapp.study.exams import ExamRefusal

        exams = self.study.exams
        assert read.day is not None
        assert read.minutes is not None
        try:
            if self._exam is None:
                return exams.add(read.name, read.day, read.selection, read.minutes)
            return exams.change(
                self._exam.name,
                new_name=read.name,
                day=read.day,
                selected=read.selection,
                minutes=read.minutes,
            )
        except ExamRefusal as refusal:
            return {refusal.field: str(refusal)}
        except Refusal as refusal:
            return {"name": str(refusal)}

    def _kept(self, kept: Exam | Mapping[str, str]) -> None:
        self._keeping = False
        if isinstance(kept, Mapping):
            self._refuse(kept)
        else:
            self.dismiss(kept)

    def _refuse(self, refused: Mapping[str, str]) -> None:
        """Say what is wrong below the lines, and go to the first of them."""
        for field in FIELDS:
            if field in refused:
                self._say(field, Span(one_line(refused[field]), "wrong"))
        self.query_one(f"#{next(field for field in FIELDS if field in refused)}").focus()

    def action_back(self) -> None:
        draft = self._draft
        self.dismiss(draft if draft != draft_of(self._exam, self.study.exams.usual_minutes) else None)
