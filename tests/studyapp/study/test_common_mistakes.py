"""The learner's commonest mistakes, in the words that their questions have for them when they are read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from studyapp.core.memory import Rating
from studyapp.core.mistakes import GENERAL
from studyapp.lab import named
from studyapp.lab.runner import mistakes
from studyapp.study.app import Study
from studyapp.study.common_mistakes import MOST_MISTAKES, CommonMistake

if TYPE_CHECKING:
    from tests.conftest import FrozenClock, Open, WritePack

NUMBERS = "sigmoids/questions/numbers.yaml"


def edit(path: Path, old: str, new: str) -> None:
    written = path.read_text(encoding="utf-8")
    assert written.count(old) == 1
    path.write_text(written.replace(old, new), encoding="utf-8")


def answer(study: Study, question: str, typed: str) -> None:
    """Answer a question of the small packs, whenever it comes; w stands for its number."""
    session = study.review()
    while (asked := session.next()) is not None and asked.card.question != question:
        session.pass_over(asked)
    assert asked is not None
    w = asked.variant.variables.get("w")
    verdict = asked.grade(typed.replace("w", str(w)))
    assert verdict.mistake, "the answer makes no named mistake"
    session.rate(asked, verdict, rating=Rating.AGAIN, response=typed)


def found(study: Study) -> tuple[CommonMistake, ...]:
    return study.progress.overview().mistakes


def test_words_of_the_author_and_general_ones_added_up(study: Study, clock: FrozenClock) -> None:
    for _ in range(3):
        answer(study, "relus/slope-right", "3")
        clock.forward(minutes=2)
    for question, typed in (
        ("relus/slope-right", "-1"),
        ("sigmoids/two-slopes", "-0.0625"),
        ("sigmoids/two-slopes", "0.5"),
    ):
        answer(study, question, typed)
        clock.forward(minutes=2)
    listed = found(study)
    assert listed[0] == CommonMistake("That is its value.", "value", 3, ("Slope right",))
    assert listed[1] == CommonMistake(GENERAL["sign"], "sign", 2, ("Two slopes", "Slope right"))
    assert listed[2] == CommonMistake("Slopes multiply.", "added", 1, ("Two slopes",))
    assert len(listed) == 3


def test_the_words_are_those_of_now_and_of_then_where_the_tag_is_gone(
    open_study: Open, packs: Path, clock: FrozenClock
) -> None:
    study = open_study()
    answer(study, "sigmoids/chain-ratio", "w**3")
    (before,) = found(study)
    assert before.says == "That leaves out the slope, 1/4."
    study.close()

    edit(packs / NUMBERS, "That leaves out the slope, 1/4.", "With {{w}} alone, the slope is left out.")
    study = open_study()
    page = study.history.shown("sigmoids/chain-ratio", 1)
    assert page is not None
    w = page.variant.variables["w"]
    assert found(study)[0].says == f"With {w:g} alone, the slope is left out."
    study.close()

    edit(packs / NUMBERS, "tag: no-slope", "tag: slope-left-out")
    study = open_study()
    assert found(study)[0].says == "That leaves out the slope, 1/4.", (
        "the text it had then still knows the tag"
    )
    assert found(study)[0].mistake == "no-slope", "a tag is stable"
    study.close()

    (packs / "sigmoids").rename(packs.parent / "gone")
    assert found(open_study())[0].says == "That leaves out the slope, 1/4."


def test_mistakes_of_quizzes_count_too_but_not_what_was_counted_as_right(study: Study) -> None:
    answer(study, "relus/slope-right", "3")
    for seed, overridden in ((1, False), (2, False), (3, True)):
        quiz = study.quizzes.start("relus", 2, seed=seed)
        for place, asked in enumerate(quiz.questions):
            verdict = asked.grade("3" if asked.question.kind == "numeric" else "false")
            study.quizzes.answer(quiz, place, verdict, response="3", overridden=overridden)
    assert found(study) == (CommonMistake("That is its value.", "value", 3, ("Slope right",)),)


def test_a_mistake_of_the_run_has_the_words_of_its_experiment(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(named, "LONGEST_RUN", 60.0)  # the first run of a process loads its modules
    session = study.review()
    while (asked := session.next()) is not None and asked.card.question != "sigmoids/chain-ratio":
        session.pass_over(asked)
    assert asked is not None
    wrong = named.named_by_mutants(asked.question, asked.variant)[-1]
    verdict = asked.diagnose(f"{wrong.value!r}")
    assert verdict.mistake == wrong.tag
    session.rate(asked, verdict)
    (mistake,) = found(study)
    assert mistake.says == mistakes("chain")[wrong.tag]
    assert mistake.says[1:] in wrong.says


def test_only_the_commonest_are_listed(open_study: Open, write_pack: WritePack, clock: FrozenClock) -> None:
    write_pack(
        "many",
        [
            {
                "id": f"number-{place}",
                "kind": "numeric",
                "difficulty": "easy",
                "topics": ["t"],
                "prompt": f"What is {place}?",
                "answer": {"value": place + 50, "tolerance": 0.1},
                "mistakes": [{"value": place, "says": f"That is {place}.", "tag": f"tag-{place}"}],
                "backed_by": "citation",
                "references": [{"title": "A book"}],
            }
            for place in range(1, MOST_MISTAKES + 4)
        ],
    )
    study = open_study()
    for place in range(1, MOST_MISTAKES + 4):
        answer(study, f"many/number-{place}", str(place))
    clock.forward(minutes=2)
    answer(study, "many/number-5", "5")
    listed = found(study)
    assert len(listed) == MOST_MISTAKES
    assert (listed[0].says, listed[0].times) == ("That is 5.", 2)
    assert {mistake.times for mistake in listed[1:]} == {1}
