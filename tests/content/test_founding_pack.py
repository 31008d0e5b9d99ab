"""The founding pack: every claim and key on many seeds, and all that it must teach."""

from __future__ import annotations

import pytest

from studyapp import resources
from studyapp.core.items import KINDS, Backing, Open, Pack
from studyapp.packs.loader import load
from studyapp.study.pack_check import check

FOLDER = resources.packs_root() / "vanishing-gradients"


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load(FOLDER).pack


@pytest.mark.parametrize("seeds", [20, pytest.param(200, marks=pytest.mark.slow)])
def test_no_run_contradicts_it(seeds: int) -> None:
    report = check(FOLDER, seeds)
    assert report.failures == []
    assert report.claims > 200 * seeds


def test_every_kind_and_every_fact_is_there(pack: Pack) -> None:
    assert len(pack.questions) >= 45
    written_next = {"expression"}
    assert {question.kind for question in pack.questions} | written_next == set(KINDS)
    assert len(pack.manifest.objectives) == 21
    for objective in pack.manifest.objectives:
        kinds = {question.kind for question in pack.questions if objective.id in question.objectives}
        assert len(kinds) >= 2, objective.id


def test_most_answers_are_backed_by_a_run_and_the_others_cite(pack: Pack) -> None:
    cited = [question for question in pack.questions if question.backing is Backing.CITED]
    assert len(cited) <= 0.2 * len(pack.questions)
    assert all(question.references for question in cited)


def test_the_interview_question_is_a_full_page(pack: Pack) -> None:
    page = pack.question("explain-vanishing-gradients")
    assert isinstance(page, Open)
    assert page.explanation
    assert page.theory
    assert page.practice
    assert page.diagram
    related = {question.id: question.difficulty for question in pack.questions if question.id in page.related}
    assert related == {
        "attention-mechanisms": "hard",
        "backpropagation": "medium",
        "cnn-components": "medium",
        "comparing-activation-functions": "medium",
    }
    cited = " ".join(reference.title.lower() for reference in page.references)
    for work in ("deep learning", "batch normalization", "residual learning"):
        assert work in cited


def test_the_guide_asks_questions_and_the_glossary_explains_terms(pack: Pack) -> None:
    assert pack.guide is not None
    asked = [question for section in pack.guide.sections for question in section.questions]
    assert len(asked) >= 8
    assert len(pack.glossary) >= 20
