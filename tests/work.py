"""Work counted, not timed: how many lines of Python a block runs is the same on a busy machine."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import pytest


@contextmanager
def at_most(lines: int) -> Iterator[None]:
    """The test fails, and the block is stopped, once the functions it calls have run more lines than that.

    Lines of Python: what runs in C is one however long it takes, and tests/benchmarks/test_hostile.py holds a clock
    to that.
    """
    left = lines

    def count(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal left
        left -= event == "line"
        if left < 0:
            sys.settrace(None)
            pytest.fail(f"more than {lines} lines were run, the last in {frame.f_code.co_qualname}")
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        yield
    finally:
        sys.settrace(before)
