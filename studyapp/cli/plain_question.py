"""A question on plain lines: put until an answer can be graded, with its hint and worked example on demand."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import partial

from studyapp.cli.output import echo, echo_lines
from studyapp.cli.plain_blanks import filled_blanks, spoken, words
from studyapp.cli.plain_hints import PlainHints
from studyapp.cli.plain_input import Instead, Quit, read_line
from studyapp.cli.plain_verdict import spoken_verdict, sureness
from studyapp.core.confidence import Confidence
from studyapp.core.grading import Outcome, Verdict
from studyapp.core.items import Parts, Trace
from studyapp.core.text import filled
from studyapp.render.question import question_text
from studyapp.render.worked import example_sentences
from studyapp.study.asked import Asked
from studyapp.study.explore import Explore


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


class PlainQuestions:
    """Puts one question after another. In a quiz, i stands for "I was right the last time"."""

    def __init__(
        self, explore: Explore, *, asks_confidence: bool, in_quiz: bool, silent: bool = False
    ) -> None:
        self._explore = explore
        self._asks_confidence = asks_confidence
        self._in_quiz = in_quiz
        self._silent = silent
        """Whether the verdicts are kept for the end."""

    def ask(self, asked: Asked) -> Reply | str:
        """Put a question until an answer can be graded, or what was said in place of one: see `Instead`."""
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
        self._hints = PlainHints(asked, self._explore)
        self._solved = False
        try:
            while True:
                typed: str | tuple[str, ...]
                if isinstance(question, Parts | Trace):
                    typed = filled_blanks(question, variant, partial(self._typed, asked), text.ask)
                else:
                    typed = self._typed(asked, f"{text.ask}: ")
                seconds = time.monotonic() - began
                confidence = sureness(asked, typed) if self._asks_confidence else None
                if self._silent:
                    verdict: Verdict | None = asked.diagnose(typed)
                else:
                    verdict = spoken_verdict(asked, typed, confidence)
                if verdict is None or verdict.outcome is not Outcome.NOT_GRADABLE:
                    said = typed if isinstance(typed, str) else "; ".join(typed)
                    seconds = seconds if confidence else time.monotonic() - began
                    return Reply(said, verdict, self._hints.taken or self._solved, seconds, confidence)
                echo(f"Not gradable yet: {verdict.says}")
        except Instead as said:
            return str(said)

    def _typed(self, asked: Asked, prompt: str) -> str:
        """A line that is no command; commands are obeyed first."""
        question, variant = asked.question, asked.variant
        while True:
            typed = read_line(prompt)
            command = typed.strip().casefold()
            if command in {"q", "quit"}:
                raise Quit
            if command in {"u", "undo"}:
                raise Instead("undo")
            if command == "redo":
                raise Instead("redo")
            if command in {"s", "skip"}:
                raise Instead("skip")
            if self._in_quiz and command == "i":
                raise Instead("override")
            if command in {"h", "hint"}:
                echo(self._hints.next())
            elif command == "w" and isinstance(question, Trace):
                # A trace that is shown whole before it is filled in.
                self._solved = self._solved or any(cell.blank for cell in variant.cells)
                self.aside(asked, "w")
            else:
                return typed

    def aside(self, asked: Asked, command: str) -> bool:
        """Show the worked example or the explanation; whether the command was one of these."""
        question, variant = asked.question, asked.variant
        if command == "w":
            worked = self._explore.worked(question, variant)
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
