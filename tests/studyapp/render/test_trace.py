from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studyapp.core.worked import CheckedClaim, Direction, Numbers, Step
from studyapp.render.spans import plain, row_width
from studyapp.render.trace import claim_rows, matrix_rows, step_rows, step_sentence, timeline


def step(direction: Direction = "backward", value: Numbers = 0.03125) -> Step:
    return Step(
        title="Gradient at b1",
        direction=direction,
        formula=r"\frac{\partial C}{\partial b_1} = \sigma'(z_1) \cdot w_2 \sigma'(z_2)",
        substituted=r"\frac{\partial C}{\partial b_1} = 0.25 \cdot 0.125 = 0.03125",
        value=value,
        shape=(),
    )


RUN = [step("forward")] * 4 + [step("backward")] * 4 + [step("update")]


def test_formula_and_numbers_stand_under_one_another() -> None:
    assert plain(step_rows(step(), width=60)) == (
        "Gradient at b1\n  ∂C/∂b₁ = σ′(z₁) · w₂σ′(z₂)\n         = 0.25 · 0.125  =  0.03125"
    )
    assert plain(step_rows(step(), width=60, ascii=True)) == (
        "Gradient at b1\n  dC/db_1 = sigma'(z_1) * w_2 sigma'(z_2)\n          = 0.25 * 0.125  =  0.03125"
    )


def test_a_value_that_the_numbers_do_not_say_is_added() -> None:
    bare = Step("Loss", "forward", "C = a", r"C = 0.5 \cdot 2", 1.0, ())
    assert plain(step_rows(bare, width=60)) == "Loss\n  C = a\n    = 0.5 · 2  =  1"
    norm = Step(
        "Weights",
        "forward",
        "A = XW",
        r"\lVert A \rVert = 6.174\times10^{-5}",
        6.174e-5,
        (32, 64),
        1,
        "the norm",
    )
    assert plain(step_rows(norm, width=60)) == (
        "Weights\n  A = XW\n  ‖A‖ = 6.174×10⁻⁵\n  shape 32 × 64 · the norm"
    )


def test_sentence() -> None:
    assert step_sentence(step(), 6, 9) == (
        "Backward, step 6 of 9. Gradient at b1: 0.25 times 0.125 is 0.03125. In symbols: partial C over partial "
        "b 1 is sigma prime of z 1 times w 2 times sigma prime of z 2."
    )


def test_timeline() -> None:
    assert plain([timeline(RUN, 5, width=50)]) == "backward  step 6 of 9   ◂━━━━━━━━━━━━┼━●────────┼▸"
    assert plain([timeline(RUN, 0, width=40, ascii=True)]) == "forward   step 1 of 9   <*-----+------+>"
    assert plain([timeline(RUN, 8, width=22)]) == "update  step 9 of 9"
    assert timeline([], 0, width=40) == ()


def test_matrix_is_aligned_at_the_point() -> None:
    assert plain(matrix_rows(((1.5, -20.25), (0.125, 3.0)), width=40, highlight=(1, 0))) == (
        "⎡ 1.5    -20.25 ⎤\n⎣▸0.125    3    ⎦"
    )


def test_what_is_left_out_is_said() -> None:
    big = tuple(tuple(float(line * column) for column in range(64)) for line in range(60))
    lines = plain(matrix_rows(big, width=40)).split("\n")
    assert len(lines) == 9
    assert lines[-1] == "… 52 more rows, 55 more columns"
    assert plain(matrix_rows(tuple(map(float, range(100))), width=40, most_rows=2)).endswith("more entries")
    assert plain(matrix_rows((), width=40)) == "[ ] no entries"
    assert plain(matrix_rows(((((1.0, 2.0),),),) * 20, width=40)).endswith("more parts")


@pytest.mark.parametrize(("holds", "sign"), [(True, "✓"), (False, "✗")])
def test_claims(holds: bool, sign: str) -> None:
    claim = CheckedClaim("b1 / b4 < 1", None, holds, "0.125 < 1")
    assert plain(claim_rows(claim, width=60)) == f"{sign} b1 / b4 < 1                      measured 0.125 < 1"
    told = CheckedClaim("a <= 1", r"The factor $\sigma'(z)$ is small.", holds, "0.2 <= 1")
    assert plain(claim_rows(told, width=60)) == (
        f"{sign} The factor σ′(z) is small.\n    a <= 1, measured 0.2 <= 1"
    )


_VALUES = st.recursive(st.floats(), lambda inner: st.lists(inner, max_size=6).map(tuple), max_leaves=40)
_STEPS = st.builds(
    Step,
    title=st.text(max_size=40),
    direction=st.sampled_from(["forward", "backward", "update"]),
    formula=st.text(st.sampled_from(r"\frac{}_^ab= +12\sigma'"), max_size=60),
    substituted=st.text(st.sampled_from(r"\cdot{}_^= 0.12-e"), max_size=60),
    value=_VALUES,
    shape=st.just((2, 3)),
    shown=st.text(max_size=20),
)


@settings(deadline=None)
@given(_STEPS, st.integers(16, 90), st.booleans())
def test_steps_stay_inside(one: Step, cells: int, ascii: bool) -> None:
    rows = step_rows(one, width=cells, ascii=ascii)
    assert all(row_width(line) <= cells for line in rows)
    assert not ascii or plain(rows).isascii()
    assert row_width(timeline([one] * 3, 1, width=cells, ascii=ascii)) <= cells
    assert "\n" not in step_sentence(one, 1, 3)


@settings(deadline=None)
@given(
    st.text(max_size=80),
    st.none() | st.text(max_size=80),
    st.booleans(),
    st.text(max_size=30),
    st.integers(16, 80),
)
def test_claims_stay_inside(text: str, says: str | None, holds: bool, measured: str, cells: int) -> None:
    assert all(
        row_width(line) <= cells
        for line in claim_rows(CheckedClaim(text, says, holds, measured), width=cells)
    )
