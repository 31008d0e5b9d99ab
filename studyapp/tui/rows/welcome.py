"""The two screens of the welcome, as pure functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studyapp.render.spans import Row, Rows, Span, row, wrap

if TYPE_CHECKING:
    from studyapp.core.worked import WorkedExample

ABOUT = (
    "Questions on deep learning, asked again just before you would forget them.",
    "Answer, see why, and go on. Each answer is kept at once; leave whenever you like.",
)
PROOF = "A number here is not looked up: the simulator runs the network and shows how it comes about."
ENDS = "An answer that the run contradicts cannot come into a pack."
TASK = "Two sigmoid units in a row, both weights 2, both pre-activations 0. The gradient at the first bias?"


def about_rows(start: str, then: str, cells: int) -> Rows:
    """What this is, and the one key to start."""
    rows: list[Row] = [row(Span("Welcome to studyapp", "strong")), row()]
    for part in ABOUT:
        rows += [row(line) for line in wrap(part, cells)]
    rows += [row(), row(Span(f"{start} asks the first question.", "accent"))]
    rows += [row(Span(line, "dim")) for line in wrap(f"{then} shows how an answer proves itself.", cells)]
    return tuple(rows)


def proof_rows(example: WorkedExample | None, start: str, cells: int, ascii: bool, room: int) -> Rows:
    """How an answer proves itself: one step of a run, and what the run measured. In so many lines as there are."""
    head: list[Row] = [row(Span("How an answer proves itself", "strong"))]
    tail: list[Row] = [row(Span(f"{start} asks the first question.", "accent"))]
    task = [row(line) for line in wrap(TASK, cells)]
    ran = _ran(example, cells, ascii)
    about = [row(Span(line, "dim")) for line in wrap(PROOF, cells)]
    ends = [row(Span(line, "dim")) for line in wrap(ENDS, cells)]
    # What matters least goes first on a low screen.
    for parts in ([about, task, ran, ends], [about, task, ran], [task, ran]):
        body = [line for part in parts for line in (row(), *part)]
        if len(head) + len(body) + 1 + len(tail) <= room:
            return (*head, *body, row(), *tail)
    tight = [*head, *task, *ran]
    kept = tight if len(tight) < room else [*head, *ran]
    return (*kept[: max(0, room - 1)], *tail)


def _ran(example: WorkedExample | None, cells: int, ascii: bool) -> list[Row]:
    """The step that gives the answer, and the check of it."""
    if example is None:
        return [row(Span("The example is running …", "dim"))]
    from studyapp.render.trace import step_rows

    gradients = example.measurements["bias_gradient"]
    assert isinstance(gradients, list | tuple)
    place = max(at for at, step in enumerate(example.steps) if step.title.startswith("Gradient at the bias"))
    shown = list(step_rows(example.steps[place], width=cells, ascii=ascii))
    sign = "v" if ascii else "✓"
    told = f"{sign} the run measured {gradients[0]:g}"
    return [*shown, row(Span(told, "right"))]
