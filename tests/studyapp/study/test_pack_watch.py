"""Noticing changed files, and running only the questions that changed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from studyapp.packs.watching import stamps
from studyapp.study import pack_running
from studyapp.study.pack_check import Memory, check
from studyapp.study.pack_jobs import Job
from studyapp.study.pack_report import Examined
from studyapp.study.pack_watch import changes

WORDS, NUMBERS = "questions/words.yaml", "questions/numbers.yaml"


def touch(path: Path, at: int) -> None:
    os.utime(path, ns=(at, at))


def waits(*done: Callable[[], object]) -> Callable[[], None]:
    """What happens while one look waits for the next; then the watching ends."""
    steps = iter(done)

    def wait() -> None:
        step = next(steps, None)
        if step is None:
            raise Enough
        step()

    return wait


def nothing() -> None:
    pass


class Enough(Exception):
    """The test has seen what it wanted."""


def seen(found: Iterator[list[Path]]) -> list[list[str]]:
    told: list[list[str]] = []
    with suppress(Enough):
        told.extend([folder.name for folder in folders] for folders in found)
    return told


def test_each_pack_whose_files_changed_is_told_of_once_it_rests(packs: Path) -> None:
    relus, sigmoids = packs / "relus", packs / "sigmoids"
    wait = waits(
        nothing,
        lambda: touch(sigmoids / NUMBERS, 1),
        nothing,
        nothing,
        lambda: touch(relus / "pack.yaml", 1),
        lambda: touch(sigmoids / NUMBERS, 2),  # another is saved meanwhile
        lambda: touch(sigmoids / NUMBERS, 3),
        nothing,
    )
    assert seen(changes([relus, sigmoids], wait)) == [
        ["relus", "sigmoids"],
        ["sigmoids"],
        ["relus", "sigmoids"],
    ]


def test_files_that_come_and_go_are_changes_and_hidden_ones_are_none(packs: Path) -> None:
    folder = packs / "relus"
    before = stamps(folder)
    assert {Path(path).name for path in before} >= {"pack.yaml"}
    (folder / ".pack.yaml.swp").write_text("x")
    assert stamps(folder) == before
    (folder / "more.yaml").write_text("x")
    assert len(stamps(folder)) == len(before) + 1
    (folder / "dangling.yaml").symlink_to(folder / "nowhere")
    assert stamps(packs / "nowhere") == {}
    assert stamps(folder)


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The questions that are examined."""
    asked: list[str] = []
    real = pack_running._examine_batch

    def heard(batch: list[Job]) -> list[Examined]:
        asked.extend(question.id for job in batch for question in job.questions)
        return real(batch)

    monkeypatch.setattr(pack_running, "_examine_batch", heard)
    return asked


def test_only_a_changed_question_is_run_again(packs: Path, ran: list[str]) -> None:
    folder, memory = packs / "sigmoids", Memory()
    first = check(folder, 2, memory=memory)
    assert len(ran) == first.items == 9
    ran.clear()
    assert check(folder, 2, memory=memory) == first
    assert ran == []
    path = folder / NUMBERS
    whole = path.read_text(encoding="utf-8")
    path.write_text("# moved by a line\n" + whole.replace("answer: true", "answer: false"), encoding="utf-8")
    report = check(folder, 2, memory=memory)
    assert len(ran) == 1
    (failure,) = report.failures
    assert failure.message.startswith(f"{ran[0]}: ")
    path.write_text(whole, encoding="utf-8")
    ran.clear()
    assert check(folder, 2, memory=memory) == first
    assert len(ran) == 1
    ran.clear()
    check(folder, 3, memory=memory)
    assert len(ran) == 9, "on other seeds everything is run"
