"""Where the events of a YAML text come from."""

from __future__ import annotations

from typing import Any, Protocol

from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner

try:
    from yaml._yaml import CParser
except ImportError:  # PyYAML was built without libyaml
    CParser = None  # type: ignore[misc, assignment]


class Events(Protocol):
    """Hands out one event after the other; raises yaml.YAMLError where the text is no YAML."""

    def get_event(self) -> Any: ...


class PureParser(Reader, Scanner, Parser):
    """PyYAML's own parser, for installations without libyaml."""

    def __init__(self, stream: str) -> None:
        Reader.__init__(self, stream)
        Scanner.__init__(self)
        Parser.__init__(self)


def events(text: str, *, pure: bool = False) -> Events:
    """The events of a text, from libyaml where it is there."""
    return PureParser(text) if pure or CParser is None else CParser(text)
