"""A pack with one fault gives exactly the line that its expected.txt says: place, level, code and message."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from studyapp.core.codes import ErrorCode, WarningCode
from studyapp.study.pack_check import check
from studyapp.study.pack_report import PackReport

PACKS = Path(__file__).parents[2] / "data" / "broken-packs"
FOLDERS = sorted(PACKS.iterdir())

ELSEWHERE = {
    # what no file of a repository can hold: test_folder.py
    "no-folder", "no-manifest", "unreadable-folder", "too-many-files", "folder-too-large", "file-too-large",
    "unusable-file", "unreadable-file", "not-utf8", "unlisted-file",
    # what takes a long text, many values or much time
    "too-many-values", "too-deep", "too-long", "more-problems", "slow-example",
}  # fmt: skip
"""Codes that other tests expect."""

GUARDS = {
    "yaml-syntax", "key-without-value", "empty-accepted", "reject-accepted", "option-misjudged", "wrong-earns",
    "tolerance-misjudges",
}  # fmt: skip
"""What no pack is known to bring about: the check holds the app itself to it."""


def lines(report: PackReport) -> list[str]:
    found = (*report.failures, *report.warnings)
    return [f"{one.where} {one.level}[{one.code}] {one.message}" for one in found]


def expected(folder: Path) -> list[str]:
    return (folder / "expected.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_one_fault_gives_exactly_its_own_line(folder: Path) -> None:
    assert len(expected(folder)) == 1
    assert lines(check(folder, 20)) == expected(folder)


def test_most_codes_have_a_pack() -> None:
    assert len(FOLDERS) >= 100
    told = {line.partition("[")[2].partition("]")[0] for folder in FOLDERS for line in expected(folder)}
    missing = {*get_args(ErrorCode), *get_args(WarningCode)} - told
    assert missing == ELSEWHERE | GUARDS
