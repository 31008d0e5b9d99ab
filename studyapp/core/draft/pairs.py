"""Explicit marks that go by lines: `Q:` and `A:`, `term :: definition`, `confusable: X, Y`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from studyapp.core.draft.candidates import Candidate, Defined, Dropped, flashcard
from studyapp.core.draft.notes import Notes
from studyapp.core.draft.spans import masked

_LEAD = r"^(?P<lead>\s*(?:>\s*)*(?:[-*+]\s+|\d{1,3}[.)]\s+)?)"
_BOLD = r"(?P<open>\*\*|__)?"
_AFTER = (
    r"\s{0,2}\d{0,3}(?P<inner>\*\*|__)?\s{0,2}:\s{0,3}(?P<outer>\*\*(?=\s|$)|__(?=\s|$))?\s*(?P<rest>.*)$"
)
_QUESTION = re.compile(_LEAD + _BOLD + r"(?:Q|Question|QUESTION)" + _AFTER)
_ANSWER = re.compile(_LEAD + _BOLD + r"(?:A|Answer|ANSWER)" + _AFTER)
_HEADING = re.compile(r"\s{0,3}#{1,6}(\s|$)")
_QUOTE = re.compile(r"^\s*(?:>\s?)+")
_MARKER = re.compile(r"\s*(?:>\s?)*(?:[-*+]\s+|\d{1,3}[.)]\s+)?")
_CONFUSABLE = re.compile(
    r"^\W{0,8}confusables?\s{0,2}:\s{0,3}(?P<terms>[^<>]+?)\s*(?:-->)?\s*$", re.IGNORECASE
)
LONGEST_TERM = 100


class Found(NamedTuple):
    """What a pass over the lines found, and which lines belong to it."""

    candidates: list[Candidate]
    taken: set[int]
    dropped: list[Dropped]


class _Marked(NamedTuple):
    margin: int
    text: str


def _marked(pattern: re.Pattern[str], line: str) -> _Marked | None:
    found = pattern.match(line)
    if found is None:
        return None
    text = found["rest"].rstrip()
    if found["open"] and not found["inner"] and not found["outer"]:
        text = text.removesuffix(found["open"])  # **Q: all of it**
    return _Marked(len(found["lead"]), text)


def pairs(notes: Notes) -> Found:
    """Questions marked `Q:` with the answers marked `A:` below them.

    An answer goes on to the next blank line, heading or mark; behind a blank line only what is indented goes on.
    A blank line may stand between the question and the answer, and after a bare `A:`.
    """
    found = Found([], set(), [])
    at = 1
    while at <= len(notes.lines):
        asked = None if at in notes.literal else _marked(_QUESTION, notes.lines[at - 1])
        if asked is None:
            at += 1
            continue
        question, end = _question(notes, at, asked)
        answered = _marked(_ANSWER, notes.lines[end - 1]) if end <= len(notes.lines) else None
        if answered is None or not question:
            found.dropped.append(Dropped(at, "a question without an answer"))
            at = max(end, at + 1)
            continue
        answer, last = _answer(notes, end, answered)
        if answer:
            found.candidates.append(flashcard(at, last, question, answer))
            found.taken.update(range(at, last + 1))
        else:
            found.dropped.append(Dropped(end, "an answer without text"))
        at = last + 1
    return found


def _question(notes: Notes, at: int, asked: _Marked) -> tuple[str, int]:
    """(text, line of what follows): the question's lines up to its answer, the next question or heading."""
    lines = [asked.text]
    at += 1
    while at <= len(notes.lines):
        line = notes.lines[at - 1]
        if at not in notes.literal and (_marked(_ANSWER, line) or _ends(line)):
            break
        if not line.strip() and not _answer_follows(notes, at):
            break
        lines.append(_QUOTE.sub("", line).strip() if at not in notes.literal else line.rstrip())
        at += 1
    return "\n".join(lines).strip(), at


def _answer_follows(notes: Notes, at: int) -> bool:
    while at <= len(notes.lines) and not notes.lines[at - 1].strip():
        at += 1
    return at <= len(notes.lines) and _marked(_ANSWER, notes.lines[at - 1]) is not None


def _ends(line: str) -> bool:
    return _marked(_QUESTION, line) is not None or _HEADING.match(line) is not None


def _answer(notes: Notes, at: int, answered: _Marked) -> tuple[str, int]:
    """(text, last line) of an answer that begins in line `at`."""
    lines, last, blanks = [answered.text], at, 0
    at += 1
    while at <= len(notes.lines):
        line, literal = notes.lines[at - 1], at in notes.literal
        if at in notes.comments:
            break
        if not literal and (_marked(_ANSWER, line) or _ends(line)):
            break
        if not line.strip() and not literal:
            blanks += 1
            at += 1
            continue
        started = any(text.strip() for text in lines)
        inside = literal and at - 1 in notes.literal and not blanks
        if blanks and started and not inside and _margin(line) < max(2, answered.margin):
            break
        lines += [""] * blanks if started else []
        lines.append(line.rstrip() if literal else _QUOTE.sub("", line).strip())
        last, blanks = at, 0
        at += 1
    return "\n".join(lines).strip(), last


def _margin(line: str) -> int:
    return len(line) - len(line.lstrip())


def definitions(notes: Notes, taken: set[int], *, english: bool = True) -> Found:
    """Lines `term :: definition`; the lines of the same paragraph below one belong to it.

    In another language the term alone asks.
    """
    found = Found([], set(), [])
    at = 1
    while at <= len(notes.lines):
        line = notes.lines[at - 1]
        if " :: " not in line or at in notes.literal or at in taken or len(line) > 5_000:
            at += 1
            continue
        place = masked(line).find(" :: ")
        marker = _MARKER.match(line)
        start = marker.end() if marker else 0
        term, said = line[start:place].strip().strip("*_ "), line[place + 4 :].strip()
        if place <= start or not term or not said:
            at += 1
            continue
        parts = [said]
        last = at
        while last < len(notes.lines) and _goes_on(notes, last + 1, taken):
            last += 1
            parts.append(notes.lines[last - 1].strip())
        definition = " ".join(parts)
        if len(term) > LONGEST_TERM:
            found.dropped.append(Dropped(at, "a term of more than 100 characters"))
        else:
            prompt = f"What does “{term}” mean?" if english else term
            defined = Defined(term, definition)
            found.candidates.append(flashcard(at, last, prompt, definition, term, defined))
        found.taken.update(range(at, last + 1))
        at = last + 1
    return found


def _goes_on(notes: Notes, at: int, taken: set[int]) -> bool:
    """Whether a line carries on the definition above it."""
    line = notes.lines[at - 1]
    if not line.strip() or at in notes.literal or at in taken or " :: " in line or _HEADING.match(line):
        return False
    starts = re.match(r"\s*(?:[-*+]\s|\d{1,9}[.)]\s|\||>|==|\{)", line)
    if starts or _QUESTION.match(line) or _CONFUSABLE.match(line):
        return False
    return line[:1].isspace() or not re.search(r"[.!?]\s*$", notes.lines[at - 2])


def confusables(notes: Notes) -> Iterator[tuple[int, tuple[str, ...]]]:
    """(line, terms) of each line `confusable: X, Y`, which may also be a comment."""
    for at, line in enumerate(notes.lines, start=1):
        if "onfusable" not in line or (at in notes.literal and at not in notes.comments) or len(line) > 400:
            continue
        if match := _CONFUSABLE.match(line):
            terms = tuple(
                term.strip("*_` ") for term in re.split(r"[,;]", match["terms"]) if term.strip("*_` ")
            )
            if 2 <= len(terms) <= 4:
                yield at, terms
