"""Waiting until an app has nothing left to do: its event loop is looked at, so that no time is slept away."""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import Any

PATIENCE = 120.0
"""Seconds after which a loop that never comes to rest fails its test."""


async def still(*_given: Any, **_options: Any) -> bool:
    """Wait until nothing can run but the caller: no message is queued and no callback is due.

    It takes the place of Textual's two ways of waiting, which send a message to every widget and then sleep until
    the processor is idle, which it never is on a busy machine. What a thread still computes is not waited for.
    """
    ready: Any = asyncio.get_running_loop()._ready  # type: ignore[attr-defined]
    until = monotonic() + PATIENCE
    calm = 0
    # The caller comes last in its turn of the loop, and timers that are due are seen at the next.
    while calm < 2:
        await asyncio.sleep(0)
        calm = 0 if ready else calm + 1
        assert monotonic() < until, "the app never comes to rest"
    return True
