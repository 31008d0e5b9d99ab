"""Home: what is due, the packs, and one key to start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from studyapp.tui.home_hints import HintedScreen
from studyapp.tui.keys import HOME, bindings
from studyapp.tui.messages import (
    BrowseWanted,
    ExamsWanted,
    GuideWanted,
    JournalWanted,
    LabWanted,
    LearnWanted,
    ProgressWanted,
    QuizWanted,
    ReviewWanted,
    SettingsWanted,
    SpreadWanted,
)
from studyapp.tui.widgets.choices import Choices
from studyapp.tui.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from studyapp.study.app import Study
    from studyapp.study.library import PackSummary
    from studyapp.study.today import Today

WEEKS = 12


class HomeScreen(HintedScreen):
    """Painted before anything is loaded; filled when the study is there."""

    BINDINGS = [*bindings(HOME)]  # noqa: RUF012

    def __init__(self) -> None:
        super().__init__()
        self._packs: tuple[PackSummary, ...] = ()
        self._today: Today | None = None

    def compose(self) -> ComposeResult:
        yield Static("studyapp", id="where", markup=False)
        yield Static("", id="today", markup=False)
        yield Static("", id="hints", markup=False)
        yield Static("", id="pack-head", markup=False)
        yield Choices(id="packs", compact=True, markup=False)
        yield Static("", id="summary", markup=False)
        yield Static("", id="weeks", markup=False)
        yield KeyLine(ascii=self.ascii)

    def on_mount(self) -> None:
        self.query_one("#packs").focus()
        self.query_one("#today", Static).update(Content.styled("  Opening your cards …", "$muted"))

    def receive(self, study: Study, *, show: bool) -> None:
        """The study is open. Where another screen comes first, nothing is read until this one is resumed."""
        self._given_study = study
        if show:
            self.reload()

    def on_screen_resume(self) -> None:
        self.reload()

    def on_screen_suspend(self) -> None:
        self.stop_planning()

    def changed(self) -> None:
        self.reload()

    def on_resize(self) -> None:
        self._draw()
        self.draw_hints()

    def reload(self) -> None:
        """Read again what is due and known."""
        if self._given_study is not None:
            self.in_background(self._given_study.today, self._loaded, group="home")

    def _loaded(self, today: Today) -> None:
        self._today = today
        self._packs = today.packs
        self._draw()
        self.refresh_bindings()
        self.ask_hints()

    def _draw(self) -> None:
        if self._today is None:
            return
        from studyapp.tui.rows.home import pack_head, pack_row, today_rows, weeks_rows, where_row
        from studyapp.tui.widgets.drawing import rows_content

        today, width = self._today, self.size.width
        keys = (self.key("home.start"), self.key("home.quiz"), self.key("home.guide"))
        self.query_one("#where", Static).update(rows_content((where_row(today, width, self.ascii),)))
        self.query_one("#today", Static).update(rows_content(today_rows(today, width, keys)))
        self.query_one("#pack-head", Static).update(rows_content((pack_head(width),)))
        listed = self.query_one("#packs", OptionList)
        cursor = listed.highlighted or 0
        listed.set_options(
            Option(rows_content((pack_row(pack, width, self.ascii),)), id=pack.manifest.id)
            for pack in self._packs
        )
        if self._packs:
            listed.highlighted = min(cursor, len(self._packs) - 1)
        self.query_one("#weeks", Static).update(rows_content(weeks_rows(today, WEEKS, width, self.ascii)))

    # --- actions ----------------------------------------------------------------------------------------------

    def _pack(self) -> str | None:
        place = self.query_one("#packs", OptionList).highlighted
        return self._packs[place].manifest.id if place is not None and self._packs else None

    @on(OptionList.OptionHighlighted, "#packs")
    def _pack_under_cursor(self, event: OptionList.OptionHighlighted) -> None:
        summary = " ".join(self._packs[event.option_index].manifest.summary.split())
        self.query_one("#summary", Static).update(Content.styled(summary, "$muted"))

    @on(OptionList.OptionSelected, "#packs")
    def _pack_chosen(self, _event: OptionList.OptionSelected) -> None:
        self.action_start()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        waits_for_study = {"start", "review_pack", "quiz", "learn", "guide", "browse", "progress"}
        waits_for_study |= {"exams", "spread", "journal", "lab", "settings", "undo", "redo"}
        if action in waits_for_study and self._today is None:
            return None
        if action == "review_pack":
            return len(self._packs) > 1
        return True

    def action_start(self) -> None:
        if self._today is not None:
            self.post_message(ReviewWanted())

    def action_review_pack(self) -> None:
        if pack := self._pack():
            self.post_message(ReviewWanted((pack,)))

    def action_quiz(self) -> None:
        if pack := self._pack():
            self.post_message(QuizWanted(pack))

    def action_learn(self) -> None:
        if pack := self._pack():
            self.post_message(LearnWanted(pack))

    def action_guide(self) -> None:
        if pack := self._pack():
            self.post_message(GuideWanted(pack))

    def action_browse(self) -> None:
        self.post_message(BrowseWanted())

    def action_progress(self) -> None:
        self.post_message(ProgressWanted())

    def action_exams(self) -> None:
        self.post_message(ExamsWanted())

    def action_spread(self) -> None:
        self.post_message(SpreadWanted())

    def action_lab(self) -> None:
        self.post_message(LabWanted())

    def action_journal(self) -> None:
        self.post_message(JournalWanted())

    def action_settings(self) -> None:
        self.post_message(SettingsWanted())
