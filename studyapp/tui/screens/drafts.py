"""Drafts one by one: each with its answer and the line it came from, to keep, drop or edit."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widgets import Input

from studyapp import editor
from studyapp.core.errors import Refusal
from studyapp.render.spans import Rows
from studyapp.study.draft_board import END, answer_line
from studyapp.tui.background import StudyScreen
from studyapp.tui.editing import edit
from studyapp.tui.keys import DRAFTS, bindings
from studyapp.tui.messages import WorkRefused
from studyapp.tui.rows import drafts as lines
from studyapp.tui.rows.pack_preview import learner_view, section_rows
from studyapp.tui.widgets.drawing import Drawing, HorizontalLine
from studyapp.tui.widgets.key_line import KeyLine
from studyapp.tui.widgets.prose import Prose

if TYPE_CHECKING:
    from studyapp.study.draft_board import Advice, Begun, Board, DraftBoard, Sheet, Watch

LONGEST_ANSWER = 2_000
"""Signs of an answer that is typed here."""
Watching = Callable[["Callable[[], None]"], "Watch"]


class DraftsScreen(StudyScreen):
    """Offers the drafts of a board. The screen moves on when a decision is on the disk."""

    BINDINGS = [*bindings(DRAFTS)]  # noqa: RUF012
    AUTO_FOCUS = ""

    class Saved(Message):
        """A file of the pack was saved; sent from the thread that watches."""

        bubble = False

    def __init__(self, board: DraftBoard, named: str, watching: Watching | None = None) -> None:
        """`named` is the folder as the author wrote it; `watching` tells of files that are saved."""
        super().__init__()
        self._drafts = board
        self._named = named
        self._watching = watching
        self._watch: Watch | None = None
        self._board: Board | None = None
        self._advice: tuple[Advice, ...] | None = None
        self._busy = False
        """Whether a decision is under way; keys wait for none."""

    def compose(self) -> ComposeResult:
        yield Drawing(id="where")
        yield HorizontalLine(ascii=self.ascii)
        yield Drawing(id="problems")
        with VerticalScroll(id="sheet"):
            yield Prose(id="prompt")
            yield Drawing(id="listed")
            yield Drawing(id="behind")
        yield Drawing(id="typing")
        yield Input(id="answer", compact=True, max_length=LONGEST_ANSWER, select_on_focus=False)
        yield Drawing(id="place")
        yield KeyLine(ascii=self.ascii)

    def on_mount(self) -> None:
        self._stop_typing()
        if self._watching is not None:
            self._watch = self._watching(self._tell)
        self._look(None)

    def on_unmount(self) -> None:
        if self._watch is not None:
            self._watch.stop()

    def on_resize(self) -> None:
        self._draw()

    # --- looking -------------------------------------------------------------------------------------------------

    def _tell(self) -> None:
        self.post_message(self.Saved())

    @on(Saved)
    def _saved(self, _message: Saved) -> None:
        board = self._board
        if board is not None:
            self._look(self._here)

    @property
    def _here(self) -> str:
        """The draft that is shown; END past the last one."""
        sheet = self._board.sheet if self._board is not None else None
        return sheet.place.id if sheet is not None else END

    def _look(self, at: str | None, by: int = 0) -> None:
        drafts = self._drafts
        self.in_background(lambda: drafts.look(at, by), self._show, group="look")

    def _show(self, board: Board) -> None:
        """Show what a look or a decision found, unless something newer is shown."""
        before = self._board
        if before is not None and board.turn < before.turn:
            return
        another = before is None or before.sheet != board.sheet
        self._board = board
        if another:
            self._advice = None
            if before is None or _id(before.sheet) != _id(board.sheet):
                self.query_one("#sheet").scroll_home(animate=False)
                self._stop_typing()
            if board.sheet is not None:
                drafts, sheet = self._drafts, board.sheet
                self.in_background(
                    lambda: drafts.advice(sheet), partial(self._advised, sheet), group="advice"
                )
        self._draw()
        self.refresh_bindings()

    def _advised(self, sheet: Sheet, advice: tuple[Advice, ...]) -> None:
        if self._board is not None and self._board.sheet is sheet:
            self._advice = advice
            self._draw()

    # --- drawing -------------------------------------------------------------------------------------------------

    @property
    def _cells(self) -> int:
        return max(20, self.size.width - (3 if self.size.height < 18 else 6))

    def _draw(self) -> None:
        board = self._board
        if board is None:
            return
        self.query_one("#where", Drawing).draw((lines.where_row(board, self.size.width),))
        self.query_one(HorizontalLine).fill(lines.share(board))
        self._draw_problem(board)
        self.query_one("#place", Drawing).draw(
            (lines.place_row(board, self.size.width, self.key("drafts.undo")),)
        )
        prompt = self.query_one("#prompt", Prose)
        prompt.display = board.sheet is not None
        if board.sheet is None:
            self._rows("#listed", ())
            folder = self._named
            ended = () if board.broken else lines.end_rows(board, folder, cells=self._cells, ascii=self.ascii)
            self._rows("#behind", ended)
            return
        self._draw_sheet(board.sheet, prompt)

    def _draw_problem(self, board: Board) -> None:
        told: Rows = ()
        if board.broken is not None:
            told = lines.problem_rows(
                board.problem,
                shown=board.sheet is not None,
                cells=self._cells,
                ascii=self.ascii,
                edit=self.key("drafts.edit"),
            )
        self._rows("#problems", told)
        self.query_one("#sheet").set_class(board.broken is not None, "-stale")

    def _draw_sheet(self, sheet: Sheet, prompt: Prose) -> None:
        question, cells, ascii = sheet.place.question, self._cells, self.ascii
        seen = learner_view(question, question.facets[0], sheet.ran, cells=cells, ascii=ascii)
        prompt.show(seen.prompt, width=cells, ascii=ascii)
        variant = sheet.variant
        rows = lines.listed(question, variant, cells=cells, ascii=ascii) if variant is not None else ()
        self._rows("#listed", rows)
        told = lines.sections(sheet, cells=cells, ascii=ascii)
        told.append(lines.advice_section(self._advice, sheet, cells=cells, ascii=ascii))
        self._rows("#behind", section_rows(told)[1:])

    def _rows(self, part: str, rows: Rows) -> None:
        drawing = self.query_one(part, Drawing)
        drawing.display = bool(rows)
        drawing.draw(rows)

    # --- deciding ------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        board = self._board
        if action in ("back", "take"):
            return action == "back" or self._typing
        if board is None or self._typing:
            return False
        match action:
            case "keep" | "drop":
                return board.sheet is not None and board.broken is None
            case "edit":
                return board.sheet is not None or board.broken is not None
            case "turn":
                return board.broken is None and board.left > 0 and (self._here != END or parameters == (-1,))
            case "undo":
                return bool(board.undoes)
            case "redo":
                return bool(board.redoes)
        return True

    def _decide(self, decision: Callable[[], Board]) -> None:
        """Have a decision carried out; another one waits until it is on the disk."""
        if not self._busy:
            self._busy = True
            self.in_background(decision, self._decided, group="commit")

    def _decided(self, board: Board) -> None:
        self._busy = False
        self._stop_typing()
        self._show(board)

    @on(WorkRefused)
    def _refused(self, message: WorkRefused) -> None:
        """Say why, and show the draft as it is now."""
        message.stop()
        self._busy = False
        self.notify(message.message, severity="warning", timeout=8, markup=False)
        if message.group == "commit":
            self._look(self._here)

    def action_keep(self) -> None:
        if self._board is not None and (sheet := self._board.sheet) is not None:
            self._decide(partial(self._drafts.keep, sheet))

    def action_drop(self) -> None:
        if self._board is not None and (sheet := self._board.sheet) is not None:
            self._decide(partial(self._drafts.drop, sheet))

    def action_undo(self) -> None:
        self._decide(self._drafts.undo)

    def action_redo(self) -> None:
        self._decide(self._drafts.redo)

    def action_turn(self, by: int) -> None:
        """The open draft after this one, or before it; past the last one comes the end."""
        if not self._busy and (by < 0 or self._here != END):
            self._look(self._here, by)

    # --- editing -------------------------------------------------------------------------------------------------

    def action_edit(self) -> None:
        """Open the editor at the draft, or where the pack is broken; without one, ask for the answer here."""
        board = self._board
        if board is None or self._busy:
            return
        if board.broken is None and board.sheet is not None and not self._has_editor():
            self._start_typing(board.sheet)
            return
        drafts, here = self._drafts, self._here
        self.in_background(lambda: drafts.begin(here), self._open_editor, group="edit")

    def _has_editor(self) -> bool:
        try:
            return not self.app.is_web and editor.words() is not None
        except Refusal:
            return True  # it is set to what is no command; opening it says so

    def _open_editor(self, begun: Begun) -> None:
        board = self._board
        if board is None:
            return
        if board.broken is not None:
            file, line = board.broken.file, board.broken.line
        elif board.sheet is not None:
            file, line = board.sheet.place.file, board.sheet.place.line
        else:
            return
        drafts = self._drafts
        then = partial(self._decide, partial(drafts.edited, begun))
        edit(self, drafts.folder / file, line, then, wait=True)

    @property
    def _typing(self) -> bool:
        return bool(self.query_one("#answer").display)

    def _start_typing(self, sheet: Sheet) -> None:
        try:
            line = answer_line(sheet.place.question)
        except Refusal as refusal:
            self.notify(str(refusal), severity="warning", timeout=8, markup=False)
            return
        field = self.query_one("#answer", Input)
        field.value = line
        field.cursor_position = len(line)
        self._rows("#typing", (lines.typing_row(sheet),))
        field.display = True
        field.focus()
        self.refresh_bindings()

    def _stop_typing(self) -> None:
        self.query_one("#answer").display = False
        self.query_one("#typing").display = False
        self.query_one("#sheet").focus()
        self.refresh_bindings()

    def action_take(self) -> None:
        """Take the answer that is typed."""
        text = self.query_one("#answer", Input).value
        if self._board is not None and (sheet := self._board.sheet) is not None:
            self._decide(partial(self._drafts.answer, sheet, text))

    def action_back(self) -> None:
        """Leave what is typed, or the screen."""
        if self._typing:
            self._stop_typing()
        elif not self._busy:
            self.dismiss()


def _id(sheet: Sheet | None) -> str | None:
    return sheet.place.id if sheet is not None else None
