"""The guide reader: one section at a time, questions that interrupt the reading, the place kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Footer, OptionList, Static
from textual.widgets.option_list import Option

from studyapp.core.items import Guide, Section
from studyapp.render.markdown import Part, prepare
from studyapp.render.spans import Span, row
from studyapp.tui.background import StudyScreen
from studyapp.tui.keys import GUIDE, bindings
from studyapp.tui.widgets.article import Article
from studyapp.tui.widgets.choices import Choices
from studyapp.tui.widgets.drawing import Drawing

if TYPE_CHECKING:
    from studyapp.study.app import Study
    from studyapp.tui.app import StudyApp


class GuideScreen(StudyScreen):
    """Reads a pack's guide."""

    BINDINGS = [*bindings(GUIDE)]  # noqa: RUF012

    def __init__(self, study: Study, pack: str, section: str | None = None) -> None:
        super().__init__(study)
        self._pack = pack
        self._wanted = section
        self._sections: tuple[Section, ...] = ()
        self._place = 0
        self._headings: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        yield Drawing(id="where")
        yield Static(classes="rule")
        with Horizontal(id="reading"):
            yield Choices(id="contents", compact=True, markup=False)
            with VerticalScroll(id="section"):
                yield Article()
                yield Choices(id="asks", compact=True, markup=False)
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        self.query_one("#contents").display = self.size.width >= 100
        library, pack, wanted = self.study.library, self._pack, self._wanted

        def work() -> tuple[Guide | None, object, dict[str, str]]:
            headings = {question.id: question.heading for question in library.questions()}
            return library.guide(pack), wanted or library.place(f"guide/{pack}"), headings

        self.in_background(work, self._loaded, group="guide")

    def _loaded(self, found: tuple[Guide | None, object, dict[str, str]]) -> None:
        guide, place, self._headings = found
        if guide is None:
            self.notify("This pack has no guide.", severity="warning")
            self.dismiss()
            return
        self._sections = guide.sections
        ids = [section.id for section in self._sections]
        self._place = ids.index(place) if isinstance(place, str) and place in ids else 0
        self.query_one("#contents", Choices).set_options(
            Option(Content("  " * (section.level - 1) + section.title)) for section in self._sections
        )
        self._open(self._place)

    def _open(self, place: int) -> None:
        self._place = place
        section = self._sections[place]
        self.query_one("#contents", Choices).highlighted = place
        count = f"{place + 1} of {len(self._sections)}"
        self.query_one("#where", Drawing).draw(
            (row(" ", Span(section.title, "strong"), "   ", Span(f"section {count}", "dim")),)
        )
        width = max(24, self.query_one("#section").size.width - 6 or self.size.width - 6)
        ascii = self.ascii
        self.in_background(
            lambda: tuple(prepare(section.text, width=min(width, 96), ascii=ascii)),
            self._prepared,
            group="section",
        )

    async def _prepared(self, pieces: tuple[Part, ...]) -> None:
        section = self._sections[self._place]
        await self.query_one(Article).show(pieces)
        asks = self.query_one("#asks", Choices)
        asks.display = bool(section.questions)
        asks.set_options(
            Option(
                Content.assemble(
                    ("a ", "bold $accent"), "Check yourself: ", (self._heading(question), "bold")
                ),
                id=question,
            )
            for question in section.questions
        )
        scroll = self.query_one("#section", VerticalScroll)
        scroll.scroll_home(animate=False)
        scroll.focus()
        self.refresh_bindings()
        library, key, value = self.study.library, f"guide/{self._pack}", section.id
        self.in_background(lambda: library.remember_place(key, value), lambda _: None, group="place")

    def _identity(self, question: str) -> str:
        return question if "/" in question else f"{self._pack}/{question}"

    def _heading(self, question: str) -> str:
        return self._headings.get(self._identity(question), question)

    @on(OptionList.OptionSelected, "#contents")
    def _contents_chosen(self, event: OptionList.OptionSelected) -> None:
        self._open(event.option_index)

    @on(OptionList.OptionHighlighted, "#contents")
    def _contents_moved(self, event: OptionList.OptionHighlighted) -> None:
        if self.focused is event.option_list and event.option_index != self._place:
            self._open(event.option_index)

    @on(OptionList.OptionSelected, "#asks")
    def _asked_for(self, event: OptionList.OptionSelected) -> None:
        self._try(str(event.option.id))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "ask":
            return bool(self._sections and self._sections[self._place].questions)
        if action == "turn":
            by = cast("int", parameters[0])
            return 0 <= self._place + by < len(self._sections)
        return True

    def action_turn(self, by: int) -> None:
        self._open(self._place + by)

    def action_contents(self) -> None:
        contents = self.query_one("#contents")
        contents.display = not contents.display
        (contents if contents.display else self.query_one("#section")).focus()

    def action_ask(self) -> None:
        asks = self.query_one("#asks", Choices)
        place = asks.highlighted or 0
        self._try(self._sections[self._place].questions[place])

    def action_glossary(self) -> None:
        cast("StudyApp", self.app).open_glossary(self._pack)

    def _try(self, question: str) -> None:
        library, identity = self.study.library, self._identity(question)

        def ready(asked: object) -> None:
            from studyapp.study.session import Asked
            from studyapp.tui.asking import Trying
            from studyapp.tui.screens.ask import AskScreen

            if isinstance(asked, Asked):
                self.app.push_screen(AskScreen(self.study, Trying((asked,), "Check yourself")))

        self.in_background(lambda: library.asked(identity), ready, group="try")
