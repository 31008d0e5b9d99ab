"""What the editor shows beside what is typed: the question as its learner will see it, and what is found in it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from textual.timer import Timer

from studyapp.core.errors import Refusal
from studyapp.render.spans import Rows, row
from studyapp.render.warm import warm
from studyapp.tui.background import StudyScreen
from studyapp.tui.rows import pack_preview as shown
from studyapp.tui.rows.editor import state_row, where_row
from studyapp.tui.widgets.drawing import Drawing
from studyapp.tui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from studyapp.core.items import Question
    from studyapp.study.app import Study
    from studyapp.study.editing import Look, Opened
    from studyapp.study.pack_preview import Finding, Ran


CLOSER_AFTER = 0.5
"""Seconds after a look before the question is run on several seeds."""


class SheetScreen(StudyScreen):
    """Draws what was looked at last; where there is no room for both, the preview is behind a key."""

    def __init__(self, study: Study) -> None:
        super().__init__(study)
        self._opened: Opened | None = None
        self._findings: tuple[Finding, ...] | None = None
        """What is found in what is typed; None while it is looked at."""
        self._good: tuple[Question, Ran] | None = None
        """The question as it could last be read, with its run."""
        self._stale = self._revealed = self._in_front = False
        self._card = 0
        self._seed: int | None = None
        self._looks = 0
        self._waiting: dict[str, Timer] = {}

    @property
    def _changed(self) -> bool:
        """Whether anything is still to be saved."""
        raise NotImplementedError

    def _writing(self) -> Callable[[], str]:
        """What makes the source from what is typed now, in a worker. Refusal where no file can hold it."""
        raise NotImplementedError

    # --- looking at it ------------------------------------------------------------------------------------------

    def _after(self, seconds: float, what: str, does: Callable[[], None]) -> None:
        """Do something when it was not asked for again for so long."""
        if (timer := self._waiting.get(what)) is not None:
            timer.stop()
        self._waiting[what] = self.set_timer(seconds, does)

    def _look(self) -> None:
        """Read what is typed, run it once and draw it; what is older than this is dropped."""
        opened = self._opened
        if opened is None:
            return
        self._looks += 1
        editing, writing, seed = self.study.editing, self._writing(), self._seed
        cells, ascii = self._cells, self.ascii

        def work() -> tuple[str, Look]:
            from studyapp.study.editing import Look
            from studyapp.study.pack_preview import Finding

            try:
                source = writing()
            except Refusal as refusal:
                place = opened.place
                return "", Look(None, None, (Finding("error", place.file, place.line, 1, str(refusal)),))
            look = editing.look(opened, source, seed)
            if look.question is not None and look.ran is not None and look.ran.variant is not None:
                warm(look.question, look.ran.variant, width=cells, ascii=ascii)
            return source, look

        self.in_background(work, partial(self._looked, self._looks), group="look")

    def _looked(self, number: int, found: tuple[str, Look]) -> None:
        source, look = found
        if number != self._looks:
            return
        self._findings = look.findings
        self._stale = look.question is None
        if look.question is not None and look.ran is not None:
            self._good = (look.question, look.ran)
        self._draw()
        self.refresh_bindings()
        self._after(CLOSER_AFTER, "closer", partial(self._look_closer, number, source, look))

    def _look_closer(self, number: int, source: str, look: Look) -> None:
        """What takes longer, once nothing was typed for a while."""
        opened = self._opened
        if number != self._looks or opened is None or look.question is None:
            return
        editing, then = self.study.editing, partial(self._looked_closer, number)
        self.in_background(lambda: editing.look_closer(opened, source, look), then, group="closer")

    def _looked_closer(self, number: int, look: Look) -> None:
        if number == self._looks:
            self._findings = look.findings
            self._draw()

    # --- drawing ------------------------------------------------------------------------------------------------

    @property
    def _beside(self) -> bool:
        return self.size.width >= 110

    @property
    def _roomy(self) -> bool:
        """Whether there is room for both, beside or below one another."""
        return self._beside or (self.size.height >= 18 and self.size.width >= 60)

    @property
    def _cells(self) -> int:
        whole = self.size.width // 2 if self._beside else self.size.width
        return max(20, whole - (3 if self.size.height < 18 else 6))

    def on_resize(self) -> None:
        self._lay_out()
        self._draw()

    def _lay_out(self) -> None:
        self.query_one("#writing").display = self._roomy or not self._in_front
        self.query_one("#preview").display = self._roomy or self._in_front

    def _draw(self) -> None:
        self._draw_lines()
        sheet = self.query_one(Sheet)
        sheet.set_class(self._stale, "-stale")
        found = self._found()
        if self._good is None:
            sheet.show("", (), "", (), (), found, width=self._cells)
            return
        question, ran = self._good
        facet = question.facets[self._card % len(question.facets)]
        seen = shown.learner_view(question, facet, ran, cells=self._cells, ascii=self.ascii)
        sections = shown.refused_section(ran, cells=self._cells, ascii=self.ascii)
        if self._revealed:
            sections = shown.behind(question, facet, ran, None, cells=self._cells, ascii=self.ascii)
        ask = (row(seen.ask),) if seen.ask else ()
        behind = shown.section_rows(sections)
        sheet.show(seen.prompt, seen.listed, seen.conventions, ask, behind, found, width=self._cells)

    def _found(self) -> Rows:
        if self._findings is None:
            return ()
        sections = shown.findings_section(self._findings, checking=False, cells=self._cells, ascii=self.ascii)
        return shown.section_rows(sections)

    def _draw_lines(self) -> None:
        place = self._opened.place if self._opened is not None else None
        changed = self._opened is not None and self._changed
        self.query_one("#where", Drawing).draw((where_row(place, changed=changed, cells=self.size.width),))
        if place is not None:
            key = self.key("editor.finding")
            state = state_row(place, self._findings, key, self.size.width, ascii=self.ascii)
            self.query_one("#state", Drawing).draw((state,))

    # --- keys ---------------------------------------------------------------------------------------------------

    def action_preview(self) -> None:
        self._in_front = not self._in_front
        self._lay_out()
        if self._in_front:
            self.query_one(Sheet).scroll_home(animate=False)

    def action_reveal(self) -> None:
        self._revealed = not self._revealed
        self._draw()

    def action_card(self) -> None:
        self._card += 1
        self._draw()
