"""Waiting until an app has nothing left to do: its event loop is looked at, so that no time is slept away."""

from __future__ import annotations

import asyncio
from asyncio import BaseEventLoop, Future
from time import monotonic
from typing import Any

import pytest
from textual.app import App
from textual.constants import MAX_FPS
from textual.pilot import Pilot

PATIENCE = 120.0
"""Seconds after which a loop that never comes to rest fails its test."""

_elsewhere: set[Future[Any]] = set()
"""What the loop waits for in threads, but for the app's own workers, which may be held up by a test."""
_run_in_executor = BaseEventLoop.run_in_executor
_resize_terminal = Pilot.resize_terminal
TWO_FRAMES = 2 / MAX_FPS


def watch(patch: pytest.MonkeyPatch) -> None:
    """Have the pilot wait by `still`.

    Textual's two ways of waiting send a message to every widget, and sleep until the processor is idle, which it
    never is on a busy machine.
    """
    patch.setattr(BaseEventLoop, "run_in_executor", _watched)
    patch.setattr("textual.app.wait_for_idle", still)
    patch.setattr("textual.pilot.wait_for_idle", still)
    patch.setattr(Pilot, "_wait_for_screen", still)
    patch.setattr(Pilot, "resize_terminal", _resized)


def _watched(loop: BaseEventLoop, executor: Any, work: Any, *given: Any) -> Future[Any]:
    future = _run_in_executor(loop, executor, work, *given)
    if not getattr(work, "__qualname__", "").startswith("Worker."):
        _elsewhere.add(future)
        future.add_done_callback(_elsewhere.discard)
    return future


async def _resized(pilot: Pilot[Any], width: int, height: int) -> None:
    """Another size is laid out in several steps, and the later ones wait for the next frame."""
    await _resize_terminal(pilot, width, height)
    for _ in range(2):
        await asyncio.sleep(TWO_FRAMES)
        await pilot.pause()


async def still(*_given: Any, **_options: Any) -> bool:
    """Wait until nothing can run but the caller: no message is queued, no callback is due, no text is parsed."""
    loop = asyncio.get_running_loop()
    ready: Any = loop._ready  # type: ignore[attr-defined]
    until = monotonic() + PATIENCE
    calm = 0
    # The caller comes last in its turn of the loop, and timers that are due are seen at the next.
    while calm < 2:
        elsewhere = any(future.get_loop() is loop for future in _elsewhere)
        await asyncio.sleep(0.001 if elsewhere else 0)
        calm = 0 if ready or elsewhere else calm + 1
        assert monotonic() < until, "the app never comes to rest"
    return True


def undrawn(app: App[Any]) -> bool:
    """Whether the next frame of the screen on top draws or calls anything."""
    if not app.screen_stack:
        return False
    screen: Any = app.screen
    return bool(
        screen._layout_required
        or screen._scroll_required
        or screen._repaint_required
        or screen._recompose_required
        or screen._dirty_widgets
        or screen._callbacks
    )
