r"""Markdown with $maths$ as the HTML of a note: formulas become \( \) and \[ \], markup that is text is escaped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from html import escape

from markdown_it import MarkdownIt

from studyapp.core.items import Blank, Cloze
from studyapp.core.text import safe

# Two code points that stand for no character; what is between them says which kept piece belongs there.
OPEN, CLOSE = "\ufdd0", "\ufdd1"
TOKEN = re.compile(f"{OPEN}([0-9]+){CLOSE}")
_PIECES = re.compile(
    r"(?P<fence>^[ ]{0,3}(?P<signs>`{3,}|~{3,})[^\n]*\n.*?(?:^[ ]{0,3}(?P=signs)[`~]*[ \t]*$|\Z))"
    r"|(?<!`)(?P<marks>`{1,8})(?!`)(?P<code>.*?[^`])(?P=marks)(?!`)"
    r"|\\(?P<escaped>[\\$`])"
    r"|\$\$(?P<display>[^$]{1,2000}?)\$\$"
    r"|\$(?=\S)(?P<maths>(?:\\[^\n]|[^$\\\n]|\n(?![ \t]*\n)){1,2000}?)(?<=\S)\$(?!\d)",
    re.DOTALL | re.MULTILINE,
)
_PRE = re.compile(r"(<pre>.*?</pre>)", re.DOTALL)
_BEFORE_BLOCK = re.compile(
    r"(?<=>) (?=</?(?:p|ul|ol|li|table|thead|tbody|tr|td|th|h[1-6]|blockquote|pre|hr)\b)"
)
_LONE = re.compile(r"<p>((?:(?!</?p>).)*)</p>", re.DOTALL)


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def html(markdown: str) -> str:
    """The HTML of a text, on one line."""
    return _html(_without_tokens(markdown), [])


def cloze_html(question: Cloze, text: str) -> str:
    """The text of a cloze with its blanks as {{c1::answer}}, numbered in the order of the labels."""
    numbers = {label: number for number, label in enumerate(question.facets, start=1)}
    kept: list[str] = []

    def piece(blank: Blank) -> str:
        # Neither the end of a cloze nor the begin of its hint may stand in an answer.
        answer = _html(blank.accept[0], []).replace("}", "&#125;").replace("::", ":&#58;")
        kept.append(f"{{{{c{numbers[blank.label]}::{answer}}}}}")
        return f"{OPEN}{len(kept) - 1}{CLOSE}"

    return _html(question.replaced(piece, _without_tokens(text)), kept)


def _without_tokens(markdown: str) -> str:
    return safe(markdown).replace(OPEN, "").replace(CLOSE, "")


def _html(markdown: str, kept: list[str]) -> str:
    kept = list(kept)

    def keep(match: re.Match[str]) -> str:
        if match["display"] is not None:
            kept.append(rf"\[{_formula(match['display'])}\]")
        elif match["maths"] is not None:
            kept.append(rf"\({_formula(match['maths'])}\)")
        else:
            return match[0]
        return f"{OPEN}{len(kept) - 1}{CLOSE}"

    rendered = _markdown().render(_PIECES.sub(keep, markdown)).strip()
    if alone := _LONE.fullmatch(rendered):
        rendered = alone[1]
    lines = [
        part.replace("\n", "<br>") if part.startswith("<pre>") else part.replace("\n", " ")
        for part in _PRE.split(rendered.replace("\n</code></pre>", "</code></pre>"))
    ]
    return _filled(_BEFORE_BLOCK.sub("", "".join(lines)), kept)


def _formula(latex: str) -> str:
    return escape(" ".join(latex.split()), quote=False)


def _filled(text: str, kept: Sequence[str]) -> str:
    while TOKEN.search(text):
        text = TOKEN.sub(lambda match: kept[int(match[1])] if int(match[1]) < len(kept) else "", text)
    return text
