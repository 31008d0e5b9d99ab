"""What the preview of a pack shows: its parts and what each says. The screen decides, this draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from studyapp.render.spans import Rows, row
from studyapp.tui.rows import pack_preview as lines
from studyapp.tui.widgets.drawing import Drawing, HorizontalLine
from studyapp.tui.widgets.key_line import KeyLine
from studyapp.tui.widgets.prose import Prose

if TYPE_CHECKING:
    from studyapp.core.items import Question
    from studyapp.study.pack_preview import Closer, Finding, Ran, Shot
    from studyapp.tui.background import StudyScreen


def facet_of(question: Question, card: int) -> str:
    """The n-th card of a question, counted round and round."""
    return question.facets[card % len(question.facets)]


class PackView:
    """Draws on the screen that it was handed."""

    def __init__(self, screen: StudyScreen) -> None:
        self._screen = screen

    def parts(self) -> ComposeResult:
        ascii = self._screen.ascii
        yield Drawing(id="where")
        yield HorizontalLine(ascii=ascii)
        problems = Drawing(id="problems")
        problems.display = False
        yield problems
        with VerticalScroll(id="sheet"):
            yield Prose(id="prompt")
            yield Drawing(id="listed")
            yield Prose(id="conventions")
            yield Drawing(id="ask")
            yield Drawing(id="behind")
            yield Prose(id="texts")
            yield Drawing(id="findings")
        yield Drawing(id="place")
        yield KeyLine(ascii=ascii)

    @property
    def _cells(self) -> int:
        size = self._screen.size
        return max(20, size.width - (3 if size.height < 18 else 6))

    def wait(self, pack: str) -> None:
        """Before the pack was looked at."""
        self._drawing("#where").draw((row(f" {pack}  …"),))

    def draw(
        self,
        shot: Shot,
        sheet: tuple[Question, Ran] | None,
        closer: Closer | None,
        card: int,
        *,
        revealed: bool,
    ) -> None:
        """`shot` is what was found at the newest look, `sheet` the question as it could last be read and run."""
        question, ran = sheet or (None, None)
        facet = facet_of(question, card) if question is not None else ""
        named = facet if question is not None and len(question.facets) > 1 else ""
        cells = self._screen.size.width
        self._drawing("#where").draw((lines.where_row(shot, question, cells, facet=named),))
        pending = ran is not None and ran.pending
        self._drawing("#place").draw((lines.place_row(shot, ran, cells, pending=pending),))
        self._problems(shot, closer, below=question is not None)
        self._screen.query_one("#sheet").set_class(shot.question is None, "-stale")
        if question is not None and ran is not None:
            self._question(question, facet, ran)
            self._behind(question, facet, ran, closer, revealed=revealed)
        self._findings(shot, closer)

    def _problems(self, shot: Shot, closer: Closer | None, *, below: bool) -> None:
        problems = self._drawing("#problems")
        problems.display = shot.question is None
        if shot.question is None:
            found = _in_the_way(shot, closer)
            problems.draw(lines.problem_rows(found, stale=below, cells=self._cells, ascii=self._screen.ascii))

    def _question(self, question: Question, facet: str, ran: Ran) -> None:
        seen = lines.learner_view(question, facet, ran, cells=self._cells, ascii=self._screen.ascii)
        self._screen.query_one("#prompt", Prose).show(
            seen.prompt, width=self._cells, ascii=self._screen.ascii
        )
        conventions = self._screen.query_one("#conventions", Prose)
        conventions.display = bool(seen.conventions)
        conventions.show(seen.conventions, width=self._cells, ascii=self._screen.ascii, dim=True)
        self._rows("#listed", seen.listed)
        self._rows("#ask", (row(seen.ask),) if seen.ask else ())

    def _behind(
        self, question: Question, facet: str, ran: Ran, closer: Closer | None, *, revealed: bool
    ) -> None:
        texts = self._screen.query_one("#texts", Prose)
        if not revealed:
            texts.display = False
            # What the learner could not be asked at all is said in any case.
            refused = lines.refused_section(ran, cells=self._cells, ascii=self._screen.ascii)
            self._rows("#behind", lines.section_rows(refused))
            return
        sections = lines.behind(question, facet, ran, closer, cells=self._cells, ascii=self._screen.ascii)
        sections += lines.diagram_section(question, cells=self._cells, ascii=self._screen.ascii)
        self._rows("#behind", lines.section_rows(sections))
        said = lines.long_texts(question, ran.variant)
        texts.display = bool(said)
        texts.show(said, width=self._cells, ascii=self._screen.ascii)

    def _findings(self, shot: Shot, closer: Closer | None) -> None:
        found = closer.findings if closer is not None else shot.findings
        if shot.question is None:
            above = _in_the_way(shot, closer)
            found = tuple(one for one in found if one not in above)
            if not found:
                self._rows("#findings", ())
                return
        sections = lines.findings_section(
            found, checking=closer is None or not closer.whole, cells=self._cells, ascii=self._screen.ascii
        )
        self._rows("#findings", lines.section_rows(sections))

    def _rows(self, part: str, rows: Rows) -> None:
        drawing = self._drawing(part)
        drawing.display = bool(rows)
        drawing.draw(rows)

    def _drawing(self, part: str) -> Drawing:
        return self._screen.query_one(part, Drawing)


def _in_the_way(shot: Shot, closer: Closer | None) -> tuple[Finding, ...]:
    """Why the question cannot be read: what the closer look says of its file, once that is known."""
    files = {one.file for one in shot.findings}
    known = () if closer is None else tuple(one for one in closer.findings if one.file in files)
    return known or shot.findings
