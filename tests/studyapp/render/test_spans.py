from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from studyapp.render.spans import (
    Span,
    clip,
    pad,
    plain,
    row,
    row_width,
    to_ascii,
    to_ascii_words,
    width,
    wrap,
)

LINES = st.text(st.characters(codec="utf-8", categories=["L", "M", "N", "P", "S", "Zs"]), max_size=60)


def test_width_counts_cells() -> None:
    assert width("σ′(z₁)") == 6
    assert width("日本") == 4
    assert width("x̂") == 1
    assert width("⣀█◂✓▸●") == 6
    assert width("\x1b") == 0


def test_neighbors_of_one_role_become_one_span() -> None:
    assert row("a", "b", Span("", "dim"), Span("c", "dim")) == (Span("ab"), Span("c", "dim"))


def test_what_is_cut_leaves_a_mark() -> None:
    assert plain([clip(row("layer", Span(" 30", "dim")), 6)]) == "layer…"
    assert plain([clip(row("日本語"), 4)]) == "日…"
    assert pad("abc", 6, "right") == "   abc"
    assert pad("abcdef", 4) == "abc…"


def test_to_ascii_keeps_cells() -> None:
    drawing = "┌─┐│▁█▌⣿⠁ σ∂′×·−✓✗▸●◂→…日"
    assert to_ascii(drawing) == "+-+|_#=@. sd'x*-vx>*<>~??"


def test_to_ascii_words_spells_content() -> None:
    assert to_ascii_words("∂C/∂b₁ = σ′(z₁) · w₂") == "dC/db_1 = sigma'(z_1) * w_2"
    assert to_ascii_words("‖x‖ ≤ √2 · 10⁻¹²") == "|x| <= sqrt 2 * 10^-12"
    assert to_ascii_words("∑ᵢ xᵢ², ∏ₗ₌₁ᴸ Wᵀ") == "sum_i x_i^2, product_(l=1)^L W^T"
    assert to_ascii_words("“café” … ŷ σw A⁽²⁾ᵀ") == '"cafe" ... y_hat sigma w A^(2)^T'


@given(LINES)
def test_ascii_has_the_same_width(text: str) -> None:
    assert to_ascii(text).isascii()
    assert width(to_ascii(text)) == width(text)
    assert to_ascii_words(text).isascii()


@given(LINES, st.integers(0, 40))
def test_clip_never_exceeds(text: str, cells: int) -> None:
    assert row_width(clip(row(text[:10], Span(text[10:], "dim")), cells)) <= cells


@given(LINES, st.integers(4, 40))
def test_wrap_never_exceeds_and_loses_nothing(text: str, cells: int) -> None:
    lines = wrap(text, cells, hanging="  ")
    assert all(width(line) <= cells for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())
