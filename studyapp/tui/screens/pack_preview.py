"""The preview of a pack that is being written: a question as its files say now, read again at each save."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.message import Message

from studyapp.tui.background import StudyScreen
from studyapp.tui.editing import edit
from studyapp.tui.keys import PACK_PREVIEW, bindings
from studyapp.tui.pack_view import PackView

if TYPE_CHECKING:
    from studyapp.core.items import Question
    from studyapp.study.pack_preview import Closer, PackPreview, Ran, Shot, Watch

MENDED_WITHIN = 0.04
"""Seconds after which a file that cannot be read is looked at once more: it may have been half written."""
PATIENCE = 0.06
"""Seconds that a run may take before the question is shown without it."""
RESTS = 0.15
"""Seconds after a save before the closer look begins, so that it never delays the picture."""
LONGEST_REST = 3.0

Watching = Callable[["Callable[[], None]"], "Watch"]


class PackPreviewScreen(StudyScreen):
    """Shows one question; workers read, run and check, and what is not of the newest save is dropped."""

    BINDINGS = [*bindings(PACK_PREVIEW)]  # noqa: RUF012

    class Saved(Message):
        """A file of the pack was saved; sent from the thread that watches."""

        bubble = False

    def __init__(
        self,
        preview: PackPreview,
        wanted: str = "",
        seed: int | None = None,
        watching: Watching | None = None,
        whole_pack_read: Callable[[], object] = bool,
    ) -> None:
        """`watching` starts to watch the pack's files and calls back at each save.

        `whole_pack_read` is called when every question of the pack was read once.
        """
        super().__init__()
        self._preview = preview
        self._wanted = wanted
        self._given_seed = self._seed = seed
        self._watching = watching
        self._whole_pack_read = whole_pack_read
        self._watch: Watch | None = None
        self._shot: Shot | None = None
        """What was found at the newest look."""
        self._good: Shot | None = None
        """The newest look that found a question; it is being run, or was."""
        self._sheet: tuple[Question, Ran] | None = None
        """The question on the screen with its run."""
        self._closer: Closer | None = None
        self._runs = 0
        """Counts what is asked to be run, so that an older run is told apart."""
        self._shown = 0
        """Which of them is on the screen."""
        self._turning = 0
        """How many questions further the next look is to be."""
        self._card = 0
        self._revealed = False
        self._view = PackView(self)
        self._whole_read = False
        self._whole_rests = RESTS
        """Seconds between the closer look and that at the whole pack."""

    def compose(self) -> ComposeResult:
        yield from self._view.parts()

    def on_mount(self) -> None:
        self.query_one("#sheet").focus()
        if self._watching is not None:
            self._watch = self._watching(self._tell)
        self._look()

    def on_unmount(self) -> None:
        if self._watch is not None:
            self._watch.stop()

    def on_resize(self) -> None:
        self._draw()

    def _tell(self) -> None:
        self.post_message(self.Saved())

    # --- reading, running, checking: each in a worker, each begun by the one before ---------------------------

    @on(Saved)
    def _saved(self, _message: Saved) -> None:
        self._look()

    def _look(self) -> None:
        preview, last, wanted, by = self._preview, self._shot, self._wanted, self._turning
        seed = self._seed if by == 0 else self._given_seed

        def work() -> tuple[Shot, Ran | None]:
            shot = preview.look(last, by, wanted)
            if shot.question is None and last is not None and last.question is not None and by == 0:
                time.sleep(MENDED_WITHIN)
                shot = preview.look(last, by, wanted)
            return shot, preview.begun(shot, seed) if shot.question is not None else None

        self.in_background(work, partial(self._looked, seed), group="look")

    def _looked(self, seed: int | None, found: tuple[Shot, Ran | None]) -> None:
        shot, begun = found
        if self._wanted and shot.of and shot.id != self._wanted:
            said = f"There is no question {self._wanted[:80]!r} here; this is the first."
            self.notify(said, severity="warning", markup=False)
        another = self._shot is None or self._shot.number != shot.number
        self._wanted, self._turning, self._seed, self._shot = "", 0, seed, shot
        if begun is None:
            self._runs += 1  # a run that is under way is of no use any more
            self._closer = None
            self._draw()
            self.set_timer(RESTS, partial(self._look_closer, self._runs))
            return
        if another:
            self._card = 0
            self.query_one("#sheet").scroll_home(animate=False)
        self._good, self._closer = shot, None
        self._run(begun)

    def _run(self, begun: Ran) -> None:
        """Run the question; where that takes long, it is shown without its run first."""
        self._runs += 1
        number, shot, preview = self._runs, self._good, self._preview
        assert shot is not None
        self.in_background(
            lambda: preview.run(shot, begun.seed), partial(self._show_run, number), group="run"
        )
        self.set_timer(PATIENCE, partial(self._show_run, number, begun))

    def _show_run(self, number: int, ran: Ran) -> None:
        """Show what was run, unless something newer is wanted or, of one that is still to come, is here."""
        if number != self._runs or (ran.pending and self._shown == number):
            return
        question = self._good.question if self._good is not None else None
        assert question is not None
        self._sheet, self._shown = (question, ran), number
        self._draw()
        self.refresh_bindings()
        if not ran.pending:
            self.set_timer(RESTS, partial(self._look_closer, number))

    def _look_closer(self, number: int) -> None:
        if number != self._runs or self._shot is None:
            return
        shot, preview = self._shot, self._preview
        ran = self._sheet[1] if self._sheet is not None and shot.question is not None else None
        self.in_background(
            lambda: preview.look_closer(shot, ran), partial(self._looked_closer, number), group="closer"
        )

    def _looked_closer(self, number: int, closer: Closer) -> None:
        if number == self._runs:
            self._closer = closer
            self._draw()
            self.set_timer(self._whole_rests, partial(self._look_at_whole, number, closer))

    def _look_at_whole(self, number: int, closer: Closer) -> None:
        shot, preview = self._shot, self._preview
        if number != self._runs or shot is None:
            return

        def work() -> tuple[Closer | None, float]:
            began = time.perf_counter()
            return preview.look_at_whole(shot, closer), time.perf_counter() - began

        self.in_background(work, partial(self._looked_at_whole, number), group="closer")

    def _looked_at_whole(self, number: int, found: tuple[Closer | None, float]) -> None:
        closer, took = found
        if number != self._runs:
            return
        if closer is None:
            self._look()
            return
        # In a large pack it begins when nothing was saved for as long as it takes: it would delay the picture.
        self._whole_rests = min(LONGEST_REST, max(RESTS, took))
        if not self._whole_read:
            self._whole_pack_read()
            self._whole_read = True
        self._closer = closer
        self._draw()

    def _draw(self) -> None:
        if self._shot is None:
            self._view.wait(self._preview.folder.name)
        else:
            self._view.draw(self._shot, self._sheet, self._closer, self._card, revealed=self._revealed)

    # --- keys -------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        shot = self._shot
        question = shot.question if shot is not None else None
        match action:
            case "turn":
                return shot is not None and shot.of > 1
            case "seed" | "reveal":
                return question is not None
            case "card":
                return question is not None and len(question.facets) > 1
            case "edit":
                return shot is not None and shot.path is not None
        return True

    def action_reveal(self) -> None:
        self._revealed = not self._revealed
        self._draw()

    def action_turn(self, by: int) -> None:
        shot = self._shot
        if shot is not None and 1 <= shot.number + self._turning + by <= shot.of:
            self._turning += by
            self._look()

    def action_seed(self, by: int) -> None:
        """Show the question with other numbers."""
        if self._good is None or self._sheet is None:
            return
        seed = self._seed = max(0, self._sheet[1].seed + by)
        good, preview = self._good, self._preview
        self._closer = None
        self.in_background(lambda: preview.begun(good, seed), self._run, group="look")

    def action_card(self) -> None:
        self._card += 1
        self._draw()

    def action_edit(self) -> None:
        """Open the editor where the question, or what is wrong with it, stands."""
        shot = self._shot
        if shot is not None and shot.path is not None and shot.mark is not None:
            first = shot.findings[0] if shot.question is None and shot.findings else None
            edit(self, shot.path, first.line if first else shot.mark.line, self._look)
