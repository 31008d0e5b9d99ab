"""Quizzes by their options, cramming, mistakes, learning and topics on plain lines."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from studyapp.study import quiz_run

if TYPE_CHECKING:
    from studyapp.config import Home
    from studyapp.store.engine import Store
    from tests.conftest import FrozenClock
    from tests.studyapp.cli.conftest import Cli

ANYTHING = "a\n7\nt\n" * 40


def _rows(ledger: Store, query: str) -> list[tuple[object, ...]]:
    with ledger.reading() as session:
        return [tuple(row) for row in session.execute(text(query))]


# --- quizzes ----------------------------------------------------------------------------------------------------


def test_a_quiz_of_all_packs_is_narrowed_by_its_options(cli: Cli, fresh_home: Home) -> None:
    whole = cli("quiz", "--count", "200", "--seed", "4", "--plain", typed=ANYTHING)
    kinds = set(re.findall(r"^\(([a-z ]+), ", whole.out, re.MULTILINE))
    assert {"numeric", "true false", "cloze"} <= kinds
    assert not kinds & {"flashcard", "open"}
    narrowed = cli(
        *("quiz", "kinds", "--kind", "numeric", "--kind", "true_false", "--seed", "4", "--plain"),
        typed=ANYTHING,
    )
    assert set(re.findall(r"^\(([a-z ]+), ", narrowed.out, re.MULTILINE)) == {"numeric", "true false"}


def test_feedback_at_the_end_says_nothing_before_and_everything_then(cli: Cli, ledger: Store) -> None:
    quiz = ("quiz", "kinds", "--count", "4", "--seed", "4", "--plain")
    now = cli(*quiz, typed=ANYTHING)
    end = cli(*quiz, "--feedback", "end", typed=ANYTHING)
    questions, _, result = end.out.partition(" of 4 right.")
    assert "Right: " not in questions
    assert "Wrong. " not in questions
    assert result.count("Right: ") + result.count("Missed: ") == 4
    assert result.count("Missed: ") == now.out.count("Missed: ")
    assert _rows(ledger, "SELECT quiz_id, count(*) FROM attempts GROUP BY quiz_id") == [(1, 4), (2, 4)]


def test_answers_of_a_quiz_with_feedback_at_the_end_are_kept_at_once(cli: Cli, ledger: Store) -> None:
    cli("quiz", "kinds", "--count", "4", "--seed", "11", "--feedback", "end", "--plain", typed="a\n7\nt\n")
    assert _rows(ledger, "SELECT count(*) FROM attempts") != [(0,)]


def test_a_timed_quiz_says_what_is_left_and_ends(
    cli: Cli, ledger: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks = itertools.count(0.0, 4.0)
    monkeypatch.setattr(quiz_run.QuizRun.__init__, "__defaults__", (lambda: next(ticks),))
    done = cli(
        *("quiz", "kinds", "--count", "5", "--minutes", "0.5", "--seed", "4", "--plain"), typed=ANYTHING
    )
    left = re.findall(r"^(\d:\d\d) left\.", done.out, re.MULTILINE)
    assert left
    assert left == sorted(left, reverse=True)
    assert left[0] < "0:30"
    assert "The time is over" in done.out
    assert "left unanswered; they are not counted as wrong." in done.out


def test_a_quiz_is_gone_on_with_at_its_place(cli: Cli, fresh_home: Home) -> None:
    quiz = ("quiz", "kinds", "--count", "3", "--seed", "4", "--plain")
    whole = cli(*quiz, typed="a\n7\n7\n\n")
    left = cli(*quiz, typed="a\n7\nq\n")
    assert "1 left unanswered; they are not counted as wrong." in left.out
    rest = cli("quiz", "--resume", "--plain", typed="7\n\n")
    assert rest.out.startswith("3 questions, seed 4. 2 answered before.")
    asked = re.findall(r"^\(.*\)\n(.*)$", whole.out, re.MULTILINE)
    assert re.findall(r"^\(.*\)\n(.*)$", rest.out, re.MULTILINE) == asked[2:]
    assert re.findall(r"\d of 3 right", rest.out) == re.findall(r"\d of 3 right", whole.out)
    cli("quiz", "--resume", "--plain").says("no quiz to go on with")


def test_a_challenge_gives_the_same_quiz(cli: Cli, fresh_home: Home) -> None:
    first = cli("quiz", "kinds", "--count", "3", "--seed", "4", "--plain", typed="a\n7\nt\n\n" * 10)
    line = re.findall(r"^To share: (.*)$", first.out, re.MULTILINE)[0]
    code = re.findall(r"studyapp quiz --challenge ([0-9A-Z-]+)$", line)[0]
    assert re.match(r"\d of 3 on ", line)
    again = cli("quiz", "--challenge", code.lower(), "--plain", typed="a\n7\nt\n\n" * 10)
    questions = re.compile(r"^\(.*\)\n(.*)$", re.MULTILINE)
    assert questions.findall(again.out) == questions.findall(first.out)
    cli("quiz", "--challenge", code[:-1] + ("0" if code[-1] != "0" else "1"), "--plain").says("has a slip")


# --- cramming and mistakes --------------------------------------------------------------------------------------


def test_cramming_asks_until_right_once_and_leaves_the_schedule_alone(cli: Cli, ledger: Store) -> None:
    typed = "\nn\n" + "\n\n"  # turned over and not known, then turned over and known
    done = cli("cram", "kinds", "--kind", "flashcard", "--count", "1", "--plain", typed=typed)
    assert done.code == 0, done.err
    assert done.out.count("How steep is the sigmoid at most, and where?") >= 2
    assert "0 of 1 right." in done.out
    assert "To share" not in done.out
    outcomes = _rows(ledger, "SELECT place, outcome, score FROM attempts ORDER BY place")
    assert outcomes == [(0, "self-rated", 0.0), (1, "self-rated", 1.0)]
    assert _rows(ledger, "SELECT count(*) FROM reviews") == [(0,)]
    assert _rows(ledger, "SELECT count(*) FROM journal") == [(0,)]


def test_mistakes_are_asked_again_until_they_are_right(
    cli: Cli, fresh_home: Home, clock: FrozenClock
) -> None:
    cli("quiz", "more", "--count", "1", "--seed", "4", "--plain", typed="f\n\n")
    clock.forward(minutes=5)
    asked = cli("mistakes", "--plain", typed="t\n\n")
    assert asked.out.startswith("1 question, seed")
    assert "ReLU" in asked.out
    if "1 of 1 right." in asked.out:
        cli("mistakes", "--plain").says("nothing was answered wrong")


# --- learning ---------------------------------------------------------------------------------------------------


def test_learning_reads_a_section_then_asks_its_questions(cli: Cli, ledger: Store) -> None:
    done = cli("learn", "kinds", "--plain", typed="\n\n4\nq\n")
    assert done.code == 0, done.err
    read = done.out.index("A sigmoid squashes every number")
    asked = done.out.index("How steep is the sigmoid at most, and where?")
    assert read < asked
    assert _rows(ledger, "SELECT card_id, rating FROM reviews")[0] == ("kinds/steepest#forward", 4)


def test_learning_goes_to_a_section_and_on_to_the_next(cli: Cli, fresh_home: Home) -> None:
    named = cli("learn", "kinds", "chains", "--plain", typed="q\n")
    assert "A backward pass multiplies one slope" in named.out
    assert "A sigmoid squashes" not in named.out
    skipped = cli("learn", "--plain", typed="n\nq\n")
    assert "A sigmoid squashes" in skipped.out
    assert "A backward pass multiplies one slope" in skipped.out


def test_the_limit_of_a_day_is_said_and_can_be_passed_knowingly(cli: Cli, fresh_home: Home) -> None:
    fresh_home.settings.write_text("[schedule]\nnew_a_day = 0\n", encoding="utf-8")
    held = cli("learn", "kinds", "--plain", typed="\nq\n")
    assert "Today still allows 0 more new cards (0 a day)." in held.out
    assert "Done: 0 answered" in held.out
    passed = cli("learn", "kinds", "--plain", typed="a\n\n4\nq\n")
    assert "Done: 1 answered" in passed.out


def test_topics(cli: Cli, fresh_home: Home) -> None:
    told = cli("topics", "--json").json
    assert told["topics"]
    for topic in told["topics"]:
        assert set(topic) == {"topic", "packs", "questions", "cards", "new", "due"}
        assert topic["new"] == topic["cards"]
    listed = cli("topics", "more")
    assert listed.code == 0
    names = [line.split()[0] for line in listed.out.splitlines()]
    assert names == [topic["topic"] for topic in told["topics"] if "more" in topic["packs"]]


def test_without_a_terminal_every_mode_says_what_to_use(cli: Cli) -> None:
    for command in ("quiz", "cram", "mistakes", "learn"):
        cli(command).says("terminal", "--plain")
