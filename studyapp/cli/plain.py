"""Studying line by line on stdin and stdout, for pipes and screen readers."""

from __future__ import annotations

from studyapp.cli.output import echo
from studyapp.cli.plain_blanks import words
from studyapp.cli.plain_input import Quit, read_line
from studyapp.cli.plain_question import PlainQuestions, Reply
from studyapp.core.grading import can_be_overridden, rating_for, right_answer
from studyapp.core.memory import Rating
from studyapp.render.question import COUNTED, SOONER, question_text
from studyapp.study.app import Study
from studyapp.study.asked import Asked
from studyapp.study.quiz import Answered, Quiz, Result
from studyapp.study.session import ReviewSession

HELP = (
    "When asked: h hint, s skip, u undo, q quit. When rating: w worked example, x explanation, i I was right."
)
QUIZ_HELP = "When asked: h hint, s skip, i I was right the last time, q quit."


class PlainStudy:
    """A session on plain lines."""

    def __init__(self, study: Study, *, asks_confidence: bool = False) -> None:
        self._study = study
        self._asks_confidence = asks_confidence
        self._questions = self._put(in_quiz=False)

    def _put(self, *, in_quiz: bool) -> PlainQuestions:
        return PlainQuestions(self._study.explore, asks_confidence=self._asks_confidence, in_quiz=in_quiz)

    def review(self, packs: tuple[str, ...]) -> None:
        """Ask until nothing is due, the input ends or the learner quits."""
        session = self._study.review(packs)
        outlook = session.outlook()
        echo(f"{outlook.due} due, {outlook.new} new, {outlook.ahead} in learning. {HELP}")
        done = 0
        asked = session.next()
        try:
            while asked is not None:
                reply = self._questions.ask(asked)
                if reply == "undo":
                    undone = session.undo()
                    if undone is None:
                        echo("There is nothing to take back.")
                        continue
                    echo(f"Taken back: {undone[0].says}.")
                    if undone[0].card_id is not None:
                        done = max(0, done - 1)
                    asked = undone[1] or session.next()
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
                given = read_line(f"Rate: {choices}. Enter for {suggested.value}: ").strip().casefold()
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
            if not self._questions.aside(asked, given):
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
        self._questions = self._put(in_quiz=True)
        count = len(quiz.questions)
        echo(f"{count} question{'' if count == 1 else 's'}, seed {quiz.seed}. {QUIZ_HELP}")
        try:
            for place, asked in enumerate(quiz.questions):
                while (reply := self._questions.ask(asked)) in ("undo", "override"):
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
                if read_line("Enter for the result, i if you were right: ").strip().casefold() != "i":
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
