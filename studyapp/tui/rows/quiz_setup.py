"""What is chosen for a quiz, line by line, as a pure value; and how it is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from studyapp.core.quiz import (
    DIFFICULTIES,
    KINDS,
    LONGEST_SELECTION,
    SELF_RATED,
    Feedback,
    Mode,
    QuizError,
    QuizOptions,
    time_text,
)
from studyapp.core.text import one_line
from studyapp.render.spans import Row, Rows, Span, pad, row

if TYPE_CHECKING:
    from studyapp.core.records import TopicCount
    from studyapp.study.quiz import Unfinished

Values = tuple[tuple[str, str], ...]
"""What a line may be set to, each with what is shown."""

LABELS = {
    "open": "unfinished",
    "mode": "what",
    "pack": "pack",
    "topic": "topic",
    "kind": "kind",
    "difficulty": "difficulty",
    "count": "questions",
    "time": "time",
    "feedback": "verdicts",
    "seed": "seed",
    "search": "search",
    "code": "challenge",
}
WRITTEN = {"seed": 10, "search": LONGEST_SELECTION, "code": 40}
"""Lines that are written, with the most signs of each."""
MODES: Values = (
    ("quiz", "quiz"),
    ("cram", "cram, weakest first"),
    ("mistakes", "mistakes, newest first"),
    ("review", "review, what is due"),
)
COUNTS = ("5", "10", "20", "30", "50", "100", "200")
MINUTES = ("", "1", "2", "5", "10", "15", "20", "30", "45", "60", "90")
HINTS = {"seed": "a new one", "search": "none", "code": "none"}


@dataclass(frozen=True, slots=True)
class Setup:
    """What there is to choose from, and what was chosen."""

    packs: Mapping[str, str]
    topics: tuple[TopicCount, ...]
    unfinished: Unfinished | None = None
    chosen: Mapping[str, str] = field(default_factory=dict)
    """The value of each line that was changed."""

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines that matter now."""
        mode = self.value("mode")
        left_out = set() if self.unfinished else {"open"}
        if mode != "quiz":
            left_out |= {"time", "feedback", "seed", "code"}
        if mode == "review":
            left_out.add("count")
        return tuple(line for line in LABELS if line not in left_out)

    def value(self, line: str) -> str:
        default = {"mode": "quiz", "count": "10", "feedback": "now"}.get(line, "")
        return self.chosen.get(line, default)

    def values(self, line: str) -> Values:
        """What a line may be set to; nothing for one that is written."""
        match line:
            case "mode":
                return MODES
            case "pack":
                return (("", "all"), *self.packs.items())
            case "topic":
                pack = self.value("pack")
                found = [each for each in self.topics if not pack or pack in each.packs]
                return (("", "all"), *((each.topic, f"{each.topic} ({each.questions})") for each in found))
            case "kind":
                graded = self.value("mode") == "quiz"
                kinds = [kind for kind in KINDS if not (graded and kind in SELF_RATED)]
                return (("", "all"), *((kind, kind.replace("_", " ")) for kind in kinds))
            case "difficulty":
                return (("", "all"), *((each, each) for each in DIFFICULTIES))
            case "count":
                return tuple((each, each) for each in COUNTS)
            case "time":
                return tuple((each, f"{each} min" if each else "no limit") for each in MINUTES)
            case "feedback":
                return (("now", "at once"), ("end", "at the end"))
        return ()

    def changed(self, line: str, by: int) -> Setup:
        """The next value of a line, or the one before; the ends are joined."""
        values = [value for value, _ in self.values(line)]
        if not values:
            return self
        place = values.index(self.value(line)) if self.value(line) in values else 0
        return self._fitting({line: values[(place + by) % len(values)]})

    def written(self, line: str, sign: str) -> Setup:
        """A sign typed at a line; what such a line cannot hold is left out."""
        if line not in WRITTEN or not sign.isprintable() or len(self.value(line)) >= WRITTEN[line]:
            return self
        if line == "seed" and not (sign.isascii() and sign.isdigit()):
            return self
        return self._fitting({line: self.value(line) + (sign.upper() if line == "code" else sign)})

    def erased(self, line: str) -> Setup:
        """The last sign of a written line taken away."""
        return self._fitting({line: self.value(line)[:-1]}) if line in WRITTEN else self

    def _fitting(self, change: Mapping[str, str]) -> Setup:
        """A change, with what does not fit it any more set back."""
        found = replace(self, chosen={**self.chosen, **change})
        for line in ("topic", "kind"):
            if found.value(line) not in {value for value, _ in found.values(line)}:
                found = replace(found, chosen={**found.chosen, line: ""})
        return found

    @property
    def code(self) -> str:
        """The challenge code that was typed; what else is chosen then does not matter."""
        return self.value("code").strip() if self.value("mode") == "quiz" else ""

    @property
    def review(self) -> str | None:
        """The search of the cards whose due ones are to be reviewed; None for a quiz."""
        if self.value("mode") != "review":
            return None
        words = [
            f"{line}:{self.value(line)}"
            for line in ("pack", "topic", "kind", "difficulty")
            if self.value(line)
        ]
        written = self.value("search").strip()
        return " ".join([*words, f"({written})"] if written else words)

    def options(self) -> QuizOptions:
        """What was chosen; QuizError where it cannot be."""
        mode, topic = Mode(self.value("mode")), self.value("topic")
        if mode is Mode.QUIZ and topic:
            mode = Mode.TOPIC
        graded = mode.graded
        seed = self.value("seed") if graded else ""
        minutes = self.value("time") if graded else ""
        return QuizOptions(
            packs=_one(self.value("pack")),
            topics=_one(topic),
            difficulties=_one(self.value("difficulty")),
            kinds=_one(self.value("kind")),
            count=int(self.value("count")),
            seed=int(seed) if seed else None,
            selection=self.value("search").strip(),
            seconds=int(minutes) * 60 if minutes else None,
            feedback=Feedback(self.value("feedback")) if graded else Feedback.NOW,
            mode=mode,
        )


def _one(value: str) -> tuple[str, ...]:
    return (value,) if value else ()


def line_row(setup: Setup, line: str, cells: int, ascii: bool, *, current: bool) -> Row:
    """A line with its value between arrows, or with what is written in it."""
    label = pad(LABELS[line], 11)
    room = max(10, cells - 18)
    if line == "open" and setup.unfinished is not None:
        left = setup.unfinished
        time = f", {time_text(left.seconds_left)} left" if left.seconds_left is not None else ""
        return row(label, one_line(f"{left.answered} of {left.asked} answered{time}: {left.title}", room))
    value = setup.value(line)
    if line in WRITTEN:
        cursor = Span("_", "accent") if current else ""
        # The end of a long line is where it is written.
        shown = value if len(value) < room else "…" + value[-(room - 2) :]
        return row(label, shown or Span("" if current else HINTS[line], "dim"), cursor)
    shown = next((said for each, said in setup.values(line) if each == value), value)
    before, after = ("< ", " >") if ascii else ("◂ ", " ▸")
    return row(label, Span(before, "dim"), one_line(shown, room - 4), Span(after, "dim"))


def note_rows(setup: Setup, line: str, fitting: int | None, problem: str) -> Rows:
    """What Enter will do."""
    if problem:
        return (row("  ", Span(problem, "wrong")),)
    if line == "open" and setup.unfinished is not None:
        return (row("  ", Span("Enter goes on where you left it.", "accent")),)
    if setup.review is not None:
        return (row("  ", Span("Enter reviews what of it is due, then new cards.", "accent")),)
    if setup.code:
        return (row("  ", Span("Enter takes the quiz of this code.", "accent")),)
    if fitting is None:
        return (row("  ", Span("…", "dim")),)
    if fitting == 0:
        nothing = "Nothing was wrong lately." if setup.value("mode") == "mistakes" else "No question fits."
        return (row("  ", Span(nothing, "wrong")),)
    asked = min(fitting, int(setup.value("count")))
    return (row("  ", Span(f"Enter asks {asked} of {fitting}.", "accent")),)


def options_or_problem(setup: Setup) -> tuple[QuizOptions | None, str]:
    """The options, or why they cannot be; neither for a review."""
    if setup.review is not None:
        return None, ""
    try:
        return setup.options(), ""
    except QuizError as error:
        return None, str(error)
