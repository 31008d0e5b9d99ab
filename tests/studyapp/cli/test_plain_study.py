"""Studying line by line: every kind, every command, and an input that ends in the middle."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from studyapp.core.memory import SOONER, New, Rating, Reviewed
from studyapp.store import cards as card_queries
from studyapp.store import reviews, statistics

if TYPE_CHECKING:
    from studyapp.config import Home
    from studyapp.core.records import Review
    from studyapp.store.engine import Store
    from tests.studyapp.cli.conftest import Cli

FIRST = "kinds/steepest#forward"


def _log(ledger: Store, card: str) -> list[Review]:
    with ledger.reading() as session:
        return reviews.reviews_of(session, card)


def _count(ledger: Store) -> int:
    with ledger.reading() as session:
        return sum(tally.answers for tally in statistics.day_tallies(session))


EVERY_KIND = [
    "",  # the flashcard is turned over
    "4",
    "1/4",  # cloze
    "4",
    "a",  # choice
    "4",
    "a b",  # choices
    "4",
    "true",
    "4",
    "8",  # numeric, the slope left out
    "4",
    "tanh",
    "4",
    "It multiplies slopes.",
    "a",  # key points
    "4",
    "t",
    "4",
]


def test_every_kind_is_asked_graded_and_stored(cli: Cli, ledger: Store) -> None:
    done = cli("review", "--plain", typed="\n".join(EVERY_KIND) + "\n")
    assert done.code == 0, done.err
    assert done.err == ""
    assert done.out.startswith("0 due, 9 new")
    assert "Done: 9 answered, 0 due, 0 new" in done.out
    for told in (
        "How steep is the sigmoid at most, and where?",
        "1/4, at zero.",
        "Fill in the blank, then press Enter: ",
        "Right: 0.25.",
        "  b) ",
        "Choose all that hold: ",
        "True or false?: ",
        "Wrong. The answer is 0.125 (within 1 %).",
        "That leaves out the slope of the sigmoid, 1/4.",
        "That one is centered on 0.",
        "  a) The factors of the layers multiply",
        "1 of 2 key points.",
    ):
        assert told in done.out
    assert _count(ledger) == 9
    numeric = _log(ledger, "kinds/chain-of-four#answer")[0]
    assert (numeric.rating, numeric.mistake, numeric.response) == (Rating.EASY, "no-slope", "8")
    opened = _log(ledger, "kinds/why-chains-fade#answer")[0]
    assert opened.response == "It multiplies slopes."


def test_enter_takes_the_rating_that_the_answer_earned(cli: Cli, ledger: Store) -> None:
    cli("review", "--plain", typed="\n\nnonsense\n\nq\n")
    assert _log(ledger, FIRST)[0].rating is Rating.GOOD
    assert _log(ledger, "kinds/bound#bound")[0].rating is Rating.AGAIN


def test_a_hint_makes_it_hard(cli: Cli, ledger: Store) -> None:
    typed = "\n4\n1/4\n4\na\n4\na b\n4\nt\n4\nh\n1/8\n\nq\n"
    done = cli("review", "--plain", typed=typed)
    assert "Three factors lie between the first unit and the last." in done.out
    review = _log(ledger, "kinds/chain-of-four#answer")[0]
    assert (review.rating, review.hinted) == (Rating.HARD, True)


def test_after_the_hint_come_the_steps_of_the_run_up_to_the_answer(cli: Cli, ledger: Store) -> None:
    before = "\n4\n1/4\n4\na\n4\na b\n4\nt\n4\n"
    done = cli("review", "--plain", typed=before + "h\n" * 20 + "1/8\n\nq\n")
    steps = re.findall(r", step (\d+) of \d+\.", done.out)
    assert steps == [str(place) for place in range(1, len(steps) + 1)]
    assert 3 <= len(steps) < 19
    assert done.out.count("The next step would give the answer away.") == 19 - len(steps)
    assert _log(ledger, "kinds/chain-of-four#answer")[0].hinted


def test_a_question_without_a_hint_or_numbers(cli: Cli, ledger: Store) -> None:
    done = cli("review", "--plain", typed="\n4\n1/4\n4\nh\na\n\nq\n")
    assert "No hint." in done.out
    assert not any(review.hinted for review in _log(ledger, "kinds/steepest#forward"))


def test_what_cannot_be_read_is_asked_again(cli: Cli, ledger: Store) -> None:
    done = cli("review", "--plain", typed="\n4\n1/4\n4\nz\na\n4\nzz\na\n4\nmaybe\nt\n4\nabout two\n0,5\nq\n")
    assert done.out.count("Not gradable yet: ") == 5
    assert "write a number such as" in done.out
    assert _count(ledger) == 5


def test_skip_leaves_a_card_for_later(cli: Cli, ledger: Store) -> None:
    done = cli("review", "--plain", typed="s\n1/4\n\nq\n")
    assert "Fill in the blank" in done.out
    assert _log(ledger, FIRST) == []
    assert _count(ledger) == 1


def test_undo_takes_the_last_review_back(cli: Cli, ledger: Store) -> None:
    done = cli("review", "--plain", typed="\n4\nu\nq\n")
    assert "Taken back: Rated " in done.out
    assert done.out.count("How steep is the sigmoid") == 2
    assert _count(ledger) == 0
    with ledger.reading() as session:
        card = card_queries.card(session, FIRST)
    assert card is not None
    assert card.state == New()
    assert "Done: 0 answered" in done.out


def test_undo_with_nothing_to_take_back_says_so(cli: Cli, ledger: Store) -> None:
    done = cli("review", "--plain", typed="u\nq\n")
    assert "There is nothing to take back." in done.out
    assert "was taken back" not in done.out


@pytest.mark.parametrize("lines", range(len(EVERY_KIND) + 1))
def test_an_input_that_ends_keeps_what_was_answered(cli: Cli, ledger: Store, lines: int) -> None:
    """The end of the input after any line: no traceback, and each graded answer is stored."""
    done = cli("review", "--plain", typed="".join(line + "\n" for line in EVERY_KIND[:lines]))
    assert done.code == 0
    assert done.err == ""
    stored = int(re.findall(r"Done: (\d+) answered", done.out)[0])
    assert stored == _count(ledger)
    rated = EVERY_KIND[:lines].count("4")
    assert stored in (rated, rated + 1)


def test_the_worked_example_and_the_explanation_in_sentences(cli: Cli, ledger: Store) -> None:
    done = cli("review", "--plain", typed="\n4\n1/4\nw\nx\nnonsense\n3\nq\n")
    assert "Forward, step 1 of " in done.out
    assert "Measured: 0.25 == 0.25." in done.out
    assert "is largest where both factors are 1/2" in done.out
    assert "Write 1, 2, 3 or 4, or press Enter." in done.out
    assert _log(ledger, "kinds/bound#bound")[0].rating is Rating.GOOD


def test_a_review_of_one_pack(cli: Cli, ledger: Store) -> None:
    done = cli("review", "more", "--plain", typed="t\n4\n")
    assert "0 due, 1 new" in done.out
    assert "Done: 1 answered, 0 due, 0 new" in done.out
    cli("review", "nowhere", "--plain").says("nowhere", "kinds, more")


def test_a_quiz_lists_exactly_what_was_missed_and_leaves_the_schedule_alone(cli: Cli, ledger: Store) -> None:
    first = cli("quiz", "kinds", "--count", "6", "--seed", "4", "--plain", typed="a\n7\nt\n" * 20)
    assert first.code == 0
    asked = int(re.findall(r"^(\d+) questions?, seed 4\.", first.out)[0])
    right = int(re.findall(r"(\d+) of 6 right", first.out)[0])
    assert asked == 6
    assert first.out.count("Right: ") == right
    assert first.out.count("Missed: ") == 6 - right
    assert first.out.count("Wrong. ") == 6 - right
    assert _count(ledger) == 0
    again = cli("quiz", "kinds", "--count", "6", "--seed", "4", "--plain", typed="a\n7\nt\n" * 20)
    assert again.out == first.out


def test_a_quiz_whose_input_ends_counts_what_was_answered(cli: Cli, ledger: Store) -> None:
    done = cli("quiz", "kinds", "--count", "6", "--seed", "4", "--plain", typed="")
    assert done.code == 0
    assert "0 of 6 right." in done.out


def test_a_quiz_has_nothing_to_take_back(cli: Cli, ledger: Store) -> None:
    done = cli("quiz", "kinds", "--count", "1", "--seed", "4", "--plain", typed="u\na\n7\nt\n")
    assert "A quiz takes nothing back." in done.out
    assert len(re.findall(r"(Right: |Wrong\. )", done.out)) == 1


# --- the learner's own word -------------------------------------------------------------------------------------

TO_NUMERIC = "\n4\n1/4\n4\na\n4\na b\n4\nt\n4\n"


def test_how_sure_is_not_asked_by_default(cli: Cli, ledger: Store) -> None:
    assert "How sure" not in cli("review", "--plain", typed="\n".join(EVERY_KIND) + "\n").out


def test_how_sure_is_asked_between_the_answer_and_the_verdict(
    cli: Cli, ledger: Store, fresh_home: Home
) -> None:
    fresh_home.settings.write_text("confidence = true\n", encoding="utf-8")
    typed = "\n4\nq\n"
    done = cli("review", "--plain", typed=typed)
    assert "How sure" not in done.out, "a flashcard has no verdict to be sure of"
    done = cli("review", "--plain", typed="1/4\nmaybe\ns\n4\nb\n3\n4\nzz\na\nu\n4\nq\n")
    assert done.err == ""
    asked, verdict = done.out.index("How sure are you?"), done.out.index("Right: 0.25.")
    assert asked < verdict
    assert done.out.count("How sure are you?") == 4, (
        "asked again after 'maybe', and not for what is not gradable"
    )
    sure = [
        _log(ledger, card)[0].confidence
        for card in ("kinds/bound#bound", "kinds/largest-slope#answer", "kinds/factors#answer")
    ]
    assert sure == ["sure", "guess", "unsure"]
    told = cli("stats", "--json").json["confidence"]
    assert [(row["confidence"], row["answers"]) for row in told] == [("sure", 1), ("unsure", 1), ("guess", 1)]
    assert "Right when sure: 100 % of 1" in cli("stats").out


def test_sure_but_wrong_is_said_and_comes_back_sooner(cli: Cli, ledger: Store, fresh_home: Home) -> None:
    fresh_home.settings.write_text("confidence = true\n", encoding="utf-8")
    for level, said in (("1", 1), ("2", 0)):
        done = cli("review", "--plain", typed=f"s\nnonsense\n{level}\n\nq\n")
        assert done.out.count("You were sure of it") == said
        assert done.out.count("It comes back sooner.") == said
        cli("review", "--plain", typed="u\nq\n")
    cli("review", "--plain", typed="s\nnonsense\n1\n\nq\n")
    (review,) = _log(ledger, "kinds/bound#bound")
    with ledger.reading() as session:
        card = card_queries.card(session, "kinds/bound#bound")
    assert card is not None
    assert isinstance(card.state, Reviewed)
    assert card.state.due_at == review.at + SOONER


def test_an_input_that_ends_before_how_sure_stores_nothing(cli: Cli, ledger: Store, fresh_home: Home) -> None:
    fresh_home.settings.write_text("confidence = true\n", encoding="utf-8")
    for end in ("", "q\n"):
        done = cli("review", "--plain", typed="s\n1/4\n" + end)
        assert (done.code, done.err) == (0, "")
        assert _count(ledger) == 0


def test_i_was_right_rates_like_a_right_answer_and_can_be_taken_back(cli: Cli, ledger: Store) -> None:
    done = cli("review", "--plain", typed=TO_NUMERIC + "8\ni\n\nu\n8\ni\ni\n\nq\n")
    assert "Counted as right, on your word." in done.out
    assert "Enter for 3: " in done.out
    assert "Taken back: Rated " in done.out
    assert "It counts as wrong again." in done.out
    (review,) = _log(ledger, "kinds/chain-of-four#answer")
    assert (review.rating, review.overridden, review.outcome) == (Rating.AGAIN, False, "wrong")
    cli("review", "--plain", typed="u\n8\ni\n\nq\n")
    (review,) = _log(ledger, "kinds/chain-of-four#answer")
    assert (review.rating, review.overridden, review.mistake) == (Rating.GOOD, True, "no-slope")
    assert cli("stats", "--json").json["overridden"] == {"count": 1, "wrong": 2, "share": 0.5}
    assert "Counted as right: 1 of 2 wrong answers" in cli("stats").out


def test_only_what_was_found_wrong_is_counted_as_right(cli: Cli, ledger: Store) -> None:
    done = cli("review", "--plain", typed="\ni\n4\n1/4\ni\n\nq\n")
    assert done.out.count("Only an answer that was found wrong can be counted as right.") == 2
    assert not any(_log(ledger, card)[0].overridden for card in (FIRST, "kinds/bound#bound"))


def test_i_was_right_in_a_quiz(cli: Cli, fresh_home: Home) -> None:
    quiz = ("quiz", "kinds", "--count", "1", "--seed", "9", "--plain")
    first = cli(*quiz, typed="a\n7\n\n")
    wrong = "Wrong. " in first.out
    assert wrong, "the seed must give a question that these answers miss"
    assert "0 of 1 right." in first.out
    counted = cli(*quiz, typed="a\n7\ni\n")
    assert "1 of 1 right." in counted.out
    assert "Missed: " not in counted.out
    back = cli(*quiz, typed="a\n7\ni\ni\n\n")
    assert "0 of 1 right." in back.out
    told = cli("stats", "--json").json
    assert [row["right"] for row in told["quizzes"]] == [0, 1, 0]
    assert told["overridden"]["count"] == 1


def test_i_was_right_about_the_last_question_of_a_quiz_still_running(cli: Cli, fresh_home: Home) -> None:
    quiz = ("quiz", "kinds", "--count", "2", "--seed", "9", "--plain")
    before = cli(*quiz, typed="i\na\n7\nf\ni\nq\n")
    assert before.out.count("Only an answer that was found wrong can be counted as right.") >= 1
    assert cli("stats", "--json").json["overridden"]["count"] == 1


def test_settings_that_cannot_be_used_are_told_in_one_line(cli: Cli, fresh_home: Home) -> None:
    fresh_home.settings.write_text("confidence = 1\n", encoding="utf-8")
    for command in (("review", "--plain"), ("quiz", "kinds", "--plain")):
        cli(*command).says("settings.toml", "confidence must be true or false")
