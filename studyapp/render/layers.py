"""The layers behind an answer: which a question has, and the line that names their keys."""

from __future__ import annotations

from studyapp.core.items import Question
from studyapp.render.spans import Row, Span, row, width

LAYERS: dict[str, tuple[str, str]] = {
    "example": ("w", "example"),
    "explanation": ("x", "explanation"),
    "theory": ("t", "theory"),
    "practice": ("y", "practice"),
    "diagram": ("d", "diagram"),
    "references": ("f", "references"),
    "related": ("l", "related"),
}


def layers_of(question: Question) -> tuple[str, ...]:
    """The layers that a question has."""
    return tuple(name for name in LAYERS if getattr(question, name))


def layers_row(available: tuple[str, ...], current: str | None, cells: int) -> Row:
    """The layers with their keys, the open one marked."""
    parts = [
        Span(f"[{LAYERS[name][0]} {LAYERS[name][1]}]", "strong")
        if name == current
        else Span(f" {LAYERS[name][0]} {LAYERS[name][1]} ", "dim")
        for name in available
    ]
    if sum(width(part.text) for part in parts) <= cells:
        return row(*parts)
    # Where there is no room for all names, the open one keeps its own.
    for named in (True, False):
        short = [Span("more: ", "dim")]
        for name in available:
            key, label = LAYERS[name]
            opened = f"[{key} {label}]" if named else f"[{key}]"
            short.append(Span(opened if name == current else f" {key} ", "accent"))
        if sum(width(part.text) for part in short) <= cells:
            break
    return row(*short)
