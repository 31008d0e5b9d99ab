"""The app of 'studyapp pack preview': it paints first, and opens no store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Static

from studyapp.core.text import one_line
from studyapp.tui.commands import StudyCommands
from studyapp.tui.keys import APP, bindings
from studyapp.tui.preferring import Preferences, PreferringApp

if TYPE_CHECKING:
    from studyapp.study.pack_preview import Watch


class Target(NamedTuple):
    """What to preview: one pack, and where wanted a question of it; or a choice of packs."""

    folder: Path | None
    question: str = ""
    seed: int | None = None
    choice: Callable[[], Sequence[Path]] = tuple
    """Lists the packs that may be chosen, where there is no folder."""


Watching = Callable[[Path, Callable[[], None]], "Watch"]


class PreviewApp(PreferringApp):
    """Shows packs that are being written."""

    TITLE = "studyapp pack preview"
    CSS_PATH = "app.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(APP)]
    COMMANDS = PreferringApp.COMMANDS | {StudyCommands}
    ENABLE_COMMAND_PALETTE = True

    class Loaded(Message):
        """The modules of the first screen are there."""

        def __init__(self, first: Callable[[], Screen[Any]]) -> None:
            super().__init__()
            self.first = first

    def __init__(
        self,
        target: Target,
        *,
        preferences: Preferences,
        watching: Watching | None = None,
        whole_pack_read: Callable[[], object] = bool,
    ) -> None:
        """`watching` tells of saved files in place of the system's own notices.

        `whole_pack_read` is called when every question of the pack was read once.
        """
        super().__init__(preferences)
        self._target = target
        self._watching = watching
        self._whole_pack_read = whole_pack_read

    def compose(self) -> ComposeResult:
        name = self._target.folder.name if self._target.folder else "packs"
        yield Static(f"  Opening {one_line(name, 60)} …", markup=False)

    def on_mount(self) -> None:
        self.apply_settings(self.settings, first=True)
        # The screen is painted before the worker's imports take the interpreter.
        self.call_after_refresh(self.set_timer, 0.01, self._open)

    def _open(self) -> None:
        self.run_worker(self._opening, thread=True, group="open", exit_on_error=True)

    def _opening(self) -> None:
        target = self._target
        first: Callable[[], Screen[Any]]
        if target.folder is not None:
            first = partial(self._preview, target.folder, target.question, self._loaded_watching())
        else:
            from studyapp.tui.screens.pack_choice import PackChoiceScreen

            self._loaded_watching()
            first = partial(PackChoiceScreen, target.choice())
        self.post_message(self.Loaded(first))

    def _loaded_watching(self) -> Watching:
        """Load what a preview needs, and what watches its files."""
        import studyapp.tui.screens.pack_preview
        from studyapp.study.pack_preview import Watch

        assert studyapp.tui.screens.pack_preview
        return self._watching or Watch

    def _preview(self, folder: Path, question: str, watching: Watching) -> Screen[Any]:
        from studyapp.study.pack_preview import PackPreview
        from studyapp.tui.screens.pack_preview import PackPreviewScreen

        preview = PackPreview(folder)
        watched = partial(watching, preview.folder)
        return PackPreviewScreen(preview, question, self._target.seed, watched, self._whole_pack_read)

    @on(Loaded)
    def _loaded(self, message: Loaded) -> None:
        self.push_screen(message.first(), lambda _result: self.exit())

    def on_pack_choice_screen_chosen(self, message: Any) -> None:
        self.push_screen(self._preview(message.folder, "", self._loaded_watching()))

    def action_help(self) -> None:
        from studyapp.tui.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen())
