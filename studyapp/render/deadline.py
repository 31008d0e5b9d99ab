"""A limit on the time that a library in Python may take over text that anyone may have written."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from inspect import CO_GENERATOR
from time import perf_counter
from types import FrameType


class OutOfTime(BaseException):
    """Raised inside the library; no `except Exception` of its own can hold it back."""


@contextmanager
def within(seconds: float, package: str) -> Iterator[None]:
    """Raises `OutOfTime` in the block once so many seconds have passed, at the package's next call of a function.

    It uses this thread's profile hook, for a thread cannot be stopped from outside and a process costs more
    than the drawing. It is a second line of defense: where a profiler runs already there is no limit, and an
    exception that falls into a finalizer is lost. Bound what goes in as well.
    """
    if sys.getprofile() is not None:
        yield
        return
    end = perf_counter() + seconds

    def check(frame: FrameType, event: str, _argument: object) -> None:
        # Not in a generator, nor in a callback of somebody else's that happens to run now (the garbage
        # collector's): these would swallow the exception, and the hook with it.
        if event != "call" or perf_counter() <= end or frame.f_code.co_flags & CO_GENERATOR:
            return
        if frame.f_globals.get("__name__", "").partition(".")[0] == package:
            raise OutOfTime

    sys.setprofile(check)
    try:
        yield
    finally:
        sys.setprofile(None)
