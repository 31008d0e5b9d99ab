"""One question of the asking screen, from its first sight to its stored answer: the stage and what works at it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from studyapp.core.confidence import Confidence, can_be_asked
from studyapp.core.grading import Outcome, Response, Verdict, can_be_overridden, rating_for
from studyapp.core.items import Open, Question, Trace
from studyapp.core.memory import Rating
from studyapp.render.layers import layers_of
from studyapp.tui.asking import Given

if TYPE_CHECKING:
    from studyapp.core.why import Why
    from studyapp.core.worked import WorkedExample
    from studyapp.study.asked import Asked
    from studyapp.tui.asking import Asking, Turn

Stage = Literal["loading", "asking", "ticking", "sure", "grading", "answered", "storing", "over"]


class Attempt:
    """What the learner has done with one question so far; without a question, the start or the end."""

    def __init__(self, turn: Turn | None, clock: Callable[[], float]) -> None:
        self.turn = turn
        self.stage: Stage = "loading" if turn is None else "over" if turn.asked is None else "asking"
        self.response: Response = ""
        """The answer as it is graded."""
        self.shown = ""
        """The answer as it is shown and stored."""
        self.verdict: Verdict | None = None
        self.hinted = False
        self.hint_said = False
        """Whether the author's hint is on the screen."""
        self.hint_steps = 0
        """How many steps of the run may be shown as hints; known once it has run."""
        self.steps_shown = 0
        self.confidence: Confidence | None = None
        self.overridden = False
        self.rating = Rating.GOOD
        """The rating that Enter takes."""
        self.example: WorkedExample | None = None
        self.note = ""
        """The learner's own words on the question."""
        self.section: str | None = None
        """The section of the guide that it belongs to."""
        self.related: tuple[tuple[str, str], ...] = ()
        """The related questions in study, each with its heading."""
        self.related_at = 0
        """The one that is marked."""
        self.helped = False
        """Whether help was offered with a card that is forgotten again and again."""
        self._clock = clock
        self._began = clock() if self.stage == "asking" else 0.0
        self._seconds = 0.0

    @property
    def asked(self) -> Asked:
        assert self.turn is not None
        assert self.turn.asked is not None
        return self.turn.asked

    @property
    def question(self) -> Question | None:
        """The question, where there is one."""
        return self.turn.asked.question if self.turn and self.turn.asked else None

    @property
    def silent(self) -> bool:
        """Whether its verdict is kept for the end."""
        return self.turn is not None and self.turn.silent

    @property
    def answered(self) -> bool:
        """Whether the answer is on the screen; it may be on its way to the disk."""
        return self.stage in ("answered", "storing") and not self.silent

    def is_about(self, asked: Asked) -> bool:
        """Whether a worker's result still belongs here."""
        return self.turn is not None and asked is self.turn.asked

    # --- from stage to stage ----------------------------------------------------------------------------------

    def compare(self, written: str) -> None:
        """An open answer is written; next the learner marks it against the key points."""
        self.shown = written
        self._go("ticking")

    def hand_in(self, response: Response, shown: str) -> None:
        """An answer that can be graded. While key points are ticked, what was written stays what is stored."""
        self.response = response
        if self.stage != "ticking":
            self.shown = shown

    def take_hint(self) -> bool:
        """The author's hint first, then one step of the run more; False when there is nothing to show."""
        assert self.question is not None
        if self.question.hint is not None and not self.hint_said:
            self.hint_said = True
        elif self.steps_shown < self.hint_steps:
            self.steps_shown += 1
        elif not self.hinted:
            return False
        self.hinted = True
        return True

    def ask_how_sure(self) -> None:
        self._go("sure")

    def look_for_mistake(self) -> None:
        """The verdict waits until the mistakes of the run are known."""
        self._go("grading")

    def judge(self, verdict: Verdict | None) -> None:
        """The verdict; None for a card, which the learner judges."""
        self.verdict = verdict
        self._go("answered")
        self.rating = self.earned

    def override(self) -> None:
        """Count an answer that was found wrong as right, or no longer."""
        self.overridden = not self.overridden
        self.rating = self.earned

    def _go(self, stage: Stage) -> None:
        """The time to answer ends when the question does; what comes after it is not counted."""
        if self.stage == "asking":
            self._seconds = self._clock() - self._began
        self.stage = stage

    # --- what follows from it ---------------------------------------------------------------------------------

    @property
    def can_be_sure(self) -> bool:
        """Whether the learner can be asked how sure they are: before a verdict that is not their own."""
        return self.stage == "asking" and can_be_asked(self.asked.question, self.asked.variant)

    @property
    def earned(self) -> Rating:
        """The rating that the answer earned."""
        if self.verdict is None:
            return Rating.GOOD
        return rating_for(self.verdict, hinted=self.hinted, overridden=self.overridden)

    @property
    def previews(self) -> dict[Rating, str] | None:
        """The interval behind each rating: shorter after an answer that was sure and wrong."""
        assert self.turn is not None
        return self.turn.previews_sooner if self._comes_sooner else self.turn.previews

    @property
    def _comes_sooner(self) -> bool:
        wrong = self.verdict is not None and self.verdict.outcome is Outcome.WRONG
        return wrong and not self.overridden and self.confidence is Confidence.SURE

    @property
    def why(self) -> Why | None:
        """The schedule of the card in words."""
        assert self.turn is not None
        return self.turn.why_sooner if self._comes_sooner else self.turn.why

    @property
    def lapses(self) -> int | None:
        """How often the card is forgotten with the rating that is marked, where that calls for help."""
        assert self.turn is not None
        return self.turn.lapses if self.rating is Rating.AGAIN else None

    def given(self, rating: Rating) -> Given:
        """The answer, ready to be stored."""
        return Given(
            self.asked,
            self.verdict,
            self.shown,
            rating,
            self.hinted,
            self._seconds,
            self.confidence,
            self.overridden,
        )

    def allows(
        self, action: str, parameters: tuple[object, ...], asking: Asking, *, typing: bool = False
    ) -> bool:
        """Whether an action of the screen works now; `typing` says that an input takes the keys."""
        question, stage = self.question, self.stage
        answered = stage == "answered" and not self.silent
        match action:
            case "show_answer":
                return stage == "ticking" or (stage == "asking" and not typing)
            case "done":
                return stage == "asking" and isinstance(question, Open)
            case "hint":
                has_hint = question is not None and (question.hint is not None or self.hint_steps > 0)
                return stage == "asking" and has_hint
            case "confident":
                return stage == "sure"
            case "override":
                return answered and question is not None and can_be_overridden(question, self.verdict)
            case "rate":
                return answered and asking.rates and self.previews is not None
            case "accept":
                # A silent answer stays here only when it could not be stored; Enter tries again.
                return stage in ("answered", "over")
            case "set_aside" | "flag":
                return answered and asking.can_undo
            case "set_aside_early" | "flag_early":
                return stage == "asking" and asking.can_undo
            case "note" | "report":
                return answered
            case "edit":
                return stage == "asking" or answered
            case "read_section":
                return answered and self.section is not None
            case "go_on":
                return stage == "over" and self.turn is not None and self.turn.more
            case "redo":
                return asking.can_undo and stage in ("asking", "over")
            case "related":
                return answered and bool(self.related)
            case "layer" if parameters[0] == "why":
                return answered and self.turn is not None and self.turn.why is not None
            case "layer" if stage == "asking":
                return isinstance(question, Trace) and parameters[0] == "example"
            case "layer":
                return answered and question is not None and str(parameters[0]) in layers_of(question)
            case "open_player":
                return answered and question is not None and bool(question.example or self.related)
            case "step" | "next_chart" | "new_numbers":
                return answered and question is not None and question.example is not None
            case "undo":
                if stage in ("answered", "ticking"):
                    return True
                return asking.can_undo and stage in ("asking", "over")
        return True
