"""The plan of one exam: what each day asks, what a day off costs, and what a recall of 90 % would take."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from studyapp.core.text import one_line
from studyapp.render.spans import Span, row
from studyapp.tui.keys import EXAM_PLAN, bindings
from studyapp.tui.planning import PlanningScreen
from studyapp.tui.rows.exam_form import Draft
from studyapp.tui.rows.exams import Shown, plan_rows, where_row
from studyapp.tui.screens.player import Scroll
from studyapp.tui.undoing import UndoingScreen
from studyapp.tui.widgets.drawing import Drawing, HorizontalLine
from studyapp.tui.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from studyapp.core.records import Exam
    from studyapp.study.app import Study
    from studyapp.study.exam_plans import ExamOutlook


class ExamPlanScreen(PlanningScreen, UndoingScreen):
    """The plan first, then what takes many plans: the cost of a day off, the minutes that a recall takes."""

    BINDINGS = [*bindings(EXAM_PLAN)]  # noqa: RUF012

    def __init__(self, study: Study, exam: Exam) -> None:
        super().__init__(study)
        self._exam = exam
        self._outlook: ExamOutlook | None = None
        self._day: date | None = None
        self._by_minutes = True
        self._costs: dict[date, float] = {}
        self._needed: int | None = None
        self._needed_known = False
        self._percent = 0
        self._draft: Draft | None = None
        self._computing = False
        """Whether a cost or the minutes are under way: one at a time, for the day under the cursor first."""

    def compose(self) -> ComposeResult:
        yield Drawing(id="where")
        yield HorizontalLine(ascii=self.ascii)
        with Scroll(id="plan"):
            yield Drawing(id="days")
        yield KeyLine(ascii=self.ascii)

    def on_mount(self) -> None:
        self.query_one("#plan").focus()
        self._draw()
        self.changed()

    def changed(self) -> None:
        """Find the exam again, whatever it is called now, and plan it."""
        self.in_background(self.study.exams.all, self._loaded, group="exams")

    def _loaded(self, exams: tuple[Exam, ...]) -> None:
        found = next((exam for exam in exams if exam.id == self._exam.id), None)
        if found is None:  # it was taken back
            self.dismiss()
            return
        self._exam, self._costs, self._needed_known = found, {}, False
        self.stop_planning("more")
        self._computing = False
        self._draw()
        self.plan(partial(self.study.exam_board.outlook, found), self._planned)

    def _planned(self, outlook: ExamOutlook) -> None:
        self._outlook = outlook
        self._day = self._within(self._day or self._today + timedelta(days=1))
        self._draw()
        self.refresh_bindings()
        self._compute_more()

    def _compute_more(self) -> None:
        """What a day off costs under the cursor, then the minutes that the wish takes."""
        if self._computing or not self._has_days or self._day is None:
            return
        board, exam, day = self.study.exam_board, self._exam, self._day
        if day not in self._costs:
            self.plan(
                partial(board.cost_of_day_off, exam, day), partial(self._costed, exam, day), group="more"
            )
        elif not self._needed_known:
            self.plan(partial(board.needed, exam), partial(self._found_needed, exam), group="more")
        else:
            return
        self._computing = True

    def _costed(self, exam: Exam, day: date, cost: float) -> None:
        if exam is self._exam:  # else something was done meanwhile
            self._costs[day] = cost
            self._computed()

    def _found_needed(self, exam: Exam, needed: int | None) -> None:
        if exam is self._exam:
            self._needed, self._needed_known = needed, True
            self._computed()

    def _computed(self) -> None:
        self._computing = False
        self._draw()
        self._compute_more()

    def heard(self, group: str, percent: int) -> None:
        if group == "plan" and self._outlook is None:
            self._percent = percent
            self._draw()

    # --- drawing ----------------------------------------------------------------------------------------------

    @property
    def _today(self) -> date:
        return self.study.clock.now().day

    @property
    def _has_days(self) -> bool:
        """Whether there is a plan to look at."""
        plan = self._outlook.plan if self._outlook else None
        return plan is not None and plan.cards > 0

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        from studyapp.core.day_words import ahead_words
        from studyapp.study.exam_board import WISH

        cells, exam, today = self.size.width, self._exam, self._today
        sign = " > " if self.ascii else " › "
        name = one_line(exam.name, 60)
        title = f"Exams{sign}{name}" if cells >= 60 else name
        when = ahead_words((exam.day - today).days)
        cards = one_line(exam.selection, 40) or "all cards"
        right = f"{when} · {exam.day.day} {exam.day:%b} · {cards}" if cells >= 60 else when
        self.query_one("#where", Drawing).draw((where_row(title, right, cells),))
        drawing = self.query_one("#days", Drawing)
        if self._outlook is None or self._day is None:
            drawing.draw((row(Span(f"Planning … {self._percent} %", "dim")),))
            return
        shown = Shown(
            today,
            self._outlook,
            self._day,
            self._by_minutes,
            self._costs,
            self._needed,
            self._needed_known,
            WISH,
        )
        short = self.size.height < 18
        room = self.size.height - (2 if short else 4)
        drawing.draw(plan_rows(shown, max(20, cells - (3 if short else 5)), room, self.ascii))

    # --- actions ----------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self._has_days if action in ("day", "unit") else True

    def _within(self, day: date) -> date:
        """The day of the plan that is nearest."""
        return max(self._today, min(day, self._exam.day - timedelta(days=1)))

    def action_day(self, by: int) -> None:
        """Another day under the cursor."""
        if self._day is not None:
            self._day = self._within(self._day + timedelta(days=by))
            self._draw()
            self._compute_more()

    def action_unit(self) -> None:
        self._by_minutes = not self._by_minutes
        self._draw()

    def action_change(self) -> None:
        from studyapp.tui.screens.exam_form import ExamFormScreen

        draft, self._draft = self._draft, None
        self.app.push_screen(ExamFormScreen(self.study, self._exam, draft), self._form_left)

    def _form_left(self, left: Draft | Exam | None) -> None:
        self._draft = left if isinstance(left, Draft) else None
        self.changed()

    def action_remove(self) -> None:
        self.in_background(partial(self.study.exams.remove, self._exam.name), self._removed, group="commit")

    def _removed(self, exam: Exam) -> None:
        self.app.notify(f"{exam.name} is removed; {self.key('exams.undo')} takes it back.", markup=False)
        self.dismiss()
