"""The history of a card: each review as the log has it, and what it left."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from studyapp.core.card_log import Logged, card_points
from studyapp.core.grading import Outcome, Verdict
from studyapp.core.memory import DEFAULT_MODEL, Rating, Reviewed
from studyapp.render.card_chart import card_words, history_rows
from studyapp.render.spans import plain, row_width
from studyapp.study.app import Study
from studyapp.study.session import ReviewSession

if TYPE_CHECKING:
    from tests.conftest import FrozenClock, Open

KINK = "relus/kink#answer"


def rate(study: Study, rating: Rating) -> ReviewSession:
    """Rate the card, passing over all others."""
    session = study.review()
    while (asked := session.next()) is not None and asked.card.id != KINK:
        session.pass_over(asked)
    assert asked is not None
    outcome = Outcome.WRONG if rating is Rating.AGAIN else Outcome.RIGHT
    session.rate(asked, Verdict(outcome), rating=rating, seconds=1.0)
    return session


def studied(study: Study, clock: FrozenClock) -> None:
    """Easy, then on each day that it is due: good, again and after ten minutes good, good."""
    rate(study, Rating.EASY)
    for rating in (Rating.GOOD, Rating.AGAIN, Rating.GOOD):
        state = study.library.page("relus/kink").cards[0].state  # type: ignore[union-attr]
        assert isinstance(state, Reviewed)
        clock.forward(days=(state.due_day - clock.local.date()).days)
        rate(study, rating)
        if rating is Rating.AGAIN:
            clock.forward(minutes=11)
            rate(study, Rating.GOOD)


def test_every_review_with_what_it_found_and_what_it_left(study: Study, clock: FrozenClock) -> None:
    studied(study, clock)
    (history,) = study.card_history.of("relus/kink")
    points = history.points
    assert [point.rating.name for point in points] == ["EASY", "GOOD", "AGAIN", "GOOD", "GOOD"]
    assert [point.phase for point in points] == ["new", "review", "review", "relearning", "review"]
    assert (points[0].elapsed, points[0].recall) == (None, None)
    for before, after in pairwise(points):
        assert after.elapsed == (after.day - before.day).days
        assert before.stability is not None
        assert after.recall == pytest.approx(DEFAULT_MODEL.recall_after(before.stability, after.elapsed))
        if before.interval is not None:
            assert before.interval == after.elapsed
    assert points[2].interval is None  # it went into a step
    state = study.library.page("relus/kink").cards[0].state  # type: ignore[union-attr]
    assert isinstance(state, Reviewed)
    assert points[-1].stability == state.stability
    assert history.recall == DEFAULT_MODEL.recall(state, clock.clock.now().day)
    assert [point.number for point in points] == sorted(point.number for point in points)


def test_what_was_taken_back_is_left_out_also_after_a_restart(open_study: Open, clock: FrozenClock) -> None:
    study = open_study()
    studied(study, clock)
    before = study.card_history.of("relus/kink")
    clock.forward(days=400)
    session = rate(study, Rating.GOOD)
    assert len(study.card_history.of("relus/kink")[0].points) == 6
    session.undo()
    clock.forward(days=-400)
    assert study.card_history.of("relus/kink") == before
    study.close()
    assert open_study().card_history.of("relus/kink") == before


def test_cards_without_a_review_and_questions_that_are_not_there(study: Study) -> None:
    assert study.card_history.of("relus/nowhere") == ()
    (history,) = study.card_history.of("relus/kink")
    assert (history.points, history.recall) == ((), None)
    assert card_words(history, named=False) == "0 reviews."
    assert history_rows([history], width=60, ascii=False) == ()
    assert [card.facet for card in study.card_history.of("sigmoids/slope-bound")] == ["forward", "reverse"]


def test_a_card_begun_anew_has_no_stability_to_tell() -> None:
    first = Logged(1, date(2026, 1, 1), Rating.GOOD, "new", None, None, None, 3)
    again = first._replace(number=2)
    assert [point.stability for point in card_points([first, again], 2.5)] == [None, 2.5]
    assert card_points([], None) == ()


@pytest.mark.parametrize("width", [30, 80])
@pytest.mark.parametrize("ascii", [False, True])
def test_the_chart(study: Study, clock: FrozenClock, width: int, ascii: bool) -> None:
    studied(study, clock)
    rows = history_rows(study.card_history.of("relus/kink"), width=width, ascii=ascii)
    told = plain(rows)
    assert told.isascii() or not ascii
    assert all(row_width(line) <= width for line in rows)
    assert "5 reviews, 1 of them Again" in " ".join(told.split())
    assert "stability in days by day" in told
    assert "Intervals " in told
