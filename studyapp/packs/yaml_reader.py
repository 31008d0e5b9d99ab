"""Nodes from libyaml's events; what packs never need is refused, so that no file can cost more than its size."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import yaml
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from studyapp.core.codes import ErrorCode
from studyapp.core.text import unsafe_character
from studyapp.packs.errors import MAX_COLLECTED, Mark, Problem
from studyapp.packs.scalars import ScalarError, plain_value
from studyapp.packs.yaml_events import Events, events
from studyapp.packs.yaml_nodes import Node
from studyapp.packs.yaml_words import reworded

MAX_DEPTH = 16
_SURROGATE = re.compile("[\ud800-\udfff]")
MAX_NODES = 100_000  # a full file of questions holds some 60,000


class _Refused(Exception):
    def __init__(self, code: ErrorCode, mark: Mark, message: str) -> None:
        self.code: ErrorCode = code
        self.mark = mark
        self.message = message


class _Builder:
    def __init__(self, file: str, events: Events, most: int) -> None:
        self.events = events
        self.file = file
        self.problems: list[Problem] = []
        self.nodes = 0
        self.line = 1
        self.brackets: list[Node] = []  # open now, the innermost last
        self.most = min(most, MAX_NODES)

    def document(self) -> Node | None:
        next_event = self.events.get_event
        next_event()  # start of the stream
        if isinstance(next_event(), StreamEndEvent):
            return None
        root = self.node(next_event(), 1)
        next_event()  # end of the document
        after = next_event()
        if not isinstance(after, StreamEndEvent):
            raise _Refused(
                "second-document", self.place(after), "holds a second document; remove the line '---'"
            )
        return root

    def node(self, event: Any, depth: int) -> Node:
        at = event.start_mark
        self.line = at.line + 1
        self.nodes += 1
        node = Node(self.file, self.line, at.column + 1)
        kind = type(event)
        if kind is AliasEvent or event.anchor is not None or event.tag is not None:
            self.refuse_reference(event)
        if self.nodes > self.most:
            raise _Refused(
                "too-many-values",
                self.place(event),
                f"holds more values than the {self.most:,} that are read; split or shorten it",
            )
        if kind is ScalarEvent:
            self.scalar(node, event)
            return node
        if depth > MAX_DEPTH:
            raise _Refused("too-deep", self.place(event), f"is nested deeper than {MAX_DEPTH} levels")
        if event.flow_style:
            self.brackets.append(node)
        if kind is SequenceStartEvent:
            self.sequence(node, depth)
        else:
            self.mapping(node, depth)
        if event.flow_style:
            self.brackets.pop()
        return node

    def refuse_reference(self, event: Any) -> None:
        """What gives a value a name or a type, or stands for one that has a name."""
        place = self.place(event)
        if isinstance(event, AliasEvent):
            message = f"aliases are not read here; write the value out, or quote '*{event.anchor}'"
            raise _Refused("yaml-alias", place, message)
        if event.anchor is not None:
            message = f"anchors and aliases are not read here; remove '&{event.anchor}', or quote it"
            raise _Refused("yaml-anchor", place, message)
        raise _Refused(
            "yaml-tag", place, "tags such as !!str are not read here; remove it, or quote the value"
        )

    def scalar(self, node: Node, event: Any) -> None:
        text = event.value
        if not event.style:  # unquoted: "" from libyaml, None from PyYAML's own parser
            node.raw = text
            try:
                node.scalar = plain_value(text)
            except ScalarError as error:
                self.refuse("unreadable-number", node, str(error))
            return
        node.scalar = text
        if event.style == '"' and (unsafe := _unsafe(text)):
            self.refuse("unsafe-character", node, f"holds a {unsafe}; remove it")

    def sequence(self, node: Node, depth: int) -> None:
        node.entries = entries = []
        next_event = self.events.get_event
        while type(event := next_event()) is not SequenceEndEvent:
            entry = self.node(event, depth + 1)
            node.bad = node.bad or entry.bad
            entries.append(entry)

    def mapping(self, node: Node, depth: int) -> None:
        fields: dict[str, Node] = {}
        node.fields = fields
        next_event = self.events.get_event
        while type(event := next_event()) is not MappingEndEvent:
            if type(event) is not ScalarEvent:
                self.refuse_key(node, event)
            key = event.value
            if event.style or event.anchor is not None or event.tag is not None or not key[:1].isalpha():
                self.node(event, depth + 1)  # only to be refused where a value would be
            else:
                self.nodes += 1
            at = event.start_mark
            self.line = line = at.line + 1
            field = self.node(next_event(), depth + 1)
            field.key_line, field.key_column = line, at.column + 1
            node.bad = node.bad or field.bad
            if key in fields:
                first = fields[key].key_line
                message = f"field {key[:60]!r} is given twice; the first is in line {first}"
                self.problem("repeated-field", self.place(event), message)
            else:
                fields[key] = field

    def refuse_key(self, node: Node, event: Any) -> None:
        """A key that is no text; an alias is refused as any other."""
        at = event.start_mark
        if isinstance(event, MappingStartEvent) and (at.line + 1, at.column) == (node.line, node.column):
            raise _Refused("quote-needed", node.mark, "a value that starts with {{ must be quoted")
        if isinstance(event, SequenceStartEvent | MappingStartEvent):
            message = "a list or mapping cannot be a key; quote a text that starts with [ or {"
            raise _Refused("list-as-key", self.place(event), message)

    def place(self, event: Any) -> Mark:
        return Mark(self.file, event.start_mark.line + 1, event.start_mark.column + 1)

    def refuse(self, code: ErrorCode, node: Node, message: str) -> None:
        node.bad = True
        self.problem(code, node.mark, message)

    def problem(self, code: ErrorCode, mark: Mark, message: str) -> None:
        if len(self.problems) < MAX_COLLECTED:
            self.problems.append(Problem(mark, message, code))


def _unsafe(text: str) -> str | None:
    if not text.isascii() and _SURROGATE.search(text):
        return "half of a surrogate pair"
    return unsafe_character(text)


class Document(NamedTuple):
    """What a file holds (None when it is empty or the reading had to stop), what is wrong, and how many values."""

    root: Node | None
    problems: list[Problem]
    values: int


def read(text: str, file: str, *, most: int = MAX_NODES, pure: bool = False) -> Document:
    """The one YAML document of a text, with at most `most` values."""
    for number, line in enumerate(text.split("\n"), start=1) if "%" in text else ():
        if line.startswith("%"):
            message = "directives such as %YAML are not read; indent or remove it"
            return Document(None, [Problem(Mark(file, number), message, "yaml-directive")], 0)
    code: ErrorCode
    builder = _Builder(file, events(text, pure=pure), most)
    try:
        return Document(builder.document(), builder.problems, builder.nodes)
    except _Refused as refused:
        place, code, message = (refused.mark.line, refused.mark.column), refused.code, refused.message
    except yaml.MarkedYAMLError as error:
        place, code, message = reworded(
            text, error.problem_mark, error.problem or "", error.context_mark, error.context
        )
        if builder.brackets and place[0] > len(text.rstrip().split("\n")):
            opened = builder.brackets[-1]
            place, code = (opened.line, opened.column), "unclosed-bracket"
            message = "the bracket that opens here is never closed"
    except UnicodeDecodeError:  # libyaml hands out the %-escapes of a tag undecoded
        place, code, message = (builder.line, 1), "quote-needed", "a value that starts with ! must be quoted"
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        place, code = (builder.line, 1), "yaml-syntax"
        message = f"cannot be read as YAML from here on: {error}"
    problems = [*builder.problems, Problem(Mark(file, *place), message, code)]
    return Document(None, problems, builder.nodes)
