"""`transformer_block`: by hand, the complex step in every block, shapes, planted faults in a vanished block."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import gradcheck, run
from simulator.arrays import Array
from simulator.experiments.transformer_block_branches import Rules
from simulator.experiments.transformer_block_build import Gain, Problem, Weights, build
from simulator.experiments.transformer_block_given import shapes
from simulator.experiments.transformer_block_halves import PLACEMENTS, Placement
from simulator.experiments.transformer_block_parameters import TransformerBlockParameters
from simulator.experiments.transformer_block_pass import Done, cost, run_pass
from simulator.ops import attention, stacked
from tests.examples import examples

TOLERANCE = 1e-12


def measured(seed: int = 0, **parameters: Any) -> dict[str, Any]:
    return dict(run("transformer_block", parameters, seed=seed).measurements)


def problem_of(seed: int = 0, **parameters: Any) -> Problem:
    return build(TransformerBlockParameters.model_validate(parameters), seed)


class TestByHand:
    one_feature: dict[str, Any] = {  # noqa: RUF012
        "blocks": [{"wq": [[0]], "wk": [[1]], "wv": [[2]], "wo": [[1]], "w1": [[1]], "w2": [[2]]}],
        "inputs": [[1], [2]],
        "upstream": [[1], [1]],
        "heads": 1,
    }

    def test_two_positions_of_one_feature_without_norms(self) -> None:
        m = measured(**self.one_feature)
        assert (m["none_query"], m["none_key"], m["none_value"]) == ([[0], [0]], [[1], [2]], [[2], [4]])
        assert m["none_attention_weight"] == [[0.5, 0.5], [0.5, 0.5]]
        assert m["none_attention_branch"] == [[3], [3]]  # the mean of the values
        assert m["none_middle"] == m["none_attention_sum"] == [[4], [5]]
        assert (m["none_net_input"], m["none_feed_branch"]) == ([[4], [5]], [[8], [10]])
        assert m["none_block_output"] == m["none_output"] == [[12], [15]]
        # back: through W2, ReLU and W1 comes 2, and by the skip 1
        assert (m["none_activation_gradient"], m["none_middle_gradient"]) == ([[2], [2]], [[3], [3]])
        assert (m["none_w2_gradient"], m["none_w1_gradient"]) == ([[9]], [[18]])
        assert m["none_wo_gradient"] == [[18]]
        assert m["none_attention_weight_gradient"] == [[6, 12], [6, 12]]
        assert m["none_score_gradient"] == [[-1.5, 1.5], [-1.5, 1.5]]  # a (da - 9)
        assert (m["none_query_gradient"], m["none_key_gradient"]) == ([[1.5], [1.5]], [[0], [0]])
        assert (m["none_value_gradient"], m["none_wv_gradient"]) == ([[3], [3]], [[9]])
        assert (m["none_wq_gradient"], m["none_wk_gradient"]) == ([[4.5]], [[0]])
        assert m["none_input_gradient"] == [[9], [9]]  # 3 by the skip, 6 by the values
        assert m["none_b1_gradient"] == [4]
        assert m["none_gradient_norm"] == pytest.approx([9 * np.sqrt(2), np.sqrt(2)], rel=1e-15)

    def test_a_causal_mask(self) -> None:
        m = measured(**self.one_feature, mask="causal")
        assert m["none_attention_weight"] == [[1, 0], [0.5, 0.5]]
        assert m["none_attention_branch"] == [[2], [3]]
        assert m["none_score_gradient"] == [[0, 0], [-1.5, 1.5]]
        assert m["none_value_gradient"] == [[4.5], [1.5]]

    def test_the_norm_before_or_after(self) -> None:
        block = {"wv": [[1, 0], [0, 1]], "wo": [[2, 0], [0, 2]], "w1": [[1], [0]], "w2": [[4, 0]]}
        asked: dict[str, Any] = {"blocks": [block], "inputs": [[3, 1]], "upstream": [[1, 0]], "epsilon": 0}
        m = measured(**asked, heads=1)
        assert m["pre_attention_input"] == [[1, -1]]  # (3 - 2) / 1
        assert (m["pre_attention_branch"], m["pre_middle"]) == ([[2, -2]], [[5, -1]])
        assert (m["pre_feed_input"], m["pre_net_input"]) == ([[1, -1]], [[1]])
        assert (m["pre_block_output"], m["pre_output"]) == ([[9, -1]], [[1, -1]])
        assert m["post_attention_input"] == [[3, 1]]
        assert (m["post_attention_sum"], m["post_middle"]) == ([[9, 3]], [[1, -1]])
        assert (m["post_feed_sum"], m["post_block_output"]) == ([[5, -1]], [[1, -1]])
        # of two features a layer norm keeps none of the gradient: both directions are taken away
        assert m["pre_gradient_norm"] == [*m["post_gradient_norm"][:1], 0] == [0, 0]
        assert m["post_block_output_gradient"] == [[1, 0]]
        open_end = measured(**asked, heads=1, final_norm=False)
        assert open_end["pre_output"] == [[9, -1]]
        assert open_end["pre_middle_gradient"] == [[1, 0]]  # by the skip alone
        assert open_end["pre_w2_gradient"] == [[1, 0]]

    def test_a_root_mean_square_norm_and_a_branch_scale(self) -> None:
        block = {"wv": [[1, 0], [0, 1]], "wo": [[5, 0], [0, 5]], "w1": [[0], [0]], "w2": [[1, 1]]}
        asked: dict[str, Any] = {"blocks": [block], "inputs": [[1, 7]], "epsilon": 0, "norm": "rms"}
        m = measured(**asked, branch_scale=2, heads=1, final_norm=False)
        assert m["pre_attention_input"][0] == pytest.approx([0.2, 1.4], rel=1e-15)  # over the root of 25
        assert m["pre_output"][0] == pytest.approx([3, 21], rel=1e-15)  # 1 + 2 * 5 * 0.2
        assert m["none_output"] == [[11, 77]]
        assert m["post_output"][0] == pytest.approx([0.2, 1.4], rel=1e-15)

    def test_how_many_numbers_a_block_learns(self) -> None:
        """With a ratio of 4 it is 12 d^2 + 13 d, by which GPT-2's smallest model comes to its 124,439,808."""
        assert measured(width=16, heads=1, depth=1)["parameter_count"] == 12 * 16**2 + 13 * 16
        d = 768
        block = sum(int(np.prod(shape)) for shape in shapes(d, 4 * d).values())
        assert 12 * block + 50_257 * d + 1_024 * d + 2 * d == 124_439_808  # tokens, positions, the final norm
        assert measured(width=16, heads=4, depth=1)["score_scale"] == 0.5

    def test_both_layouts_are_the_same_block(self) -> None:
        rng = np.random.default_rng(3)
        size = {"wq": (4, 4), "wk": (4, 4), "wv": (4, 4), "wo": (4, 4), "w1": (4, 6), "w2": (6, 4)}
        block = {name: rng.standard_normal(shape) for name, shape in size.items()}
        given = {name: w.tolist() for name, w in block.items()}
        turned = {name: w.T.tolist() for name, w in block.items()}
        first, second = measured(blocks=[given]), measured(blocks=[turned], layout="out_in")
        for name in size:
            there, here = second[f"post_{name}_gradient"], first[f"post_{name}_gradient"]
            assert np.array_equal(np.array(there).T, here)
        assert first["pre_output"] == second["pre_output"]
        assert first["pre_hidden_norm"] == second["pre_hidden_norm"]


def test_operations_on_a_networks_axis_are_those_of_each_network() -> None:
    rng = np.random.default_rng(0)
    x, w, b, dy = (rng.standard_normal(s) for s in ((3, 4, 6), (3, 6, 2), (3, 2), (3, 4, 2)))
    y, cache = stacked.stacked_affine_forward(x, w, b)
    dx, dw, db = stacked.stacked_affine_backward(dy, cache)
    each = attention.split_heads(x, 2)
    assert each.shape == (3, 2, 4, 3)
    assert np.array_equal(attention.merge_heads(each), x)
    scaled, gain = stacked.stacked_scale_shift_forward(x, x[:, 0], x[:, 1])
    back = stacked.stacked_scale_shift_backward(x, gain)
    for k in range(3):
        assert np.allclose(y[k], x[k] @ w[k] + b[k], rtol=1e-14)
        assert np.allclose(dx[k], dy[k] @ w[k].T, rtol=1e-13)
        assert np.allclose(dw[k], x[k].T @ dy[k], rtol=1e-13)
        assert np.array_equal(db[k], dy[k].sum(axis=0))
        assert np.array_equal(each[k], attention.split_heads(x[k], 2))
        assert np.array_equal(scaled[k], x[k, 0] * x[k] + x[k, 1])
        assert np.array_equal(back[0][k], x[k] * x[k, 0])
        assert np.allclose(back[1][k], (x[k] * x[k]).sum(axis=0), rtol=1e-14)
        assert np.array_equal(back[2][k], x[k].sum(axis=0))


def loosened(problem: Problem, seed: int) -> Problem:
    """The same with biases, scales and shifts drawn, which are 0, 1 and 0 where nothing is given."""
    rng = np.random.default_rng(seed)
    vectors = [name for name in Weights._fields if problem.blocks[0]._asdict()[name].ndim == 2]
    blocks = [
        w._replace(**{n: getattr(w, n) + 0.3 * rng.standard_normal(getattr(w, n).shape) for n in vectors})
        for w in problem.blocks
    ]
    final = problem.final
    if final is not None:
        final = Gain(*(a + 0.3 * rng.standard_normal(a.shape) for a in final))
    return problem._replace(blocks=tuple(blocks), final=final)


def by_complex_step(problem: Problem, form: Placement, block: int, name: str) -> Array:
    """The gradient of one part of one block."""

    def moved(x: Array) -> Array:
        changed: dict[str, Any] = {name: x}
        blocks = list(problem.blocks)
        blocks[block] = blocks[block]._replace(**changed)
        return cost(problem._replace(blocks=tuple(blocks)), form, Rules())

    return gradcheck.complex_step(moved, getattr(problem.blocks[block], name))


def judge(expected: Array, found: Weights, name: str) -> None:
    """Within the tolerance of the largest entry; a bias of the keys moves all scores alike and has no gradient."""
    if name == "bk":
        assert found.bk.shape == expected.shape
        assert max(np.abs(found.bk).max(), np.abs(expected).max()) <= TOLERANCE * np.abs(found.bq).max()
        return
    assert gradcheck.layer_error(expected, getattr(found, name)) <= TOLERANCE, name


SETTINGS: list[dict[str, Any]] = [
    {"activation": "tanh"},
    {"mask": "causal", "activation": "gelu", "heads": 2, "networks": 2},
    {"norm": "rms", "activation": "gelu_tanh", "branch_scale": -0.5},
    {"activation": "silu", "score_scale": 3.0, "epsilon": 0.5, "final_norm": False, "ff_ratio": 0.5},
    {"activation": "relu", "heads": 4, "mask": "causal", "residual_weights": "gpt2", "weight_scale": 2.0},
]


@pytest.mark.parametrize("form", PLACEMENTS)
@pytest.mark.parametrize("setting", SETTINGS)
def test_every_gradient_agrees_with_the_complex_step_block_by_block(
    setting: dict[str, Any], form: Placement
) -> None:
    small = {"depth": 2, "time": 3, "width": 4, "heads": 1, "networks": 1, "ff_ratio": 1.25}
    problem = loosened(problem_of(7, **small | setting), 1)
    done = run_pass(problem, form, Rules())
    for block, gradient in enumerate(done.gradients):
        for name in Weights._fields:
            judge(by_complex_step(problem, form, block, name), gradient.weights, name)
    dx = gradcheck.complex_step(lambda x: cost(problem._replace(x=x), form, Rules()), problem.x)
    assert gradcheck.layer_error(dx, done.state_gradients[0]) <= TOLERANCE
    if done.final_gradient is not None and problem.final is not None:
        for number, found in enumerate((done.final_gradient.dscale, done.final_gradient.dshift)):

            def moved(a: Array, number: int = number) -> Array:
                final = [*(problem.final or ())]
                final[number] = a
                return cost(problem._replace(final=Gain(*final)), form, Rules())

            assert (
                gradcheck.layer_error(gradcheck.complex_step(moved, problem.final[number]), found)
                <= TOLERANCE
            )


@settings(deadline=None, max_examples=examples(60))
@given(
    form=st.sampled_from(PLACEMENTS),
    sizes=st.tuples(st.integers(1, 3), st.integers(1, 4), st.integers(1, 3), st.integers(1, 3)),
    hidden=st.integers(1, 5),
    networks=st.integers(1, 3),
    mask=st.sampled_from(["none", "causal"]),
    norm=st.sampled_from(["layer", "rms"]),
    seed=st.integers(0, 2**32 - 1),
)
def test_every_shape_is_kept(
    form: Placement,
    sizes: tuple[int, int, int, int],
    hidden: int,
    networks: int,
    mask: str,
    norm: str,
    seed: int,
) -> None:
    depth, time, heads, d = sizes
    width = heads * d
    asked = {"depth": depth, "time": time, "width": width, "heads": heads, "networks": networks}
    ratio = {"ff_ratio": hidden / width, "mask": mask, "norm": norm}
    problem = problem_of(seed, **asked, **ratio)
    done = run_pass(problem, form, Rules())
    state, scores = (networks, time, width), (networks, heads, time, time)
    assert {a.shape for a in (*done.states, *done.state_gradients, done.output)} == {state}
    assert len(done.states) == len(done.state_gradients) == depth + 1
    for entry, gradient in zip(done.tape, done.gradients, strict=True):
        for name, shape in shapes(width, hidden).items():
            assert getattr(gradient.weights, name).shape == (networks, *shape)
        assert entry.attention.softmax.a.shape == gradient.attention.score.shape == scores
        assert entry.feed.inner.z.shape == gradient.feed.z.shape == (networks, time, hidden)
        halves = (*entry.first[:5], *entry.second[:5], *gradient.first[:6], *gradient.second[:6])
        assert {a.shape for a in halves} == {state}
        assert np.allclose(entry.attention.softmax.a.sum(axis=-1), 1, rtol=1e-14)


FAULTS: list[Callable[[Array], Array]] = [
    np.zeros_like,
    lambda g: g * (1 + 1e-10),
    lambda g: g[0],
    lambda g: g.swapaxes(1, 2),
]
VANISHING: dict[str, Any] = {"depth": 16, "time": 2, "width": 3, "heads": 1, "networks": 1, "ff_ratio": 1.0}


def vanished(form: Placement) -> tuple[Problem, Done]:
    """Blocks whose norms divide by at least 10: a post-norm stack loses its gradient, a pre-norm one does not."""
    problem = loosened(problem_of(5, **VANISHING, activation="tanh", epsilon=100.0), 5)
    return problem, run_pass(problem, form, Rules())


@pytest.mark.parametrize("form", ["pre", "post"])
def test_deep_blocks_are_right_where_the_gradient_vanished_and_faults_are_caught(form: Placement) -> None:
    problem, done = vanished(form)
    norms = [float(np.abs(g).max()) for g in done.state_gradients]
    assert (norms[0] < 1e-20 * norms[-1]) == (form == "post")
    expected = [by_complex_step(problem, form, block, "w1") for block in range(16)]
    found = [gradient.weights.w1 for gradient in done.gradients]
    assert max(gradcheck.compare_layers(expected, found)) <= TOLERANCE
    for block in (0, 8, 15):
        for fault in FAULTS:
            planted = [*found]
            planted[block] = fault(planted[block])
            errors = gradcheck.compare_layers(expected, planted)
            assert [k for k, error in enumerate(errors) if error > TOLERANCE] == [block]


def test_networks_run_together_as_they_would_alone() -> None:
    problem = problem_of(2, depth=3, networks=4)
    for form in PLACEMENTS:
        together = run_pass(problem, form, Rules())
        for k in range(4):
            one = problem._replace(
                blocks=tuple(Weights(*(a[k : k + 1] for a in w)) for w in problem.blocks),
                final=Gain(*(a[k : k + 1] for a in problem.final)) if problem.final else None,
                x=problem.x[k : k + 1],
                upstream=problem.upstream[k : k + 1],
            )
            alone = run_pass(one, form, Rules())
            for a, b in zip(together.gradients, alone.gradients, strict=True):
                errors = [
                    gradcheck.layer_error(expected[0], got[k])
                    for name, expected, got in zip(Weights._fields, b.weights, a.weights, strict=True)
                    if name != "bk"
                ]
                assert max(errors) <= TOLERANCE
