"""A pack as one Markdown text to read or print: guide, questions by section with answers, glossary, references."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from studyapp.core.items import Pack, Reference, Term
from studyapp.packs.formats.sides import LETTERS, Block, Listed, Page

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r"^( {0,3})(#{1,6})(?=\s|$)")
_INTERRUPTION = re.compile(r"^\s*\{\{\s*question:\s*([a-z0-9/-]+)\s*\}\}\s*$")
_RAW_HTML = re.compile(r"^( {0,3})<(?=[!?/A-Za-z])")
_RULE_OF_LOW_LINES = re.compile(r"^( {0,3})(?=_[ _]*$)")
_CELL_PIECES = re.compile(r"\$(?:\\.|[^$\\])+\$|\|")
OTHERS = "Further questions"


def printed(pack: Pack, pages: Sequence[Page], seed: int) -> str:
    """The whole text. Formulas stay as $…$; numbers that change are those of `seed`."""
    manifest = pack.manifest
    titles = {section.id: section.title for section in pack.guide.sections} if pack.guide else {}
    order = {section: place for place, section in enumerate(titles)}
    # Within a section the pack's order stays; sorting is stable.
    arranged = sorted(pages, key=lambda page: order.get(page.section or "", len(order)))
    numbers = {page.id: number for number, page in enumerate(arranged, start=1)}
    headings = {page.id: page.heading for page in pages}
    sources = _Sources()
    parts = [
        f"# {_line(manifest.title)}",
        body(manifest.summary, 1),
        f"{_line(', '.join(manifest.authors))}. License {_line(manifest.license)}. Version {manifest.version}."
        f" Numbers that change are those of seed {seed}.",
    ]
    if pack.guide:
        parts += ["## Guide", _guide(pack.guide.text, numbers, headings)]
    parts.append("## Questions")
    for section, inside in groupby(arranged, key=lambda page: page.section):
        if titles:
            parts.append(f"### {_line(titles.get(section or '', OTHERS))}")
        for page in inside:
            parts += _question(page, numbers[page.id], sources)
    if pack.glossary:
        parts += ["## Glossary", _table(pack.glossary)]
    if sources.listed:
        parts += ["## References", sources.text()]
    return "\n\n".join(part.strip("\n") for part in parts if part.strip()) + "\n"


class _Sources:
    """References numbered in the order in which they are first needed."""

    def __init__(self) -> None:
        self.listed: dict[Reference, int] = {}

    def cited(self, references: Iterable[Reference]) -> str:
        marks = []
        for reference in references:
            number = self.listed.setdefault(reference, len(self.listed) + 1)
            marks.append(f"[[{number}]](<{reference.url}>)" if reference.url else f"[{number}]")
        return ", ".join(marks)

    def text(self) -> str:
        return "\n".join(f"{number}. {_reference(entry)}" for entry, number in self.listed.items())


def _reference(entry: Reference) -> str:
    year = f" ({entry.year})" if entry.year else ""
    parts = [f"{entry.authors}{year}." if entry.authors else year.strip(), f"*{_line(entry.title)}*."]
    parts += [f"{_line(entry.note)}."] if entry.note else []
    parts += [f"<{entry.url}>"] if entry.url else []
    return _line(" ".join(part for part in parts if part)).replace("..", ".")


def _question(page: Page, number: int, sources: _Sources) -> list[str]:
    parts = [f"#### {number}. {_line(page.heading)}", f"*{page.about}*"]
    for side in page.sides:
        parts += [*_blocks(side.front), "---", *_answer(side.back)]
    for title, text in page.texts:
        parts += [f"**{title}**"] if title else []
        parts.append(body(text, 4))
    if page.references:
        parts.append(f"References: {sources.cited(page.references)}")
    return parts


def _answer(blocks: Sequence[Block]) -> list[str]:
    first, *rest = _blocks(blocks)
    if isinstance(blocks[0], str) and not re.match(r"\s*([`~#>|$<]|[-*+] |\d+[.)] )", first):
        return [f"**Answer:** {first}", *rest]
    return ["**Answer:**", first, *rest]


def _blocks(blocks: Sequence[Block]) -> list[str]:
    return [_listed(block) if isinstance(block, Listed) else body(block, 4) for block in blocks]


def _listed(listed: Listed) -> str:
    letters = [f"{letter}. " for letter in LETTERS] if listed.letters else [""] * len(listed.items)
    # A letter is no mark of a list, so it stands in an item of its own.
    return "\n".join(f"- {letter}{_line(item)}" for letter, item in zip(letters, listed.items, strict=False))


def body(text: str, depth: int) -> str:
    """Markdown that cannot break what follows: fences are closed, raw HTML is text, headings lie `depth` deeper."""
    lines: list[str] = []
    fence = ""
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if fence:
            if mark and line.strip() == mark[1] and mark[1].startswith(fence):
                fence = ""
        elif mark:
            fence = mark[1]
        else:
            line = _HEADING.sub(lambda found: f"{found[1]}{'#' * min(6, len(found[2]) + depth)}", line)
            line = _RAW_HTML.sub(r"\1\\<", line)
            line = _RULE_OF_LOW_LINES.sub(r"\1\\", line)
        lines.append(line)
    return "\n".join([*lines, fence] if fence else lines)


def _guide(text: str, numbers: dict[str, int], headings: dict[str, str]) -> str:
    lines = []
    for line in body(text, 2).split("\n"):
        if asked := _INTERRUPTION.match(line):
            number = numbers.get(asked[1])
            line = f"*Question {number}: {_line(headings[asked[1]])}*" if number else ""
        lines.append(line)
    return "\n".join(lines)


def _table(terms: Iterable[Term]) -> str:
    rows = ["| Term | Meaning |", "| --- | --- |"]
    for term in sorted(terms, key=lambda term: term.term.casefold()):
        names = f"**{term.term}**" + (f" ({', '.join(term.aliases)})" if term.aliases else "")
        rows.append(f"| {_cell(names)} | {_cell(term.definition)} |")
    return "\n".join(rows)


def _cell(text: str) -> str:
    r"""Text in a cell of a table: a line stands as `\|`, and in a formula as \vert."""

    def piece(found: re.Match[str]) -> str:
        if found[0] == "|":
            return r"\|"
        return found[0].replace(r"\|", r"\Vert ").replace("|", r"\vert ")

    return _CELL_PIECES.sub(piece, _line(text))


def _line(text: str) -> str:
    return " ".join(text.split())
