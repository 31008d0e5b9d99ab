"""Every proposed example runs and holds, and is proposed for its topic and for no other."""

from __future__ import annotations

import pytest

from studyapp.core.items import Example
from studyapp.lab import claims, runner
from studyapp.lab.proposals import PROPOSALS, Proposal, proposed

SEEDS = range(1, 4)


@pytest.mark.parametrize(
    "proposal", PROPOSALS, ids=lambda proposal: f"{proposal.experiment} {proposal.words[0]}"
)
def test_a_proposal_holds_on_every_seed(proposal: Proposal) -> None:
    _holds(proposal, SEEDS)


@pytest.mark.slow
@pytest.mark.parametrize(
    "proposal", PROPOSALS, ids=lambda proposal: f"{proposal.experiment} {proposal.words[0]}"
)
def test_a_proposal_holds_on_two_hundred_seeds(proposal: Proposal) -> None:
    _holds(proposal, range(1, 201))


def _holds(proposal: Proposal, seeds: range) -> None:
    example = Example.model_validate(proposal.example)
    for seed in seeds:
        measured = runner.run(example.experiment, example.with_, seed).measurements
        for claim in example.claims:
            checked = claims.check(claim.holds, None, measured, {})
            assert checked.holds, (seed, claim.holds, checked.measured)


@pytest.mark.parametrize(
    ("text", "experiment"),
    [
        ("The largest value of the derivative of the sigmoid is 0.25.", "activation"),
        ("He initialization draws weights with variance 2 / n for ReLU units.", "initialization"),
        ("The softmax function turns scores into positive numbers that sum to one.", "attention"),
        ("Each score is divided by the square root of the key dimension.", "attention"),
        ("A forget gate close to one keeps the cell state.", "recurrent"),
        ("Gradient clipping rescales the gradient when its norm exceeds a threshold.", "clipping"),
        ("Batch normalization standardizes each feature.", "normalization"),
        ("Layer normalization computes its statistics over features.", "normalization"),
        ("Gradients vanish in deep networks.", "gradient_flow"),
        ("A barren plateau is flat almost everywhere.", "circuit"),
        ("Permutation equivariance: the outputs are permuted in the same way.", None),
        ("The validation set is for choosing hyperparameters.", None),
    ],
)
def test_topics(text: str, experiment: str | None) -> None:
    found = proposed(text)
    assert (found.experiment if found else None) == experiment
