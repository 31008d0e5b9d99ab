"""The worked-example player on the whole screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from studyapp.core.text import filled
from studyapp.core.worked import Variant, WorkedExample
from studyapp.render.spans import Span, clip, row
from studyapp.tui.background import StudyScreen
from studyapp.tui.keys import PLAYER, bindings
from studyapp.tui.messages import LabWanted
from studyapp.tui.widgets.drawing import Drawing, HorizontalLine
from studyapp.tui.widgets.key_line import KeyLine
from studyapp.tui.widgets.player import Player
from studyapp.tui.widgets.prose import Prose

if TYPE_CHECKING:
    from studyapp.core.items import Question
    from studyapp.study.app import Study


class Scroll(VerticalScroll, inherit_bindings=False):
    """Scrolls up and down only: left, right, home and end belong to the player."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "scroll_up", "Up", show=False),
        Binding("down", "scroll_down", "Down", show=False),
        Binding("pageup", "page_up", "Page up", show=False),
        Binding("pagedown", "page_down", "Page down", show=False),
    ]


class PlayerScreen(StudyScreen):
    """Walks the run behind a question, forward and backward, and draws other numbers."""

    BINDINGS = [*bindings(PLAYER)]  # noqa: RUF012

    def __init__(self, study: Study, pack: str, question: Question, seed: int) -> None:
        super().__init__(study)
        self._pack = pack
        self._question = question
        self._seed = seed

    def compose(self) -> ComposeResult:
        yield Drawing(id="where")
        yield HorizontalLine(ascii=self.ascii)
        with Scroll(id="player"):
            yield Prose(id="caption")
            yield Player(ascii=self.ascii)
        yield KeyLine(ascii=self.ascii)

    def on_mount(self) -> None:
        self._run(self._seed)

    def _run(self, seed: int) -> None:
        explore, pack, question = self.study.explore, self._pack, self._question

        def work() -> tuple[Variant, WorkedExample | None]:
            variant = explore.variant(pack, question, seed)
            return variant, explore.worked(question, variant)

        self.in_background(work, self._ran, group="example")

    def _ran(self, found: tuple[Variant, WorkedExample | None]) -> None:
        variant, example = found
        self._seed = variant.seed
        player = self.query_one(Player)
        player.show(example, place=player.place if player.example else None)
        numbers = "  ".join(f"{name} = {value}" for name, value in variant.variables.items())
        speed = f"{example.seconds * 1000:.1f} ms" if example else ""
        parts = [f"seed {variant.seed}", numbers, speed]
        said = "   ".join(part for part in parts if part)
        where = row(" ", Span(self._question.heading, "strong"), "   ", Span(said, "dim"))
        self.query_one("#where", Drawing).draw((clip(where, self.size.width - 1),))
        caption = self.query_one("#caption", Prose)
        text = example.caption if example and example.caption else ""
        caption.display = bool(text)
        caption.show(filled(text, variant.variables), width=self.size.width - 4, ascii=self.ascii, dim=True)

    def action_step(self, by: int) -> None:
        self.query_one(Player).move(by)

    def action_jump(self, place: int) -> None:
        self.query_one(Player).jump(place)

    def action_jump_backward(self) -> None:
        self.query_one(Player).jump_backward()

    def action_next_chart(self) -> None:
        self.query_one(Player).next_chart()

    def action_open_lab(self) -> None:
        """Open the run in the lab."""
        if run := self.query_one(Player).example:
            self.post_message(LabWanted(run.experiment, run.parameters, run.seed))

    def action_new_numbers(self) -> None:
        self._run(self._seed + 1)
