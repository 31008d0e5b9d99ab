"""A question's fields, each below or beside its name, to type into."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.events import DescendantFocus
from textual.message import Message
from textual.widgets import Input, TextArea

from studyapp.core.question_form import Field
from studyapp.render.spans import Rows, Span, row
from studyapp.tui.widgets.drawing import Drawing


class Fields(VerticalScroll, can_focus=False):
    """Holds what is typed by the name of its field."""

    DEFAULT_CSS = """
    Fields { height: 1fr; scrollbar-gutter: stable; }
    Fields .field { height: auto; layout: horizontal; margin-bottom: 1; }
    Fields .field > Drawing { width: 12; }
    Fields TextArea { width: 1fr; height: auto; max-height: 10; min-height: 1; border: none; background: $panel; }
    Fields Input { width: 1fr; height: 1; border: none; background: $panel; padding: 0 1; }
    """

    class Typed(Message):
        """Something was typed into a field."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._below: Rows = ()

    async def put(self, fields: Sequence[Field], below: Rows, hints: dict[str, str]) -> None:
        """Show these fields with their texts, then some lines."""
        await self.remove_children()
        parts: list[Container | Drawing] = []
        for each in fields:
            name = Drawing((row(Span(each.label, "dim")),))
            hint = hints.get(each.name, "")
            if each.one_line:
                typed: Input | TextArea = Input(
                    each.text, placeholder=hint, id=f"field-{each.name}", compact=True, select_on_focus=False
                )
            else:
                typed = TextArea(
                    each.text,
                    id=f"field-{each.name}",
                    compact=True,
                    soft_wrap=True,
                    tab_behavior="focus",
                    placeholder=hint,
                )
            parts.append(Container(name, typed, classes="field"))
        await self.mount(*parts, Drawing(below, id="elsewhere"))
        if fields:
            self.query_one(f"#field-{fields[0].name}").focus()
            self.scroll_home(animate=False)

    def compose(self) -> ComposeResult:
        yield from ()

    def typed(self) -> dict[str, str]:
        """What stands in each field now."""
        found = {each.id or "": each.value for each in self.query(Input)}
        found |= {each.id or "": each.text for each in self.query(TextArea)}
        return {name.removeprefix("field-"): text for name, text in found.items()}

    @on(Input.Changed)
    @on(TextArea.Changed)
    def _changed(self, event: Input.Changed | TextArea.Changed) -> None:
        event.stop()
        self.post_message(self.Typed())

    @on(DescendantFocus)
    def _moved_on(self, event: DescendantFocus) -> None:
        event.widget.scroll_visible(animate=False)
