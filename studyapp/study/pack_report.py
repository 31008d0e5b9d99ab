"""What a check of a pack found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, TypeAlias

from studyapp.core.codes import ErrorCode, WarningCode
from studyapp.core.text import one_line

Path = tuple[str | int, ...]
"""A field of a question: names, and places in lists counted from 0."""

Level: TypeAlias = Literal["error", "warning"]


class Blame(Protocol):
    """Called with a code, a message and the path of the field that it is about; keeps the first of a field."""

    def __call__(self, code: ErrorCode, message: str, *path: str | int) -> None: ...


class Warn(Protocol):
    """The same for what an author should look at; keeps the first of a code and a field."""

    def __call__(self, code: WarningCode, message: str, *path: str | int) -> None: ...


@dataclass(frozen=True, slots=True)
class Failure:
    """Something wrong with a pack, or to be warned of, and where."""

    file: str
    line: int
    column: int
    message: str
    code: str
    level: Level = "error"

    @property
    def where(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"

    @property
    def place(self) -> tuple[str, int, int]:
        return self.file, self.line, self.column

    def to_dict(self) -> dict[str, Any]:
        return {
            "where": self.where,
            "line": self.line,
            "column": self.column,
            "level": self.level,
            "code": self.code,
            "message": self.message,
        }


@dataclass(slots=True)
class PackReport:
    """What a check found."""

    id: str
    items: int = 0
    by_kind: dict[str, int] = field(default_factory=dict)
    backed: dict[str, int] = field(default_factory=dict)
    claims: int = 0
    variants: int = 0
    acceptance: dict[str, float] = field(default_factory=dict)
    """For each question with `where`, the share of draws that it accepts."""
    seconds: dict[str, float] = field(default_factory=dict, compare=False)
    """For each question with an example, seconds of computing that one run of it takes."""
    ran: bool = True
    """Whether the examples were run."""
    failures: list[Failure] = field(default_factory=list)
    warnings: list[Failure] = field(default_factory=list)
    """What an author should look at; a pack with warnings passes."""

    def to_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "items": self.items,
            "by_kind": self.by_kind,
            "backed": self.backed,
            "ran": self.ran,
            "claims": self.claims,
            "variants": self.variants,
            "acceptance": self.acceptance,
            "seconds": {question: round(seconds, 6) for question, seconds in self.seconds.items()},
            "failures": [failure.to_dict() for failure in self.failures],
            "warnings": [warning.to_dict() for warning in self.warnings],
        }


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a question, and at which of its fields."""

    path: Path
    message: str
    code: str


@dataclass(slots=True)
class Examined:
    """What the runs of one question showed."""

    question: str
    claims: int = 0
    variants: int = 0
    acceptance: float | None = None
    runs: list[float] = field(default_factory=list, compare=False)
    """Seconds of computing of each run of its example."""
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)

    @property
    def seconds(self) -> float | None:
        """Seconds of computing that one run takes; None without an example."""
        return sum(self.runs) / len(self.runs) if self.runs else None

    def blame(self, code: ErrorCode, message: str, *path: str | int) -> None:
        """Note the first fault of a field."""
        if all(fault.path != path for fault in self.faults):
            self.faults.append(self._fault(code, message, path))

    def warn(self, code: WarningCode, message: str, *path: str | int) -> None:
        """Note the first warning of a code about a field."""
        if all((fault.path, fault.code) != (path, code) for fault in self.warnings):
            self.warnings.append(self._fault(code, message, path))

    def _fault(self, code: str, message: str, path: Path) -> Fault:
        return Fault(path, one_line(f"{self.question}: {message}", 400), code)
