"""The lines of the editor and of a new card, as pure functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studyapp.core.own_cards import blanks_in
from studyapp.core.text import one_line
from studyapp.render.progress_words import counted
from studyapp.render.spans import Row, Span, clip, row, to_ascii_words, width

if TYPE_CHECKING:
    from studyapp.study.editing import Place
    from studyapp.study.pack_preview import Finding

HINTS = {
    "options": "one a line, the right one with * before it",
    "pairs": "one a line: left :: right",
    "topics": "with commas between",
}
TITLE = "New card"


def where_row(place: Place | None, *, changed: bool, cells: int) -> Row:
    """The question on the left; on the right whether anything is still to be kept."""
    if place is None:
        return row(" Edit  …")
    right = "not saved" if changed else ""
    left = one_line(
        f"{place.pack} › {place.id.replace('-', ' ').capitalize()}", max(8, cells - len(right) - 5)
    )
    gap = max(2, cells - width(left) - width(right) - 3)
    return row(" ", Span(left, "strong"), " " * gap, Span(right, "accent"))


def state_row(
    place: Place, findings: tuple[Finding, ...] | None, key: str, cells: int, *, ascii: bool
) -> Row:
    """Where it stands, and what is found in it, the worst first with the key that goes there."""
    at = f"{place.file}:{place.line}"
    if findings is None:
        return clip(row(" ", Span(f"{at}  checking…", "dim")), cells - 1)
    if not findings:
        return clip(row(" ", Span("✓ nothing to mend", "right"), Span(f"  {at}", "dim")), cells - 1)
    worst = findings[0]
    error = worst.level == "error"
    sign = Span("✗ " if error else "! ", "wrong" if error else "accent")
    more = f" +{len(findings) - 1}" if len(findings) > 1 else ""
    said = f"line {worst.line}: {one_line(worst.message, 200)}"
    tail = f"{more}  {key}"
    said = one_line(said, max(10, cells - (6 if ascii else 4) - len(tail)))
    made = row(" ", sign, said, Span(tail, "dim"))
    return tuple(Span(to_ascii_words(span.text), span.role) for span in made) if ascii else made


def elsewhere(names: tuple[str, ...], key: str) -> str:
    """What the form does not hold."""
    if not names:
        return ""
    shown = ", ".join(names[:8]) + (f" and {len(names) - 8} more" if len(names) > 8 else "")
    return f"In the source ({key}): {shown}"


def card_line(front: str, back: str, related: tuple[str, ...]) -> str:
    """What a card would be as it is typed."""
    blanks = blanks_in(front)
    kind = f"a cloze with {counted(blanks, 'blank')}" if blanks else "a flashcard"
    if not front.strip():
        said = "Front and back; ==words== on the front are hidden."
    elif not blanks and not back.strip():
        said = "A flashcard: now its back. ==words== are hidden."
    else:
        said = f"This is {kind}."
    return said + (f" It belongs to {related[0]}." if related else "")
