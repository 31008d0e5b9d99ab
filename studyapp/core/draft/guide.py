"""A guide made of the notes themselves, with the questions of each section at its end; and a glossary."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from studyapp.core.draft.candidates import Defined
from studyapp.core.draft.clozes import blanks
from studyapp.core.draft.notes import Notes
from studyapp.core.draft.pairs import confusables
from studyapp.core.draft.spans import masked
from studyapp.core.text import folded

_FENCE = re.compile(r"^\s*(`{3,}|~{3,})")
_COMMENT = re.compile(r"<!--.{0,2000}?-->")
_UNDERLINE = re.compile(r"\s{0,3}(?:=+|-+)\s*$")
DEEPEST = 4
"""Levels of headings that begin a section of a guide."""


def guide_text(notes: Notes, questions: Mapping[str, int]) -> str:
    """The notes as a guide; `questions` are ids with the source line that each came from.

    What only steers the drafting is left out: front matter, comments, lines of confusable terms, marks of blanks.
    """
    hidden = notes.comments | {line for line, _ in confusables(notes)}
    headings = {
        block.first: block
        for block in notes.blocks
        if block.kind == "heading" and re.match(r"\s{0,3}[^\s>*+-]", notes.lines[block.first - 1])
    }
    waiting = sorted(questions.items(), key=lambda entry: entry[1])
    written: list[str] = []
    fenced = ""
    if not any(line in headings for line in range(1, (notes.blocks[0].last if notes.blocks else 0) + 1)):
        written += [f"# {notes.file.rsplit('.', 1)[0]}", ""]
    skip = 0
    for at, line in enumerate(notes.lines, start=1):
        block = headings.get(at)
        if block is not None and block.passage is not None:
            ready = [identity for identity, source in waiting if source < at]
            waiting = waiting[len(ready) :]
            written += _asked(ready, fenced)
            fenced = "" if ready else fenced
            written.append(f"{'#' * min(block.level, DEEPEST)} {block.passage.text}".rstrip())
            skip = block.last
            continue
        if at <= skip or at in hidden:
            continue
        if fence := _FENCE.match(line):
            closes = bool(fenced) and fence.group(1).startswith(fenced)
            fenced = "" if closes else fenced or fence.group(1)
        written.append(line if at in notes.literal else _read(line))
    written += _asked([identity for identity, _ in waiting], fenced)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(written)).strip("\n") + "\n"


def _asked(identities: Sequence[str], fenced: str) -> Iterator[str]:
    """The questions at the end of a section, behind a fence that would hide them."""
    if not identities:
        return
    if fenced:
        yield fenced
    yield ""
    for identity in identities:
        yield f"{{{{question: {identity}}}}}"
        yield ""


def _read(line: str) -> str:
    """A line without the marks of blanks, and with nothing that would ask a question which is none."""
    line = _COMMENT.sub("", line) if "<!--" in line else line
    if "==" in line or "{" in line:
        pieces, end = [], 0
        for start, stop, first, last in blanks(masked(line)):
            pieces += [line[end:start], line[first:last]]
            end = stop
        line = "".join([*pieces, line[end:]])
    return re.sub(r"\{\{(?=\s*question\b)", "{ {", line)


def glossary(defined: Sequence[Defined], known: Sequence[str] = ()) -> list[dict[str, object]]:
    """An entry for each term, the first definition of each; terms that are known already are left out."""
    names = {folded(name) for name in known}
    terms: list[dict[str, object]] = []
    for term, definition in defined:
        name = folded(term)
        if name and name not in names and len(term) <= 100:
            names.add(name)
            terms.append({"term": term, "definition": definition})
    return terms
