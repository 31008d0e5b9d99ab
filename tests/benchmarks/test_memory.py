"""Resident memory after ten reviews of the founding pack, and the time from start to its first question."""

from __future__ import annotations

import contextlib
import sqlite3
import statistics
import sys
import time
from pathlib import Path

import pytest

from tests.benchmarks.terminal import Terminal, running
from tests.benchmarks.test_first_frame import ONE_WIDGET

pytestmark = pytest.mark.benchmark

MEGABYTES = 110
REVIEWS = 10
RUNS = 9
FIRST_QUESTION = 3.5
REVIEW = [sys.executable, "-m", "studyapp", "review"]


def reviews(home: Path) -> list[str]:
    """The cards reviewed so far."""
    with contextlib.closing(sqlite3.connect(home / "studyapp.db")) as connection:
        return [row[0] for row in connection.execute("SELECT card_id FROM reviews")]


def answer(terminal: Terminal, home: Path) -> None:
    """Answer whatever is asked, in one of the ways in which questions are answered."""
    stored = len(reviews(home))
    for keys in (b"\x15", b"1", b"\r", b"\r", b"\x15", b"a", b"\r", b"\x13", b"\r", b"\r"):
        terminal.write(keys)  # what is no key of this question paints nothing
        terminal.settle()
        if len(reviews(home)) > stored:
            return


def test_memory_after_ten_reviews(tmp_path: Path) -> None:
    with running(REVIEW, tmp_path, (100, 30)) as terminal:
        terminal.until(b"left")
        terminal.settle()
        for _ in range(6 * REVIEWS):
            if len(reviews(tmp_path)) >= REVIEWS:
                break
            answer(terminal, tmp_path)
        time.sleep(1.0)
        memory = terminal.memory()
    asked = reviews(tmp_path)
    sys.stdout.write(f"\n{memory:.1f} MB after {len(asked)} reviews of {len(set(asked))} cards\n")
    assert len(asked) >= REVIEWS
    assert memory < MEGABYTES


def test_start_to_first_question_against_one_widget(tmp_path: Path) -> None:
    script = tmp_path / "one.py"
    script.write_text(ONE_WIDGET)
    ours: list[float] = []
    widget: list[float] = []
    with running(REVIEW, tmp_path) as terminal:  # the packs are read once
        terminal.until(b"left")
    for _ in range(RUNS):
        for command, sign, times in (
            ([sys.executable, str(script)], b"one widget", widget),
            (REVIEW, b"left", ours),
        ):
            began = time.perf_counter()
            with running(command, tmp_path) as terminal:
                times.append(terminal.until(sign) - began)
    ratio = statistics.median(ours) / statistics.median(widget)
    sys.stdout.write(
        f"\nfirst question {statistics.median(ours):.3f} s, one widget {statistics.median(widget):.3f} s,"
        f" ratio {ratio:.2f}\n"
    )
    assert ratio <= FIRST_QUESTION
