"""Reports of mistakes: the same numbers and the same verdict when replayed, and what differs said where it does."""

from __future__ import annotations

import getpass
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from studyapp.config import Home
from studyapp.core.errors import Refusal
from studyapp.core.grading import Outcome
from studyapp.core.memory import Rating
from studyapp.study import report as reporting
from studyapp.study.app import Study
from studyapp.study.asked import Asked
from studyapp.study.report import shown_of

if TYPE_CHECKING:
    from tests.conftest import FrozenClock, Open

RATIO = "sigmoids/chain-ratio"


def ask(study: Study, question: str) -> Asked:
    session = study.review()
    while (asked := session.next()) is not None and asked.card.question != question:
        session.pass_over(asked)
    assert asked is not None
    return asked


def written(study: Study, typed: str = "77", says: str = "") -> Path:
    asked = ask(study, RATIO)
    shown = shown_of(asked, response=typed, given=typed, verdict=asked.grade(typed))
    return study.reports.write(shown, says)


def edited(path: Path, **other: Any) -> Path:
    held = json.loads(path.read_text(encoding="utf-8")) | other
    path.write_text(json.dumps(held), encoding="utf-8")
    return path


def test_a_report_is_replayed_with_exactly_its_numbers(study: Study, home: Home) -> None:
    asked = ask(study, RATIO)
    path = written(study, says="I count three edges.\x1b[2J")
    assert path.parent == home.reports
    assert path.name == f"sigmoids-chain-ratio-{asked.variant.seed}.json"
    replay = study.reports.replay(path)
    assert replay.report.says == "I count three edges.[2J"
    assert replay.question == asked.question
    assert replay.variant == asked.variant
    assert replay.verdict == asked.grade("77")
    assert (replay.same, replay.changes) == (True, ())
    assert replay.example is not None
    assert replay.example.seed == asked.variant.seed


def test_it_tells_nothing_of_the_learner_or_the_machine(study: Study, home: Home) -> None:
    text = written(study).read_text(encoding="utf-8")
    for secret in (str(home.data), str(Path.home()), getpass.getuser(), "10:00"):
        assert len(secret) < 3 or secret not in text
    assert set(json.loads(text)["versions"]) == {"studyapp", "pack", "pack files", "simulator", "numpy"}


def test_every_report_has_a_file_of_its_own(study: Study) -> None:
    paths = [written(study, says=f"{number}") for number in range(3)]
    assert len(set(paths)) == 3
    assert [study.reports.replay(path).report.says for path in paths] == ["0", "1", "2"]


@pytest.mark.parametrize("question", ["relus/slope-right", "sigmoids/slope-bound", RATIO])
def test_any_kind_of_question_can_be_reported_unanswered(study: Study, question: str) -> None:
    page = study.library.page(question)
    assert page is not None
    path = study.reports.write(study.reports.of_seed(question, None))
    replay = study.reports.replay(path)
    assert replay.variant == page.variant
    assert (replay.verdict, replay.same) == (None, True)
    assert replay.report.response is None


def test_all_questions_of_the_packs_are_replayed_the_same(study: Study) -> None:
    for row in study.library.questions():
        shown = study.reports.of_seed(row.id, 7)
        replay = study.reports.replay(study.reports.write(shown))
        assert replay.variant == shown.variant, row.id
        assert replay.same, row.id


def test_a_past_review_is_reported_with_its_own_numbers(study: Study, clock: FrozenClock) -> None:
    session = study.review()
    while (asked := session.next()) is not None and asked.card.question != RATIO:
        session.pass_over(asked)
    assert asked is not None
    session.rate(asked, asked.grade("77"), response="77")
    clock.forward(days=2)
    replay = study.reports.replay(study.reports.write(study.reports.of_review(RATIO, 1)))
    assert replay.variant == asked.variant
    assert replay.report.outcome == Outcome.WRONG.value
    assert replay.same
    assert str(replay.report.day) == "2026-11-25"
    with pytest.raises(Refusal, match="there is no review 2"):
        study.reports.of_review(RATIO, 2)
    with pytest.raises(Refusal, match="no such question"):
        study.reports.of_review("sigmoids/nothing", 1)


def test_a_card_that_the_learner_judged_has_nothing_to_grade(study: Study) -> None:
    session = study.review()
    while (asked := session.next()) is not None and asked.card.id != "sigmoids/slope-bound#forward":
        session.pass_over(asked)
    assert asked is not None
    session.rate(asked, None, rating=Rating.HARD, response="")
    replay = study.reports.replay(study.reports.write(study.reports.of_review("sigmoids/slope-bound", 1)))
    assert replay.report.outcome == "self-rated"
    assert (replay.verdict, replay.same) == (None, True)


def test_choices_of_a_past_review_are_graded_by_what_was_chosen(study: Study) -> None:
    rows = [row.id for row in study.library.questions() if row.kind in ("choice", "choices")]
    assert rows
    for identity in rows:
        asked = ask(study, identity)
        options = reporting._options(asked.question, asked.variant)
        for place, text in enumerate(options):
            assert reporting._read_again(asked.question, asked.variant, text) == (place,)
        everything = "; ".join(options)
        assert reporting._read_again(asked.question, asked.variant, everything) == tuple(range(len(options)))
        assert reporting._read_again(asked.question, asked.variant, "none of these") is None


def test_what_is_otherwise_today_is_told(
    open_study: Open, packs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = open_study()
    path = written(study)
    study.close()
    numbers = packs / "sigmoids" / "questions" / "numbers.yaml"
    text = numbers.read_text(encoding="utf-8")
    assert "tolerance: 1%" in text
    numbers.write_text(text.replace("First bias gradient over last?", "Reworded?"), encoding="utf-8")
    study = open_study()
    monkeypatch.setattr(reporting, "versions", lambda: {"simulator": "other", "numpy": "9.9"})
    replay = study.reports.replay(path)
    assert replay.same
    assert replay.changes[0] == "the question reads otherwise today"
    told = "; ".join(replay.changes)
    for words in ("numpy:", "9.9 now", "simulator:", "pack files:"):
        assert words in told


def test_another_outcome_is_no_longer_the_same(study: Study) -> None:
    path = edited(written(study), outcome="right", mistake=None)
    replay = study.reports.replay(path)
    assert not replay.same
    assert replay.changes == ("the verdict: right then, wrong now",)
    replay = study.reports.replay(edited(path, outcome="wrong", expected="42"))
    assert not replay.same
    assert "the right answer: 42 then" in replay.changes[0]


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"question": "nothing"}, "in no pack here"),
        ({"variables": {}}, "other variables today"),
        ({"variables": {"w": 1, "z": 2}}, "other variables today"),
        ({"variables": {"w": "a" * 400}}, "cannot be run"),
        ({"variables": {"w": [1, 2]}}, "cannot be run"),
        ({"variables": {"w": 1e99}}, "cannot be run"),
        ({"facet": "reverse"}, "no card 'reverse'"),
    ],
)
def test_a_hostile_file_is_refused_in_one_line(study: Study, other: dict[str, Any], words: str) -> None:
    path = edited(written(study), **other)
    with pytest.raises(Refusal, match=words) as refused:
        study.reports.replay(path)
    assert "\n" not in str(refused.value)


def test_order_and_blanks_that_do_not_fit_are_left_out(study: Study) -> None:
    replay = study.reports.replay(edited(written(study), order=[5, 5, 5], blanks=[True] * 400, given=[63]))
    assert replay.variant.order == ()
    assert replay.verdict is None or replay.verdict.outcome is Outcome.NOT_GRADABLE


def test_files_that_are_none(study: Study, tmp_path: Path) -> None:
    large, binary = tmp_path / "large.json", tmp_path / "binary.json"
    large.write_text(" " * 400_001, encoding="utf-8")
    binary.write_bytes(b"\xff\xfe\x00")
    for path, words in (
        (large, "larger than a report"),
        (binary, "not UTF-8"),
        (tmp_path / "none.json", "cannot read"),
        (tmp_path, "cannot read"),
    ):
        with pytest.raises(Refusal, match=words):
            study.reports.replay(path)


def test_a_folder_that_cannot_be_written_to(study: Study, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(Refusal, match="cannot write a report"):
        study.reports.write(study.reports.of_seed(RATIO, 3), folder=file / "reports")
