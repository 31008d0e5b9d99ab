"""Markdown with maths and diagrams -> pieces for a reader, or readable plain text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

from studyapp.core.text import safe
from studyapp.render.chart_words import table
from studyapp.render.diagrams import describe_diagram, diagram
from studyapp.render.maths import block, in_text, spoken
from studyapp.render.passages import split_display
from studyapp.render.spans import clip, row, to_ascii_words, wrap

__all__ = ["Block", "Code", "Part", "Prose", "plain_text", "prepare"]


@dataclass(frozen=True, slots=True)
class Prose:
    """Markdown whose formulas are text already."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """A fenced block of code."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that are laid out already: a formula in two dimensions or a diagram."""

    lines: tuple[str, ...]
    kind: str = "maths"
    """`maths` or `mermaid`."""


Part: TypeAlias = Prose | Code | Block


def prepare(text: str, *, width: int, ascii: bool = False) -> list[Part]:
    """The parts of a Markdown text in order, formulas and diagrams drawn in at most `width` cells."""
    parts: list[Part] = []
    for piece in split_display(text):
        if piece.kind == "prose":
            prose = in_text(piece.text, markdown=True)
            parts.append(Prose(to_ascii_words(prose) if ascii else prose))
        elif piece.kind == "code":
            parts.append(Code(to_ascii_words(piece.text) if ascii else piece.text, piece.language))
        elif piece.kind == "maths":
            parts.append(Block(block(piece.text, width=width, ascii=ascii), "maths"))
        else:
            parts.append(Block(diagram(piece.text, width=width, ascii=ascii), "mermaid"))
    return parts


_ITEM = re.compile(r"^(?P<indent>\s*)(?P<mark>[-*+]|\d{1,9}[.)])\s+(?P<body>.*)$")
_HEADING = re.compile(r"^\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_RULE = re.compile(r"^\s*([-*_])(\s*\1){2,}\s*$")
_TABLE_RULE = re.compile(r"^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$")
_LINK = re.compile(r"!?\[([^\]\n]{0,400})\]\(\s*<?([^\s)>]{0,400})>?(?:\s[^)\n]{0,200})?\)")
_EMPHASIS = re.compile(
    r"(?<![\w\\*])(\*{1,3})(?=\S)(.{1,300}?)(?<=\S)\1(?![\w*])"
    r"|(?<![\w\\_])(_{1,3})(?=\S)(.{1,300}?)(?<=\S)\3(?![\w_])"
)
_CODE_SPAN = re.compile(r"(?<!`)(`{1,4})(?!`)(.{1,300}?)(?<!`)\1(?!`)")
_BLANK = re.compile(r"(?<!\w)_{3,}(?!\w)")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~$&])")


def plain_text(text: str, width: int, *, words: bool = False) -> str:
    """Markdown as wrapped text: no markup, formulas on a line, or in `words` as diagrams are too."""
    width = max(width, 8)
    paragraphs: list[str] = []
    for piece in split_display(text):
        if piece.kind == "prose":
            prose = _prose(in_text(piece.text, words=words), width)
            paragraphs.append(_BLANK.sub("blank", prose) if words else prose)
        elif piece.kind == "maths" and words:
            paragraphs.append("\n".join(wrap(spoken(piece.text), width, indent="  ")))
        elif piece.kind == "maths":
            paragraphs.append("\n".join("  " + line for line in block(piece.text, width=width - 2)))
        elif piece.kind == "mermaid" and words:
            paragraphs.append("\n".join(wrap(describe_diagram(piece.text), width)))
        elif piece.kind == "mermaid":
            paragraphs.append("\n".join(diagram(piece.text, width=width)))
        else:
            lines = (clip(row(f"  {line}".expandtabs(4)), width) for line in piece.text.split("\n"))
            paragraphs.append("\n".join("".join(span.text for span in line) for line in lines))
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _prose(text: str, width: int) -> str:
    """Paragraphs, headings, lists, quotes and tables of a text without displays."""
    lines: list[str] = []
    pending: list[str] = []
    indents = ["", ""]

    def flush() -> None:
        if pending:
            lines.extend(wrap(_unmarked(" ".join(pending)), width, indent=indents[0], hanging=indents[1]))
        pending.clear()
        indents[:] = ["", ""]

    rows: list[str] = []
    for line in [*safe(text).split("\n"), ""]:
        if rows and not line.lstrip().startswith("|"):
            lines.extend(_table(rows, width))
            rows.clear()
        if line.lstrip().startswith("|"):
            flush()
            rows.append(line)
        elif not line.strip() or _RULE.match(line):
            flush()
            if lines and lines[-1]:
                lines.append("")
        elif heading := _HEADING.match(line):
            flush()
            title = wrap(_unmarked(heading[2]), width)
            lines.extend([*title, ("=" if len(heading[1]) == 1 else "-") * min(max(map(len, title)), width)])
        elif item := _ITEM.match(line):
            flush()
            indent = " " * min(len(item["indent"].expandtabs(4)), width // 3)
            mark = "-" if item["mark"] in "*+-" else item["mark"]
            indents[:] = [f"{indent}{mark} ", indent + " " * (len(mark) + 1)]
            pending.append(item["body"])
        elif line.lstrip().startswith(">"):
            if indents[0] != "  " and pending:
                flush()
            indents[:] = ["  ", "  "]
            pending.append(line.lstrip().lstrip("> "))
        else:
            pending.append(line.strip())
    return "\n".join(lines).strip("\n")


def _table(rows: list[str], width: int) -> list[str]:
    cells = [
        [_unmarked(cell.strip()) for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))] for line in rows
    ]
    body = [line for source, line in zip(rows, cells, strict=True) if not _TABLE_RULE.match(source)]
    if not body:
        return []
    header = body[0] if len(rows) > 1 and _TABLE_RULE.match(rows[1]) else []
    text = table(body[1:] if header else body, header)
    return ["".join(span.text for span in clip(row(line), width)) for line in text.split("\n")]


def _unmarked(text: str) -> str:
    """Running text without marks of emphasis, code and links; a link keeps its address."""
    text = text.replace("<br>", " ")
    text = _LINK.sub(
        lambda match: match[1] if match[1] == match[2] or not match[2] else f"{match[1]} ({match[2]})", text
    )
    parts: list[str] = []
    end = 0
    for code in _CODE_SPAN.finditer(text):
        parts += [_plain_run(text[end : code.start()]), code[2].strip()]
        end = code.end()
    return "".join([*parts, _plain_run(text[end:])])


def _plain_run(text: str) -> str:
    runs = _BLANK.split(text)  # a run of underscores is a blank to fill in, not emphasis
    for _ in range(3):
        runs = [_EMPHASIS.sub(lambda match: match[2] or match[4] or "", run) for run in runs]
    return _ESCAPE.sub(r"\1", "_____".join(runs))
