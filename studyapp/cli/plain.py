"""Studying line by line on stdin and stdout, for pipes and screen readers."""

from __future__ import annotations

from studyapp.cli.output import echo
from studyapp.cli.plain_input import Quit, read_line
from studyapp.cli.plain_marks import HELP as MARKS_HELP
from studyapp.cli.plain_marks import PlainMarks, SetAside
from studyapp.cli.plain_question import PlainQuestions, Reply
from studyapp.core.grading import can_be_overridden, rating_for
from studyapp.core.memory import Rating
from studyapp.render.question import COUNTED, SOONER
from studyapp.study.app import Study
from studyapp.study.asked import Asked
from studyapp.study.session import ReviewSession

HELP = (
    "When asked: h hint, s skip, u undo, redo, q quit. "
    "When rating: w worked example, x explanation, i I was right."
)


class PlainStudy:
    """A session on plain lines."""

    def __init__(self, study: Study, *, asks_confidence: bool = False) -> None:
        self._study = study
        self._marks = PlainMarks(study)
        self._questions = PlainQuestions(study.explore, asks_confidence=asks_confidence, in_quiz=False)

    def through(self, session: ReviewSession) -> bool:
        """Ask what comes until nothing does; False when the learner left before."""
        outlook = session.outlook()
        echo(f"{outlook.due} due, {outlook.new} new, {outlook.ahead} in learning. {HELP} {MARKS_HELP}")
        for line in session.recipe().lines()[1:]:
            echo(line)
        done, left_early = 0, True
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
                if reply == "redo":
                    again = session.redo()
                    if again is None:
                        echo("There is nothing to do again.")
                        continue
                    echo(f"Done again: {again.says}.")
                    done += again.card_id is not None
                    asked = session.next()
                    continue
                if isinstance(reply, Reply):
                    try:
                        leaving = self._rate(session, asked, reply)
                    except SetAside:
                        asked = session.next()
                        continue
                    done += 1
                    if leaving:
                        break
                elif reply == "skip":
                    session.pass_over(asked)
                asked = session.next()
            else:
                left_early = False
        except Quit:
            pass
        for problem in session.problems:
            echo(problem)
        if session.stopped:
            echo(session.stopped)
        left = session.outlook()
        echo(f"Done: {done} answered, {left.due} due, {left.new} new, {left.ahead} in learning.")
        return not left_early

    def _rate(self, session: ReviewSession, asked: Asked, reply: Reply) -> bool:
        """Rate an answer and store it; whether the learner leaves after it."""
        overridden = leaving = helped = False
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
                rating = Rating(int(given)) if given else suggested
                if (
                    rating is Rating.AGAIN
                    and not (helped or leaving)
                    and self._marks.help_with(session, asked)
                ):
                    helped = True
                    continue
                break
            try:
                if self._marks.did(session, asked, reply, given):
                    continue
            except Quit:
                rating, leaving = suggested, True
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
