"""What `transformer_block` promises beside what all experiments do: its draws, bounds, refusals and steps."""

from typing import Any

import numpy as np
import pytest

from simulator import run
from simulator.experiments.transformer_block_bounds import kept_numbers
from simulator.experiments.transformer_block_branches import Rules
from simulator.experiments.transformer_block_build import build
from simulator.experiments.transformer_block_halves import PLACEMENTS
from simulator.experiments.transformer_block_parameters import TransformerBlockParameters
from simulator.experiments.transformer_block_pass import run_pass

NAME = "transformer_block"
SMALL: dict[str, Any] = {"networks": 2, "depth": 2, "time": 3, "width": 4}


def test_a_short_stack_is_the_beginning_of_a_long_one() -> None:
    short: Any = run(NAME, SMALL, seed=9).measurements
    long: Any = run(NAME, SMALL | {"depth": 5}, seed=9).measurements
    for form in PLACEMENTS:
        assert short[f"{form}_hidden_norm"] == long[f"{form}_hidden_norm"][:3]
        assert short[f"{form}_block_output"] == long[f"{form}_block_output"]


def test_the_scale_of_gpt2_is_on_the_last_matrix_of_each_branch_alone() -> None:
    plain, scaled = (
        run(NAME, SMALL | {"residual_weights": how}).measurements for how in ("as_others", "gpt2")
    )
    for name in ("query", "key", "value", "mixed"):
        assert plain[f"none_{name}"] == scaled[f"none_{name}"]
    there, here = (np.array(m["none_attention_branch"]) for m in (plain, scaled))
    assert here == pytest.approx(there / 2, rel=1e-14)  # two blocks, four branches


def numbers_in(tree: Any, seen: dict[int, int]) -> int:
    """How many numbers the arrays of nested tuples hold, each array once."""
    if isinstance(tree, np.ndarray):
        while isinstance(tree.base, np.ndarray):
            tree = tree.base
        seen[id(tree)] = tree.size
    elif isinstance(tree, tuple):
        for part in tree:
            numbers_in(part, seen)
    return sum(seen.values())


SHAPES = [
    (1, 1, 1, 1.0),
    (4, 8, 2, 4.0),
    (64, 2, 1, 1.0),
    (32, 16, 16, 0.5),
    (2, 64, 4, 4.0),
    (16, 8, 1, 16.0),
]


@pytest.mark.parametrize(("time", "width", "heads", "ratio"), SHAPES)
def test_no_pass_keeps_more_numbers_than_the_bound_counts(
    time: int, width: int, heads: int, ratio: float
) -> None:
    sizes: dict[str, Any] = {"time": time, "width": width, "heads": heads, "ff_ratio": ratio}
    p = TransformerBlockParameters.model_validate(sizes | {"depth": 8, "networks": 3})
    problem = build(p, 0)
    for form in PLACEMENTS:
        found = numbers_in((problem.blocks, run_pass(problem, form, Rules())), {})
        assert 0.5 * kept_numbers(p) < found <= kept_numbers(p)


EDGES: list[tuple[dict[str, Any], int]] = [
    ({"time": 1, "width": 1, "heads": 1, "depth": 200}, 441),
    ({"time": 4, "width": 8, "depth": 200}, 27),
    ({"time": 4, "width": 8, "depth": 6}, 901),
    ({"time": 64, "width": 256, "heads": 16, "depth": 2}, 3),
    ({"time": 64, "width": 1, "heads": 1, "depth": 12}, 81),
    ({"time": 16, "width": 32, "heads": 4, "depth": 6, "activation": "gelu"}, 57),
    ({"time": 16, "width": 64, "heads": 4, "depth": 6, "initialization": "orthogonal"}, 7),
]
"""Shapes, and how many networks of each are run at most; tests/benchmarks/test_bounds.py measures them."""


@pytest.mark.parametrize(("shape", "networks"), EDGES)
def test_as_many_networks_are_run_as_were_measured_to_be_quick(shape: dict[str, Any], networks: int) -> None:
    assert TransformerBlockParameters.model_validate(shape | {"networks": networks}).drawn == networks
    with pytest.raises(ValueError, match=r"^transformer_block: networks must keep "):
        run(NAME, shape | {"networks": networks + 1})


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"depth": 201}, "depth must be less than or equal to 200, got 201"),
    ({"networks": 10**9}, "networks must be less than or equal to 2000"),
    ({"networks": 2000, "depth": 200}, "networks must keep depth x networks x (2 x numbers that a block learns"),
    ({"networks": 700, "depth": 200, "width": 1, "heads": 1, "time": 1}, "networks must keep 3 x depth x (1500000"),
    ({"heads": 3}, "heads must divide the 8 features evenly, got 3"),
    ({"norm_placement": "sandwich"}, "norm_placement must be 'pre', 'post' or 'none', got 'sandwich'"),
    ({"blocks": []}, "blocks must have at least 1 item"),
    ({"blocks": [{"wx": [[1.0]]}]}, "blocks[0] has no parameter 'wx'"),
    ({"blocks": [{"wq": [[float("inf")]]}]}, "blocks[0][wq][0][0] must be a finite number, got inf"),
    ({"blocks": [{"wq": [[1.0, 2.0]]}], "heads": 1}, "blocks[0].wq must be 1 rows of 1 numbers, got 1 of 2"),
    (
        {"blocks": [{"wq": [[1.0]]}, {"w1": [[1.0]], "w2": [[1.0], [2.0]]}], "heads": 1},
        "blocks[1].w2 must be 1 rows of 1 numbers, got 2 of 1",
    ),
    ({"blocks": [{"b1": [1.0] * 3}, {"b1": [1.0]}]}, "blocks[1].b1 must be 3 numbers, got 1"),
    ({"blocks": [{"wq": [[1.0]]}], "depth": 3, "heads": 1}, "depth must be left out or agree with what is given"),
    ({"inputs": [[1.0, 2.0], [1.0]]}, "inputs must have 2 numbers in each row, got 1"),
    ({"inputs": [[1.0, 2.0]], "upstream": [[1.0, 2.0]] * 2}, "upstream must have one row per position (1), got 2"),
    ({"inputs": [[1.0, 2.0]], "width": 3}, "width must be left out or agree with what is given (2), got 3"),
    ({"final_scale": [1.0]}, "final_scale must be 8 numbers, got 1"),
    ({"branch_scale": float("nan")}, "branch_scale must be a finite number"),
    ({"ff_ratio": 1000.0}, "ff_ratio must be less than or equal to 64, got 1000.0"),
]  # fmt: skip


@pytest.mark.parametrize(("parameters", "told"), REFUSED)
def test_what_is_not_allowed_is_refused_in_one_line(parameters: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=r"^transformer_block: ") as refusal:
        run(NAME, parameters)
    assert told in str(refusal.value)
    assert "\n" not in str(refusal.value)


class TestSteps:
    def test_a_small_block_is_told_with_its_numbers(self) -> None:
        block = {"wq": [[0]], "wk": [[1]], "wv": [[2]], "wo": [[1]], "w1": [[1]], "w2": [[2]]}
        given_numbers = {"inputs": [[1], [2]], "upstream": [[1], [1]], "heads": 1}
        steps = run(NAME, {"blocks": [block], "norm_placement": "none", **given_numbers}).steps
        told = {step.title: step.substituted for step in steps}
        assert told["Block 1: values"] == r"v_{11} = 1 \cdot 2 = 2"
        assert told["Block 1: attention weight of position 1 on 2"] == "a_{12} = 1 / 2 = 0.5"
        assert told["Block 1: mix of the values, feature 1"] == r"o_{11} = 0.5 \cdot 2 + 0.5 \cdot 4 = 3"
        assert told["Block 1: skip plus attention"] == r"y_{11} = 1 + 1 \cdot 3 = 4"
        assert told["Block 1: gradient where skip and feed-forward meet"].endswith("= 1 + 2 = 3")
        paths = told["Block 1: gradient that attention passes back, by queries, keys and values"]
        assert paths.endswith("= 0 + 0 + 6 = 6")
        assert told["Block 1: gradient where skip and attention meet"].endswith("= 3 + 6 = 9")

    def test_a_causal_block_is_told_at_its_last_position_which_sees_all_others(self) -> None:
        for mask, position in (("causal", 3), ("none", 1)):
            steps = {step.title: step for step in run(NAME, SMALL | {"mask": mask}).steps}
            for key in (1, 2, 3):
                score = steps[f"Block 1: score of position {position} looking at {key}, head 1"]
                assert score.substituted.startswith(f"s_{{{position}{key}}} = ")
            weights = steps["Block 1: all attention weights"]
            assert weights.shape == (2, 3, 3)
            assert ("masked ones are 0" in (weights.shown or "")) == (mask == "causal")

    @pytest.mark.parametrize("form", PLACEMENTS)
    def test_the_told_placement_comes_first_and_in_full_the_others_by_their_norms(self, form: str) -> None:
        steps = run(NAME, SMALL | {"norm_placement": form, "depth": 3}).steps
        words = {"pre": "pre-norm", "post": "post-norm", "none": "no norm"}
        others = [step for step in steps if any(words[o] in step.title for o in PLACEMENTS if o != form)]
        assert steps[-len(others) :] == tuple(others)
        assert all(isinstance(step.value, float) and "norm of all" in (step.shown or "") for step in others)
        norms = [step for step in steps if ", norm " in step.title]
        assert len(norms) == (0 if form == "none" else 2 * (4 + 2))
        directions = [step.direction for step in steps[: -len(others)]]
        assert directions == sorted(directions, key=["forward", "backward"].index)

    def test_a_deep_stack_is_told_at_its_ends_and_says_so(self) -> None:
        steps = run(NAME, SMALL | {"depth": 50}).steps
        titles = [step.title for step in steps if "post-norm" in step.title]
        assert len(titles) == 2 * 6
        assert "blocks 4 to 47 are left out" in (steps[-1].shown or "")
        assert "mean over 2 stacks of the norm of all 3 by 4 entries" in (steps[-1].shown or "")
