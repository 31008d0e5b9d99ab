"""A trace over real sessions: it begins whole and loses its lines as they are known, through restarts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from studyapp.core import fading
from studyapp.core.filling import filled_answer
from studyapp.core.grading import Outcome, Verdict
from studyapp.core.memory import Rating, Reviewed
from studyapp.core.text import measured
from studyapp.core.verdicts import told
from studyapp.core.worked import Cell
from studyapp.study.app import Study
from studyapp.study.asked import Asked

if TYPE_CHECKING:
    from tests.conftest import FrozenClock, Open, WritePack

LINES = 6
TRACE: dict[str, object] = {
    "id": "the-pass",
    "kind": "trace",
    "difficulty": "easy",
    "topics": ["t"],
    "prompt": "Complete the pass, every weight {{w}}.",
    "variables": {"w": {"real": [0.5, 2.5], "decimals": 2}},
    "example": {
        "experiment": "chain",
        "with": {"weights": ["{{w}}", "{{w}}", "{{w}}"], "activation": "tanh"},
    },
    "rows": [
        {"label": f"{words} {layer}", "value": f"{name}[{layer}]"}
        for words, name in (("Activation", "activation"), ("Bias gradient", "bias_gradient"))
        for layer in (1, 2, 3)
    ],
}
CLEAN, HINTED, MISSED, COUNTED = "clean", "with a hint", "missed", "counted as right"


def blanks(asked: Asked) -> int:
    assert len(asked.variant.cells) == LINES
    return sum(cell.blank for cell in asked.variant.cells)


def due(study: Study, clock: FrozenClock) -> Asked:
    asked = study.review(("traces",)).next()
    if asked is None:
        page = study.library.page("traces/the-pass")
        assert page is not None
        state = page.cards[0].state
        assert isinstance(state, Reviewed)
        clock.forward(days=max(1, (state.due_day - clock.clock.now().day).days))
        asked = study.review(("traces",)).next()
    assert asked is not None
    return asked


def typed(asked: Asked, *, right: bool) -> tuple[str, ...]:
    return tuple(
        f"{number(cell) if right else number(cell) + 1:.9g}" for cell in asked.variant.cells if cell.blank
    )


def number(cell: Cell) -> float:
    assert isinstance(cell.value, float)
    return cell.value


def answer(study: Study, asked: Asked, how: str) -> Verdict:
    """Answer as a learner would; a trace that is shown whole can only be read."""
    verdict = asked.grade(typed(asked, right=how in (CLEAN, HINTED)))
    if blanks(asked):
        expected = Outcome.RIGHT if how in (CLEAN, HINTED) else Outcome.WRONG
        assert verdict.outcome is expected
    study.review().rate(
        asked,
        verdict,
        hinted=how == HINTED,
        overridden=how == COUNTED and verdict.outcome is Outcome.WRONG,
        rating=Rating.EASY,
    )
    return verdict


@pytest.fixture
def traces(open_study: Open, write_pack: WritePack) -> Open:
    write_pack("traces", [TRACE])
    return open_study


# (how it was answered, lines blank the next time)
COURSE = [
    (CLEAN, 0),
    (CLEAN, 1),  # two clean answers
    (CLEAN, 1),
    (HINTED, 0),  # a hint takes a level and breaks the run
    (CLEAN, 0),
    (CLEAN, 1),
    (CLEAN, 1),
    (CLEAN, 2),
    (MISSED, 1),  # a miss
    (CLEAN, 1),
    (CLEAN, 2),
    (CLEAN, 2),
    (COUNTED, LINES),  # an answer counted as right is a clean one
    (CLEAN, LINES),
    (CLEAN, LINES),  # there is no higher level
    (MISSED, 2),
    (MISSED, 1),
    (MISSED, 0),
    (HINTED, 0),  # nor a lower one
]


def test_a_course_with_a_restart_before_each_answer(traces: Open, clock: FrozenClock) -> None:
    expected = 0
    seeds = []
    for place, (how, after) in enumerate(COURSE):
        study = traces()
        asked = due(study, clock)
        assert blanks(asked) == expected, f"answer {place}"
        again = traces()
        assert due(again, clock).variant == asked.variant, "a restart shows other blanks"
        again.close()
        study.review().previews(asked)
        assert due(study, clock).variant == asked.variant, "a preview moved the level"
        answer(study, asked, how)
        seeds.append(asked.variant.seed)
        expected = after
        study.close()
    assert len(set(seeds)) == len(seeds), "each time has numbers of its own"


def test_taking_an_answer_back_takes_its_level_back(traces: Open, clock: FrozenClock) -> None:
    study = traces()
    for _ in range(2):
        answer(study, due(study, clock), CLEAN)
    asked = due(study, clock)
    assert blanks(asked) == 1
    session = study.review(("traces",))
    undone = session.undo()
    assert undone is not None
    assert undone[1] is not None
    assert blanks(undone[1]) == 0
    answer(study, undone[1], CLEAN)
    assert due(study, clock).variant == asked.variant


def test_quizzes_pages_and_tries_leave_every_line_blank(traces: Open, clock: FrozenClock) -> None:
    study = traces()
    for done in range(3):
        for asked in (
            study.quizzes.start("traces", 1, seed=done).questions[0],
            study.library.asked("traces/the-pass"),
        ):
            assert asked is not None
            assert blanks(asked) == LINES
        page = study.library.page("traces/the-pass")
        assert page is not None
        assert all(cell.blank for cell in page.variant.cells)
        answer(study, due(study, clock), CLEAN)
    # None of it counted as an answer of the card.
    assert blanks(due(study, clock)) == 1
    quiz = study.quizzes.start("traces", 1, seed=9)
    study.quizzes.answer(quiz, 0, quiz.questions[0].grade(typed(quiz.questions[0], right=False)))
    assert blanks(due(study, clock)) == 1


def test_a_past_trace_shows_the_lines_that_were_blank_then(traces: Open, clock: FrozenClock) -> None:
    study = traces()
    asked = []
    for how in (CLEAN, CLEAN, CLEAN, MISSED, CLEAN):
        asked.append(due(study, clock))
        verdict = answer(study, asked[-1], how)
        shown = study.history.shown("traces/the-pass", len(asked))
        assert shown is not None
        assert shown.verdict is not None
        assert (shown.verdict.outcome, shown.verdict.marks) == (verdict.outcome, verdict.marks)
        assert told(shown.verdict) == told(verdict)
    for number_, one in enumerate(asked, start=1):
        shown = study.history.shown("traces/the-pass", number_)
        assert shown is not None
        assert shown.variant == one.variant
        assert [cell.blank for cell in shown.variant.cells] == [cell.blank for cell in one.variant.cells]
        assert shown.answer == filled_answer(one.question, one.variant)  # type: ignore[arg-type]
        assert shown.example is not None
        known = shown.example.measurements["bias_gradient"]
        assert isinstance(known, list | tuple)
        assert measured(known[0]) == measured(number(one.variant.cells[3]))


def test_the_levels() -> None:
    assert fading.HIGHEST == 3
    counts = [len(fading.blanks(LINES, level, tuple(range(LINES)))) for level in range(4)]
    assert counts == [0, 1, 2, LINES]
    assert [len(fading.blanks(2, level, (1, 0))) for level in range(4)] == [0, 1, 2, 2]
