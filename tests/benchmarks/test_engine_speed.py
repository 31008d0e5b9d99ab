"""The engine at 100,000 cards and 1,000,000 reviews: opening, the next card, an answer; flat from 10,000 up."""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

import pytest

from studyapp.core.memory import Rating
from studyapp.study.app import Study
from studyapp.study.asked import Asked
from studyapp.study.session import ReviewSession
from tests.benchmarks.big_store import copy_of_big_store, open_big

pytestmark = pytest.mark.benchmark

ANSWERS = 60
SIZES = {"10,000 cards": (10_000, 100_000), "100,000 cards": (100_000, 1_000_000)}


def must(asked: Asked | None) -> Asked:
    assert asked is not None
    return asked


def opened(path: Path) -> tuple[Study, float]:
    """The study, and the seconds from opening the store to the first due card."""
    start = time.perf_counter()
    study = open_big(path)
    must(study.review().next())
    return study, time.perf_counter() - start


def one(session: ReviewSession) -> tuple[float, float, float]:
    """(seconds to the next card, to its previews, own processor seconds of an answer)."""
    start = time.perf_counter()
    asked = must(session.next())
    found = time.perf_counter()
    session.previews(asked)
    previewed = time.perf_counter()
    used = time.process_time()
    session.rate(asked, None, rating=Rating.GOOD, seconds=8.0)
    return found - start, previewed - found, time.process_time() - used


def test_the_engine(tmp_path: Path) -> None:
    medians: dict[str, tuple[float, ...]] = {}
    for name, (cards, reviews) in SIZES.items():
        path = copy_of_big_store(tmp_path, cards, reviews)
        firsts = []
        for _ in range(5):
            study, first = opened(path)
            firsts.append(first)
            study.close()
        study = open_big(path)
        session = study.review()
        one(session)  # the first answer reads the load of every day
        times = [one(session) for _ in range(ANSWERS)]
        outlook = [_timed(session) for _ in range(20)]
        medians[name] = tuple(statistics.median(column) for column in zip(*times, strict=True))
        worst = tuple(max(column) for column in zip(*times, strict=True))
        told = ("next", "previews", "answer (CPU)")
        spread = ", ".join(
            f"{label} {1e3 * middle:.2f} (worst {1e3 * most:.2f})"
            for label, middle, most in zip(told, medians[name], worst, strict=True)
        )
        first = statistics.median(firsts)
        sys.stdout.write(
            f"\n{name}: first due card {1e3 * first:.0f} ms (worst {1e3 * max(firsts):.0f}); {spread}"
        )
        sys.stdout.write(f"; outlook {1e3 * statistics.median(outlook):.2f} ms\n")
        study.close()
        assert first <= 0.100
    small, large = medians.values()
    assert large[0] <= 0.005
    assert large[2] <= 0.002
    assert large[0] <= 1.5 * small[0] + 2e-4, "the next card takes longer with more cards"
    assert large[2] <= 1.5 * small[2] + 2e-4, "an answer takes longer with more cards"


def _timed(session: ReviewSession) -> float:
    start = time.perf_counter()
    session.outlook()
    return time.perf_counter() - start
