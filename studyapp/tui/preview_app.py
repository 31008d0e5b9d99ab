"""The app of 'studyapp pack preview': it paints first, and opens no store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from textual.screen import Screen

from studyapp.tui.pack_app import First, PackApp
from studyapp.tui.preferring import Preferences

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


class PreviewApp(PackApp):
    """Shows packs that are being written."""

    TITLE = "studyapp pack preview"

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
        super().__init__(target.folder.name if target.folder else "packs", preferences=preferences)
        self._target = target
        self._watching = watching
        self._whole_pack_read = whole_pack_read

    def load(self) -> First:
        target, watching = self._target, self._loaded_watching()
        if target.folder is not None:
            return partial(self._preview, target.folder, target.question, watching)
        from studyapp.tui.screens.pack_choice import PackChoiceScreen

        return partial(PackChoiceScreen, target.choice())

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

    def on_pack_choice_screen_chosen(self, message: Any) -> None:
        self.push_screen(self._preview(message.folder, "", self._loaded_watching()))
