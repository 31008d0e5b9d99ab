"""Where in a pack something is, and what is wrong there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from studyapp.core.codes import ErrorCode
from studyapp.core.text import one_line

MAX_SHOWN = 200
MAX_COLLECTED = 1_000  # reading stops soon after, so that a hostile pack costs no more than an honest one


@dataclass(frozen=True, order=True)
class Mark:
    """A place in a pack: file relative to the pack's folder, line and column from 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to repair, in one line that says how."""

    mark: Mark
    message: str
    code: ErrorCode

    def __post_init__(self) -> None:
        object.__setattr__(self, "message", one_line(self.message[:2_000], 400))

    def __str__(self) -> str:
        return f"{self.mark} {self.message}"


class PackErrors(Exception):
    """All problems of a pack, sorted by place; at most 200, the last of which counts the rest."""

    problems: tuple[Problem, ...]

    def __init__(self, problems: Iterable[Problem]) -> None:
        found = sorted(set(problems), key=_place)
        if len(found) > MAX_SHOWN:
            more = len(found) - MAX_SHOWN + 1
            count = f"at least {more}" if len(found) >= MAX_COLLECTED else str(more)
            shown = found[: MAX_SHOWN - 1]
            found = [*shown, _rest(found[MAX_SHOWN - 1].mark, count)]
        self.problems = tuple(found)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


def _rest(mark: Mark, count: str) -> Problem:
    return Problem(mark, f"and {count} more problems from here on", "more-problems")


def _place(problem: Problem) -> tuple[str, int, int, str]:
    mark = problem.mark
    return (mark.file, mark.line, mark.column, problem.message)
