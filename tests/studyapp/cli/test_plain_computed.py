"""Kinds whose answer is put together, line by line: blanks one by one, marks as sentences."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from studyapp import wiring
from studyapp.config import Home
from studyapp.core.memory import Rating
from studyapp.store import reviews
from studyapp.study.clock import Clock

if TYPE_CHECKING:
    from studyapp.core.records import Review
    from studyapp.store.engine import Store
    from tests.studyapp.cli.conftest import Cli

COMPUTED = Path(__file__).parent.parent / "tui" / "computed"
SKIPPED = ["s"] * 9


@pytest.fixture
def packs() -> Path:
    return COMPUTED


@pytest.fixture(scope="session")
def stocked_for_cli(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("computed-cli")
    home = Home(folder, folder)
    shutil.copyfile(migrated, home.store)
    study = wiring.open_study(home, clock=Clock(), packs=COMPUTED)
    assert not study.problems
    study.close()
    return home.store


def _review(ledger: Store, question: str) -> Review:
    with ledger.reading() as session:
        return reviews.reviews_of(session, f"computed/{question}#answer")[0]


def _typed(before: int, *lines: str) -> str:
    """Skip some questions, then say these lines."""
    return "".join(line + "\n" for line in [*["s"] * before, *lines, "q"])


@pytest.mark.parametrize(
    ("question", "before", "lines", "said", "mistake"),
    [
        (
            "matrix-gradient",
            0,
            ["0.5 -1; 1 2", ""],
            ["Wrong. The answer is [0.5, -1; 1, -2].", "Row 2, entry 2 is wrong: 2; right is -2."],
            None,
        ),
        (
            "slopes-in-order",
            1,
            ["d c b a", ""],
            ["  a) The second unit", "Wrong. The answer is 1: The first unit, next to the input; 2: "],
            "order",
        ),
        (
            "slopes-at-zero",
            2,
            ["2 1 3", ""],
            ["  1. z is 0", "  d) about 0.00005", "z is 10 is wrong: 0.5; right is about 0.00005."],
            "pairs",
        ),
        (
            "one-unit-by-hand",
            3,
            ["5", "8", "24", ""],
            [
                "Activation a: ",
                "Activation a is wrong: 5; right is 9.",
                "Gradient partial C over partial a follows from your numbers: 8; the key is 16.",
                "2 of 3 parts are right.",
            ],
            "part:Activation $a$",
        ),
        (
            "larger-or-smaller",
            5,
            ["b", ""],
            [
                "Choose, then see it run: ",
                "Wrong. The answer is It is smaller.",
                "Each step back multiplies by 1/4.",
            ],
            "expected:it is larger",
        ),
        (
            "where-it-went-wrong",
            6,
            ["a", ""],
            [
                "  c) Gradient at the last net input = 1",
                "Wrong. The answer is Gradient at the last net input.",
                "Gradient at the last net input is wrong: 1; right is 0.1966.",
                "That line is right. The derivative of the activation is left out",
            ],
            "bug:too-early",
        ),
        (
            "gradient-of-the-first",
            8,
            ["3", ""],
            [
                "This is what you get with one mistake in the pass: the derivative of the\nactivation is left out"
            ],
            "no_activation_derivative",
        ),
    ],
)
def test_a_wrong_answer_is_told_in_sentences(
    cli: Cli,
    ledger: Store,
    question: str,
    before: int,
    lines: list[str],
    said: list[str],
    mistake: str | None,
) -> None:
    done = cli("review", "--plain", typed=_typed(before, *lines))
    assert (done.code, done.err) == (0, "")
    for sentence in said:
        assert sentence in done.out
    review = _review(ledger, question)
    assert (review.outcome, review.rating, review.mistake) == ("wrong", Rating.AGAIN, mistake)


@pytest.mark.parametrize(
    ("question", "before", "lines", "response"),
    [
        ("matrix-gradient", 0, ["0.5, -1; 1, -2"], "0.5, -1; 1, -2"),
        ("slopes-in-order", 1, ["bad c"], "bad c"),
        ("slopes-at-zero", 2, ["b a d"], "b a d"),
        ("one-unit-by-hand", 3, ["9", "16", "48"], "9; 16; 48"),
        ("two-units-trace", 4, [""], ""),
        ("larger-or-smaller", 5, ["a"], "a"),
        ("where-it-went-wrong", 6, ["3"], "3"),
        ("derivative-of-a-square", 7, ["2a - 2t"], "2a - 2t"),
    ],
)
def test_a_right_answer(
    cli: Cli, ledger: Store, question: str, before: int, lines: list[str], response: str
) -> None:
    done = cli("review", "--plain", typed=_typed(before, *lines, ""))
    review = _review(ledger, question)
    assert (review.outcome, review.rating, review.response) == ("right", Rating.GOOD, response)
    assert "is wrong" not in done.out or question == "where-it-went-wrong"


def test_a_blank_that_cannot_be_read_is_asked_again_by_itself(cli: Cli, ledger: Store) -> None:
    done = cli("review", "--plain", typed=_typed(3, "9", "x", "", "16", "48", ""))
    assert done.out.count("Not gradable yet: ") == 2
    assert done.out.count("Activation a: ") == 1 + done.out.count("Right: Activation a: ")
    assert _review(ledger, "one-unit-by-hand").outcome == "right"


def test_skipping_in_the_middle_of_the_blanks(cli: Cli, ledger: Store) -> None:
    done = cli("review", "--plain", typed=_typed(3, "9", "s"))
    assert "Read the run, then press Enter" in done.out
    with ledger.reading() as session:
        assert reviews.reviews_of(session, "computed/one-unit-by-hand#answer") == []


def test_the_full_run_is_a_hint_only_where_something_is_blank(cli: Cli, ledger: Store) -> None:
    done = cli("review", "--plain", typed=_typed(4, "w", "", ""))
    assert "Forward, step 1 of " in done.out
    review = _review(ledger, "two-units-trace")
    assert (review.hinted, review.rating) == (False, Rating.GOOD)
    quiz = cli("quiz", "computed", "--count", "9", "--seed", "1", "--plain", typed="s\n" * 30)
    assert "At a blank, w shows the full run; that counts as a hint." in quiz.out


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("matrix-gradient", ["Answer: [0.5, -1; 1, -2]"]),
        ("slopes-in-order", ["Answer:\n  1: The first unit, next to the input\n  2: The second unit"]),
        ("slopes-at-zero", ["  z = 10\n", "Answer:\n  z = 0: 0.25\n"]),
        ("one-unit-by-hand", ["  Activation a\n", "Answer:\n  Activation a: 9\n"]),
        ("two-units-trace", ["  Activations = ____\n", "  Activations: [2, 6]\n"]),
        ("larger-or-smaller", ["  b) It is larger", "Answer: It is smaller"]),
        (
            "where-it-went-wrong",
            ["  c) Gradient at the last net input = 1", "shown is 1, right is 0.1966.\n  The derivative of"],
        ),
        ("derivative-of-a-square", ["Answer: 2·(a - t)"]),
    ],
)
def test_a_page_shows_the_right_answer(cli: Cli, ledger: Store, question: str, said: list[str]) -> None:
    done = cli("show", f"computed/{question}")
    assert done.code == 0
    for piece in said:
        assert piece in done.out
