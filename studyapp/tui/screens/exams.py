"""Exams: how much will be known on the day of each, without a plan and with it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from studyapp.render.spans import Span, row
from studyapp.tui.keys import EXAMS, bindings
from studyapp.tui.planning import PlanningScreen
from studyapp.tui.rows.exam_form import Draft
from studyapp.tui.rows.exams import exam_head, exam_note_rows, exam_row, where_row
from studyapp.tui.undoing import UndoingScreen
from studyapp.tui.widgets.choices import Choices
from studyapp.tui.widgets.drawing import Drawing, HorizontalLine, row_content
from studyapp.tui.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from studyapp.core.records import Exam
    from studyapp.study.app import Study
    from studyapp.study.exam_plans import ExamOutlook


class ExamsScreen(PlanningScreen, UndoingScreen):
    """Lists the exams at once; their plans follow one by one."""

    BINDINGS = [*bindings(EXAMS)]  # noqa: RUF012

    def __init__(self, study: Study) -> None:
        super().__init__(study)
        self._exams: tuple[Exam, ...] | None = None
        self._outlooks: dict[Exam, ExamOutlook] = {}
        self._loads = 0
        """How often the exams were read: plans asked for before are old news."""
        self._under_way = ""
        self._drafts: dict[int, Draft] = {}
        """What was typed and not kept, by exam; 0 for one that is new."""

    def compose(self) -> ComposeResult:
        yield Drawing(id="where")
        yield HorizontalLine(ascii=self.ascii)
        yield Drawing(id="head")
        yield Choices(id="exams", compact=True, markup=False)
        yield Drawing(id="note")
        yield KeyLine(ascii=self.ascii)

    def on_mount(self) -> None:
        self.query_one("#exams").focus()
        self._draw()
        self.changed()

    def changed(self) -> None:
        self.in_background(self.study.exams.all, self._loaded, group="exams")

    def _loaded(self, exams: tuple[Exam, ...]) -> None:
        self._exams = exams
        self._loads += 1
        # Plans are made anew: anything may have been done since. What was shown stays until then.
        self._outlooks = {exam: found for exam, found in self._outlooks.items() if exam in exams}
        self._draw()
        self.refresh_bindings()
        self._plan_from(0)

    def _plan_from(self, place: int) -> None:
        """Plan one exam after the other, so that the next one is on the screen soon."""
        if self._exams is None or place >= len(self._exams):
            self._under_way = ""
            self._draw_note()
            return
        board, exam = self.study.exam_board, self._exams[place]
        self._under_way = "Planning …"
        self._draw_note()
        self.plan(partial(board.outlook, exam), partial(self._planned, self._loads, place))

    def _planned(self, load: int, place: int, outlook: ExamOutlook) -> None:
        if load == self._loads:
            self._outlooks[outlook.exam] = outlook
            self._draw()
            self._plan_from(place + 1)

    def heard(self, group: str, percent: int) -> None:
        self._under_way = f"Planning … {percent} %"
        self._draw_note()

    # --- drawing ----------------------------------------------------------------------------------------------

    def on_resize(self) -> None:
        self._draw()

    @property
    def _exam(self) -> Exam | None:
        """The exam under the cursor."""
        place = self.query_one("#exams", Choices).highlighted
        return self._exams[place] if self._exams and place is not None else None

    def _draw(self) -> None:
        cells, today = self.size.width, self.study.clock.now().day
        self.query_one("#where", Drawing).draw(
            (where_row("Exams", f"{today:%A} {today.day} {today:%B}", cells),)
        )
        head = self.query_one("#head", Drawing)
        head.display = bool(self._exams)
        head.draw((exam_head(cells),))
        listed = self.query_one("#exams", Choices)
        listed.display = bool(self._exams)
        at = listed.highlighted or 0
        exams = self._exams or ()
        listed.set_options(
            Option(row_content(exam_row(exam, self._outlooks.get(exam), today, cells))) for exam in exams
        )
        listed.highlighted = min(at, len(exams) - 1) if exams else None
        self._draw_note()

    def _draw_note(self) -> None:
        note, exam = self.query_one("#note", Drawing), self._exam
        if exam is not None:
            cells = max(20, self.size.width - 4)
            note.draw(exam_note_rows(exam, self._outlooks.get(exam), self._under_way, cells))
        elif self._exams is not None:
            note.draw((row("No exam yet; ", Span("a", "accent"), " adds one."),))

    @on(OptionList.OptionHighlighted, "#exams")
    def _moved(self) -> None:
        self._draw_note()

    @on(OptionList.OptionSelected, "#exams")
    def _clicked(self) -> None:
        self.action_plan()

    # --- actions ----------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("plan", "change", "remove"):
            return bool(self._exams)
        return self._exams is not None if action == "add" else True

    def action_plan(self) -> None:
        from studyapp.tui.screens.exam_plan import ExamPlanScreen

        if exam := self._exam:
            self.stop_planning()
            self.app.push_screen(ExamPlanScreen(self.study, exam), self._back)

    def action_add(self) -> None:
        self._form(None)

    def action_change(self) -> None:
        if exam := self._exam:
            self._form(exam)

    def _form(self, exam: Exam | None) -> None:
        from studyapp.tui.screens.exam_form import ExamFormScreen

        number = exam.id if exam else 0
        form = ExamFormScreen(self.study, exam, self._drafts.pop(number, None))
        self.app.push_screen(form, partial(self._form_left, number))

    def _form_left(self, number: int, left: Draft | Exam | None) -> None:
        if isinstance(left, Draft):
            self._drafts[number] = left
        self.changed()

    def action_remove(self) -> None:
        if exam := self._exam:
            self.in_background(partial(self.study.exams.remove, exam.name), self._removed, group="commit")

    def _removed(self, exam: Exam) -> None:
        self.notify(f"{exam.name} is removed; {self.key('exams.undo')} takes it back.", markup=False)
        self.changed()

    def _back(self, _result: object = None) -> None:
        self.changed()
