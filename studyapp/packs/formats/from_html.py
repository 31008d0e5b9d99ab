r"""HTML of a note as Markdown with $maths$; what Markdown has no word for becomes plain text.

Formulas come as \( \) and \[ \], in <anki-mathjax>, or in the older [$] [/$] and [latex].
"""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

from studyapp.core.text import one_line, safe
from studyapp.packs.formats.sides import LETTERS
from studyapp.packs.formats.to_html import CLOSE, OPEN, TOKEN

MAX_DEPTH = 40
# No formula holds the sign that opens one, so that a field of openers costs no more than its length.
_MATHS = re.compile(
    r"\\\((?P<inline>(?:(?!\\\().)+?)\\\)|\\\[(?P<display>(?:(?!\\\[).)+?)\\\]"
    r"|\[\$\$\](?P<display2>(?:(?!\[\$).)+?)\[/\$\$\]|\[\$\](?P<inline2>(?:(?!\[\$).)+?)\[/\$\]"
    r"|\[latex\](?P<inline3>(?:(?!\[latex).)+?)\[/latex\]"
    r"|<anki-mathjax(?P<kind>[^<>]{0,60})>(?P<tag>(?:(?!<anki).)+?)</anki-mathjax>",
    re.DOTALL | re.IGNORECASE,
)
_NO_TAG = re.compile(r"<(?!/?[a-zA-Z][^<>]*>)")
_TAG = re.compile(r"<[^<>]{0,20000}>")
_SOUND = re.compile(r"\[sound:[^\]\n]{1,300}\]")
# What Markdown would take for a mark where it stands: a low line inside a word is none, nor is a bracket alone.
_SPECIAL = re.compile(
    r"([\\`*$]|<(?=[a-zA-Z/!?])|(?<!\w)_|_(?!\w)|~(?=~)|\[(?=\[)|(?<=\[)\[|\](?=[(:\[])|&(?=#?\w{1,31};))"
)
_LINE_START = re.compile(
    r"^([ \t]*)(?:([-+](?=\s|$)|#(?=#{0,5}(?:\s|$))|>|[-=](?=[-= ]*$))|(\d{1,9})([.)](?=\s|$)))", re.MULTILINE
)
_MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*"}
_BLOCKS = frozenset(
    {
        *("p", "div", "ul", "ol", "table", "tr", "blockquote", "hr", "section", "article", "center"),
        *("details", "summary", "h1", "h2", "h3", "h4", "h5", "h6"),
    }
)
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
    reader.feed(_NO_TAG.sub("&lt;", _without_comments(marked)))
    reader.close()
    return Markdown(_filled(reader.text(), kept), sounds + reader.media)


def plain(field: str, *, html: bool) -> str:
    """The words of a field on one line, without any markup."""
    text = unescape(_TAG.sub(" ", field)) if html else field
    return one_line(TOKEN.sub("", text), 20_000)


def escaped(text: str) -> str:
    """Text in which Markdown sees no mark."""
    return _escaped(without_variables(text))


def without_variables(text: str) -> str:
    """Text in which no two braces follow one another: they would name a variable."""
    return text.replace("{{", "{ {").replace("{{", "{ {")


def has_html(field: str) -> bool:
    """Whether a field is probably HTML, as where no header says so."""
    return (
        re.search(r"</?[a-z][a-z0-9]{0,15}(\s[^<>]{0,300})?/?>|&(#\d{2,6}|[a-z]{2,8});", field, re.I)
        is not None
    )


def _without_comments(html: str) -> str:
    parts: list[str] = []
    while True:
        before, opened, rest = html.partition("<!--")
        _, closed, after = rest.partition("-->")
        if not closed:
            return "".join((*parts, before, opened, rest))
        parts.append(before)
        html = after


def _kept(found: re.Match[str], kept: list[str]) -> str:
    display = found["display"] or found["display2"] or ("block" in (found["kind"] or "") and found["tag"])
    latex = display or found["inline"] or found["inline2"] or found["inline3"] or found["tag"]
    latex = " ".join(unescape(_TAG.sub(" ", latex)).replace("$", " ").split())
    if not latex:
        return ""
    kept.append(f"\n\n$${latex}$$\n\n" if display else f"${latex}$")
    return f"{OPEN}m{len(kept) - 1}{CLOSE}"


_KEPT = re.compile(f"( *){OPEN}m([0-9]+){CLOSE}( *)")


def _filled(text: str, kept: list[str]) -> str:
    def formula(found: re.Match[str]) -> str:
        shown = kept[int(found[2])] if int(found[2]) < len(kept) else ""
        return shown if shown.startswith("\n") else f"{found[1]}{shown}{found[3]}"

    text = _KEPT.sub(formula, text)
    text = without_variables(text)
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+\n", "\n", text)).strip()


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
        self.lists: list[
            tuple[str, int]
        ] = []  # of each list that is open: 1, A or - for its items, and the next one
        self.marks: list[int] = []  # where the emphasis that is open begins in parts
        self.skipping = 0
        self.preformatted = False
        self.media = 0
        self.links: list[str] = []
        self.script = ""  # "sub" or "sup" while one is open

    def text(self) -> str:
        lines = "".join(self.parts).split("\n")
        return "\n".join(line.rstrip() for line in lines)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SKIPPED:
            self.skipping += 1
        elif tag in ("img", "audio", "video", "object"):
            self.media += 1
        elif tag == "br":
            self.parts.append("\n")
        elif tag in _MARKS:
            self.marks.append(len(self.parts))
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
                letters = dict(attrs).get("type") in ("A", "a")
                self.lists.append(("-" if tag == "ul" else "A" if letters else "1", 0))
            self._break(nested=len(self.lists) > 1)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SKIPPED:
            self.skipping = max(0, self.skipping - 1)
        elif tag in _MARKS and self.marks:
            self._emphasized(_MARKS[tag])
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
            data = (
                raised
                if all(ord(a) != ord(b) for a, b in zip(data, raised, strict=True))
                else f"{sign}({data})"
            )
        data = re.sub(r"\s+", " ", data.replace("\xa0", " "))
        at_start = not self.parts or self.parts[-1].endswith("\n")
        self.parts.append(
            _escaped(data.lstrip() if at_start else data) if at_start else _SPECIAL.sub(r"\\\1", data)
        )

    def _emphasized(self, mark: str) -> None:
        """Emphasis around what was written since its tag; the marks stand close to the words, or nowhere."""
        begin = self.marks.pop()
        inside = "".join(self.parts[begin:])
        words = inside.strip()
        if words and "\n\n" not in words and "*" not in words.replace("\\*", ""):
            before, after = inside[: len(inside) - len(inside.lstrip())], inside[len(inside.rstrip()) :]
            inside = f"{before}{mark}{words}{mark}{after}"
        self.parts[begin:] = [inside]

    def _item(self) -> None:
        depth = "  " * max(0, min(len(self.lists), MAX_DEPTH) - 1)
        sign, place = self.lists[-1] if self.lists else ("-", 0)
        if self.lists:
            self.lists[-1] = (sign, place + 1)
        mark = f"{place + 1}." if sign == "1" else f"- {LETTERS[place % 26]}." if sign == "A" else "-"
        self.parts.append(f"\n{depth}{mark} ")

    def _break(self, *, nested: bool) -> None:
        self.parts.append("" if nested else "\n\n")
