"""Learning section by section: in the order of the guide, within the limit of a day or knowingly beyond it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from studyapp import wiring
from studyapp.config import Home
from studyapp.core.errors import Refusal
from studyapp.core.memory import Rating, Reviewed
from studyapp.study.app import Study
from studyapp.study.learning import LessonSession

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import FrozenClock, WritePack
    from tests.conftest import Open as OpenStudy


def question(identity: str, **more: object) -> dict[str, object]:
    return {
        "id": identity,
        "kind": "flashcard",
        "difficulty": "easy",
        "topics": [identity.partition("-")[0]],
        "prompt": f"Front of {identity}",
        "answer": "Back",
        "backed_by": "citation",
        "references": [{"title": "A book"}],
        **more,
    }


QUESTIONS = [
    question("b-two"),
    question("a-two"),
    question("a-one"),
    question("b-one", requires=["a-one"]),
    question("b-three", requires=["b-two"]),
    question("loose-one"),
]
GUIDE = "# Hello\n\nWords.\n\n## A\n\n{{question: a-one}}\n\n## B\n\n{{question: b-one}}\n"


@pytest.fixture
def lessons(write_pack: WritePack) -> Path:
    """A pack with a guide of two sections that have questions."""
    folder = write_pack("lessons", QUESTIONS)
    (folder / "guide.md").write_text(GUIDE)
    manifest = yaml.safe_load((folder / "pack.yaml").read_text())
    (folder / "pack.yaml").write_text(yaml.safe_dump(manifest | {"guide": "guide.md"}))
    return folder


def finish(session: LessonSession, rating: Rating = Rating.EASY) -> list[str]:
    """Rate all that a lesson asks; the questions in their order."""
    asked = []
    while (card := session.next()) is not None:
        asked.append(card.question.id)
        session.rate(card, None, rating=rating)
    return asked


def test_section_by_section_in_the_order_of_the_guide(lessons: Path, open_study: OpenStudy) -> None:
    study = open_study()
    asked: list[list[str]] = []
    read: list[list[str]] = []
    while (lesson := study.learning.outline("lessons").next()) is not None:
        read.append([section.title for section in lesson.sections])
        asked.append(finish(study.learning.session(lesson)))
    assert read == [["Hello", "A"], ["B"], []]
    assert asked == [["a-one", "a-two"], ["b-one", "b-two", "b-three"], ["loose-one"]]


def test_what_is_held_back_waits_for_what_it_requires(lessons: Path, open_study: OpenStudy) -> None:
    study = open_study()
    outline = study.learning.outline("lessons")
    second = outline.lesson("b")
    assert (second.new, second.waiting) == (1, 2)
    assert finish(study.learning.session(second)) == ["b-two", "b-three"], "b-one needs a-one"
    assert study.learning.outline("lessons").lesson("b").waiting == 1


def test_learning_skips_what_is_learned_and_rates_into_the_schedule(
    lessons: Path, open_study: OpenStudy, clock: FrozenClock
) -> None:
    study = open_study()
    session = study.learning.session(study.learning.outline("lessons").lesson("a"))
    first = session.next()
    assert first is not None
    rated = session.rate(first, None, rating=Rating.GOOD)
    assert isinstance(rated.state, Reviewed)
    assert rated.state.step is not None
    again = study.learning.outline("lessons").lesson("a")
    assert again.cards == ("lessons/a-two#forward",)
    assert finish(session) != []
    assert study.progress.overview().today.answers > 1


def test_the_limit_of_a_day_holds_until_the_learner_goes_on(
    lessons: Path, home: Home, open_study: OpenStudy, clock: FrozenClock
) -> None:
    open_study()
    home.settings.write_text("[schedule]\nnew_a_day = 1\n")
    study = wiring.open_study(home, clock=clock.clock, packs=lessons.parent)
    outline = study.learning.outline("lessons")
    lesson = outline.lesson("a")
    assert outline.limit_says(lesson) == "Today still allows 1 more new card (1 a day)."
    assert finish(study.learning.session(lesson)) == ["a-one"]
    outline = study.learning.outline("lessons")
    lesson = outline.lesson("a")
    assert outline.limit_says(lesson) == "Today still allows 0 more new cards (1 a day)."
    assert finish(study.learning.session(lesson)) == []
    assert finish(study.learning.session(lesson, beyond_limit=True)) == ["a-two"]
    study.close()


def test_a_lesson_is_found_by_any_of_its_sections(lessons: Path, open_study: OpenStudy) -> None:
    outline = open_study().learning.outline("lessons")
    assert outline.lesson("hello") == outline.lesson("a")
    after = outline.next(outline.lesson("a"))
    assert after is not None
    assert after.id == "b"
    with pytest.raises(Refusal, match="there is no section 'nope' with questions; there are a, b"):
        outline.lesson("nope")


def test_packs(study: Study) -> None:
    assert study.learning.pack_to_learn() == "relus"
    outline = study.learning.outline("relus")
    (lesson,) = outline.lessons
    assert (lesson.title, lesson.sections) == ("More questions", ())
    assert outline.limit_says(lesson) == ""
    with pytest.raises(Refusal, match="there is no pack 'gone'"):
        study.learning.outline("gone")
