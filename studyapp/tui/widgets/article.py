"""A longer text: Markdown with formulas, diagrams and code between its paragraphs, and questions that interrupt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Markdown, Static

from studyapp.render import spans
from studyapp.render.markdown import Block, Code, Part
from studyapp.tui.widgets.code import CodeBlock
from studyapp.tui.widgets.drawing import Drawing


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside the text."""

    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question that interrupts the reading."""

    id: str
    heading: str


@dataclass(frozen=True, slots=True)
class Rows:
    """Lines that stand as they are, such as the learner's own words."""

    rows: spans.Rows


@dataclass(frozen=True, slots=True)
class Glossed:
    """Markdown in which terms of the glossary are links, and the numbers of these terms."""

    text: str
    terms: tuple[int, ...]


Piece: TypeAlias = Part | Heading | Question | Rows | Glossed


class Passage(Markdown):
    """A piece of Markdown; a click on a term sends Markdown.LinkClicked."""

    def __init__(self, text: str, terms: tuple[int, ...] = ()) -> None:
        super().__init__(text, open_links=False)
        self.terms = terms


class Interruption(Static):
    """Offers a question in the text; Enter or a click opens it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "open", "Answer", show=False)]
    DEFAULT_CSS = """
    Interruption { height: auto; margin: 0 0 1 0; padding: 0 1; background: $panel; }
    Interruption:focus { text-style: bold; background: $accent 25%; }
    """
    can_focus = True

    class Opened(Message):
        """The learner wants to answer."""

        def __init__(self, question: str) -> None:
            super().__init__()
            self.question = question

    def __init__(self, question: Question) -> None:
        text = Content.assemble(("a ", "bold $accent"), "Check yourself: ", (question.heading, "bold"))
        super().__init__(text, markup=False)
        self.question = question.id

    def on_click(self) -> None:
        self.action_open()

    def action_open(self) -> None:
        self.post_message(self.Opened(self.question))


class Article(Vertical):
    """Shows prepared pieces."""

    DEFAULT_CSS = """
    Article { height: auto; max-width: 100; }
    Article > .block { height: auto; margin: 0 0 1 2; }
    Article > .own { height: auto; margin: 0 0 1 0; }
    Article > .heading { height: auto; margin: 0 0 1 0; color: $accent; text-style: bold; }
    Article > Passage { padding: 0; margin: 0; background: transparent; }
    """

    async def show(self, pieces: Sequence[Piece], *, width: int, ascii: bool) -> None:
        """Replace the text, laid out in so many cells."""
        async with self.batch():
            await self.remove_children()
            await self.mount_all([_widget(piece, width, ascii) for piece in pieces])


def _widget(piece: Piece, width: int, ascii: bool) -> Widget:
    match piece:
        case Block():
            return Static(Content("\n".join(piece.lines)), classes="block", markup=False)
        case Code():
            return CodeBlock(piece.text, piece.language, width=width - 2, ascii=ascii)
        case Heading():
            return Static(Content(piece.text), classes="heading", markup=False)
        case Question():
            return Interruption(piece)
        case Glossed():
            return Passage(piece.text, piece.terms)
        case Rows():
            return Drawing(piece.rows, classes="own")
        case _:
            return Passage(piece.text)
