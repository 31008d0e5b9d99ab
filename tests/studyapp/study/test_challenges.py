"""Challenges: two people with the same packs get the same quiz; another version of a pack is told."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from studyapp import wiring
from studyapp.config import Home
from studyapp.core.challenge import ChallengeError
from studyapp.core.grading import Outcome, Verdict
from studyapp.core.memory import Rating
from studyapp.core.quiz import Feedback, Mode, QuizOptions
from studyapp.study.app import Study
from studyapp.study.quiz import Result
from tests.studyapp.study.test_quiz_modes import drawn, rate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import FrozenClock


@pytest.fixture
def friend(tmp_path: Path, clock: FrozenClock, packs: Path, migrated: Path) -> Iterator[Study]:
    """Someone else with the same packs and a history of their own."""
    root = tmp_path / "friend"
    root.mkdir()
    shutil.copyfile(migrated, root / "studyapp.db")
    own = shutil.copytree(packs, tmp_path / "their-packs")
    opened = wiring.open_study(Home(root, root), clock=clock.clock, packs=own)
    rate(opened, "sigmoids/slope-bound#forward", Rating.GOOD)
    opened.actions.suspend(["sigmoids/factors#answer"])
    yield opened
    opened.close()


@pytest.mark.parametrize(
    "options",
    [
        QuizOptions(count=8, seed=77),
        QuizOptions(("sigmoids",), count=4),
        QuizOptions(("sigmoids",), ("chain-rule",), count=3, seed=2**31 - 1),
        QuizOptions(kinds=("numeric", "cloze"), difficulties=("easy",), count=5, seed=9, seconds=300),
        QuizOptions(("relus", "sigmoids"), count=2, seed=4, feedback=Feedback.END),
    ],
    ids=str,
)
def test_two_people_get_the_same_quiz_with_the_same_numbers(
    study: Study, friend: Study, options: QuizOptions
) -> None:
    mine = study.quizzes.begin(options)
    assert mine.code is not None
    theirs = friend.quizzes.challenge(mine.code.lower())
    assert drawn(theirs) == drawn(mine)
    assert theirs.code == mine.code
    assert theirs.options.mode is Mode.CHALLENGE
    assert (theirs.options.seconds, theirs.options.feedback) == (options.seconds, options.feedback)
    assert [one.known for one in theirs.questions] == [one.known for one in mine.questions]


def test_the_result_has_a_line_to_share(study: Study, friend: Study) -> None:
    quiz = study.quizzes.start("sigmoids", 2, seed=5)
    answer = study.quizzes.answer(quiz, 0, Verdict(Outcome.RIGHT, score=1.0))
    line = Result(quiz, (answer,)).shared_line
    assert line == f"1 of 2 on Sigmoids. Same quiz: studyapp quiz --challenge {quiz.code}"
    crammed = study.quizzes.begin(QuizOptions(mode=Mode.CRAM, seed=1))
    assert Result(crammed, ()).shared_line is None


def test_another_version_of_a_pack_is_told_in_one_line(study: Study, friend: Study, tmp_path: Path) -> None:
    code = study.quizzes.start("sigmoids", 7, seed=5).code
    assert code is not None
    file = tmp_path / "their-packs" / "sigmoids" / "questions" / "numbers.yaml"
    file.write_text(file.read_text().replace("difficulty: easy", "difficulty: medium", 1))
    friend.library.synchronize()
    before = friend.quizzes.unfinished()
    with pytest.raises(ChallengeError) as caught:
        friend.quizzes.challenge(code)
    assert "another version of its packs; here is sigmoids" in str(caught.value)
    assert friend.quizzes.unfinished() == before, "nothing was begun"


def test_packs_that_are_not_here_are_told_in_one_line(study: Study, friend: Study, tmp_path: Path) -> None:
    code = study.quizzes.start("relus", 1, seed=5).code
    assert code is not None
    shutil.rmtree(tmp_path / "their-packs" / "relus")
    friend.library.synchronize()
    with pytest.raises(ChallengeError, match="about packs or topics that are not here"):
        friend.quizzes.challenge(code)
