"""Worked examples and free runs, for the player and the command line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from studyapp.core.controls import Control
from studyapp.core.items import Question
from studyapp.core.worked import Variant, WorkedExample
from studyapp.lab import controls, runner, variants
from studyapp.lab.runner import Asked, ExperimentInfo, LabError, Progress

__all__ = ["ExperimentInfo", "Explore", "LabError", "Progress"]


class Explore:
    """Runs of the simulator."""

    def worked(self, question: Question, variant: Variant) -> WorkedExample | None:
        """The worked example behind a variant; None for a question without one."""
        return runner.worked(question, variant)

    def asked(self, question: Question, variant: Variant) -> Asked | None:
        """The experiment, the parameters and the seed behind a variant; None for a question without an example."""
        return runner.asked(question, variant)

    def variant(self, pack_id: str, question: Question, seed: int) -> Variant:
        """The same question with the numbers of another seed."""
        return variants.draw(pack_id, question, seed)

    def run(
        self,
        experiment: str,
        parameters: Mapping[str, object],
        seed: int,
        progress: Progress | None = None,
    ) -> WorkedExample:
        """A run; progress is told the share done, and cancels the run by raising."""
        return runner.run(experiment, parameters, seed, progress)

    def run_as_dict(
        self,
        experiment: str,
        parameters: Mapping[str, object],
        seed: int,
        progress: Progress | None = None,
    ) -> dict[str, Any]:
        return runner.run_as_dict(experiment, parameters, seed, progress)

    def catalog(self) -> tuple[ExperimentInfo, ...]:
        return runner.catalog()

    def controls(self, experiment: str) -> tuple[Control, ...]:
        """What can be moved of an experiment; LabError for an unknown one."""
        return controls.controls(experiment)

    def accepts(self, experiment: str, parameters: Mapping[str, object]) -> None:
        """LabError where there is no such experiment, or it does not take these parameters."""
        controls.controls(experiment)
        if refused := controls.complaint(experiment, parameters):
            raise LabError(refused)

    def complaint(self, experiment: str, parameters: Mapping[str, object]) -> str:
        """Why a run would be refused, in one line, or nothing; takes a fraction of a millisecond."""
        return controls.complaint(experiment, parameters)
