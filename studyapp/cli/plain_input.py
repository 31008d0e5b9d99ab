"""Lines from stdin, and what a learner may say in place of an answer."""

from __future__ import annotations

import sys

from studyapp.cli.output import echo


class Quit(Exception):
    """The learner left, or the input ended."""


class Instead(Exception):
    """The learner said "skip", "undo", "redo" or "override" in place of an answer."""


def read_line(prompt: str) -> str:
    """What is typed after a prompt; `Quit` when the input has ended."""
    sys.stdout.write(prompt)
    sys.stdout.flush()
    line = sys.stdin.readline()
    if not line:
        echo()
        raise Quit
    return line.rstrip("\n")
