"""What every command that reports shares: JSON, tables, and a terminal that may know only ASCII."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable
from typing import Any

import click

from studyapp.cli.terminal import shows_unicode
from studyapp.render.spans import to_ascii_words

json_option: Callable[[Any], Any] = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def ascii_only() -> bool:
    return not shows_unicode()


def echo(text: str = "") -> None:
    """Print text; a terminal without Unicode gets words for the signs."""
    click.echo(to_ascii_words(text) if ascii_only() else text)


def echo_json(value: Any) -> None:
    click.echo(json.dumps(value, indent=2, ensure_ascii=True, allow_nan=False, default=str))


def echo_lines(lines: Iterable[str]) -> None:
    for line in lines:
        echo(line)


def width() -> int:
    """The width to wrap at: the terminal's, at most 100."""
    return max(30, min(100, shutil.get_terminal_size((80, 24)).columns))
