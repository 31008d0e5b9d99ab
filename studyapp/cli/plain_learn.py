"""Learning line by line: a section of the guide, then its new questions."""

from __future__ import annotations

from studyapp.cli.output import echo
from studyapp.cli.plain import PlainStudy
from studyapp.cli.plain_blanks import spoken
from studyapp.cli.plain_input import Quit, read_line
from studyapp.core.lessons import Lesson
from studyapp.study.app import Study
from studyapp.study.learning import Outline


class PlainLearn:
    """Leads through a pack's lessons on plain lines."""

    def __init__(self, study: Study, *, asks_confidence: bool = False) -> None:
        self._study = study
        self._plain = PlainStudy(study, asks_confidence=asks_confidence)

    def learn(self, pack: str, section: str | None = None) -> None:
        """From a section on, or from the first with something new, until nothing is new or the learner quits."""
        outline = self._study.learning.outline(pack)
        lesson = outline.lesson(section) if section else outline.next()
        if lesson is None:
            echo(f"Nothing is new in {outline.title} today.")
        try:
            while lesson is not None:
                if not self._one(outline, lesson):
                    return
                outline = self._study.learning.outline(pack)
                lesson = outline.next(lesson)
        except Quit:
            pass

    def _one(self, outline: Outline, lesson: Lesson) -> bool:
        """Read a lesson and answer its questions; False when the learner left."""
        _say(outline, lesson)
        if not lesson.new:
            echo("Nothing in it is new.")
            return True
        limit = outline.limit_says(lesson)
        ask = "Enter for its questions, n for the next section, q to quit: "
        if limit:
            echo(limit)
            ask = "Enter for as many, a for all of them, n for the next section, q to quit: "
        said = read_line(ask).strip().casefold()
        if said in {"q", "quit"}:
            return False
        if said in {"n", "next"}:
            return True
        session = self._study.learning.session(lesson, beyond_limit=said in {"a", "all"})
        return self._plain.through(session)


def _say(outline: Outline, lesson: Lesson) -> None:
    new = f"{lesson.new} new question{'' if lesson.new == 1 else 's'}"
    waiting = f", {lesson.waiting} more wait for what they require" if lesson.waiting else ""
    echo(f"{outline.title}, {lesson.place} of {len(outline.lessons)}: {lesson.title}. {new}{waiting}.")
    for section in lesson.sections:
        echo()
        echo(spoken(section.title))
        if section.text.strip():
            echo()
            echo(spoken(section.text))
    echo()
