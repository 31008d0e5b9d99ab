"""Short texts of questions: paragraphs, lists, emphasis, code and formulas, as one static content."""

from __future__ import annotations

import re
from typing import Any

from textual.content import Content
from textual.widgets import Static

from studyapp.core.text import safe
from studyapp.render.markdown import Block, Code, prepare

_INLINE = re.compile(
    r"\\(?P<escaped>[^\w\s])"
    r"|(?P<ticks>`+)(?P<code>.+?)(?P=ticks)"
    r"|\*\*(?P<bold>[^*]+)\*\*"
    r"|(?<![\w*])[*_](?P<emphasis>[^*_\s](?:[^*_]*[^*_\s])?)[*_](?![\w*])",
    re.DOTALL,
)
_HEADING = re.compile(r"^#{1,6}\s+(.+)$")
_ITEM = re.compile(r"^(\s*)[-*+]\s+")


def prose_content(text: str, *, width: int, ascii: bool) -> Content:
    """A text of a pack as styled content; nothing of it is read as markup of the screen."""
    parts: list[Content] = []
    for piece in prepare(text, width=width, ascii=ascii):
        if isinstance(piece, Block):
            parts.append(Content("\n".join(piece.lines)))
        elif isinstance(piece, Code):
            parts.append(Content.styled(piece.text, "$muted"))
        else:
            parts.append(_prose(piece.text))
    return Content("\n\n").join(parts)


def _prose(text: str) -> Content:
    paragraphs = [_joined(paragraph) for paragraph in re.split(r"\n\s*\n", text.strip("\n"))]
    return Content("\n\n").join(_styled(paragraph) for paragraph in paragraphs)


def _joined(paragraph: str) -> str:
    """Lines of a paragraph flow together; items of a list and headings keep their own."""
    lines: list[str] = []
    for line in paragraph.split("\n"):
        if (
            _ITEM.match(line)
            or re.match(r"^\s*\d+[.)]\s", line)
            or _HEADING.match(line)
            or line.startswith("|")
        ):
            lines.append(_ITEM.sub(r"\1• ", line))
        elif lines and not _HEADING.match(lines[-1]) and not lines[-1].startswith("|"):
            lines[-1] += " " + line.strip()
        else:
            lines.append(line)
    return "\n".join(lines)


def _styled(paragraph: str) -> Content:
    return Content("\n").join(_line(line) for line in paragraph.split("\n"))


def _line(line: str) -> Content:
    heading = _HEADING.match(line)
    if heading:
        return _inline(heading.group(1)).stylize("bold")
    return _inline(line)


def _inline(text: str) -> Content:
    parts: list[Content | str | tuple[str, str]] = []
    end = 0
    for match in _INLINE.finditer(text):
        parts.append(text[end : match.start()])
        end = match.end()
        if match["escaped"]:
            parts.append(match["escaped"])
        elif match["code"]:
            parts.append((match["code"].strip(), "$accent"))
        elif match["bold"]:
            parts.append(_inline(match["bold"]).stylize("bold"))
        else:
            parts.append(_inline(match["emphasis"]).stylize("italic"))
    parts.append(text[end:])
    return Content.assemble(*parts)


def literal(text: str) -> str:
    """A text of the learner's, in which no sign is markup."""
    return re.sub(r"([\\*_`#$\[\]|<>~])", r"\\\1", safe(text))


class Prose(Static):
    """A text of a pack."""

    DEFAULT_CSS = "Prose { width: 1fr; height: auto; }"

    def __init__(self, **options: Any) -> None:
        super().__init__("", markup=False, **options)

    def show(self, text: str, *, width: int, ascii: bool, dim: bool = False) -> None:
        content = prose_content(text, width=max(20, width), ascii=ascii)
        self.update(content.stylize("$muted") if dim else content)
