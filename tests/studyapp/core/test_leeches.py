"""At which lapse help is offered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from studyapp.core.leeches import is_leech, needs_help
from studyapp.core.memory import New, Reviewed

KNOWN = Reviewed(stability=4.0, difficulty=7.0, last_day=date(2026, 11, 20), due_day=date(2026, 11, 23))


def lapsed(times: int) -> Reviewed:
    return replace(KNOWN, lapses=times)


def test_a_leech_lapsed_often_enough() -> None:
    assert not is_leech(New(), 1)
    assert [is_leech(lapsed(times), 8) for times in (0, 7, 8, 9)] == [False, False, True, True]


def test_help_is_offered_at_that_lapse_and_after_every_four_more() -> None:
    offered = [times for times in range(1, 30) if needs_help(lapsed(times - 1), lapsed(times), 8)]
    assert offered == [8, 12, 16, 20, 24, 28]


@pytest.mark.parametrize("times", [8, 12])
def test_a_rating_that_is_no_lapse_offers_none(times: int) -> None:
    assert not needs_help(lapsed(times), lapsed(times), 8)


def test_a_new_card_can_be_helped_where_one_lapse_is_enough() -> None:
    assert not needs_help(New(), lapsed(0), 1)
    assert needs_help(New(), lapsed(1), 1)
