"""A limit on the time that a library in Python may take over text that anyone may have written."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from types import FrameType


class OutOfTime(BaseException):
    """Raised inside the library; no `except Exception` of its own can hold it back."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raises `OutOfTime` in the block once so many seconds have passed, at the next call of any function.

    It uses this thread's profile hook, for a thread cannot be stopped from outside and a process costs more
    than the drawing. Where a profiler runs already, there is no limit.
    """
    if sys.getprofile() is not None:
        yield
        return
    end = perf_counter() + seconds

    def check(_frame: FrameType, _event: str, _argument: object) -> None:
        if perf_counter() > end:
            raise OutOfTime

    sys.setprofile(check)
    try:
        yield
    finally:
        sys.setprofile(None)
