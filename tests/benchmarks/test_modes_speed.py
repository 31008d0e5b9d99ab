"""Beginning a quiz, cramming, mistakes and the topics over 100,000 cards and 1,000,000 reviews."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from studyapp.core.grading import Outcome, Verdict
from studyapp.core.quiz import Mode, QuizError, QuizOptions
from studyapp.study.quiz_run import QuizRun
from tests.benchmarks.big_store import copy_of_big_store, open_big

pytestmark = pytest.mark.benchmark

BAR = 1_000.0
"""Milliseconds of the process's own time until the first question; it is drawn in a worker."""
RUNS = 3


def test_modes_speed(tmp_path: Path) -> None:
    study = open_big(copy_of_big_store(tmp_path))

    def begun(options: QuizOptions) -> Callable[[], object]:
        def begin() -> object:
            try:
                return study.quizzes.begin(options)
            except QuizError as error:
                return error

        return begin

    cases: dict[str, Callable[[], object]] = {
        "quiz of all packs": begun(QuizOptions(seed=3)),
        "quiz of one pack": begun(QuizOptions(("pack-07",), seed=3)),
        "quiz on one topic": begun(QuizOptions(topics=("chain-basics",), mode=Mode.TOPIC, seed=3)),
        "quiz by a search": begun(QuizOptions(selection="is:due topic:chain*", seed=3)),
        "cramming all packs": begun(QuizOptions(mode=Mode.CRAM, seed=3)),
        "cramming one pack": begun(QuizOptions(("pack-07",), mode=Mode.CRAM, seed=3)),
        "mistakes": begun(QuizOptions(mode=Mode.MISTAKES)),
        "how many fit": lambda: study.quizzes.matching(QuizOptions()),
        "topics": study.quizzes.topics,
        "lessons of a pack": lambda: study.learning.outline("pack-07"),
    }
    slow: list[str] = []
    for name, case in cases.items():
        taken = _own_time(case)
        print(f"{name:22} {taken:8.1f} ms")
        if taken > BAR:
            slow.append(f"{name}: {taken:.0f} ms")
    quiz = study.quizzes.begin(QuizOptions(seed=4, count=20))
    run = QuizRun(study.quizzes, quiz)
    answers = [_once(lambda: run.answer(Verdict(Outcome.RIGHT, score=1.0))) for _ in quiz.questions]
    print(f"{'an answer of a quiz':22} {statistics.median(answers):8.1f} ms")
    study.close()
    assert not slow


def _own_time(run: Callable[[], object]) -> float:
    return statistics.median(_once(run) for _ in range(RUNS))


def _once(run: Callable[[], object]) -> float:
    began = time.process_time()
    run()
    return 1e3 * (time.process_time() - began)
