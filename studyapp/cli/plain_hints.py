"""The hints of a question on plain lines, one at a time: the author's, then the steps of the run."""

from __future__ import annotations

from studyapp.cli.plain_blanks import spoken
from studyapp.core.hinting import hint_steps
from studyapp.core.text import filled
from studyapp.render.trace import step_sentence
from studyapp.study.asked import Asked
from studyapp.study.explore import Explore


class PlainHints:
    """Says the next one each time."""

    def __init__(self, asked: Asked, explore: Explore) -> None:
        self._asked = asked
        self._explore = explore
        self._hint = asked.question.hint
        self._shown = 0
        self.taken = False
        """Whether any was said."""

    def next(self) -> str:
        question, variant = self._asked.question, self._asked.variant
        if self._hint is not None:
            said, self._hint = spoken(filled(self._hint, variant.variables)), None
            self.taken = True
            return said
        example = self._explore.worked(question, variant)
        allowed = hint_steps(question, variant, example) if example else 0
        if example and self._shown < allowed:
            self._shown += 1
            self.taken = True
            return step_sentence(example.steps[self._shown - 1], self._shown, len(example.steps))
        if self._shown and example and self._shown < len(example.steps):
            return "The next step would give the answer away."
        return "No more hints." if self.taken else "No hint."
