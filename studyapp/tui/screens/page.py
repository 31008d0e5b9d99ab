"""A question's page: everything about it, its answer, its worked example, and what is related."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from studyapp.core.notes import NoteKind
from studyapp.core.text import filled
from studyapp.render.card_chart import history_rows
from studyapp.render.diagrams import diagram
from studyapp.render.references import references_text
from studyapp.render.spans import Span, clip, row
from studyapp.render.warm import warm
from studyapp.tui.background import StudyScreen
from studyapp.tui.keys import PAGE, bindings
from studyapp.tui.messages import LabWanted, PageWanted
from studyapp.tui.rows.note import note_rows
from studyapp.tui.rows.page import answer_text, card_rows, prompt_text
from studyapp.tui.widgets.choices import Choices
from studyapp.tui.widgets.drawing import Drawing, HorizontalLine
from studyapp.tui.widgets.key_line import KeyLine
from studyapp.tui.widgets.player import Player
from studyapp.tui.widgets.prose import Prose

if TYPE_CHECKING:
    from studyapp.core.card_log import CardHistory
    from studyapp.core.worked import WorkedExample
    from studyapp.study.app import Study
    from studyapp.study.library import QuestionPage
    from studyapp.study.why import CardPage

    Found = tuple[QuestionPage, WorkedExample | None, tuple[CardPage, ...], str]

PARTS = ("explanation", "theory", "practice")


class PageScreen(StudyScreen):
    """One question, whole."""

    BINDINGS = [*bindings(PAGE)]  # noqa: RUF012

    def __init__(self, study: Study, identity: str, seed: int | None = None) -> None:
        super().__init__(study)
        self._identity = identity
        self._seed = seed
        self._page: QuestionPage | None = None
        self._cards: tuple[CardPage, ...] = ()
        self._note = ""
        self._example: WorkedExample | None = None
        self._histories: tuple[CardHistory, ...] = ()

    def compose(self) -> ComposeResult:
        yield Drawing(id="where")
        yield HorizontalLine(ascii=self.ascii)
        with VerticalScroll(id="page"):
            yield Prose(id="prompt")
            yield Prose(id="answer-text")
            yield Drawing(id="cards")
            yield Drawing(id="note")
            for name in PARTS:
                yield Static(name.capitalize(), id=f"{name}-head", classes="head", markup=False)
                yield Prose(id=name)
            yield Static("Diagram", id="diagram-head", classes="head", markup=False)
            yield Static("", id="diagram", markup=False)
            yield Static("Worked example", id="example-head", classes="head", markup=False)
            yield Player(ascii=self.ascii)
            yield Static("Memory", id="memory-head", classes="head", markup=False)
            yield Drawing(id="memory")
            yield Static("References", id="references-head", classes="head", markup=False)
            yield Prose(id="references")
            yield Static("Related questions", id="related-head", classes="head", markup=False)
            yield Choices(id="related", compact=True, markup=False)
        yield KeyLine(ascii=self.ascii)

    def on_mount(self) -> None:
        self.query_one("#page").display = False
        self._load(self._seed)
        study, identity = self.study, self._identity
        self.in_background(lambda: study.card_history.of(identity), self._remembered, group="memory")

    def _load(self, seed: int | None) -> None:
        study, identity, width, ascii = self.study, self._identity, self.size.width - 6, self.ascii

        def work() -> Found | None:
            page = study.library.page(identity, seed)
            if page is None:
                return None
            note = study.notes.of(NoteKind.QUESTION, identity)
            warm(page.question, page.variant, width=max(20, width), ascii=ascii)
            example = study.explore.worked(page.question, page.variant)
            return page, example, study.explain.cards(identity), note.text if note else ""

        self.in_background(work, self._loaded, group="page")

    def _loaded(self, found: Found | None) -> None:
        if found is None:
            self.notify(f"There is no question {self._identity}.", severity="warning", markup=False)
            self.dismiss()
            return
        self._page, self._example, self._cards, self._note = found
        self._draw(self._page)
        self.query_one("#page").display = True
        self.query_one("#page").focus()
        self.refresh_bindings()

    def on_resize(self) -> None:
        if self._page is not None:
            self._draw(self._page)
        self._draw_memory()

    def _remembered(self, histories: tuple[CardHistory, ...]) -> None:
        self._histories = histories
        self._draw_memory()

    def _draw_memory(self) -> None:
        rows = history_rows(self._histories, width=max(20, self.size.width - 6), ascii=self.ascii)
        self._shown("memory", bool(rows))
        self.query_one("#memory", Drawing).draw(rows)

    def _draw(self, page: QuestionPage) -> None:
        question, variant, width = page.question, page.variant, max(20, self.size.width - 6)
        facet = question.facets[0]
        right = f"{question.kind.replace('_', ' ')} · {question.difficulty} · {question.backing}"
        where = row(" ", Span(question.heading, "strong"), "   ", Span(right, "dim"))
        self.query_one("#where", Drawing).draw((clip(where, self.size.width - 1),))
        prompt = prompt_text(question, facet, variant)
        self.query_one("#prompt", Prose).show(prompt, width=width, ascii=self.ascii)
        answer = answer_text(question, facet, variant)
        self.query_one("#answer-text", Prose).show(answer, width=width, ascii=self.ascii)
        self.query_one("#cards", Drawing).draw(card_rows(self._cards))
        self._draw_note()
        for name in PARTS:
            body = getattr(question, name)
            self._shown(name, bool(body))
            if body:
                self.query_one(f"#{name}", Prose).show(
                    filled(body, variant.variables), width=width, ascii=self.ascii
                )
        self._shown("diagram", bool(question.diagram))
        if question.diagram:
            drawn = diagram(question.diagram, width=width, ascii=self.ascii)
            self.query_one("#diagram", Static).update(Content("\n".join(drawn)))
        player = self.query_one(Player)
        self.query_one("#example-head").display = player.display = self._example is not None
        if self._example is not None and player.example is not self._example:
            player.show(self._example)
        self._shown("references", bool(question.references))
        self.query_one("#references", Prose).show(
            references_text(question.references), width=width, ascii=self.ascii
        )
        self._shown("related", bool(page.related))
        others = self.query_one("#related", Choices)
        others.set_options(
            Option(Content(f"{related.heading} ({related.difficulty})"), id=related.id)
            for related in page.related
        )

    def _draw_note(self) -> None:
        note = self.query_one("#note", Drawing)
        note.display = bool(self._note)
        note.draw(note_rows(self._note))

    def _shown(self, name: str, shown: bool) -> None:
        self.query_one(f"#{name}-head").display = shown
        self.query_one(f"#{name}").display = shown

    @on(OptionList.OptionSelected, "#related")
    def _related_chosen(self, event: OptionList.OptionSelected) -> None:
        if event.option.id:
            self.post_message(PageWanted(event.option.id))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("open_player", "step", "next_chart", "new_numbers", "open_lab"):
            return self._example is not None
        if action == "related":
            return self._page is not None and bool(self._page.related)
        return True

    def action_step(self, by: int) -> None:
        self.query_one(Player).move(by)

    def action_next_chart(self) -> None:
        self.query_one(Player).next_chart()

    def action_new_numbers(self) -> None:
        if self._page is not None:
            self._load(self._page.variant.seed + 1)

    def action_open_lab(self) -> None:
        """Open the run in the lab."""
        if self._example is not None:
            run = self._example
            self.post_message(LabWanted(run.experiment, run.parameters, run.seed))

    def action_related(self) -> None:
        listed = self.query_one("#related", Choices)
        listed.focus()
        listed.highlighted = 0

    def action_open_player(self) -> None:
        """Enter: open what is under the cursor, the related question or the worked example."""
        listed = self.query_one("#related", Choices)
        if self.focused is listed and listed.highlighted is not None:
            option = listed.get_option_at_index(listed.highlighted)
            self.post_message(PageWanted(str(option.id)))
        elif self._page is not None:
            from studyapp.tui.screens.player import PlayerScreen

            page = self._page
            self.app.push_screen(PlayerScreen(self.study, page.pack, page.question, page.variant.seed))

    def action_note(self) -> None:
        """Write a note on this question."""
        from studyapp.tui.screens.note import NoteScreen

        if self._page is not None:
            editor = NoteScreen(self.study, NoteKind.QUESTION, self._identity, self._page.question.heading)
            self.app.push_screen(editor, self._noted)

    def _noted(self, text: str | None) -> None:
        if text is not None:
            self._note = text
            self._draw_note()

    def action_history(self) -> None:
        """The past reviews of this question."""
        from studyapp.tui.screens.history import HistoryScreen

        if self._page is not None:
            self.app.push_screen(HistoryScreen(self.study, self._identity, self._page.question.heading))

    def action_edit(self) -> None:
        """Open the file of this question in the learner's editor, then show it as it is now."""
        from studyapp.tui.editing import edit_question

        if self._page is not None:
            seed = self._page.variant.seed
            edit_question(self, self._identity, lambda: self._load(seed))

    def action_practise(self) -> None:
        """Answer the question; the schedule stays as it is."""
        study, identity = self.study, self._identity

        def ready(asked: object) -> None:
            from studyapp.study.asked import Asked
            from studyapp.tui.asking import Trying
            from studyapp.tui.screens.ask import AskScreen

            if isinstance(asked, Asked):
                self.app.push_screen(AskScreen(study, Trying((asked,), "Try it")))

        self.in_background(lambda: study.library.asked(identity), ready, group="try")
