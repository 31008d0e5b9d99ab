"""`studyapp search`, and `--select` where cards are taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from studyapp.config import Home
    from tests.studyapp.cli.conftest import Cli


def test_search_lists_cards(cli: Cli, fresh_home: Home) -> None:
    done = cli("search", "pack:more")
    assert done.code == 0
    lines = done.out.splitlines()
    assert lines[0].startswith("more/")
    assert lines[1].startswith("  ")
    assert ", new" in lines[1]
    assert lines[-1] == "1 card"


def test_search_as_json(cli: Cli, fresh_home: Home) -> None:
    told = cli("search", "IS:new", "pack:kinds", "--limit", "2", "--json").json
    assert told["query"] == "is:new pack:kinds"
    assert told["count"] > 2
    assert len(told["cards"]) == 2
    assert set(told["cards"][0]) == {
        "card", "question", "pack", "heading", "kind", "difficulty", "due", "stability", "lapses", "suspended",
        "flagged", "buried_until",
    }  # fmt: skip
    assert told["hints"] == []


def test_a_term_may_begin_with_a_minus(cli: Cli, fresh_home: Home) -> None:
    assert cli("search", "-pack:kinds", "--json").json["count"] == 1
    assert cli("search", "--json", "-is:new").json["count"] == 0


def test_all_cards_without_a_query(cli: Cli, fresh_home: Home) -> None:
    everything = cli("search", "--json").json["count"]
    assert everything == sum(pack["cards"] for pack in cli("packs", "--json").json["packs"])


def test_names_that_nothing_has_are_hinted_at(cli: Cli, fresh_home: Home) -> None:
    done = cli("search", "pack:kind")
    assert done.code == 0
    assert done.out == "0 cards\nno pack 'kind'; near: kinds\n"
    assert cli("search", "topic:qqqqq*", "--json").json["hints"] == ["no topic 'qqqqq*'"]


def test_what_cannot_be_read_is_said_in_one_line(cli: Cli, fresh_home: Home) -> None:
    cli("search", "tpic:x").says("unknown key 'tpic:'", "did you mean topic:?")
    cli("review", "--plain", "--select", "is:du").says("did you mean due?")
    cli("due", "--select", "(a").says("not closed")


def test_review_and_due_of_a_selection(cli: Cli, fresh_home: Home) -> None:
    of_more = cli("review", "--plain", "--select", "-pack:kinds", typed="q\n").out
    assert "0 due, 1 new" in of_more
    both = cli("review", "kinds", "--plain", "--select", "pack:more", typed="").out
    assert "0 due, 0 new" in both
    told = cli("due", "--select", "pack:more", "--json").json
    assert (told["due"], told["new"]) == (0, 1)
    assert set(told["packs"]) == {"kinds", "more"}
    assert "near: kinds" in cli("due", "--select", "pack:kind").err
