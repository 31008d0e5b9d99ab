"""What may be done besides rating, line by line."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from studyapp.core.memory import Reviewed
from studyapp.core.planner import Card
from studyapp.store import cards as card_queries
from studyapp.store import statistics

if TYPE_CHECKING:
    from studyapp.config import Home
    from studyapp.store.engine import Store
    from tests.conftest import FrozenClock
    from tests.studyapp.cli.conftest import Cli

TURNED = "kinds/steepest#forward"


def card(ledger: Store, identity: str = TURNED) -> Card:
    with ledger.reading() as session:
        found = card_queries.card(session, identity)
    assert found is not None
    return found


def answers(ledger: Store) -> int:
    with ledger.reading() as session:
        return sum(tally.answers for tally in statistics.tallies(session))


def forgotten(ledger: Store, clock: FrozenClock, lapses: int) -> None:
    """The card was forgotten so often, and is due."""
    day = clock.clock.now().day
    with ledger.writing() as session:
        state = Reviewed(4.0, 9.0, day - timedelta(days=20), day, reps=30, lapses=lapses)
        card_queries.put_state(session, TURNED, state)


@pytest.mark.parametrize(
    ("command", "says", "mark"), [("b", "Buried until", "buried_until"), ("!", "Suspended", "suspended")]
)
def test_a_card_is_set_aside_in_place_of_a_rating(
    cli: Cli, ledger: Store, command: str, says: str, mark: str
) -> None:
    done = cli("review", "--plain", typed=f"\n{command}\nq\n")
    assert says in done.out
    assert "Done: 0 answered" in done.out
    assert getattr(card(ledger).marks, mark)
    assert answers(ledger) == 0
    done = cli("review", "--plain", typed="u\nq\n")
    assert "Taken back: " in done.out
    assert not getattr(card(ledger).marks, mark)


def test_a_flag_and_a_note_leave_the_rating_to_be_given(cli: Cli, ledger: Store) -> None:
    done = cli("review", "--plain", typed="\nf\nn\nHalf way up.\nn\nAt zero.\n3\nq\n")
    for words in ("Flagged.", "Kept.", "Your note:\nHalf way up.\n", "Rated good"):
        assert words in done.out
    assert card(ledger).marks.flagged
    assert answers(ledger) == 1
    assert cli("note", "kinds/steepest").out == "Half way up.\nAt zero.\n"
    done = cli("review", "--plain", typed="u\n\nf\nf\nn\n-\nq\n")
    assert cli("note", "kinds/steepest").out in ("Half way up.\nAt zero.\n", "no note\n")


def test_why_and_the_section_are_told(cli: Cli, ledger: Store) -> None:
    done = cli("review", "--plain", typed="\nk\nr\n3\nq\n")
    for words in ("Before: new.", "Again: in 1 minute.", "A sigmoid squashes every number"):
        assert words in done.out
    assert answers(ledger) == 1


def test_a_mistake_is_reported(cli: Cli, ledger: Store, fresh_home: Home) -> None:
    done = cli("review", "--plain", typed="\ne\nWhy not 1/2?\n3\nq\n")
    assert "Written to " in done.out
    (path,) = fresh_home.reports.iterdir()
    assert json.loads(path.read_text(encoding="utf-8"))["says"] == "Why not 1/2?"
    assert cli("report", "--replay", str(path)).code == 0


def test_what_was_taken_back_is_done_again(cli: Cli, ledger: Store) -> None:
    done = cli("review", "--plain", typed="redo\n\n3\nu\nredo\nredo\nq\n")
    assert done.out.count("There is nothing to do again.") == 2
    assert done.out.index("Taken back: ") < done.out.index("Done again: ")
    assert "Done: 1 answered" in done.out
    assert answers(ledger) == 1
    assert isinstance(card(ledger).state, Reviewed)
    done = cli("review", "--plain", typed="u\n\nb\nu\nredo\nq\n")
    assert "Done: 0 answered" in done.out
    assert card(ledger).marks.buried_until
    assert answers(ledger) == 0


@pytest.mark.parametrize("command", ["n", "e"])
def test_an_answer_is_kept_when_the_input_ends_in_what_is_beside_it(
    cli: Cli, ledger: Store, command: str
) -> None:
    done = cli("review", "--plain", typed=f"\n{command}\n")
    assert "Rated good" in done.out
    assert answers(ledger) == 1


def test_help_is_offered_with_a_leech_before_it_is_stored(
    cli: Cli, ledger: Store, clock: FrozenClock
) -> None:
    forgotten(ledger, clock, 7)
    done = cli("review", "--plain", typed="\n1\nr\n1\nq\n")
    assert done.out.count("Forgotten 8 times: r reads its section.") == 1
    assert "A sigmoid squashes" in done.out
    state = card(ledger).state
    assert isinstance(state, Reviewed)
    assert state.lapses == 8
    told = cli("show", "kinds/steepest", "--json").json
    assert [one["leech"] for one in told["cards"]] == [True, False]
    assert told["tags"] == ["leech"]
    assert "Forgotten 8 times: a leech." in cli("show", "kinds/steepest").out


@pytest.mark.parametrize("lapses", [0, 6, 8])
def test_between_times_nothing_is_offered(cli: Cli, ledger: Store, clock: FrozenClock, lapses: int) -> None:
    forgotten(ledger, clock, lapses)
    assert "Forgotten" not in cli("review", "--plain", typed="\n1\nq\n").out
    assert answers(ledger) == 1


def test_the_page_tells_the_cards(cli: Cli, ledger: Store, clock: FrozenClock) -> None:
    forgotten(ledger, clock, 1)
    first, second = cli("show", "kinds/steepest", "--json").json["cards"]
    assert second["state"] is None
    assert (first["id"], first["state"]["lapses"], first["leech"]) == (TURNED, 1, False)
    assert 0 < first["recall"] < 1
    assert set(first["ratings"]) == {"again", "hard", "good", "easy"}
    good = first["ratings"]["good"]
    assert good["interval"]["days"] > 0
    assert good["stability"] > first["state"]["stability"]
    assert "% likely" in first["why"][0]
    told = cli("show", "kinds/steepest").out
    assert first["why"][0] in " ".join(told.split())
    assert "Not studied yet." in told
