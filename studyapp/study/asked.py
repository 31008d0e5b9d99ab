"""A card as it is put to the learner."""

from __future__ import annotations

from dataclasses import dataclass, replace

from studyapp.core.grading import Known, Outcome, Response, Verdict, grade
from studyapp.core.items import Question, split_card_id
from studyapp.core.planner import Card
from studyapp.core.worked import Variant
from studyapp.lab import named


@dataclass(frozen=True, slots=True)
class Asked:
    """A card as it is put to the learner."""

    card: Card
    question: Question
    version: str
    variant: Variant
    known: Known = frozenset()
    """The terms of the pack's glossary, which a typed answer is told apart from."""

    @property
    def facet(self) -> str:
        return split_card_id(self.card.id)[2]

    def grade(self, response: Response) -> Verdict:
        return grade(self.question, self.facet, response, self.variant, self.known)

    @property
    def diagnosed_at_once(self) -> bool:
        """Whether `diagnose` has no run to wait for."""
        return named.at_hand(self.question, self.variant)

    def prepare(self) -> None:
        """Compute what each mistake of the run would answer; for a worker, while the learner thinks."""
        named.named_by_mutants(self.question, self.variant)

    def diagnose(self, response: Response) -> Verdict:
        """The verdict, a wrong answer held against the mistakes of the run too; it may wait for their runs."""
        verdict = self.grade(response)
        if verdict.outcome is not Outcome.WRONG:
            return verdict
        made = named.named_by_mutants(self.question, self.variant)
        if not made:
            return verdict
        # The author's own mistakes come first.
        variant = replace(self.variant, mistakes=(*self.variant.mistakes, *made))
        return grade(self.question, self.facet, response, variant, self.known)
