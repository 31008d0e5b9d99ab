"""Answers cards through the real session until it is killed; each line is an answer that was acknowledged.

Started by test_kill.py with: the folder of the store, the folder of the packs, the first study day.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from studyapp import wiring
from studyapp.config import Home
from studyapp.core.memory import Rating
from studyapp.study.clock import Clock


def tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(home: Path, packs: Path, started: str) -> None:
    now = [datetime.fromisoformat(started).replace(tzinfo=UTC)]
    study = wiring.open_study(Home(home, home), clock=Clock(lambda: now[0]), packs=packs)
    session = study.review()
    count = 0
    while True:
        asked = session.next()
        if asked is None:
            now[0] += timedelta(hours=11)
            continue
        rated = session.rate(asked, None, rating=Rating(count % 4 + 1), response=f"answer {count}")
        tell(f"rated {rated.review_id} {asked.card.id} {rated.state.reps}")
        count += 1
        now[0] += timedelta(minutes=4)
        if count % 7 == 0 and session.undo() is not None:
            tell(f"undone {rated.review_id}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
