"""Each mistake of `transformer_block` against a pass with that mistake spelled out, with nothing of the package."""

from typing import Any

import numpy as np
import pytest

from simulator import catalog, gradcheck, run
from simulator.arrays import Array
from simulator.experiments.transformer_block_given import MATRICES, shapes
from simulator.experiments.transformer_block_halves import PLACEMENTS

TIME, WIDTH, HIDDEN, HEADS, ALPHA, EPSILON, DEPTH = 3, 4, 3, 2, 0.5, 1e-3, 2
rng = np.random.default_rng(1706)
X, UP = rng.standard_normal((2, TIME, WIDTH))
BLOCKS = [
    {
        name: (1.0 if name.startswith("scale") else 0.0) + 0.6 * rng.standard_normal(shape)
        for name, shape in shapes(WIDTH, HIDDEN).items()
    }
    for _ in range(DEPTH)
]
FINAL = 1 + 0.3 * rng.standard_normal(WIDTH), 0.3 * rng.standard_normal(WIDTH)
SETTING: dict[str, Any] = {
    "blocks": [{name: a.tolist() for name, a in block.items()} for block in BLOCKS],
    "inputs": X.tolist(),
    "upstream": UP.tolist(),
    "final_scale": FINAL[0].tolist(),
    "final_shift": FINAL[1].tolist(),
    "heads": HEADS,
    "mask": "causal",
    "activation": "tanh",
    "branch_scale": ALPHA,
    "epsilon": EPSILON,
}


class Spelled:
    """One pass, forward and back, with the mistakes that are asked for."""

    def __init__(self, form: str, **wrong: Any) -> None:
        self.form, self.wrong = form, wrong
        self.placed = {"pre": "post", "post": "pre", "none": "none"}[form] if self.has("exchanged") else form
        self.weights: list[dict[str, Array]] = []
        h, seen = X, []
        for block in BLOCKS:
            h, one = self.block(h, block)
            seen.append((block, one))
        self.ends = form == "pre" and not self.has("no_final")
        if self.ends:
            h, final = self.norm(h, *FINAL)
        self.output, g = h, UP
        if self.ends:
            g = self.norm_back(g, final, FINAL[0])[0]
        self.gradients = [g]
        for block, one in reversed(seen):
            g, found = self.block_back(g, block, one)
            self.gradients.insert(0, g)
            self.weights.insert(0, found)

    def has(self, name: str) -> bool:
        return bool(self.wrong.get(name, False))

    def norm(self, x: Array, scale: Array, shift: Array) -> tuple[Array, Any]:
        if self.has("no_norm"):
            return scale * x + shift, (x, np.ones((TIME, 1)))
        spread = np.sqrt(x.var(axis=1, keepdims=True) + EPSILON)
        hat = (x - x.mean(axis=1, keepdims=True)) / spread
        return scale * hat + shift, (hat, spread)

    def norm_back(self, g: Array, seen: Any, scale: Array) -> tuple[Array, Array, Array]:
        hat, spread = seen
        into, gains = g * scale, ((g * hat).sum(axis=0), g.sum(axis=0))
        if self.has("constants") or self.has("no_norm"):
            return into / spread, *gains
        jacobians = [np.eye(WIDTH) - 1 / WIDTH - np.outer(row, row) / WIDTH for row in hat]
        rows = [row @ j / s for row, j, s in zip(into, jacobians, spread, strict=True)]
        return np.array(rows), *gains

    def attend(self, u: Array, w: dict[str, Array]) -> tuple[Array, Any]:
        q, k, v = (u @ w[f"w{n}"] + w[f"b{n}"] for n in "qkv")
        scale = 1.0 if self.has("unscaled") else 1 / np.sqrt(WIDTH / HEADS)
        weights, mixed = [], np.zeros((TIME, WIDTH))
        for cut in self.cuts():
            a = np.zeros((TIME, TIME))
            for t in range(TIME):
                last = TIME if self.has("no_mask") else t + 1
                e = np.exp([scale * float(q[t, cut] @ k[j, cut]) for j in range(last)])
                a[t, :last] = e / e.sum()
            weights.append(a)
            mixed[:, cut] = a @ v[:, cut]
        return mixed @ w["wo"] + w["bo"], (u, q, k, v, scale, weights, mixed)

    def cuts(self) -> list[slice]:
        size = WIDTH // HEADS
        return [slice(head * size, (head + 1) * size) for head in range(HEADS)]

    def through(self, g: Array, x: Array, w: Array) -> tuple[Array, Array, Array]:
        back = w if self.has("transposed") and w.shape[0] == w.shape[1] else w.T
        return g @ back, x.T @ g, g.sum(axis=0)

    def attend_back(self, g: Array, w: dict[str, Array], seen: Any) -> tuple[Array, dict[str, Array]]:
        u, q, k, v, scale, weights, mixed = seen
        found: dict[str, Array] = {}
        dmixed, found["wo"], found["bo"] = self.through(g, mixed, w["wo"])
        dq, dk, dv = (np.zeros((TIME, WIDTH)) for _ in range(3))
        for a, cut in zip(weights, self.cuts(), strict=True):
            da = dmixed[:, cut] @ v[:, cut].T
            if self.has("alone"):
                ds = da * a * (1 - a)
            else:
                ds = np.array([d @ (np.diag(row) - np.outer(row, row)) for d, row in zip(da, a, strict=True)])
            dq[:, cut], dk[:, cut] = scale * ds @ k[:, cut], scale * ds.T @ q[:, cut]
            dv[:, cut] = a.T @ dmixed[:, cut]
        paths = []
        for n, d in (("q", dq), ("k", dk), ("v", dv)):
            path, found[f"w{n}"], found[f"b{n}"] = self.through(d, u, w[f"w{n}"])
            paths.append(path)
        if self.has("values_alone"):
            return paths[2], found
        return (paths[0] + paths[1] + paths[2]) / (3 if self.has("mean") else 1), found

    def feed(self, u: Array, w: dict[str, Array]) -> tuple[Array, Any]:
        a = np.tanh(u @ w["w1"] + w["b1"])
        return a @ w["w2"] + w["b2"], (u, a)

    def feed_back(self, g: Array, w: dict[str, Array], seen: Any) -> tuple[Array, dict[str, Array]]:
        u, a = seen
        found: dict[str, Array] = {}
        da, found["w2"], found["b2"] = self.through(g, a, w["w2"])
        dz = da if self.has("no_slope") else da * (1 - a**2)
        du, found["w1"], found["b1"] = self.through(dz, u, w["w1"])
        return du, found

    def block(self, h: Array, w: dict[str, Array]) -> tuple[Array, Any]:
        seen = []
        for number, branch in ((1, self.attend), (2, self.feed)):
            gain, norm, fed = (w[f"scale{number}"], w[f"shift{number}"]), None, h
            if self.placed == "pre":
                fed, norm = self.norm(h, *gain)
            f, inside = branch(fed, w)
            carried = fed if self.has("skip_from_norm") else h
            carried = 0 * carried if self.has("no_skip_forward") else carried
            h = carried + (1.0 if self.has("no_alpha") else ALPHA) * f
            if self.placed == "post":
                h, norm = self.norm(h, *gain)
            seen.append((norm, inside))
        return h, seen

    def block_back(self, g: Array, w: dict[str, Array], seen: Any) -> tuple[Array, dict[str, Array]]:
        found: dict[str, Array] = {}
        for number, back in ((2, self.feed_back), (1, self.attend_back)):
            norm, inside = seen[number - 1]
            names, scale = (f"scale{number}", f"shift{number}"), w[f"scale{number}"]
            if self.placed == "post":
                g, found[names[0]], found[names[1]] = self.norm_back(g, norm, scale)
            skip = 0 * g if self.has("no_skip") or self.has("no_skip_forward") else g
            through, inner = back((1.0 if self.has("no_alpha") else ALPHA) * g, w, inside)
            found |= inner
            if self.placed == "pre" and self.has("skip_from_norm"):
                g, found[names[0]], found[names[1]] = self.norm_back(skip + through, norm, scale)
                continue
            if self.placed == "pre":
                through, found[names[0]], found[names[1]] = self.norm_back(through, norm, scale)
            g = (skip + through) / (2 if self.has("mean") else 1)
        return g, found


MISTAKES = {
    "forgotten_skip": "no_skip",
    "forgotten_skip_forward": "no_skip_forward",
    "exchanged_placement": "exchanged",
    "skip_from_norm": "skip_from_norm",
    "forgotten_norm": "no_norm",
    "forgotten_final_norm": "no_final",
    "constant_statistics": "constants",
    "unscaled": "unscaled",
    "forgotten_mask": "no_mask",
    "softmax_alone": "alone",
    "values_alone": "values_alone",
    "forgotten_branch_scale": "no_alpha",
    "mean_not_sum": "mean",
    "transposed": "transposed",
    "no_activation_derivative": "no_slope",
}
SPARED = {
    "exchanged_placement": {"none"},
    "skip_from_norm": {"post", "none"},
    "forgotten_norm": {"none"},
    "forgotten_final_norm": {"post", "none"},
    "constant_statistics": {"none"},
}
"""The placements in which the mistake has nothing to spoil."""


def agrees(m: Any, form: str, **wrong: bool) -> bool:
    told = Spelled(form, **wrong)
    pairs: list[tuple[Any, Any]] = [
        (m[f"{form}_output"], told.output),
        (m[f"{form}_input_gradient"], told.gradients[0]),
        (m[f"{form}_gradient_norm"], [np.linalg.norm(g) for g in told.gradients]),
    ]
    for name in MATRICES:
        pairs.append((m[f"{form}_{name}_gradient_norm"], [np.linalg.norm(w[name]) for w in told.weights]))
    for name, found in told.weights[0].items():
        if name != "bk":
            pairs.append((m[f"{form}_{name}_gradient"], found))
    return all(gradcheck.layer_error(np.array(b), np.array(a)) <= 1e-11 for a, b in pairs)


def test_every_mistake_is_checked_here_and_the_true_pass_agrees() -> None:
    assert set(MISTAKES) == set(catalog()["transformer_block"].mistakes)
    assert set(run("transformer_block", SETTING).mutants) == set(MISTAKES)
    for form in PLACEMENTS:
        assert agrees(run("transformer_block", SETTING).measurements, form)


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mutant_is_the_pass_with_that_mistake(mistake: str) -> None:
    done = run("transformer_block", SETTING)
    for form in PLACEMENTS:
        wrong = {MISTAKES[mistake]: True}
        assert agrees(done.mutants[mistake], form, **wrong)
        assert agrees(done.measurements, form, **wrong) == (form in SPARED.get(mistake, set()))


def test_a_mistake_that_cannot_be_made_is_absent() -> None:
    left = run("transformer_block", {"time": 1, "width": 1, "heads": 1, "activation": "identity"}).mutants
    gone = {"unscaled", "forgotten_mask", "softmax_alone", "values_alone", "forgotten_branch_scale"}
    gone |= {"transposed", "no_activation_derivative"}
    assert set(left) == set(MISTAKES) - gone
    assert "forgotten_final_norm" not in run("transformer_block", {"final_norm": False}).mutants
