"""Markdown -> blocks that keep their source lines, by the block rules of markdown-it alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from studyapp.core.draft import Block, Item, Notes, Passage, Row

MOST_NESTED = 20
_FRONT = re.compile(r"(---|\+\+\+)\s*$")
_FRONT_END = {"---": re.compile(r"(---|\.\.\.)\s*$"), "+++": re.compile(r"\+\+\+\s*$")}
_TASK = re.compile(r"\[([ xX])\]\s+")


def read_markdown(file: str, text: str) -> Notes:
    """The notes of one file. Plain text is Markdown too: its paragraphs are divided by blank lines."""
    lines = text.split("\n")
    front = _front_matter(lines)
    tokens = _reader().parse("\n".join([*[""] * front, *lines[front:]]))
    literal = set(range(1, front + 1))
    comments = set(literal)
    for token in tokens:
        if token.map is not None and token.type in ("fence", "code_block", "html_block", "maths"):
            found = range(token.map[0] + 1, token.map[1] + 1)
            literal.update(found)
            if token.type == "html_block" and token.content.lstrip().startswith("<!--"):
                comments.update(found)
    blocks = tuple(_blocks(tokens))
    return Notes(file, tuple(lines), blocks, frozenset(literal), frozenset(comments))


def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"maxNesting": MOST_NESTED}).enable("table").disable("reference")
    # Only blocks: what stands within a line is told apart by core.draft.spans, which knows formulas.
    reader.core.ruler.enableOnly(["normalize", "block"])
    reader.block.ruler.before("fence", "maths", _display, {"alt": ["paragraph", "blockquote", "list"]})
    return reader


def _display(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A block rule for formulas between lines that begin and end with `$$`."""
    if state.is_code_block(start):
        return False
    first = state.getLines(start, start + 1, state.blkIndent, False).strip()
    if not first.startswith("$$"):
        return False
    if len(first) > 3 and first.endswith("$$"):
        last = start
    elif "$$" in first[2:]:
        return False
    else:
        last = start + 1
        while last < end and not state.getLines(last, last + 1, 0, False).rstrip().endswith("$$"):
            if state.isEmpty(last) or state.sCount[last] < state.blkIndent:
                return False  # no formula holds a blank line, so this one is never closed
            last += 1
        if last >= end:
            return False
    if not silent:
        token = state.push("maths", "", 0)
        token.map = [start, last + 1]
        state.line = last + 1
    return True


def _front_matter(lines: Sequence[str]) -> int:
    """How many lines at the beginning are data about the notes rather than notes."""
    opened = _FRONT.match(lines[0])
    if opened is None:
        return 0
    end = _FRONT_END[opened.group(1)]
    for at, line in enumerate(lines[1:60], start=1):
        if end.match(line):
            return at + 1
        if at == 1 and not re.match(r"[\w-]+\s*[:=]", line):
            return 0  # a rule, as between two parts
    return 0


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    """The blocks in the order of their first lines; a list inside an item comes after the list around it."""
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.type == "heading_open" and token.map is not None:
            passage = _passage(tokens[at + 1])
            yield Block("heading", token.map[0] + 1, token.map[1], passage, level=int(token.tag[1:]))
        elif token.type == "paragraph_open" and token.map is not None:
            passage = _passage(tokens[at + 1])
            yield Block("paragraph", token.map[0] + 1, token.map[1], passage)
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            end = _closing(tokens, at)
            yield from _lists(tokens, at, end, None)
            at = end
        elif token.type == "table_open":
            end = _closing(tokens, at)
            yield _table(tokens[at:end], token)
            at = end
        elif token.map is not None and token.type in ("fence", "code_block", "html_block", "maths"):
            yield Block("literal", token.map[0] + 1, token.map[1])
        at += 1


def _closing(tokens: Sequence[Token], at: int) -> int:
    level = tokens[at].level
    kind = tokens[at].type.replace("_open", "_close")
    return next(
        (
            place
            for place in range(at + 1, len(tokens))
            if tokens[place].level == level and tokens[place].type == kind
        ),
        len(tokens) - 1,
    )


def _passage(inline: Token) -> Passage:
    assert inline.map is not None
    return Passage(inline.map[0] + 1, inline.content.split("\n"))


def _lists(tokens: Sequence[Token], start: int, end: int, under: Passage | None) -> Iterator[Block]:
    """A list, then the lists within its items. Items with more than a text of their own give that text alone."""
    opened = tokens[start]
    items: list[Item] = []
    nested: list[tuple[int, int, Passage | None]] = []
    at, fresh = start + 1, False
    while at < end:
        token = tokens[at]
        if token.type == "list_item_open":
            fresh = True
        elif token.type == "inline" and fresh:
            items.append(_item(token))
            fresh = False
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            closes = _closing(tokens, at)
            nested.append((at, closes, items[-1].passage if items and not fresh else None))
            at = closes
        at += 1
    ordered = opened.type == "ordered_list_open"
    for run in _runs(items):
        yield Block(
            "list", run[0].passage.first, run[-1].passage.last, ordered=ordered, items=tuple(run), under=under
        )
    for begins, closes, over in nested:
        yield from _lists(tokens, begins, closes, over)


def _runs(items: Sequence[Item]) -> Iterator[list[Item]]:
    """Tasks and other items apart: in Markdown a blank line between two lists makes one of them."""
    run: list[Item] = []
    for item in items:
        if run and (run[-1].checked is None) != (item.checked is None):
            yield run
            run = []
        run.append(item)
    if run:
        yield run


def _item(inline: Token) -> Item:
    assert inline.map is not None
    parts = inline.content.split("\n")
    task = _TASK.match(parts[0])
    if task is None:
        return Item(Passage(inline.map[0] + 1, parts), None)
    parts[0] = parts[0][task.end() :]
    return Item(Passage(inline.map[0] + 1, parts), task.group(1) != " ")


def _table(tokens: Sequence[Token], opened: Token) -> Block:
    rows: list[Row] = []
    for token in tokens:
        if token.type == "tr_open" and token.map is not None:
            rows.append(Row(token.map[0] + 1, ()))
        elif token.type == "inline" and rows:
            rows[-1] = rows[-1]._replace(cells=(*rows[-1].cells, token.content.strip()))
    first = (opened.map[0] if opened.map else 0) + 1
    last = opened.map[1] if opened.map else first
    return Block("table", first, last, rows=tuple(rows))
