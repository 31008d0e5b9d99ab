"""What may be done with a card besides rating it, on plain lines: marks, notes, a report, the guide, and why."""

from __future__ import annotations

from studyapp.cli.output import echo, width
from studyapp.cli.plain_input import read_line
from studyapp.cli.plain_question import Reply
from studyapp.core.errors import Refusal
from studyapp.core.leeches import forgotten
from studyapp.core.notes import NoteKind
from studyapp.render.markdown import plain_text
from studyapp.study.app import Study
from studyapp.study.asked import Asked
from studyapp.study.report import shown_of
from studyapp.study.session import ReviewSession

HELP = "Then also: b bury, ! suspend, f flag, n note, k why, r read its section, e report a mistake."


class SetAside(Exception):
    """The card was buried or suspended in place of being rated."""


class PlainMarks:
    """Obeys the commands that are no rating."""

    def __init__(self, study: Study) -> None:
        self._study = study

    def did(self, session: ReviewSession, asked: Asked, reply: Reply, command: str) -> bool:
        """Whether the command was one of these; `SetAside` when the next card is to come."""
        match command:
            case "b":
                session.bury(asked)
                echo("Buried until tomorrow, not answered; u takes it back.")
                raise SetAside
            case "!":
                session.suspend(asked)
                echo("Suspended, not answered; u takes it back.")
                raise SetAside
            case "f":
                echo("Flagged." if session.flag(asked) else "The flag was taken away.")
            case "n":
                self._note(asked)
            case "k":
                why = session.why(asked)[reply.sure_but_wrong]
                for line in (f"Before: {why.before}", *why.after.values()):
                    echo(f"{line}.")
            case "r":
                self._read(asked)
            case "e":
                self._report(asked, reply)
            case _:
                return False
        return True

    def help_with(self, session: ReviewSession, asked: Asked) -> bool:
        """Offer help where forgetting the card now makes it a leech; whether it was offered."""
        times = session.lapses_for_help(asked)
        if times is None:
            return False
        ways = ["r reads its section"] if self._study.library.section(asked.card.question) else []
        ways += ["w tells its run"] if asked.question.example else []
        echo(f"{forgotten(times)}: {', '.join(ways) or 'n writes a note on it'}. Then rate it.")
        return True

    def _note(self, asked: Asked) -> None:
        notes, question = self._study.notes, asked.card.question
        note = notes.of(NoteKind.QUESTION, question)
        if note:
            echo("Your note:")
            echo(note.text)
        typed = read_line("A line for your note, - to take it away, Enter to leave it: ").strip()
        if not typed:
            return
        text = "" if typed == "-" else f"{note.text}\n{typed}" if note else typed
        try:
            notes.write(NoteKind.QUESTION, question, text)
        except Refusal as refusal:
            echo(str(refusal))
        else:
            echo("Kept." if text else "Taken away.")

    def _read(self, asked: Asked) -> None:
        study, pack = self._study, asked.card.pack
        identity = study.library.section(asked.card.question)
        guide = study.library.guide(pack)
        section = next((one for one in guide.sections if one.id == identity), None) if guide else None
        if section is None:
            echo("The guide has no section on it.")
            return
        echo(section.title)
        echo(plain_text(section.text, width()))

    def _report(self, asked: Asked, reply: Reply) -> None:
        says = read_line("What is wrong? ")
        shown = shown_of(asked, response=reply.text, given=reply.text, verdict=reply.verdict)
        try:
            echo(f"Written to {self._study.reports.write(shown, says)}.")
        except Refusal as refusal:
            echo(str(refusal))
