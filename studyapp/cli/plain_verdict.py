"""From an answer to its spoken verdict: how sure the learner is, what was right, which key points were met."""

from __future__ import annotations

from studyapp.cli.output import echo
from studyapp.cli.plain_blanks import spoken, words
from studyapp.cli.plain_input import Quit, read_line
from studyapp.core.confidence import Confidence, can_be_asked, read_confidence
from studyapp.core.grading import Outcome, Verdict, right_answer
from studyapp.core.items import Flashcard, Numeric, Open, Ordering
from studyapp.core.keypoints import guessed_points
from studyapp.core.shown import answer_lines
from studyapp.render.marks import judged_lines, line_sentences
from studyapp.render.question import HOW_SURE, SURE_BUT_WRONG, tolerance_text
from studyapp.study.asked import Asked


def sureness(asked: Asked, typed: str | tuple[str, ...]) -> Confidence | None:
    """How sure the learner is of an answer; None where it cannot be graded or has no verdict to be sure of."""
    if not can_be_asked(asked.question, asked.variant):
        return None
    if asked.grade(typed).outcome is Outcome.NOT_GRADABLE:
        return None
    while True:
        said = read_line(f"{HOW_SURE}: ")
        if said.strip().casefold() in {"q", "quit"}:
            raise Quit
        if (confidence := read_confidence(said)) is not None:
            return confidence


def spoken_verdict(
    asked: Asked, typed: str | tuple[str, ...], confidence: Confidence | None
) -> Verdict | None:
    """Say what an answer is worth; None for a card, which the learner judges."""
    question, variant = asked.question, asked.variant
    answer = spoken(right_answer(question, asked.facet, variant))
    if isinstance(question, Ordering):
        answer = words("; ".join(answer_lines(question, asked.facet, variant)))
    if isinstance(question, Flashcard):
        echo(answer)
        return None
    if isinstance(question, Open):
        return _ticked(asked, answer, str(typed))
    verdict = asked.diagnose(typed)
    if verdict.outcome is Outcome.NOT_GRADABLE:
        return verdict
    near = f" ({tolerance_text(question)})" if isinstance(question, Numeric) else ""
    if not answer:  # a trace without a blank is read, not answered
        echo("Read.")
    elif verdict.outcome is Outcome.RIGHT:
        echo(f"Right: {answer}{near}.")
    else:
        echo(f"Wrong. The answer is {answer}{near}.")
        if confidence is Confidence.SURE:
            echo(SURE_BUT_WRONG)
    for sentence in line_sentences(judged_lines(question, variant, typed, verdict, words)):
        echo(sentence)
    if verdict.read_as:
        echo(f"Read as {verdict.read_as}.")
    if verdict.says:
        echo(spoken(verdict.says))
    return verdict


def _ticked(asked: Asked, answer: str, mine: str) -> Verdict:
    """List the key points; what was written guesses which it has, and the learner says which."""
    question = asked.question
    assert isinstance(question, Open)
    echo(answer)
    echo("Key points:")
    for letter, point in zip("abcdefghijkl", question.key_points, strict=False):
        echo(f"  {letter}) {words(point.text)}")
    guess = " ".join("abcdefghijkl"[place] for place in guessed_points(mine, question.key_points))
    offer = f"; Enter for my guess, {guess}" if guess else ""
    while True:
        typed = read_line(f"Which did you have? Letters, all or none{offer}: ").strip().casefold() or guess
        if typed in {"q", "quit"}:
            raise Quit
        count = len(question.key_points)
        verdict = asked.grade(tuple(range(count)) if typed == "all" else typed)
        echo(verdict.says)
        if verdict.outcome is not Outcome.NOT_GRADABLE:
            return verdict
