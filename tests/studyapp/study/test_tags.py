"""Tags: given and taken as one action, undone whole; and the tag that follows from the reviews."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.core.errors import Refusal
from studyapp.core.memory import New, Rating, Reviewed
from studyapp.store import cards as card_queries
from studyapp.store.engine import Store
from studyapp.study.app import Study
from studyapp.study.tags import tag_name

if TYPE_CHECKING:
    from studyapp.config import Home
    from tests.conftest import Open

RATIO, RELU = "sigmoids/chain-ratio", "relus/slope-right"


def test_tags_are_given_and_taken_as_one_action(open_study: Open) -> None:
    study = open_study()
    assert study.tags.change([RATIO, RELU], add=["exam", "Hard-one"]) == 4
    assert study.tags.change([RATIO], add=["exam", "again"], remove=["hard-one", "never"]) == 2
    assert study.tags.of(RATIO) == ("again", "exam")
    assert study.tags.listed() == (("again", 1), ("exam", 2), ("hard-one", 1))
    assert [entry.says for entry in study.actions.journal()] == [
        f"Tagged {RATIO}: +again +exam -hard-one -never",
        "Tagged 2 questions: +exam +hard-one",
    ]
    study.close()
    study = open_study()
    study.actions.undo()
    assert study.tags.of(RATIO) == ("exam", "hard-one")
    study.actions.undo()
    assert study.tags.listed() == ()
    study.actions.redo()
    study.actions.redo()
    assert study.tags.of(RATIO) == ("again", "exam")
    assert study.tags.of(RELU) == ("exam", "hard-one")


def test_a_question_that_is_not_there_leaves_all_as_it_was(study: Study) -> None:
    with pytest.raises(Refusal, match="there is no question 'relus/nothing'"):
        study.tags.change([RATIO, "relus/nothing"], add=["exam"])
    assert study.tags.listed() == ()
    assert study.actions.journal() == ()


def test_what_changes_nothing_is_no_action(study: Study) -> None:
    assert study.tags.change([RATIO], remove=["exam"]) == 0
    assert study.actions.journal() == ()


@pytest.mark.parametrize("bad", ["", " ", "two words", "a/b", "tag:exam", "-exam", "x" * 65, "\x1b[2J", '"'])
def test_a_tag_is_one_word(study: Study, bad: str) -> None:
    with pytest.raises(Refusal, match="a tag is one word"):
        study.tags.change([RATIO], add=[bad])


def test_what_cannot_be_meant_is_refused(study: Study) -> None:
    with pytest.raises(Refusal, match="follows from the reviews"):
        study.tags.change([RATIO], add=["Leech"])
    with pytest.raises(Refusal, match="given and taken away at once"):
        study.tags.change([RATIO], add=["exam"], remove=["EXAM"])
    for many in ([], [f"t{number}" for number in range(33)]):
        with pytest.raises(Refusal, match="1 to 32 tags"):
            study.tags.change([RATIO], add=many)


@given(st.text(max_size=80))
def test_a_tag_that_is_accepted_stays_as_it_is(written: str) -> None:
    try:
        tag = tag_name(written)
    except Refusal:
        return
    assert tag_name(tag) == tag
    assert tag.split() == [tag]


def test_a_card_forgotten_often_enough_is_tagged_without_a_row(study: Study, home: Home) -> None:
    session = study.review(["relus"])
    while (asked := session.next()) is not None and asked.card.question != RELU:
        session.pass_over(asked)
    assert asked is not None
    session.rate(asked, asked.grade("1"), rating=Rating.EASY)
    store = Store(home.store)
    for lapses, leech in ((7, False), (8, True), (9, True)):
        with store.writing() as writing:
            card = card_queries.card(writing, asked.card.id)
            assert card is not None
            assert not isinstance(card.state, New)
            state = Reviewed(
                **{name: getattr(card.state, name) for name in card.state.__slots__} | {"lapses": lapses}
            )
            card_queries.put_state(writing, asked.card.id, state)
        assert study.tags.of(RELU) == (("leech",) if leech else ())
        assert study.tags.listed() == ((("leech", 1),) if leech else ())
    store.close()
