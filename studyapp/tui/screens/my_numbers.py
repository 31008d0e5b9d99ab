"""Your own numbers: every input of an example on a line, typed or moved, and the run that they give."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.events import DescendantFocus
from textual.widgets import Input
from textual.worker import get_current_worker

from studyapp.core.errors import Refusal
from studyapp.core.text import one_line
from studyapp.core.worked import WorkedExample
from studyapp.render.spans import Span, clip, row, wrap
from studyapp.tui.background import StudyScreen
from studyapp.tui.keys import MY_NUMBERS, bindings
from studyapp.tui.rows.my_numbers import (
    LONGEST,
    Field,
    changed_words,
    fields_of,
    label_row,
    moved,
    note_rows,
    parameters_of,
)
from studyapp.tui.widgets.drawing import Drawing, HorizontalLine
from studyapp.tui.widgets.key_line import KeyLine

if TYPE_CHECKING:
    from studyapp.study.app import Study

NARROW_LABEL, LABEL = 16, 24
"""Cells of the names of the lines."""


class Mine(NamedTuple):
    """The learner's own numbers and their run."""

    texts: Mapping[str, str]
    """The lines as they were typed."""
    says: str
    """What was changed, in a line."""
    parameters: Mapping[str, object]
    example: WorkedExample


class _Left(Refusal):
    """The form was left while its run was under way."""


class MyNumbersScreen(StudyScreen):
    """Dismissed with the numbers and their run, or with None."""

    BINDINGS = [*bindings(MY_NUMBERS)]  # noqa: RUF012
    AUTO_FOCUS = ""

    def __init__(
        self,
        study: Study,
        experiment: str,
        given: Mapping[str, object],
        seed: int,
        texts: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(study)
        self._experiment = experiment
        self._given = given
        self._seed = seed
        self._begun = dict(texts or {})
        self._fields: tuple[Field, ...] = ()
        self._busy = False

    def compose(self) -> ComposeResult:
        yield Drawing(id="where")
        yield HorizontalLine(ascii=self.ascii)
        yield VerticalScroll(id="form", can_focus=False)
        yield Drawing(id="note")
        yield KeyLine(ascii=self.ascii)

    def on_mount(self) -> None:
        where = row(
            " ", Span("Your numbers", "strong"), "   ", Span(self._experiment.replace("_", " "), "dim")
        )
        self.query_one("#where", Drawing).draw((clip(where, self.size.width - 1),))
        explore, name = self.study.explore, self._experiment

        def work() -> tuple[Field, ...]:
            info = next(one for one in explore.catalog() if one.name == name)
            return fields_of(info.parameters, self._given)

        self.in_background(work, self._listed, group="form")

    async def _listed(self, fields: tuple[Field, ...]) -> None:
        self._fields = fields
        form = self.query_one("#form")
        for field in fields:
            text = self._begun.get(field.name, field.given)
            label = Drawing((label_row(field, text, self._label),), classes="label", id=f"label-{field.name}")
            line = Input(
                text,
                id=f"value-{field.name}",
                compact=True,
                max_length=LONGEST,
                select_on_focus=False,
                placeholder="left out",
            )
            await form.mount(Horizontal(label, line, classes="line"))
        for drawn in self.query(".label"):
            drawn.styles.width = self._label
        self.query(Input).first().focus()

    @property
    def _label(self) -> int:
        return NARROW_LABEL if self.size.width < 60 else LABEL

    def on_resize(self) -> None:
        for field in self._fields:
            label = self.query_one(f"#label-{field.name}", Drawing)
            label.styles.width = self._label
            label.draw((label_row(field, self._texts[field.name], self._label),))

    @property
    def _texts(self) -> dict[str, str]:
        return {field.name: self.query_one(f"#value-{field.name}", Input).value for field in self._fields}

    @property
    def _at(self) -> Field | None:
        """The field that is typed in."""
        focused = self.focused.id if self.focused else None
        return next((field for field in self._fields if f"value-{field.name}" == focused), None)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        for field in self._fields:
            if event.input.id == f"value-{field.name}":
                label = self.query_one(f"#label-{field.name}", Drawing)
                label.draw((label_row(field, event.value, self._label),))

    @on(DescendantFocus)
    def _moved(self) -> None:
        if (field := self._at) is not None:
            self.query_one("#note", Drawing).draw(note_rows(field, self.size.width - 4))

    def action_line(self, by: int) -> None:
        """One line down or up; the ends hold."""
        lines = list(self.query(Input))
        if lines and self.focused in lines:
            lines[max(0, min(len(lines) - 1, lines.index(self.focused) + by))].focus()

    def action_change(self, by: int) -> None:
        """One value on or back where there is one; else the cursor moves."""
        field, line = self._at, self.focused
        if field is None or not isinstance(line, Input):
            return
        value = moved(field, line.value, by)
        if value is None:
            line.cursor_position += by
            return
        line.value = value
        line.cursor_position = len(value)

    def action_run(self) -> None:
        """Run it; what is refused is said in one line, and nothing is lost."""
        if self._busy or not self._fields:
            return
        texts = self._texts
        parameters, refused = parameters_of(self._fields, texts)
        if refused:
            name = next(iter(refused))
            self.query_one(f"#value-{name}", Input).focus()
            self.call_after_refresh(self._refuse, refused[name])
            return
        self._busy = True
        self.query_one("#note", Drawing).draw((row(Span("The example is running …", "dim")),))
        explore, experiment, seed = self.study.explore, self._experiment, self._seed

        def work() -> Mine | str:
            worker = get_current_worker()

            def goes_on(_share: float) -> None:
                if worker.is_cancelled:
                    raise _Left("left")

            try:
                example = explore.run(experiment, parameters, seed, goes_on)
            except Refusal as refusal:
                return str(refusal)
            return Mine(texts, changed_words(self._fields, texts), parameters, example)

        self.in_background(work, self._ran, group="run")

    def _ran(self, found: Mine | str) -> None:
        self._busy = False
        if isinstance(found, str):
            self._refuse(found)
        else:
            self.dismiss(found)

    def _refuse(self, says: str) -> None:
        lines = wrap(one_line(says, 240), max(20, self.size.width - 4))[:2]
        self.query_one("#note", Drawing).draw(tuple(row(Span(line, "wrong")) for line in lines))
