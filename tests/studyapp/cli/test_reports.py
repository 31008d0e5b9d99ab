"""Commands that report, and what their JSON holds."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from studyapp import __version__
from studyapp.cli.root import COMMANDS

if TYPE_CHECKING:
    from pathlib import Path

    from studyapp.config import Home
    from tests.conftest import FrozenClock
    from tests.studyapp.cli.conftest import Cli

ANSWERS = "\n4\n1/4\n\nq\n"
"""Turn the first card over and call it easy, fill the blank, take the rating, leave."""


def _shape(value: Any) -> Any:
    """The keys and types of JSON, the first entry of a list standing for all."""
    if isinstance(value, dict):
        return {key: _shape(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_shape(value[0])] if value else []
    return type(value).__name__


def test_version_and_help(cli: Cli) -> None:
    assert cli("--version").out == f"studyapp {__version__}\n"
    told = cli("--help").out
    for name in COMMANDS:
        assert f"  {name} " in told


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_command_has_help(cli: Cli, name: str) -> None:
    done = cli(name, "--help")
    assert done.code == 0
    assert re.match(rf"Usage: .*studyapp {name} ", done.out)


def test_packs(cli: Cli, fresh_home: Home) -> None:
    told = cli("packs", "--json").json
    assert told["problems"] == []
    assert told["packs"][0] == {
        "id": "kinds",
        "title": "Every kind",
        "version": "1",
        "cards": 10,
        "new": 10,
        "due": 0,
        "known": 0,
    }
    assert cli("packs").out.startswith("kinds: Every kind\n  10 cards, 10 new, 0 due, 0 % known\n")


def test_due_before_and_after_a_review(cli: Cli, fresh_home: Home, clock: FrozenClock) -> None:
    assert cli("due", "--json").json == {
        "due": 0,
        "new": 9,
        "in_learning": 0,
        "packs": {"kinds": 0, "more": 0},
        "next_step_at": None,
        "overdue": 0,
        "minutes": 6,
        "minutes_a_day": None,
        "minutes_spent": 0,
        "held_back": {"by_backlog": 0, "by_requires": 0},
        "says": ["9 new: about 6 minutes.", "New: sigmoid, relu, one topic at a time."],
    }
    assert cli("review", "--plain", typed=ANSWERS).code == 0
    clock.forward(days=30)
    assert cli("due", "--json").json["packs"] == {"kinds": 2, "more": 0}
    assert "  2 in kinds" in cli("due").out


def test_stats(cli: Cli, fresh_home: Home) -> None:
    assert cli("stats", "--json").json["reviews"] == 0
    assert cli("stats").code == 0
    cli("review", "--plain", typed=ANSWERS)
    cli("quiz", "kinds", "--count", "1", "--seed", "3", "--plain", typed="a\n7\nt\n")
    told = cli("stats", "--json").json
    assert told["day"] == "2026-11-23"
    assert told["today"]["answers"] == 2
    assert told["today"]["recalled"] == 2
    assert told["streak"] == 1
    assert told["days"] == {"2026-11-23": 2}
    known = {"title": "str", "cards": "int", "seen": "int", "known": "float", "weakest": "str"}
    assert _shape(told["topics"]) == [{"topic": "str"} | known]
    assert _shape(told["packs"]) == [{"pack": "str"} | known]
    assert _shape(told["quizzes"]) == [{"title": "str", "day": "str", "right": "int", "asked": "int"}]
    assert {"retention", "retention_reviews", "forecast", "mistakes"} <= told.keys()
    assert "Today: 2 answers, 2 right" in cli("stats").out


def test_show(cli: Cli, fresh_home: Home) -> None:
    told = cli("show", "kinds/chain-of-four", "--seed", "5", "--json").json
    assert told.keys() == {
        "id",
        "question",
        "backing",
        "variant",
        "answer",
        "example",
        "cards",
        "tags",
        "note",
    }
    assert told["backing"] == "computed"
    assert told["variant"]["seed"] == 5
    weight = told["variant"]["variables"]["w"]
    assert told["variant"]["key"] == pytest.approx((weight / 4) ** 3)
    assert told["example"]["experiment"] == "chain"
    assert [claim["holds"] for claim in told["example"]["claims"]] == [True, True]
    assert told == cli("show", "kinds/chain-of-four", "--seed", "5", "--json").json


@pytest.mark.parametrize(
    "question",
    [
        "steepest",
        "bound",
        "largest-slope",
        "factors",
        "below-one",
        "chain-of-four",
        "other-name",
        "why-chains-fade",
    ],
)
def test_show_has_a_page_for_every_kind(cli: Cli, fresh_home: Home, question: str) -> None:
    done = cli("show", f"kinds/{question}")
    assert done.code == 0
    assert "Answer: " in done.out
    assert max(map(len, done.out.split("\n"))) <= 120
    assert "{{" not in done.out


def test_doctor(cli: Cli, fresh_home: Home) -> None:
    cli("review", "--plain", typed=ANSWERS)
    done = cli("doctor", "--json")
    assert done.code == 0
    assert done.json == {"mended": 0, "findings": []}
    assert cli("doctor").out == "the store is sound, and every card follows from its reviews\n"


def test_doctor_finds_and_mends_a_card_that_does_not_follow(cli: Cli, fresh_home: Home) -> None:
    import sqlite3

    cli("review", "--plain", typed=ANSWERS)
    connection = sqlite3.connect(fresh_home.store)
    changed = connection.execute("UPDATE cards SET stability = 99 WHERE stability IS NOT NULL").rowcount
    connection.commit()
    connection.close()
    assert changed == 2
    found = cli("doctor", "--json")
    assert found.code == 1
    found_in = {finding["what"] for finding in found.json["findings"]}
    assert found_in == {"kinds/bound#bound", "kinds/steepest#forward"}
    assert cli("doctor", "--mend", "--json").json == {"mended": 2, "findings": []}
    assert cli("doctor").code == 0


def test_experiments(cli: Cli) -> None:
    told = cli("experiments", "--json").json
    names = [info["name"] for info in told["experiments"]]
    assert names == sorted(names)
    assert {"activation", "chain", "gradient_flow", "network"} <= set(names)
    for info in told["experiments"]:
        assert info.keys() == {"name", "title", "summary", "parameters", "measurements", "mistakes"}
        for parameter in info["parameters"]:
            assert parameter.keys() == {"name", "description", "default", "allowed"}
            assert parameter["description"]
    plain = cli("experiments").out
    for name in names:
        assert f"{name}: " in plain


def test_pack_check_json(cli: Cli, packs: Path) -> None:
    done = cli("pack", "check", "--seeds", "3", "--json")
    assert done.code == 0
    kinds, more = done.json["packs"]
    assert kinds == {
        "id": "kinds",
        "items": 8,
        "by_kind": {
            "choice": 1,
            "choices": 1,
            "cloze": 1,
            "flashcard": 1,
            "numeric": 1,
            "open": 1,
            "text": 1,
            "true_false": 1,
        },
        "backed": {"computed": 3, "checked": 2, "cited": 3},
        "claims": kinds["claims"],
        "variants": kinds["variants"],
        "acceptance": {},
        "seconds": kinds["seconds"],
        "ran": True,
        "fixed": [],
        "failures": [],
        "warnings": kinds["warnings"],
    }
    assert len(kinds["seconds"]) == 5
    for warning in kinds["warnings"]:
        assert warning.keys() == {"where", "line", "column", "level", "code", "message"}
        assert warning["where"].endswith(f":{warning['line']}:{warning['column']}")
        assert warning["level"] == "warning"
    assert kinds["claims"] > 0
    assert more["id"] == "more"


def test_a_pack_with_a_warning_passes_and_says_it(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "halves"
    folder.mkdir()
    (folder / "pack.yaml").write_text(
        "{format: 1, id: halves, title: H, summary: S, authors: [A], license: MIT, questions: [all.yaml]}"
    )
    (folder / "all.yaml").write_text(
        """\
- id: q
  kind: numeric
  difficulty: easy
  topics: [t]
  prompt: A linear unit with weight 3, input 1 and target 0. What is the loss?
  example:
    experiment: chain
    with: {weights: [3], biases: 0, activation: identity, loss: half_squared_error}
    claims: [answer == 4.5]
  answer: {value: loss}
  explanation: Half the square of 3.
"""
    )
    done = cli("pack", "check", str(folder))
    assert done.code == 0
    warning, summary = done.out.splitlines()
    assert warning.startswith("halves/all.yaml:")
    assert (
        " warning[unsaid-convention] q: the text does not say whether the squared error is halved" in warning
    )
    assert summary.endswith("on 20 seeds; 1 warning")
    (report,) = cli("pack", "check", str(folder), "--json").json["packs"]
    assert report["failures"] == []
    assert [one["message"] for one in report["warnings"]] == [warning.partition("] ")[2]]


def test_pack_schema_is_json(cli: Cli) -> None:
    schema = json.loads(cli("pack", "schema").out)
    assert schema


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "kinds/chain-of-four"),
        ("show", "kinds/why-chains-fade"),
        ("run", "gradient_flow", "--set", "depth=5"),
        ("run", "chain"),
        ("run", "activation"),
        ("stats",),
        ("packs",),
        ("due",),
        ("experiments",),
    ],
    ids=" ".join,
)
def test_an_ascii_locale_gets_ascii(
    cli: Cli, fresh_home: Home, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    assert cli(*arguments).code == 0
    monkeypatch.setenv("LC_ALL", "C")
    done = cli(*arguments)
    assert done.code == 0
    assert done.out
    assert done.out.isascii()
    assert done.err.isascii()


def test_plain_study_in_an_ascii_locale_is_ascii(
    cli: Cli, fresh_home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    done = cli("review", "--plain", typed="h\n\nw\nx\n3\n1/4\nw\nx\n\na\nw\n\na\n\nt\n\nh\n1\nw\nx\n")
    assert done.code == 0
    assert done.out.isascii()


# --- past reviews -------------------------------------------------------------------------------------------------

TO_NUMERIC = "\n4\n1/4\n4\na\n4\na b\n4\nt\n4\n"
CHAIN = "kinds/chain-of-four"


def test_history_lists_and_shows_the_reviews_of_a_question(
    cli: Cli, fresh_home: Home, clock: FrozenClock
) -> None:
    untouched: dict[str, object] = {"facet": "answer", "recall": None, "reviews": []}
    told = cli("history", CHAIN, "--json").json
    (text,) = told.pop("versions")
    assert (text["number"], text["reviews"], text["current"], text["changes"]) == (1, 0, True, [])
    assert told == {"id": CHAIN, "reviews": [], "cards": [untouched]}
    assert cli("history", CHAIN).out == "not studied yet\n"
    cli("review", "--plain", typed=TO_NUMERIC + "8\n\nq\n")
    clock.forward(days=1)
    told = cli("history", CHAIN, "--json").json
    (row,) = told["reviews"]
    seed = row.pop("seed")
    assert row.pop("seconds") >= 0
    assert row == {
        "number": 1,
        "at": "2026-11-23T10:00:00+01:00",
        "rating": "again",
        "facet": "answer",
        "outcome": "wrong",
        "overridden": False,
        "confidence": None,
        "hinted": False,
        "response": "8",
        "version": 1,
    }
    assert "1  2026-11-23 10:00  again  wrong  seed " in cli("history", CHAIN).out

    shown = cli("history", CHAIN, "--show", "1", "--json").json
    assert _shape(shown["verdict"])["says"] == "str"
    assert (shown["verdict"]["mistake"], shown["verdict"]["score"]) == ("no-slope", 0.0)
    assert (shown["variant"]["variables"], shown["answer"]) == ({"w": 2}, "0.125")
    assert "every weight 2" in shown["shown"]["prompt"]
    assert shown["example"]["seed"] == shown["variant"]["seed"] == seed
    assert [claim["holds"] for claim in shown["example"]["claims"]] == [True, True]
    assert (shown["reworded"], shown["problem"]) == (False, None)
    (mistake,) = [one for one in cli("stats", "--json").json["mistakes"] if one["mistake"] == "no-slope"]
    assert mistake == {
        "says": "That leaves out the slope of the sigmoid, 1/4.",
        "mistake": "no-slope",
        "times": 1,
        "questions": ["A chain of four sigmoids"],
        "more_questions": 0,
    }
    assert "Made once: That leaves out the slope" in cli("stats").out
    plain = cli("history", CHAIN, "--show", "1").out
    for words in (
        "every weight 2",
        "Your answer: 8",
        "Answer: 0.125",
        "That leaves out the slope",
        "measured 0.125",
    ):
        assert words in plain


def test_history_of_every_kind_is_printed(cli: Cli, fresh_home: Home) -> None:
    cli("review", "--plain", typed=TO_NUMERIC + "8\n4\ntanh\n4\nIt multiplies.\na\n4\nq\n")
    for name in (
        "steepest",
        "bound",
        "largest-slope",
        "factors",
        "below-one",
        "other-name",
        "why-chains-fade",
    ):
        done = cli("history", f"kinds/{name}", "--show", "1")
        assert done.code == 0
        assert "Your answer: " in done.out
        assert "{{" not in done.out


def test_history_misused(cli: Cli, fresh_home: Home) -> None:
    cli("history", "kinds/nothing").says("there is no question 'kinds/nothing'", "PACK/QUESTION")
    cli("history", CHAIN, "--show", "1").says("has 0 reviews", "no number 1")
    cli("history", CHAIN, "--show", "0").says("--show")
    cli("history").says("PACK/QUESTION")
