"""Prints every past review of a store as it is shown, in a process of its own.

Started by test_history.py with: the folder of the store, the folder of the packs.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from studyapp import wiring
from studyapp.config import Home
from studyapp.core.worked import WorkedExample
from studyapp.render.question import question_text
from studyapp.study.app import Study
from studyapp.study.clock import Clock

NOW = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)


def untimed(example: WorkedExample | None) -> WorkedExample | None:
    return replace(example, seconds=0.0) if example else None


def told(study: Study) -> list[str]:
    """Each review of each question, whole: question, numbers, answer, verdict, run."""
    lines: list[str] = []
    for row in study.library.questions():
        for review in study.history.of(row.id) or ():
            shown = study.history.shown(row.id, review.number)
            assert shown is not None
            text = question_text(shown.question, shown.review.facet, shown.variant)
            parts = (row.id, shown.review, text, shown.variant, shown.verdict, shown.answer)
            lines.append(repr((*parts, untimed(shown.example), shown.problem)))
    return lines


def main(home: Path, packs: Path) -> None:
    study = wiring.open_study(Home(home, home), clock=Clock(lambda: NOW), packs=packs)
    sys.stdout.write("\n".join(told(study)) + "\n")
    study.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
