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

from studyapp.config import Home
from studyapp.core.memory import Reviewed
from studyapp.store import cards, reviews
from studyapp.store.engine import Store
from studyapp.study import doctor

if TYPE_CHECKING:
    from tests.conftest import FrozenClock, Open

SCRIPT = Path(__file__).with_name("answer_until_killed.py")
ROOT = Path(__file__).parents[3]
KILLS = 4


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


def test_killed_between_two_answers(home: Home, packs: Path, open_study: Open, clock: FrozenClock) -> None:
    chance = random.Random(20_261_123)
    acknowledged: list[str] = []
    for run in range(KILLS):
        started = (clock() + timedelta(days=200 * run)).date().isoformat()
        told = run_and_kill(home, packs, started, chance.uniform(0.02, 0.4))
        assert told, "the process was killed before it answered anything"
        acknowledged += told

        store = Store(home.store)
        with store.reading() as session:
            for line in acknowledged:
                word, number, *rest = line.split()
                review = reviews.review(session, int(number))
                assert review is not None, line
                standing = review.id in {kept.id for kept in reviews.reviews_of(session, review.card_id)}
                undone_later = f"undone {number}\n" in acknowledged
                if word == "rated":
                    assert review.card_id == rest[0]
                    # The last answer may have been taken back without the acknowledgment having been heard.
                    assert standing is not undone_later or line == acknowledged[-1]
            last = next(line for line in reversed(acknowledged) if line.startswith("rated"))
            _, _, card_id, reps = last.split()
            card = cards.card(session, card_id)
            assert card is not None
            assert isinstance(card.state, Reviewed) or int(reps) == 1
        assert doctor.examine(store) == ()
        store.close()
    assert sum(line.startswith("rated") for line in acknowledged) > 3 * KILLS
    assert open_study().examine() == ()
