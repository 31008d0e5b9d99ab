"""Learning what is new: a part of the guide, then its questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from studyapp.core.lessons import Lesson
from studyapp.render.markdown import prepare
from studyapp.render.spans import clip
from studyapp.tui.background import StudyScreen
from studyapp.tui.keys import LEARN, bindings
from studyapp.tui.rows.learn import note_row, where_row
from studyapp.tui.widgets.article import Article, Heading, Piece
from studyapp.tui.widgets.drawing import Drawing, HorizontalLine
from studyapp.tui.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from studyapp.study.app import Study
    from studyapp.study.learning import Outline

READING_WIDTH = 96


class LearnScreen(StudyScreen):
    """Shows one lesson at a time; its questions are asked over it."""

    BINDINGS = [*bindings(LEARN)]  # noqa: RUF012

    def __init__(self, study: Study, pack: str | None = None, section: str | None = None) -> None:
        super().__init__(study)
        self._pack = pack
        self._section = section
        self._outline: Outline | None = None
        self._lesson: Lesson | None = None
        self._laid_out_for = 0

    def compose(self) -> ComposeResult:
        yield Drawing(id="where")
        yield HorizontalLine(ascii=self.ascii)
        with VerticalScroll(id="lesson"):
            yield Article()
        yield Drawing(id="note")
        yield KeyLine(ascii=self.ascii)

    def on_mount(self) -> None:
        self.in_background(self._read_first, self._first, group="learn")

    def _read(self) -> Outline | None:
        learning = self.study.learning
        pack = self._pack or learning.pack_to_learn()
        return learning.outline(pack) if pack is not None else None

    def _read_first(self) -> Outline | None:
        outline = self._read()
        if outline is not None and self._section is not None:
            outline.lesson(self._section)  # refuses what is not there
        return outline

    def _first(self, outline: Outline | None) -> None:
        if outline is None:
            self.notify("Nothing is new: every question was begun.")
            self.dismiss(None)
            return
        self._outline = outline
        self._open(outline.lesson(self._section) if self._section else outline.next())

    def _again(self, outline: Outline | None) -> None:
        """Back from the questions: what is left of this lesson, or the next one."""
        if outline is None or self._lesson is None:
            self.dismiss(None)
            return
        self._outline = outline
        current = outline.find(self._lesson.id)
        self._open(current if current and current.new else outline.next(self._lesson) or outline.next())

    def _open(self, lesson: Lesson | None) -> None:
        assert self._outline is not None
        self._lesson = lesson
        width = self.size.width
        self.query_one("#where", Drawing).draw((clip(where_row(self._outline, lesson, width), width - 1),))
        self.query_one("#note", Drawing).draw((note_row(self._outline, lesson),))
        room = self._laid_out_for = self._room()
        self.in_background(lambda: self._pieces(lesson, room), self._show, group="page")

    def _room(self) -> int:
        return max(24, min(self.size.width - 6, READING_WIDTH))

    def _pieces(self, lesson: Lesson | None, width: int) -> list[Piece]:
        pieces: list[Piece] = []
        for place, section in enumerate(lesson.sections if lesson else ()):
            if place or len(lesson.sections if lesson else ()) > 1:
                pieces.append(Heading(section.title))
            pieces += prepare(section.text, width=width, ascii=self.ascii)
        return pieces

    async def _show(self, pieces: list[Piece]) -> None:
        await self.query_one(Article).show(pieces, width=self._room(), ascii=self.ascii)
        scroll = self.query_one("#lesson", VerticalScroll)
        scroll.scroll_home(animate=False)
        scroll.focus()
        self.refresh_bindings()

    def on_resize(self) -> None:
        """Formulas and diagrams are laid out for the width that there is."""
        if self._outline is not None and self._room() != self._laid_out_for:
            self._open(self._lesson)

    # --- actions ----------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        outline, lesson = self._outline, self._lesson
        if action not in ("questions", "turn"):
            return True
        if outline is None or lesson is None:
            return False
        if action == "turn":
            return self._beside(cast("int", parameters[0])) is not None
        beyond = bool(outline.limit_says(lesson))
        return lesson.new > 0 and (beyond if parameters[0] else outline.allowed > 0)

    def _beside(self, by: int) -> Lesson | None:
        if self._outline is None or self._lesson is None:
            return None
        place = self._lesson.place - 1 + by
        return self._outline.lessons[place] if 0 <= place < len(self._outline.lessons) else None

    def action_turn(self, by: int) -> None:
        if (lesson := self._beside(by)) is not None:
            self._open(lesson)

    def action_questions(self, beyond_limit: bool) -> None:
        from studyapp.tui.asking_modes import Learning
        from studyapp.tui.screens.ask import AskScreen

        if self._outline is None or self._lesson is None:
            return
        learning = Learning(self.study, self._outline.pack, self._lesson, beyond_limit=beyond_limit)
        self.app.push_screen(
            AskScreen(self.study, learning),
            lambda _result: self.in_background(self._read, self._again, group="learn"),
        )
