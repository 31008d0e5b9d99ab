"""Studying line by line on stdin and stdout, for pipes and screen readers."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from functools import partial

from studyapp.cli.output import echo, echo_lines
from studyapp.cli.plain_blanks import filled_blanks, spoken, words
from studyapp.core.confidence import Confidence, can_be_asked, read_confidence
from studyapp.core.grading import Outcome, Verdict, can_be_overridden, rating_for, right_answer
from studyapp.core.items import Flashcard, Numeric, Open, Ordering, Parts, Trace
from studyapp.core.keypoints import guessed_points
from studyapp.core.memory import Rating
from studyapp.core.text import filled
from studyapp.render.marks import judged_lines, line_sentences
from studyapp.render.question import (
    COUNTED,
    HOW_SURE,
    SOONER,
    SURE_BUT_WRONG,
    question_text,
    tolerance_text,
)
from studyapp.render.right_answers import answer_lines
from studyapp.render.worked import example_sentences
from studyapp.study.app import Study
from studyapp.study.quiz import Answered, Quiz, Result
from studyapp.study.session import Asked, ReviewSession

HELP = (
    "When asked: h hint, s skip, u undo, q quit. When rating: w worked example, x explanation, i I was right."
)
QUIZ_HELP = "When asked: h hint, s skip, i I was right the last time, q quit."


class Quit(Exception):
    """The learner left, or the input ended."""


class Instead(Exception):
    """The learner said "skip", "undo" or "override" in place of an answer."""


@dataclass
class Reply:
    """What was said to a question."""

    text: str
    verdict: Verdict | None
    hinted: bool
    seconds: float
    confidence: Confidence | None = None

    @property
    def sure_but_wrong(self) -> bool:
        wrong = self.verdict is not None and self.verdict.outcome is Outcome.WRONG
        return wrong and self.confidence is Confidence.SURE


def signs(count: int) -> str:
    """What options are named by: letters, or numbers where the letter of a command would be among them."""
    return "abcdefg" if count <= 7 else "123456789"


def _read(prompt: str) -> str:
    sys.stdout.write(prompt)
    sys.stdout.flush()
    line = sys.stdin.readline()
    if not line:
        echo()
        raise Quit
    return line.rstrip("\n")


class PlainStudy:
    """A session on plain lines."""

    def __init__(self, study: Study, *, asks_confidence: bool = False) -> None:
        self._study = study
        self._asks_confidence = asks_confidence
        self._in_quiz = False
        self._hinted = False

    def review(self, packs: tuple[str, ...]) -> None:
        """Ask until nothing is due, the input ends or the learner quits."""
        session = self._study.review(packs)
        outlook = session.outlook()
        echo(f"{outlook.due} due, {outlook.new} new, {outlook.ahead} in learning. {HELP}")
        done = 0
        asked = session.next()
        try:
            while asked is not None:
                reply = self._ask(asked)
                if reply == "undo":
                    undone = session.undo()
                    if undone is None:
                        echo("There is no review to take back.")
                    else:
                        echo("The last review was taken back.")
                        asked, done = undone, max(0, done - 1)
                    continue
                if isinstance(reply, Reply):
                    leaving = self._rate(session, asked, reply)
                    done += 1
                    if leaving:
                        break
                elif reply == "skip":
                    session.pass_over(asked)
                asked = session.next()
        except Quit:
            pass
        for problem in session.problems:
            echo(problem)
        left = session.outlook()
        echo(f"Done: {done} answered, {left.due} due, {left.new} new, {left.ahead} in learning.")

    def _rate(self, session: ReviewSession, asked: Asked, reply: Reply) -> bool:
        """Rate an answer and store it; whether the learner leaves after it."""
        overridden = leaving = False
        if reply.sure_but_wrong:
            echo(SOONER)
        while True:
            suggested = self._earned(reply, overridden)
            previews = session.previews(asked, sooner=reply.sure_but_wrong and not overridden)
            choices = ", ".join(
                f"{rating.value} {rating.name.lower()} {text}" for rating, text in previews.items()
            )
            try:
                given = _read(f"Rate: {choices}. Enter for {suggested.value}: ").strip().casefold()
            except Quit:
                given = "q"
            if given == "q":
                # An answer that was graded is kept, with the rating that it earned.
                given, leaving = "", True
            if given in {"", "1", "2", "3", "4"}:
                break
            if given == "i":
                if can_be_overridden(asked.question, reply.verdict):
                    overridden = not overridden
                    echo(COUNTED if overridden else "It counts as wrong again.")
                else:
                    echo("Only an answer that was found wrong can be counted as right.")
                continue
            if not self._aside(asked, given):
                echo("Write 1, 2, 3 or 4, or press Enter.")
        rating = Rating(int(given)) if given else suggested
        rated = session.rate(
            asked,
            reply.verdict,
            response=reply.text,
            rating=rating,
            hinted=reply.hinted,
            seconds=reply.seconds,
            confidence=reply.confidence,
            overridden=overridden,
        )
        echo(f"Rated {rated.rating.name.lower()}, next in {previews[rated.rating]}.")
        return leaving

    def _earned(self, reply: Reply, overridden: bool) -> Rating:
        if reply.verdict is None:
            return Rating.GOOD
        return rating_for(reply.verdict, hinted=reply.hinted, overridden=overridden)

    def quiz(self, quiz: Quiz) -> Result:
        """Ask every question of a quiz and list what was missed."""
        answers: list[Answered] = []
        self._in_quiz = True
        count = len(quiz.questions)
        echo(f"{count} question{'' if count == 1 else 's'}, seed {quiz.seed}. {QUIZ_HELP}")
        try:
            for place, asked in enumerate(quiz.questions):
                while (reply := self._ask(asked)) in ("undo", "override"):
                    if reply == "undo":
                        echo("A quiz takes nothing back.")
                    else:
                        self._override(quiz, answers)
                if isinstance(reply, Reply) and reply.verdict is not None:
                    answered = self._study.quizzes.answer(
                        quiz,
                        place,
                        reply.verdict,
                        response=reply.text,
                        seconds=reply.seconds,
                        confidence=reply.confidence,
                    )
                    answers.append(answered)
            while answers and can_be_overridden(answers[-1].asked.question, answers[-1].verdict):
                if _read("Enter for the result, i if you were right: ").strip().casefold() != "i":
                    break
                self._override(quiz, answers)
        except Quit:
            pass
        result = Result(quiz, tuple(answers))
        echo(f"{result.right} of {len(quiz.questions)} right.")
        for missed in result.missed:
            text = question_text(missed.asked.question, missed.asked.facet, missed.asked.variant)
            answer = right_answer(missed.asked.question, missed.asked.facet, missed.asked.variant)
            echo(f"Missed: {words(text.prompt)} Answer: {answer}")
        return result

    def _override(self, quiz: Quiz, answers: list[Answered]) -> None:
        """Count the last answer of a quiz as right, or no longer."""
        if not answers or not can_be_overridden(answers[-1].asked.question, answers[-1].verdict):
            echo("Only an answer that was found wrong can be counted as right.")
            return
        last = answers[-1]
        place = next(at for at, asked in enumerate(quiz.questions) if asked is last.asked)
        answers[-1] = self._study.quizzes.override(quiz, place, last, not last.overridden)
        echo(COUNTED if answers[-1].overridden else "It counts as wrong again.")

    def _ask(self, asked: Asked) -> Reply | str:
        """Put a question until an answer can be graded; "skip", "undo" or "override" when that was asked for."""
        question, variant = asked.question, asked.variant
        text = question_text(question, asked.facet, variant)
        echo()
        # The title stays out: it may give the answer away.
        echo(f"({question.kind.replace('_', ' ')}, {question.difficulty}, {question.backing})")
        echo(spoken(text.prompt))
        for convention in text.conventions:
            echo(spoken(convention))
        if not isinstance(question, Parts | Trace):
            for number, line in enumerate(text.lines, start=1):
                echo(f"  {number}. {words(line)}")
        for sign, option in zip(signs(len(text.options)), text.options, strict=False):
            echo(f"  {sign}) {words(option)}")
        began = time.monotonic()
        self._hinted = False
        try:
            while True:
                typed: str | tuple[str, ...]
                if isinstance(question, Parts | Trace):
                    typed = filled_blanks(question, variant, partial(self._typed, asked), text.ask)
                else:
                    typed = self._typed(asked, f"{text.ask}: ")
                seconds = time.monotonic() - began
                confidence = self._sureness(asked, typed)
                verdict = self._verdict(asked, typed, confidence)
                if verdict is None or verdict.outcome is not Outcome.NOT_GRADABLE:
                    said = typed if isinstance(typed, str) else "; ".join(typed)
                    seconds = seconds if confidence else time.monotonic() - began
                    return Reply(said, verdict, self._hinted, seconds, confidence)
                echo(f"Not gradable yet: {verdict.says}")
        except Instead as said:
            return str(said)

    def _typed(self, asked: Asked, prompt: str) -> str:
        """A line that is no command; commands are obeyed first."""
        question, variant = asked.question, asked.variant
        while True:
            typed = _read(prompt)
            command = typed.strip().casefold()
            if command in {"q", "quit"}:
                raise Quit
            if command in {"u", "undo"}:
                raise Instead("undo")
            if command in {"s", "skip"}:
                raise Instead("skip")
            if self._in_quiz and command == "i":
                raise Instead("override")
            if command in {"h", "hint"}:
                self._hinted = self._hinted or question.hint is not None
                echo(spoken(filled(question.hint, variant.variables)) if question.hint else "No hint.")
            elif command == "w" and isinstance(question, Trace):
                self._hinted = self._hinted or any(cell.blank for cell in variant.cells)
                self._aside(asked, "w")
            else:
                return typed

    def _sureness(self, asked: Asked, typed: str | tuple[str, ...]) -> Confidence | None:
        """How sure the learner is of an answer that can be graded, where they want to be asked."""
        if not self._asks_confidence or not can_be_asked(asked.question, asked.variant):
            return None
        if asked.grade(typed).outcome is Outcome.NOT_GRADABLE:
            return None
        while True:
            said = _read(f"{HOW_SURE}: ")
            if said.strip().casefold() in {"q", "quit"}:
                raise Quit
            if (confidence := read_confidence(said)) is not None:
                return confidence

    def _verdict(
        self, asked: Asked, typed: str | tuple[str, ...], confidence: Confidence | None
    ) -> Verdict | None:
        question, variant = asked.question, asked.variant
        answer = spoken(right_answer(question, asked.facet, variant))
        if isinstance(question, Ordering):
            answer = words("; ".join(answer_lines(question, asked.facet, variant)))
        if isinstance(question, Flashcard):
            echo(answer)
            return None
        if isinstance(question, Open):
            return self._tick(asked, answer, str(typed))
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

    def _tick(self, asked: Asked, answer: str, mine: str) -> Verdict:
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
            typed = _read(f"Which did you have? Letters, all or none{offer}: ").strip().casefold() or guess
            if typed in {"q", "quit"}:
                raise Quit
            count = len(question.key_points)
            verdict = asked.grade(tuple(range(count)) if typed == "all" else typed)
            echo(verdict.says)
            if verdict.outcome is not Outcome.NOT_GRADABLE:
                return verdict

    def _aside(self, asked: Asked, command: str) -> bool:
        """Show the worked example or the explanation; whether the command was one of these."""
        question, variant = asked.question, asked.variant
        if command == "w":
            worked = self._study.explore.worked(question, variant)
            echo_lines(example_sentences(worked) if worked else ["This answer has no worked example."])
            return True
        if command == "x":
            for part in (question.explanation, question.theory, question.practice):
                if part:
                    echo(spoken(filled(part, variant.variables)))
            if not question.explanation:
                echo("No explanation.")
            return True
        return False
