"""Marks, moves, undo, redo and the journal on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from studyapp.core.memory import New, Reviewed
from studyapp.core.planner import Card
from studyapp.store import cards as card_queries

if TYPE_CHECKING:
    from studyapp.store.engine import Store
    from tests.conftest import FrozenClock
    from tests.studyapp.cli.conftest import Cli

BOUND, STEEPEST = "kinds/bound", "kinds/steepest"
CARD = "kinds/bound#bound"


def card(ledger: Store, identity: str = CARD) -> Card:
    with ledger.reading() as session:
        found = card_queries.card(session, identity)
    assert found is not None
    return found


def reviewed(cli: Cli) -> None:
    """The first two cards reviewed, the second in its steps no more."""
    assert cli("review", "--plain", typed="\n4\n1/4\n4\nq\n").code == 0


@pytest.mark.parametrize(
    ("do", "name", "set_to", "undo", "says"),
    [
        ("bury", "buried_until", True, ("bury", "--lift"), "Buried until tomorrow"),
        ("suspend", "suspended", True, ("unsuspend",), "Suspended"),
        ("flag", "flagged", True, ("flag", "--off"), "Flagged"),
    ],
)
def test_marks_are_set_lifted_undone_and_done_again(
    cli: Cli, ledger: Store, do: str, name: str, set_to: bool, undo: tuple[str, ...], says: str
) -> None:
    def mark() -> bool:
        return bool(getattr(card(ledger).marks, name))

    done = cli(do, CARD)
    assert done.code == 0, done.err
    assert done.out == f"{says}: 1 card ('studyapp undo' takes it back)\n"
    assert mark() is set_to
    assert cli(do, CARD).out == f"{says}: nothing to change\n"
    told = cli(*undo, CARD, "--json").json
    assert (told["cards"], told["changed"]) == ([CARD], 1)
    assert not mark()
    assert cli("undo", "2").out.count("Taken back: ") == 2
    assert not mark()
    assert cli("redo").out == f"Done again: {says}: {BOUND}\n"
    assert mark()


def test_a_question_stands_for_all_of_its_cards(cli: Cli, ledger: Store) -> None:
    told = cli("suspend", STEEPEST, BOUND, CARD, BOUND, "--json").json
    assert len(told["cards"]) == len(set(told["cards"])) == told["changed"] > 2
    assert {identity.partition("#")[0] for identity in told["cards"]} == {STEEPEST, BOUND}
    with ledger.reading() as session:
        assert all(each.marks.suspended for each in card_queries.cards_of(session, STEEPEST))


def test_a_selection_stands_for_what_it_finds(cli: Cli) -> None:
    assert cli("suspend", "--select", "pack:kinds", "--json").json["changed"] == 10
    assert "0 new" in cli("review", "kinds", "--plain").out
    assert cli("unsuspend", "--select", "pack:kinds", "--json").json["changed"] == 10


def test_a_card_is_begun_anew_and_put_on_a_day(cli: Cli, ledger: Store, clock: FrozenClock) -> None:
    reviewed(cli)
    before = card(ledger).state
    assert isinstance(before, Reviewed)
    assert cli("set-due", BOUND, "--on", "2026-12-24").out.startswith("Due on 2026-12-24: 1 card")
    state = card(ledger).state
    assert isinstance(state, Reviewed)
    assert (str(state.due_day), state.stability) == ("2026-12-24", before.stability)
    assert cli("set-due", BOUND, "--on", "+3", "--json").json["did"] == "Due on 2026-11-26"
    assert cli("reset", BOUND).code == 0
    assert isinstance(card(ledger).state, New)
    assert cli("undo", "3").code == 0
    assert card(ledger).state == before
    assert cli("doctor").code == 0


def test_undo_goes_through_everything_and_redo_back(cli: Cli, ledger: Store, clock: FrozenClock) -> None:
    reviewed(cli)
    cli("flag", CARD)
    cli("note", BOUND, "Count.")
    cli("tag", BOUND, "--add", "exam")
    listed = cli("journal", "--json").json["actions"]
    assert [entry["kind"] for entry in listed] == ["tag", "note", "flag", "rate", "rate"]
    assert all(entry["done"] for entry in listed)
    told = cli("undo", "10", "--json").json["actions"]
    assert [entry["kind"] for entry in told] == ["tag", "note", "flag", "rate", "rate"]
    assert isinstance(card(ledger).state, New)
    assert cli("undo").out == "There is nothing to take back.\n"
    lines = cli("journal").out.splitlines()
    assert len(lines) == 5
    assert all(line.endswith("(undone)") for line in lines)
    clock.forward(days=1)
    assert cli("redo", "5").out.count("Done again: ") == 5
    assert cli("redo").out == "There is nothing to do again.\n"
    assert isinstance(card(ledger).state, Reviewed)
    assert cli("note", BOUND).out == "Count.\n"
    assert "23 Nov 10:00  Flagged: kinds/bound" in cli("journal").out


def test_nothing_was_done_yet(cli: Cli, ledger: Store) -> None:
    assert cli("journal").out == "nothing was done yet\n"
    assert cli("undo", "--json").json == {"actions": []}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("bury",), ["name cards"]),
        (("bury", BOUND, "--select", "pack:kinds"), ["name cards"]),
        (("bury", "--select", "nowhere"), ["nowhere"]),
        (("suspend", "kinds/nowhere"), ["there is no card 'kinds/nowhere'"]),
        (("suspend", "kinds/bound#nowhere"), ["kinds/bound#nowhere"]),
        (("flag", ""), ["there is no card ''"]),
        (("flag", "\x1b[2J"), ["there is no card"]),
        (("set-due", BOUND), ["--on"]),
        (("set-due", BOUND, "--on", "soon"), ["'soon'", "2026-12-24"]),
        (("set-due", BOUND, "--on", "999999"), ["today"]),
        (("set-due", BOUND, "--on", "9999999"), ["9999999"]),
        (("set-due", BOUND, "--on", "2020-01-01"), ["2020-01-01"]),
        (("undo", "0"), ["N"]),
        (("redo", "x"), ["x"]),
        (("journal", "--count", "0"), ["count"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_misuse(cli: Cli, ledger: Store, arguments: tuple[str, ...], words: list[str]) -> None:
    cli(*arguments).says(*words)
    assert cli("journal", "--json").json == {"actions": []}
