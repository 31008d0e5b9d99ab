"""The findings of a check as lines: for people, and for a workflow of GitHub Actions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from studyapp.study.pack_report import Failure, PackReport


def text_lines(report: PackReport, seeds: int) -> Iterator[str]:
    """`pack/file:line:col error[code] message` for each finding, errors first, and a summary."""
    for found in (*report.failures, *report.warnings):
        yield f"{report.id}/{found.where} {found.level}[{found.code}] {found.message}"
    yield summary(report, seeds)


def summary(report: PackReport, seeds: int) -> str:
    """What was checked, or how much is wrong."""
    warned = f"; {_counted(len(report.warnings), 'warning')}" if report.warnings else ""
    if report.failures:
        return f"{report.id}: {_counted(len(report.failures), 'failure')}{warned}"
    backed = ", ".join(f"{count} {name}" for name, count in report.backed.items() if count)
    ran = (
        f"{report.claims} claims held and {report.variants} variants were computed on {seeds} seeds"
        if report.ran
        else "no example was run"
    )
    return f"{report.id}: {report.items} questions ({backed}); {ran}{warned}"


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def github_lines(report: PackReport, folder: Path, beside: Path) -> Iterator[str]:
    """An annotation for each finding, its file named from the folder `beside` on, in which the workflow works.

    The form is that of the workflow commands of GitHub Actions.
    """
    shown = folder.relative_to(beside) if folder.is_relative_to(beside) else folder
    for found in (*report.failures, *report.warnings):
        yield annotation(found, (shown / found.file).as_posix())


def annotation(found: Failure, file: str) -> str:
    """One workflow command; what would end a property or the line is escaped."""
    properties = {"file": file, "line": found.line, "col": found.column, "title": found.code}
    given = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    return f"::{found.level} {given}::{_data(found.message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
