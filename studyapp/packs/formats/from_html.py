r"""HTML of a note as Markdown with $maths$; what Markdown has no word for becomes plain text.

Formulas come as \( \) and \[ \], in <anki-mathjax>, or in the older [$] [/$] and [latex].
"""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

from studyapp.core.text import one_line, safe
from studyapp.packs.formats.to_html import CLOSE, OPEN, TOKEN

MAX_DEPTH = 40
_MATHS = re.compile(
    r"\\\((?P<inline>.+?)\\\)|\\\[(?P<display>.+?)\\\]"
    r"|\[\$\$\](?P<display2>.+?)\[/\$\$\]|\[\$\](?P<inline2>.+?)\[/\$\]|\[latex\](?P<inline3>.+?)\[/latex\]"
    r"|<anki-mathjax(?P<kind>[^>]{0,60})>(?P<tag>.+?)</anki-mathjax>",
    re.DOTALL | re.IGNORECASE,
)
_TAG = re.compile(r"<[^>]{0,400}>")
_SOUND = re.compile(r"\[sound:[^\]\n]{1,300}\]")
_SPECIAL = re.compile(r"([\\`*_\[\]<>$~]|&(?=#?\w{1,31};))")
_LINE_START = re.compile(r"^([ \t]*)(?:([#>+=-])|(\d{1,9})([.)](?=\s|$)))", re.MULTILINE)
_MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*"}
_BLOCKS = frozenset({"p", "div", "ul", "ol", "table", "tr", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "section", "article", "center", "details", "summary"})  # fmt: skip
_SKIPPED = frozenset({"script", "style", "head", "title", "template"})
_BELOW = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_ABOVE = str.maketrans("0123456789+-=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾")


class Markdown:
    """What a field says in Markdown, and how many pictures and sounds it lost."""

    def __init__(self, text: str, media: int) -> None:
        self.text = text
        self.media = media


def markdown(field: str, *, html: bool) -> Markdown:
    """A field as Markdown; without `html` every character stands for itself."""
    text = safe(field).replace("\t", " ")
    sounds = len(_SOUND.findall(text))
    text = _SOUND.sub("", text)
    kept: list[str] = []
    marked = _MATHS.sub(lambda found: _kept(found, kept), text)
    if not html:
        return Markdown(_filled(_escaped(marked), kept).strip(), sounds)
    reader = _Reader()
    reader.feed(marked)
    reader.close()
    return Markdown(_filled(reader.text(), kept), sounds + reader.media)


def plain(field: str, *, html: bool) -> str:
    """The words of a field on one line, without any markup."""
    text = unescape(_TAG.sub(" ", field)) if html else field
    return one_line(TOKEN.sub("", text), 20_000)


def escaped(text: str) -> str:
    """Text in which Markdown sees no mark."""
    return _escaped(text)


def has_html(field: str) -> bool:
    """Whether a field is probably HTML, as where no header says so."""
    return re.search(r"</?[a-z][a-z0-9]{0,15}(\s[^<>]{0,300})?/?>|&(#\d{2,6}|[a-z]{2,8});", field, re.I) is not None


def _kept(found: re.Match[str], kept: list[str]) -> str:
    display = found["display"] or found["display2"] or ("block" in (found["kind"] or "") and found["tag"])
    latex = display or found["inline"] or found["inline2"] or found["inline3"] or found["tag"]
    latex = " ".join(unescape(_TAG.sub(" ", latex)).replace("$", " ").split())
    if not latex:
        return ""
    kept.append(f"\n\n$${latex}$$\n\n" if display else f"${latex}$")
    return f"{OPEN}m{len(kept) - 1}{CLOSE}"


_KEPT = re.compile(f"{OPEN}m([0-9]+){CLOSE}")


def _filled(text: str, kept: list[str]) -> str:
    text = _KEPT.sub(lambda found: kept[int(found[1])] if int(found[1]) < len(kept) else "", text)
    text = text.replace("{{", "{ {").replace("{{", "{ {")  # two braces would name a variable
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _escaped(text: str) -> str:
    text = _SPECIAL.sub(r"\\\1", text)
    return _LINE_START.sub(
        lambda found: f"{found[1]}\\{found[2]}" if found[2] else f"{found[1]}{found[3]}\\{found[4]}", text
    )


class _Reader(HTMLParser):
    """Writes Markdown while it reads HTML; tags that nobody opened or closed do no harm."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.lists: list[int | None] = []  # of each list that is open: the next number, or None
        self.skipping = 0
        self.preformatted = False
        self.media = 0
        self.links: list[str] = []
        self.script = ""  # "sub" or "sup" while one is open

    def text(self) -> str:
        lines = "".join(self.parts).split("\n")
        joined = "\n".join(line if self.preformatted else line.rstrip() for line in lines)
        return re.sub(r"(\*\*|\*)(\s*)\1", r"\2", joined) if "**" in joined or "*" in joined else joined

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SKIPPED:
            self.skipping += 1
        elif tag in ("img", "audio", "video", "object"):
            self.media += 1
        elif tag == "br":
            self.parts.append("\n" if self.preformatted else "\n")
        elif tag in _MARKS:
            self.parts.append(_MARKS[tag])
        elif tag == "pre":
            self.parts.append("\n\n```\n")
            self.preformatted = True
        elif tag == "code" and not self.preformatted:
            self.parts.append("`")
        elif tag in ("sub", "sup"):
            self.script = tag
        elif tag == "a":
            self.links.append(dict(attrs).get("href") or "")
            self.parts.append("[")
        elif tag in ("td", "th"):
            self.parts.append(" ")
        elif tag == "li":
            self._item()
        elif tag in _BLOCKS:
            if tag in ("ul", "ol"):
                self.lists.append(1 if tag == "ol" else None)
            self._break(nested=len(self.lists) > 1)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SKIPPED:
            self.skipping = max(0, self.skipping - 1)
        elif tag in _MARKS:
            self.parts.append(_MARKS[tag])
        elif tag == "pre" and self.preformatted:
            self.parts.append("\n```\n\n")
            self.preformatted = False
        elif tag == "code" and not self.preformatted:
            self.parts.append("`")
        elif tag in ("sub", "sup"):
            self.script = ""
        elif tag == "a" and self.links:
            address = self.links.pop()
            usable = re.fullmatch(r"https?://[^\s<>()]{1,400}", address)
            self.parts.append(f"]({address})" if usable else "]")
        elif tag in _BLOCKS:
            if tag in ("ul", "ol") and self.lists:
                self.lists.pop()
            self._break(nested=bool(self.lists))

    def handle_data(self, data: str) -> None:
        if self.skipping:
            return
        if self.preformatted:
            self.parts.append(data)
            return
        if not data.strip():
            self.parts.append(" " if self.parts and not self.parts[-1].endswith(("\n", " ")) else "")
            return
        if self.script:
            table = _BELOW if self.script == "sub" else _ABOVE
            sign = "_" if self.script == "sub" else "^"
            raised = data.translate(table)
            data = raised if all(ord(a) != ord(b) for a, b in zip(data, raised, strict=True)) else f"{sign}({data})"
        data = re.sub(r"\s+", " ", data.replace("\xa0", " "))
        at_start = not self.parts or self.parts[-1].endswith("\n")
        self.parts.append(_escaped(data.lstrip() if at_start else data) if at_start else _SPECIAL.sub(r"\\\1", data))

    def _item(self) -> None:
        depth = "  " * max(0, min(len(self.lists), MAX_DEPTH) - 1)
        number = self.lists[-1] if self.lists else None
        if number is not None:
            self.lists[-1] = number + 1
        self.parts.append(f"\n{depth}{f'{number}.' if number is not None else '-'} ")

    def _break(self, *, nested: bool) -> None:
        self.parts.append("" if nested else "\n\n")
