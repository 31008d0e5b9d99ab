"""While plans are made, nobody looks for garbage; afterwards it is as it was."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from threading import Event, Thread

import pytest

from studyapp.tui.uncollected import uncollected


@pytest.fixture(autouse=True)
def collected_after() -> Iterator[None]:
    was = gc.isenabled()
    gc.enable()
    yield
    if not was:
        gc.disable()


def test_it_is_off_inside_and_on_after() -> None:
    with uncollected():
        assert not gc.isenabled()
        with uncollected():
            assert not gc.isenabled()
        assert not gc.isenabled(), "another is still at work"
    assert gc.isenabled()


def test_an_error_does_not_leave_it_off() -> None:
    with pytest.raises(ZeroDivisionError), uncollected():
        raise ZeroDivisionError
    assert gc.isenabled()


def test_what_was_off_stays_off() -> None:
    gc.disable()
    with uncollected():
        assert not gc.isenabled()
    assert not gc.isenabled()


def test_the_last_thread_turns_it_on() -> None:
    inside, leave = Event(), Event()

    def work() -> None:
        with uncollected():
            inside.set()
            leave.wait(10)

    with uncollected():
        thread = Thread(target=work)
        thread.start()
        assert inside.wait(10)
    assert not gc.isenabled()
    leave.set()
    thread.join(10)
    assert gc.isenabled()
