"""The options of a quiz: what is refused in one line, what is kept, and the time that is left."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.core import items
from studyapp.core.quiz import (
    DIFFICULTIES,
    KINDS,
    LONGEST,
    SEEDS,
    SELF_RATED,
    Countdown,
    Feedback,
    Mode,
    QuizError,
    QuizOptions,
    place_of,
    time_text,
    title_of,
    unpacked,
)

ids = st.from_regex(r"[a-z0-9][a-z0-9-]{0,20}", fullmatch=True)
options = st.builds(
    QuizOptions,
    packs=st.lists(ids, max_size=4).map(tuple),
    topics=st.lists(ids, min_size=1, max_size=1).map(tuple),
    difficulties=st.lists(st.sampled_from(DIFFICULTIES), max_size=3).map(tuple),
    kinds=st.lists(st.sampled_from(sorted(set(KINDS) - SELF_RATED)), max_size=4).map(tuple),
    count=st.integers(1, LONGEST),
    seed=st.none() | st.integers(0, SEEDS - 1),
    seconds=st.none() | st.integers(1, 86_400),
    feedback=st.sampled_from(Feedback),
    mode=st.sampled_from(Mode),
)


def test_every_kind_of_question_has_a_place() -> None:
    assert set(KINDS) == set(items.KINDS)
    assert len(KINDS) == len(set(KINDS))


@pytest.mark.parametrize(
    ("given_options", "says"),
    [
        ({"count": 0}, "a quiz has 1 to 200 questions, got 0"),
        ({"count": 201}, "a quiz has 1 to 200 questions, got 201"),
        ({"seed": -1}, "a seed lies between 0 and 2147483647, got -1"),
        ({"seed": 2**31}, "a seed lies between"),
        ({"seconds": 0}, "a quiz has 1 second to 24 hours, got 0 seconds"),
        ({"packs": ("A pack",)}, "'A pack' is not the id of a pack"),
        ({"packs": ("x" * 70,)}, "is not the id of a pack"),
        ({"topics": ("\x1b[2J",)}, "is not the id of a topic"),
        ({"topics": ("t",) * 101}, "at most 100 topics can be named, got 101"),
        ({"difficulties": ("cruel",)}, "there is no difficulty 'cruel'; there are easy, medium, hard"),
        ({"kinds": ("essay",)}, "there is no kind 'essay'; there are cloze"),
        ({"kinds": ("flashcard",)}, "flashcard is judged by the learner"),
        ({"selection": "a\x1bb"}, "a search cannot hold a control character"),
        ({"selection": "a" * 1001}, "at most 1000 characters"),
        ({"mode": Mode.TOPIC}, "needs one topic"),
        ({"mode": Mode.TOPIC, "topics": ("a", "b")}, "needs one topic"),
        ({"mode": Mode.CHALLENGE, "selection": "is:due"}, "a challenge cannot have a search"),
    ],
)
def test_refused_in_one_line(given_options: dict[str, Any], says: str) -> None:
    with pytest.raises(QuizError) as caught:
        QuizOptions(**given_options)
    assert says in str(caught.value)
    assert str(caught.value).isprintable()


@given(options)
def test_options_survive_their_way_through_json(chosen: QuizOptions) -> None:
    assert unpacked(chosen.packed()) == chosen


def test_what_a_later_app_added_is_left_out() -> None:
    assert unpacked({"count": 3, "color": "red"}) == QuizOptions(count=3)
    assert QuizOptions().packed() == {}


def test_cards_that_the_learner_judges_take_part_only_where_nothing_is_graded() -> None:
    assert set(QuizOptions().asked_kinds) == set(KINDS) - SELF_RATED
    assert set(QuizOptions(mode=Mode.CRAM).asked_kinds) == set(KINDS)
    assert QuizOptions(mode=Mode.MISTAKES, kinds=("flashcard",)).asked_kinds == ("flashcard",)


@given(st.lists(ids, unique=True, min_size=2), st.integers(0, SEEDS - 1), st.randoms())
def test_the_order_minds_the_seed_alone(questions: list[str], seed: int, random: Any) -> None:
    ordered = sorted(questions, key=lambda each: place_of(seed, each))
    shuffled = random.sample(questions, len(questions))
    assert sorted(shuffled, key=lambda each: place_of(seed, each)) == ordered
    fewer = ordered[::2]
    assert sorted(fewer, key=lambda each: place_of(seed, each)) == fewer


def test_titles() -> None:
    packs = {"relus": "ReLUs", "sigmoids": "Sigmoids", "c": "C"}
    assert title_of(QuizOptions(), packs) == "All packs"
    assert title_of(QuizOptions(("sigmoids",)), packs) == "Sigmoids"
    assert title_of(QuizOptions(("c", "sigmoids", "relus")), packs) == "All packs"
    narrowed = QuizOptions(("relus",), ("slopes",), kinds=("true_false",), mode=Mode.CHALLENGE)
    assert title_of(narrowed, packs) == "Challenge: ReLUs: slopes, true false"
    assert title_of(QuizOptions(mode=Mode.CRAM, selection="is:due"), packs) == "Cram: All packs: is:due"


def test_time_that_passed_before_a_restart_counts() -> None:
    now = [100.0]
    countdown = Countdown(60, 45.0, lambda: now[0])
    assert (countdown.left, countdown.over) == (15.0, False)
    now[0] = 110.0
    assert (countdown.spent, countdown.left) == (55.0, 5.0)
    now[0] = 90.0  # a clock that is set back gives no time back beyond what there was
    assert countdown.left == 15.0
    now[0] = 200.0
    assert (countdown.left, countdown.over) == (0.0, True)
    assert Countdown(None, 0.0, lambda: now[0]).left is None


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00"), (0.2, "0:01"), (65, "1:05"), (3600, "1:00:00"), (3599.5, "1:00:00")]
)
def test_time_text(seconds: float, text: str) -> None:
    assert time_text(seconds) == text
