"""The set-up of a quiz as a pure value: what its lines may be set to, and what comes of them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from studyapp.core.quiz import Feedback, Mode, QuizOptions
from studyapp.core.records import TopicCount
from studyapp.render.spans import plain
from studyapp.tui.rows.quiz_setup import LABELS, WRITTEN, Setup, line_row, options_or_problem

PACKS = {"relus": "ReLUs", "sigmoids": "Sigmoids"}
TOPICS = (
    TopicCount("relu", ("relus",), 3, 4, 4, 0),
    TopicCount("slopes", ("relus", "sigmoids"), 5, 5, 0, 2),
)
BARE = Setup(PACKS, TOPICS)


def test_what_is_left_alone_is_ten_questions_of_all_packs() -> None:
    assert BARE.options() == QuizOptions()
    assert "open" not in BARE.lines


def test_each_line_comes_through() -> None:
    setup = BARE
    for line, times in [
        ("pack", 1),
        ("topic", 2),
        ("difficulty", 3),
        ("count", 1),
        ("time", 2),
        ("feedback", 1),
    ]:
        for _ in range(times):
            setup = setup.changed(line, 1)
    for sign in "4x2":
        setup = setup.written("seed", sign)
    expected = QuizOptions(
        ("relus",),
        ("slopes",),
        ("hard",),
        count=20,
        seed=42,
        seconds=120,
        feedback=Feedback.END,
        mode=Mode.TOPIC,
    )
    assert setup.options() == expected
    assert setup.changed("mode", 1).options().mode is Mode.CRAM
    assert setup.changed("mode", 1).options().seconds is None


def test_a_topic_that_another_pack_lacks_is_set_back() -> None:
    setup = BARE.changed("topic", 1)
    assert setup.value("topic") == "relu"
    assert setup.changed("pack", 1).value("topic") == "relu"
    assert setup.changed("pack", 2).value("topic") == ""


def test_a_kind_that_no_quiz_grades_is_set_back() -> None:
    crammed = BARE.changed("mode", 1).changed("kind", -1)
    assert crammed.value("kind") == "open"
    assert crammed.changed("mode", -1).value("kind") == ""


def test_a_review_is_a_search() -> None:
    setup = BARE.changed("mode", -1).changed("pack", 1).changed("topic", 1)
    assert setup.review == "pack:relus topic:relu"
    for sign in "is:due or x":
        setup = setup.written("search", sign)
    assert setup.review == "pack:relus topic:relu (is:due or x)"
    assert options_or_problem(setup) == (None, "")
    assert BARE.review is None


@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(LABELS)), st.sampled_from([-1, 1]) | st.characters(codec="utf-8")),
        max_size=30,
    ),
    st.sampled_from([38, 78, 138]),
)
def test_whatever_is_pressed_fits_its_line_and_gives_options_or_says_why(
    pressed: list[tuple[str, int | str]], cells: int
) -> None:
    setup = BARE
    for line, what in pressed:
        setup = setup.changed(line, what) if isinstance(what, int) else setup.written(line, what)
    options, problem = options_or_problem(setup)
    assert (options is None) == bool(problem) or setup.review is not None
    for line in setup.lines:
        assert len(setup.value(line)) <= max(WRITTEN.get(line, 0), 64)
        assert "\n" not in plain((line_row(setup, line, cells, False, current=True),))
