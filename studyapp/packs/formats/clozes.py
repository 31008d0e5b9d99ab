"""Anki's clozes, {{c1::answer::hint}}, as clozes of ours or, where nobody could type the answer, as flashcards."""

from __future__ import annotations

import re
from typing import NamedTuple

from studyapp.packs.formats.from_html import escaped, markdown, plain
from studyapp.packs.formats.to_html import CLOSE, OPEN

MAX_BLANKS = 12
MAX_NUMBERS = 20
LONGEST_TYPED = 80
_MARK = re.compile(r"\{\{c(\d{1,3})::|\}\}")
_UNTYPABLE = re.compile(r"[\[\]|$\n]|\{\{|\\\(|\\\[|<anki-mathjax|<img")
_OUR_TOKEN = re.compile(f"{OPEN}b([0-9]+){CLOSE}")


class Hole(NamedTuple):
    """What is hidden: its number, its answer as it is written, a hint, and whether other holes lie in it."""

    number: int
    answer: str
    hint: str
    nested: bool


class Card(NamedTuple):
    """A flashcard made of one number of a cloze, in the field's own writing."""

    number: int
    front: str
    back: str


def has_cloze(field: str) -> bool:
    return any(isinstance(piece, Hole) for piece in pieces(field)) if "{{c" in field else False


def pieces(field: str) -> list[str | Hole]:
    """The field cut at its holes; what is never closed is text."""
    found: list[str | Hole] = []
    open_marks: list[tuple[int, int]] = []  # (number, where its content begins)
    end = 0
    begin = 0
    for mark in _MARK.finditer(field):
        if mark[1]:
            if not open_marks:
                begin = mark.start()
            open_marks.append((int(mark[1]), mark.end()))
        elif open_marks:
            number, inside = open_marks.pop()
            if not open_marks:
                found += [field[end:begin]] if begin > end else []
                found.append(_hole(number, field[inside : mark.start()]))
                end = mark.end()
    return [*found, field[end:]] if end < len(field) else found


def _hole(number: int, content: str) -> Hole:
    nested = _MARK.search(content) is not None
    if nested:
        content = _MARK.sub("", content)
    answer, _, hint = content.partition("::")
    return Hole(number, answer, hint, nested)


def cloze_text(field: str, *, html: bool) -> tuple[str, str | None, int] | None:
    """(text with blanks, hint, lost media) of a cloze of ours; None where a blank cannot be typed."""
    parts = pieces(field)
    holes = [piece for piece in parts if isinstance(piece, Hole)]
    answers = [plain(hole.answer, html=html) for hole in holes]
    typed = all(
        answer
        and len(answer) <= LONGEST_TYPED
        and not hole.nested
        and not _UNTYPABLE.search(hole.answer + answer)
        for hole, answer in zip(holes, answers, strict=True)
    )
    in_maths = any(
        piece.count(opening) != piece.count(closing)
        for piece in parts
        if isinstance(piece, str)
        for opening, closing in (
            (r"\(", r"\)"),
            (r"\[", r"\]"),
            ("[$", "[/$"),
            ("<anki-mathjax", "</anki-mathjax"),
        )
    )
    if not typed or in_maths or not 0 < len(holes) <= MAX_BLANKS:
        return None
    numbered = iter(range(len(holes)))
    marked = "".join(p if isinstance(p, str) else f"{OPEN}b{next(numbered)}{CLOSE}" for p in parts)
    shown = markdown(marked, html=html)
    labels = _labels(holes, answers)
    text = _OUR_TOKEN.sub(lambda f: f"[[{labels[int(f[1])]}|{answers[int(f[1])]}]]", shown.text)
    hints = {label: plain(hole.hint, html=html) for label, hole in zip(labels, holes, strict=True)}
    told = {label: escaped(hint) for label, hint in hints.items() if hint}
    if len(told) == 1 and len(set(labels)) == 1:
        return text, next(iter(told.values())), shown.media
    return text, "; ".join(f"{label}: {hint}" for label, hint in told.items()) or None, shown.media


def _labels(holes: list[Hole], answers: list[str]) -> list[str]:
    """A label for each hole: its number, with a second part where one number hides different answers."""
    of: dict[tuple[int, str], str] = {}
    count: dict[int, int] = {}
    for hole, answer in zip(holes, answers, strict=True):
        if (hole.number, answer) not in of:
            count[hole.number] = count.get(hole.number, 0) + 1
            more = f"-{count[hole.number]}" if count[hole.number] > 1 else ""
            of[hole.number, answer] = f"c{hole.number}{more}"
    return [of[hole.number, answer] for hole, answer in zip(holes, answers, strict=True)]


def cards(field: str, *, html: bool) -> list[Card]:
    """A flashcard for each number: its holes are hidden, the others shown."""
    parts = pieces(field)
    numbers = sorted({piece.number for piece in parts if isinstance(piece, Hole)})
    between = "<br>" if html else "\n"
    found = []
    for number in numbers:
        front = "".join(
            piece
            if isinstance(piece, str)
            else (f"[{piece.hint or '…'}]" if piece.number == number else piece.answer)
            for piece in parts
        )
        hidden = [p.answer for p in parts if isinstance(p, Hole) and p.number == number]
        found.append(Card(number, front, between.join(dict.fromkeys(hidden))))
    return found
