"""`transformer_block`: the same blocks with norms before the branches, after the sums, or without any."""

from functools import partial

import numpy as np

from simulator.conventions import LAYOUT, NORM_PLACEMENT
from simulator.experiment import Experiment, Outcome
from simulator.experiments.transformer_block_branches import Rules
from simulator.experiments.transformer_block_build import Problem, build
from simulator.experiments.transformer_block_descriptions import FIRST, NORMS
from simulator.experiments.transformer_block_given import MATRICES
from simulator.experiments.transformer_block_halves import PLACEMENTS, Placement
from simulator.experiments.transformer_block_measures import by_block, first_block
from simulator.experiments.transformer_block_mistakes import RULES, SAYS, fits
from simulator.experiments.transformer_block_parameters import TransformerBlockParameters
from simulator.experiments.transformer_block_pass import run_pass
from simulator.experiments.transformer_block_steps import NAMES, steps
from simulator.trace import Measurements, Series, Step


def _all_placements(
    p: TransformerBlockParameters, problem: Problem, rules: Rules, tell: bool
) -> tuple[Measurements, tuple[Step, ...]]:
    """The measurements of each placement under its prefix, and the steps of all, the told one first."""
    w = problem.blocks[0]
    found: Measurements = {
        "parameter_count": sum(a[0].size for a in w),
        "score_scale": rules.scale(problem.scale),
    }
    told: dict[Placement, tuple[Step, ...]] = {}
    for form in PLACEMENTS:
        done = run_pass(problem, form, rules)
        measured = by_block(done)
        if tell:
            told[form] = steps(problem, done, measured, in_full=form == p.norm_placement)
        measured |= first_block(problem, done, p.layout == "out_in")
        found |= {f"{form}_{name}": value for name, value in measured.items()}
    order = sorted(told, key=lambda form: form != p.norm_placement)
    return found, tuple(step for form in order for step in told[form])


def _mutate(p: TransformerBlockParameters, problem: Problem) -> dict[str, Measurements]:
    return {
        name: _all_placements(p, problem, wrong, tell=False)[0]
        for name, wrong in RULES.items()
        if fits(name, problem)
    }


LABELS = {
    "gradient_norm": "norm of dC/dh",
    "hidden_norm": "norm of h",
    "weight_gradient_norm": "norm of dC/dW",
}


def _series(p: TransformerBlockParameters, measured: Measurements) -> tuple[Series, ...]:
    def one(name: str, form: str, key: str, label: str, group: str) -> Series:
        y = np.array(measured[f"{form}_{key}"], dtype=float)
        first = p.number + 1 - y.size  # states start at 0, weights at block 1
        x = tuple(float(k) for k in range(first, p.number + 1))
        return Series(name, "block", label, x, tuple(y.tolist()), "log", group)

    compared = [one(form, form, key, label, key) for key, label in LABELS.items() for form in PLACEMENTS]
    label = f"norm of dC/dW of each part, {NAMES[p.norm_placement]},"
    parts = [
        one(part, p.norm_placement, f"{part}_gradient_norm", label, f"{p.norm_placement}_parts")
        for part in MATRICES
    ]
    return (*compared, *parts)


def experiment(p: TransformerBlockParameters, seed: int) -> Outcome:
    """Run the blocks in their three placements."""
    problem = build(p, seed)
    measured, told = _all_placements(p, problem, Rules(), tell=True)
    return Outcome(told, _series(p, measured), measured, partial(_mutate, p, problem))


WORDS = {"pre": "pre-norm, x + F(N(x))", "post": "post-norm, N(x + F(x))", "none": "no norm, x + F(x)"}

EXPERIMENT = Experiment(
    name="transformer_block",
    title="Transformer blocks: pre-norm, post-norm and no norm",
    summary="The same blocks with norms before or after the sums: the first by numbers, gradients by depth.",
    parameters=TransformerBlockParameters,
    measurements={
        "parameter_count": "numbers that one block learns: 4 d^2 + 4 d + 2 d hidden + hidden + d, and 4 d in norms",
        "score_scale": "factor of every score",
        **{
            f"{form}_{name}": f"{WORDS[form]}: {told}"
            for form in PLACEMENTS
            for name, told in (NORMS | FIRST).items()
        },
    },
    mistakes=SAYS,
    function=experiment,
    conventions={"layout": LAYOUT, "norm_placement": NORM_PLACEMENT},
)
