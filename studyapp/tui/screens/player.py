"""The worked-example player on the whole screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from studyapp.core.text import filled, one_line
from studyapp.core.worked import Variant, WorkedExample
from studyapp.render.compare import Side
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
    from studyapp.tui.screens.my_numbers import Mine


class Scroll(VerticalScroll, inherit_bindings=False):
    """Scrolls up and down only: left, right, home and end belong to the player."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "scroll_up", "Up", show=False),
        Binding("down", "scroll_down", "Down", show=False),
        Binding("pageup", "page_up", "Page up", show=False),
        Binding("pagedown", "page_down", "Page down", show=False),
    ]


QUESTION, MINE = "the question", "your numbers"


class PlayerScreen(StudyScreen):
    """Walks the run behind a question, forward and backward, on its numbers, on new ones, on yours, or on two."""

    BINDINGS = [*bindings(PLAYER)]  # noqa: RUF012

    def __init__(self, study: Study, pack: str, question: Question, seed: int) -> None:
        super().__init__(study)
        self._pack = pack
        self._question = question
        self._seed = seed
        self._own: tuple[Variant, WorkedExample | None] | None = None
        """The question's own numbers and their run."""
        self._drawn: tuple[Variant, WorkedExample | None] | None = None
        """Those of the last seed that was drawn."""
        self._mine: Mine | None = None
        """The learner's own, kept when they go back to the question's."""
        self._shown_mine = False
        self._compare_next = False

    def compose(self) -> ComposeResult:
        yield Drawing(id="where")
        yield HorizontalLine(ascii=self.ascii)
        with Scroll(id="player"):
            yield Prose(id="caption")
            example = self._question.example
            by_author = example is not None and bool(example.chart)
            yield Player(ascii=self.ascii, whole=True, gradients_first=not by_author)
        yield KeyLine(ascii=self.ascii)

    @property
    def _player(self) -> Player:
        return self.query_one(Player)

    def on_mount(self) -> None:
        self._run(self._seed)

    def on_resize(self) -> None:
        if self._drawn is not None:
            self._say()

    # --- runs -------------------------------------------------------------------------------------------------

    def _run(self, seed: int) -> None:
        explore, pack, question = self.study.explore, self._pack, self._question

        def work() -> tuple[Variant, WorkedExample | None]:
            variant = explore.variant(pack, question, seed)
            return variant, explore.worked(question, variant)

        self.in_background(work, self._ran, group="example")

    def _ran(self, found: tuple[Variant, WorkedExample | None]) -> None:
        self._drawn = found
        self._own = self._own or found
        self._seed = found[0].seed
        self._show()
        if self._compare_next:
            self._compare_next = False
            self._compare()

    def _show(self) -> None:
        """Show what was drawn last, or the learner's own numbers."""
        assert self._drawn is not None
        example, player = self._drawn[1], self._player
        note = ""
        if self._shown_mine and self._mine is not None:
            example = self._mine.example
            note = one_line(f"Your numbers: {self._mine.says}", max(20, self.size.width - 6))
        player.show(example, place=player.place if player.example else None, note=note)
        self._say()
        self.refresh_bindings()

    def _say(self) -> None:
        """The head and the caption."""
        assert self._drawn is not None
        variant, example = self._drawn
        numbers = "  ".join(f"{name} = {value}" for name, value in variant.variables.items())
        if self._shown_mine and self._mine is not None:
            example, numbers = self._mine.example, "your numbers, not the question's"
        if self._player.compares:
            numbers = "two runs compared"
        speed = f"{example.seconds * 1000:.1f} ms" if example else ""
        parts = [f"seed {variant.seed}", numbers, speed]
        said = "   ".join(part for part in parts if part)
        where = row(" ", Span(self._question.heading, "strong"), "   ", Span(said, "dim"))
        self.query_one("#where", Drawing).draw((clip(where, self.size.width - 1),))
        caption = self.query_one("#caption", Prose)
        own = not self._shown_mine and not self._player.compares
        text = example.caption if own and example and example.caption else ""
        caption.display = bool(text)
        caption.show(filled(text, variant.variables), width=self.size.width - 4, ascii=self.ascii, dim=True)

    # --- walking ----------------------------------------------------------------------------------------------

    def action_step(self, by: int) -> None:
        self._player.move(by)

    def action_jump(self, place: int) -> None:
        self._player.jump(place)

    def action_jump_backward(self) -> None:
        self._player.jump_backward()

    def action_jump_forward(self) -> None:
        self._player.jump_forward()

    def action_next_chart(self) -> None:
        self._player.next_chart()

    # --- other numbers ----------------------------------------------------------------------------------------

    def action_new_numbers(self) -> None:
        self._shown_mine = False
        self._run(self._seed + 1)

    def action_my_numbers(self) -> None:
        """Change any input; the form starts from what the question gives, or from what was typed last."""
        from studyapp.tui.screens.my_numbers import MyNumbersScreen

        assert self._own is not None
        asked = self.study.explore.asked(self._question, self._own[0])
        if asked is None:
            return
        texts = self._mine.texts if self._mine else None
        self.app.push_screen(MyNumbersScreen(self.study, *asked, texts), self._mine_made)

    def _mine_made(self, mine: Mine | None) -> None:
        if mine is not None:
            self._mine, self._shown_mine = mine, True
            self._drawn = self._own
            self._show()

    def action_compare(self) -> None:
        """The question's numbers beside the others; where there are no others yet, new ones are drawn."""
        if self._player.compares:
            self._player.compare(None)
            self._say()
            self.refresh_bindings()
            return
        if not self._shown_mine and self._mine is None and self._drawn is self._own:
            self._compare_next = True
            self._run(self._seed + 1)
            return
        self._compare()

    def _compare(self) -> None:
        assert self._own is not None
        assert self._drawn is not None
        variant, other = self._drawn
        name = f"seed {variant.seed}"
        if self._mine is not None and (self._shown_mine or self._drawn is self._own):
            name, other = MINE, self._mine.example
        first = self._own[1]
        if first is not None and other is not None and first.steps and other.steps:
            self._player.show(first, place=self._player.place)
            self._player.compare((Side(QUESTION, first), Side(name, other)))
            self._say()
            self.refresh_bindings()

    def action_open_lab(self) -> None:
        """Open the run that is shown in the lab."""
        assert self._own is not None
        if self._shown_mine and self._mine is not None:
            example = self._mine.example
            self.post_message(LabWanted(example.experiment, self._mine.parameters, example.seed))
        elif (asked := self.study.explore.asked(self._question, (self._drawn or self._own)[0])) is not None:
            self.post_message(LabWanted(*asked))

    def action_back(self) -> None:
        """Out of a comparison first, then from your numbers to the question's, then off the screen."""
        if self._player.compares:
            self._player.compare(None)
            self._show()
        elif self._shown_mine:
            self._shown_mine = False
            self._drawn = self._own
            self._show()
        else:
            self.dismiss()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The footer shows only what works now."""
        if action in ("my_numbers", "compare", "new_numbers"):
            return self._own is not None and self._question.example is not None
        if action == "next_chart":
            return not self._player.compares
        if action == "open_lab":
            return self._own is not None and self._question.example is not None
        return True
