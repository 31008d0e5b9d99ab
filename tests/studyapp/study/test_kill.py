"""No acknowledged answer is ever lost: the process is killed between two answers, and both are there."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from studyapp.config import Home
from studyapp.core.habits import DEFAULT_HABITS
from studyapp.store import reviews
from studyapp.store.engine import Store
from studyapp.study import doctor

if TYPE_CHECKING:
    from tests.conftest import FrozenClock, Open

SCRIPT = Path(__file__).with_name("answer_until_killed.py")
ROOT = Path(__file__).parents[3]


def run_and_kill(home: Home, packs: Path, started: str, alive: float) -> list[str]:
    """What was acknowledged by a process that was killed some time after its first answer."""
    command = [sys.executable, str(SCRIPT), str(home.data), str(packs), started]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert process.stdout is not None
    first = process.stdout.readline()
    time.sleep(alive)
    process.send_signal(signal.SIGKILL)
    rest = process.stdout.read()
    assert process.wait(timeout=30) == -signal.SIGKILL
    process.stdout.close()
    # A line without its end was on its way when the process died.
    return [line for line in (first + rest).splitlines(keepends=True) if line.endswith("\n")]


@pytest.mark.parametrize("kills", [2, pytest.param(8, marks=pytest.mark.slow)])
def test_killed_between_two_answers(
    kills: int, home: Home, packs: Path, open_study: Open, clock: FrozenClock
) -> None:
    chance = random.Random(20_261_123)
    acknowledged: list[str] = []
    interrupted: set[str] = set()
    for run in range(kills):
        started = (clock() + timedelta(days=200 * run)).date().isoformat()
        told = run_and_kill(home, packs, started, chance.uniform(0.02, 0.4))
        assert told, "the process was killed before it answered anything"
        acknowledged += told
        # The last answer may have been taken back, too, with no time left to say so.
        interrupted.add(told[-1])

        store = Store(home.store)
        with store.reading() as session:
            for line in acknowledged:
                word, number, *rest = line.split()
                review = reviews.review(session, int(number))
                assert review is not None, f"{line!r} was acknowledged and is not there"
                standing = review in reviews.reviews_of(session, review.card_id)
                if word == "undone":
                    assert not standing, line
                else:
                    assert review.card_id == rest[0]
                    assert standing or f"undone {number}\n" in acknowledged or line in interrupted, line
        assert doctor.examine(store, DEFAULT_HABITS) == ()
        store.close()
    assert sum(line.startswith("rated") for line in acknowledged) > 3 * kills
    assert open_study().examine() == ()
