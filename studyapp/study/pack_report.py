"""What a check of a pack found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from studyapp.core.text import one_line

Path = tuple[str | int, ...]
"""A field of a question: names, and places in lists counted from 0."""

Blame: TypeAlias = Callable[..., None]
"""Called with a message and the path of the field that it is about; keeps the first of a field."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Something wrong with a pack, or to be warned of, and where."""

    file: str
    line: int
    column: int
    message: str

    @property
    def where(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"

    def to_dict(self) -> dict[str, Any]:
        return {"where": self.where, "line": self.line, "message": self.message}


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
    failures: list[Failure] = field(default_factory=list)
    warnings: list[Failure] = field(default_factory=list)
    """What an author should look at; a pack with warnings passes."""

    def to_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "items": self.items,
            "by_kind": self.by_kind,
            "backed": self.backed,
            "claims": self.claims,
            "variants": self.variants,
            "acceptance": self.acceptance,
            "failures": [failure.to_dict() for failure in self.failures],
            "warnings": [warning.to_dict() for warning in self.warnings],
        }


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a question, and at which of its fields."""

    path: Path
    message: str


@dataclass(slots=True)
class Examined:
    """What the runs of one question showed."""

    question: str
    claims: int = 0
    variants: int = 0
    acceptance: float | None = None
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)

    def blame(self, message: str, *path: str | int) -> None:
        """Note the first fault of a field."""
        self._note(self.faults, message, path)

    def warn(self, message: str, *path: str | int) -> None:
        """Note the first warning about a field."""
        self._note(self.warnings, message, path)

    def _note(self, found: list[Fault], message: str, path: Path) -> None:
        if all(fault.path != path for fault in found):
            found.append(Fault(path, one_line(f"{self.question}: {message}", 400)))
