"""The library: packs brought into the store as their files change, and what can be read in them."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from studyapp.core.memory import New, Rating
from studyapp.lab import variants
from studyapp.study.app import Study
from studyapp.study.quiz import QuizError

if TYPE_CHECKING:
    from tests.conftest import Open, WritePack


def edit(path: Path, old: str, new: str) -> None:
    written = path.read_text(encoding="utf-8")
    assert written.count(old) == 1
    path.write_text(written.replace(old, new), encoding="utf-8")


def pack_ids(study: Study) -> list[str]:
    return [pack.manifest.id for pack in study.library.packs()]


def test_the_packs_are_in_order(study: Study) -> None:
    assert study.problems == ()
    assert [(pack.manifest.id, pack.cards, pack.new, pack.due) for pack in study.library.packs()] == [
        ("relus", 2, 2, 0),
        ("sigmoids", 11, 11, 0),
    ]
    manifest = study.library.manifest("sigmoids")
    assert manifest is not None
    assert manifest.title == "Sigmoids"
    assert study.library.manifest("nothing") is None


def test_nothing_changed_writes_nothing(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    def never() -> None:
        raise AssertionError("a writing transaction was begun")

    monkeypatch.setattr(study._store, "writing", never)
    assert study.library.synchronize() == ()


@pytest.mark.parametrize(
    ("file", "content", "problem"),
    [
        ("questions/numbers.yaml", "- id: [", "sigmoids/questions/numbers.yaml:1:"),
        ("pack.yaml", "format: 2\n", "sigmoids/pack.yaml:1:"),
        ("questions/words.yaml", "- {id: x, kind: essay}\n", "sigmoids/"),
    ],
)
def test_a_broken_pack_keeps_what_it_was_and_is_reported(
    file: str, content: str, problem: str, open_study: Open, packs: Path
) -> None:
    study = open_study()
    before = study.library.questions()
    path = packs / "sigmoids" / file
    whole = path.read_text(encoding="utf-8")
    path.write_text(content, encoding="utf-8")
    edit(packs / "relus" / "questions/all.yaml", "ReLU has a kink at zero.", "ReLU bends at zero.")

    (told,) = study.library.synchronize()

    assert told.startswith(problem)
    assert "\n" not in told
    assert study.library.questions() == before
    assert study.review(("sigmoids",)).next() is not None
    page = study.library.page("relus/kink")
    assert page is not None
    assert page.question.prompt == "ReLU bends at zero."
    again = open_study()
    assert again.problems == (told,)
    assert pack_ids(again) == ["relus", "sigmoids"]
    path.write_text(whole, encoding="utf-8")
    assert again.library.synchronize() == ()


def test_a_pack_that_is_gone_is_retired_and_comes_back(open_study: Open, packs: Path) -> None:
    study = open_study()
    session = study.review(("relus",))
    asked = session.next()
    assert asked is not None
    rated = session.rate(asked, None, rating=Rating.EASY)
    shutil.move(packs / "relus", packs.parent / "aside")

    assert study.library.synchronize() == ()
    assert pack_ids(study) == ["sigmoids"]
    assert study.library.questions(("relus",)) == ()
    assert study.library.asked("relus/kink") is None
    assert study.library.search("kink") == ()
    assert study.progress.overview().reviews == 1
    assert study.examine() == ()
    with pytest.raises(QuizError, match="there is no pack 'relus'"):
        study.quizzes.start("relus", 1, seed=1)

    shutil.move(packs.parent / "aside", packs / "relus")
    assert study.library.synchronize() == ()
    assert pack_ids(study) == ["relus", "sigmoids"]
    back = study.library.asked("relus/kink")
    assert back is not None
    assert back.card.state == rated.state


def test_a_new_pack_takes_its_place_among_the_others(study: Study, write_pack: WritePack) -> None:
    question = {
        "id": "one",
        "kind": "true_false",
        "difficulty": "easy",
        "topics": ["t"],
        "prompt": "So.",
        "answer": True,
        "backed_by": "citation",
        "references": [{"title": "A book"}],
    }
    for name, order in (
        ("softmax", ["relus", "sigmoids", "softmax"]),
        ("residual", ["relus", "residual", "sigmoids", "softmax"]),
        ("adam", ["adam", "relus", "residual", "sigmoids", "softmax"]),
    ):
        write_pack(name, [question])
        study.library.synchronize()
        assert pack_ids(study) == order
    asked = study.review().next()
    assert asked is not None
    assert asked.card.id == "adam/one#answer"


# --- what can be read ---------------------------------------------------------------------------------------


def test_a_page(study: Study) -> None:
    page = study.library.page("sigmoids/slope-bound")
    assert page is not None
    assert [card.id for card in page.cards] == [
        "sigmoids/slope-bound#forward",
        "sigmoids/slope-bound#reverse",
    ]
    assert {card.state for card in page.cards} == {New()}
    assert [row.id for row in page.related] == ["sigmoids/two-blanks", "relus/kink"]
    assert study.library.page("sigmoids/nothing") is None
    assert study.library.page("nothing") is None


def test_related_questions_that_are_gone_are_left_out(study: Study, packs: Path) -> None:
    shutil.rmtree(packs / "relus")
    study.library.synchronize()
    page = study.library.page("sigmoids/slope-bound")
    assert page is not None
    assert [row.id for row in page.related] == ["sigmoids/two-blanks"]


def test_a_page_has_the_numbers_of_its_seed(study: Study) -> None:
    first = study.library.page("sigmoids/chain-ratio")
    again = study.library.page("sigmoids/chain-ratio", seed=variants.seed_for("sigmoids", "chain-ratio", 0))
    assert first is not None
    assert first == again
    drawn = [study.library.page("sigmoids/chain-ratio", seed) for seed in range(40)]
    keys = sorted({page.variant.key for page in drawn if page and page.variant.key is not None})
    assert keys == pytest.approx([(w / 4) ** 3 for w in (0.5, 1, 2, 8, 100)])


def test_a_question_asked_for_practice(study: Study) -> None:
    asked = study.library.asked("sigmoids/chain-ratio")
    page = study.library.page("sigmoids/chain-ratio")
    assert asked is not None
    assert page is not None
    assert (asked.question, asked.variant) == (page.question, page.variant)
    assert asked.facet == "answer"
    assert study.library.asked("sigmoids/nothing") is None


def test_guide_and_glossary(study: Study) -> None:
    guide = study.library.guide("sigmoids")
    assert guide is not None
    assert [(section.title, section.questions) for section in guide.sections] == [
        ("The sigmoid", ("slope-bound",)),
        ("Chains of sigmoids", ("chain-ratio",)),
    ]
    assert study.library.guide("relus") is None
    assert [term.term for term in study.library.glossary("sigmoids")] == ["Pre-activation", "Sigmoid"]
    assert study.library.glossary("relus") == ()


def test_search_over_all_packs(study: Study) -> None:
    assert {(hit.kind, hit.target) for hit in study.library.search("kink")} == {("question", "relus/kink")}
    assert {hit.kind for hit in study.library.search("sigmoid")} == {"question", "term", "section"}
    assert study.library.search("nowhere") == ()


def test_places(study: Study) -> None:
    assert study.library.place("guide/sigmoids") is None
    for value in ("the-sigmoid", {"section": 2}, 0):
        study.library.remember_place("guide/sigmoids", value)
        assert study.library.place("guide/sigmoids") == value
    assert study.library.place("guide/relus") is None
