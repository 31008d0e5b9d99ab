"""Fitting at the size that a store may reach: 1,000,000 reviews of 100,000 cards. Needs the extra `fit`."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

import pytest

from studyapp.study.fit_trial import Fit
from tests.benchmarks.big_store import copy_of_big_store, open_big

pytestmark = pytest.mark.benchmark

Result = TypeVar("Result")


def told(what: str, work: Callable[[], Result]) -> Result:
    """Do something and print what it took; seconds are those of the processor."""
    began, child = time.process_time(), resource.getrusage(resource.RUSAGE_CHILDREN)
    result = work()
    own = time.process_time() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    other = after.ru_utime + after.ru_stime - child.ru_utime - child.ru_stime
    peaks = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, after.ru_maxrss / 1024
    print(f"{what}: {own:.1f} s, its process {other:.1f} s; peaks {peaks[0]:.0f} and {peaks[1]:.0f} MiB")
    return result


def test_a_million_reviews_are_fitted_and_used_in_bounded_memory(tmp_path: Path) -> None:
    pytest.importorskip("fsrs_rs_python")
    study = open_big(copy_of_big_store(tmp_path))
    shown: list[float] = []
    try:
        fit: Fit = told("fit", lambda: study.fitting.fit(lambda share, doing: shown.append(time.monotonic())))
        print(f"  {fit.reviews:,} reviews of {fit.cards:,} cards; {fit.why_not or 'accepted'}")
        used = replace(fit, why_not="")
        print(f"  {told('accept', lambda: study.fitting.accept(used)):,} cards changed")
        told("undo", study.actions.undo)
        told("redo", study.actions.redo)
        told("back to the defaults", study.fitting.forget)
    finally:
        study.close()
    print(f"longest wait for progress: {max(b - a for a, b in pairwise(shown)):.1f} s")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 1024 * 1024
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 1024 * 1024
