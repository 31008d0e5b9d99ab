"""A mistake that an author named is the number that a pass with this mistake in it really gives."""

from __future__ import annotations

import pytest

from studyapp import resources
from studyapp.core import expressions
from studyapp.core.items import Numeric, Pack
from studyapp.lab import runner, variants
from studyapp.packs.loader import load

MUTATED = [
    ("normalized-value", "variance-for-deviation", "variance_for_spread"),
    ("normalized-value", "divides-by-n-minus-one", "other_divisor"),
    ("scale-and-shift", "forgets-to-normalize", "running_statistics"),
    ("skip-against-plain", "counts-the-skip-only", "forgotten_branch"),
    ("skip-beside-a-sigmoid", "forgets-the-skip", "forgotten_path"),
    ("clip-by-norm", "clips-by-value", "value_for_norm"),
    ("clip-by-norm", "forgets-the-root", "forgotten_root"),
    ("step-back-in-time", "forgets-the-slope", "no_activation_derivative"),
    ("shared-weight-gradient", "counts-one-step-only", "last_step_only"),
    ("parameter-shift", "forgets-the-half", "forgotten_half"),
    ("parameter-shift", "divides-by-the-distance", "divided_by_distance"),
    ("attention-weight-by-hand", "forgets-to-scale", "unscaled"),
    ("attention-weight-by-hand", "divides-by-d", "scaled_by_d"),
    ("convolution-output-size", "forgets-the-first-position", "size_off_by_one"),
    ("convolution-parameters", "forgets-the-biases", "uncounted_bias"),
    ("convolution-parameters", "forgets-the-input-channels", "forgotten_channels"),
    ("receptive-field-of-three", "forgets-the-stride", "field_without_stride"),
]
"""(question, tag of its mistake, the same mistake of the simulator)."""


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load(resources.packs_root() / "vanishing-gradients").pack


@pytest.mark.parametrize(("name", "tag", "mutant"), MUTATED)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_named_mistake_is_what_the_mutated_pass_gives(
    pack: Pack, name: str, tag: str, mutant: str, seed: int
) -> None:
    question = pack.question(name)
    assert isinstance(question, Numeric)
    assert question.example is not None
    variant = variants.draw(pack.id, question, seed)
    (named,) = (mistake.value for mistake in variant.mistakes if mistake.tag == tag)
    parameters = runner.resolved(question.example.with_, variant.variables)
    wrong = runner.mutants(question.example.experiment, parameters, variant.seed)[mutant]
    given = expressions.number(expressions.parse(question.answer.value), wrong, variant.variables)
    assert given == pytest.approx(named, rel=1e-9)
    assert variant.key is not None
    assert given != pytest.approx(variant.key, rel=1e-3)
