"""The worked example of the question asked: run by a worker while the learner thinks, then on other numbers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from studyapp.core.hinting import hint_steps
from studyapp.render.warm import warm
from studyapp.tui.rows.ask import other_numbers

if TYPE_CHECKING:
    from studyapp.core.worked import Variant, WorkedExample
    from studyapp.study.asked import Asked
    from studyapp.tui.ask.attempt import Attempt
    from studyapp.tui.ask.view import AskView
    from studyapp.tui.background import StudyScreen


class WorkedRun:
    """Runs the example of the attempt that is on the screen, and shows it. `current` gives that attempt."""

    def __init__(self, screen: StudyScreen, view: AskView, current: Callable[[], Attempt]) -> None:
        self._screen = screen
        self._view = view
        self._current = current

    def run(self, seed: int) -> None:
        """Run the worked example on a seed; the question's own is run while the learner thinks."""
        asked, explore = self._current().asked, self._screen.study.explore
        width, ascii = self._view.width, self._screen.ascii

        def work() -> tuple[Variant, WorkedExample | None, int]:
            own = seed == asked.variant.seed
            variant = asked.variant if own else explore.variant(asked.card.pack, asked.question, seed)
            example = explore.worked(asked.question, variant)
            warm(asked.question, asked.variant, width=width, ascii=ascii)
            return variant, example, hint_steps(asked.question, variant, example) if own and example else 0

        self._screen.in_background(work, partial(self._ran, asked), group="example")

    def _ran(self, asked: Asked, found: tuple[Variant, WorkedExample | None, int]) -> None:
        attempt = self._current()
        if not attempt.is_about(asked):
            return
        variant, attempt.example, steps = found
        if attempt.stage == "asking":
            attempt.hint_steps = steps
            self._screen.refresh_bindings()
        if not asked.diagnosed_at_once:
            self._screen.in_background(asked.prepare, lambda _nothing: None, group="mistakes")
        if attempt.stage == "answered":
            other = variant.seed != asked.variant.seed
            self._view.answer.show_example(attempt.example, other_numbers(variant) if other else "")

    def open_layer(self, layer: str | None) -> None:
        """Open a layer of the answer; its example goes back to the question's own numbers."""
        attempt = self._current()
        own = attempt.asked.variant.seed
        if layer == "example" and attempt.example is not None and attempt.example.seed != own:
            self.run(own)
        self._view.open_layer(layer, attempt)

    def new_numbers(self) -> None:
        """Run the example on another seed; the question keeps its own numbers."""
        if self._view.answer.open_layer != "example":
            self.open_layer("example")
        self.run(self._seed + 1)

    @property
    def _seed(self) -> int:
        """The seed of the run that is shown."""
        attempt = self._current()
        return attempt.example.seed if attempt.example else attempt.asked.variant.seed

    def show_full_run(self) -> None:
        """The whole run of a trace before it is answered: a hint, where there is something to fill in."""
        attempt = self._current()
        if any(cell.blank for cell in attempt.asked.variant.cells):
            attempt.hinted = True
            self._screen.notify("You have seen the full run: Hard at best.", timeout=3)
        self.open_player()

    def open_player(self) -> None:
        """The run on the whole screen."""
        from studyapp.tui.screens.player import PlayerScreen

        asked = self._current().asked
        player = PlayerScreen(self._screen.study, asked.card.pack, asked.question, self._seed)
        self._screen.app.push_screen(player)
