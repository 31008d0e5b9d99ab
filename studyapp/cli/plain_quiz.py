"""A quiz in any mode line by line on stdin and stdout, for pipes and screen readers."""

from __future__ import annotations

from studyapp.cli.output import echo
from studyapp.cli.plain_blanks import spoken, words
from studyapp.cli.plain_input import Quit, read_line
from studyapp.cli.plain_question import PlainQuestions, Reply
from studyapp.core.grading import Outcome, Verdict, can_be_overridden, right_answer
from studyapp.core.quiz import Feedback, time_text
from studyapp.render.question import COUNTED, question_text
from studyapp.study.app import Study
from studyapp.study.quiz import Answered, Quiz, Result
from studyapp.study.quiz_run import QuizRun

HELP = "When asked: h hint, s skip, i I was right the last time, q quit."


class PlainQuiz:
    """One quiz on plain lines."""

    def __init__(self, study: Study, quiz: Quiz, *, asks_confidence: bool = False) -> None:
        self._run = QuizRun(study.quizzes, quiz)
        self._at_end = quiz.options.feedback is Feedback.END
        self._questions = PlainQuestions(
            study.explore, asks_confidence=asks_confidence, in_quiz=True, silent=self._at_end
        )

    def take(self) -> Result:
        """Ask until nothing is left, the time is over, the input ends or the learner quits; then say the result."""
        run, quiz = self._run, self._run.quiz
        count = len(quiz.questions)
        begun = f" {run.done} answered before." if run.done else ""
        echo(f"{count} question{'' if count == 1 else 's'}, seed {quiz.seed}.{begun} {HELP}")
        try:
            while run.asked is not None:
                self._say_time()
                reply = self._questions.ask(run.asked)
                if run.out_of_time():
                    echo("The time is over; this answer came too late.")
                elif isinstance(reply, Reply):
                    self._store(reply)
                elif reply == "skip":
                    run.skip()
                elif reply in {"undo", "redo"}:
                    echo("A quiz takes nothing back.")
                else:
                    self._override()
            self._last_word()
        except Quit:
            pass
        result = run.result() or Result(quiz, ())
        self._say_result(result)
        return result

    def _say_time(self) -> None:
        if (left := self._run.seconds_left) is not None:
            echo(f"{time_text(left)} left.")

    def _store(self, reply: Reply) -> None:
        verdict = reply.verdict
        if verdict is None:
            knew = read_line("Did you know it? Enter for yes, n for no: ").strip().casefold()
            if knew in {"q", "quit"}:
                raise Quit
            known = knew not in {"n", "no"}
            verdict = Verdict(Outcome.RIGHT, score=1.0) if known else Verdict(Outcome.WRONG)
        self._run.answer(verdict, response=reply.text, seconds=reply.seconds, confidence=reply.confidence)

    def _override(self) -> None:
        """Count the last answer as right, or no longer; while its verdict is not known, that cannot be."""
        changed = None if self._at_end else self._run.override()
        if changed is None:
            echo("Only an answer that was found wrong can be counted as right.")
        else:
            echo(COUNTED if changed.overridden else "It counts as wrong again.")

    def _last_word(self) -> None:
        """The last question is followed by no other at which to say so."""
        while (result := self._run.result()) and result.answers and not self._at_end:
            last = result.answers[-1]
            if not can_be_overridden(last.asked.question, last.verdict):
                return
            if read_line("Enter for the result, i if you were right: ").strip().casefold() != "i":
                return
            self._override()

    def _say_result(self, result: Result) -> None:
        if result.time_over:
            echo("The time is over.")
        echo(f"{result.right} of {result.asked} right.")
        if unanswered := result.asked - result.answered:
            echo(f"{unanswered} left unanswered; they are not counted as wrong.")
        for answer in result.first if self._at_end else result.missed:
            _say_answer(answer)
        if result.shared_line and result.answered:
            echo(f"To share: {result.shared_line}")


def _say_answer(answer: Answered) -> None:
    asked = answer.asked
    prompt = words(question_text(asked.question, asked.facet, asked.variant).prompt)
    if answer.right:
        echo(f"Right: {prompt}")
        return
    key = right_answer(asked.question, asked.facet, asked.variant)
    echo(f"Missed: {prompt} Answer: {key}")
    if answer.verdict.says:
        echo(f"  {spoken(answer.verdict.says)}")
