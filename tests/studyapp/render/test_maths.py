from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studyapp.render.maths import block, in_text, inline, split_display, spoken
from studyapp.render.spans import width
from tests.work import at_most

INLINE = {
    r"\frac{\partial C}{\partial b_1} = \sigma'(z_1)\, w_2 \sigma'(z_2) \cdots": "∂C/∂b₁ = σ′(z₁) w₂σ′(z₂) ⋯",
    r"\prod_{l=1}^{L} \left\| \mathbf{W}_l \right\|": "∏ₗ₌₁ᴸ ‖Wₗ‖",
    r"\sqrt{\frac{2}{n_{\text{in}}}}": "√(2/nᵢₙ)",
    r"\frac{1}{1+e^{-z}}": "1/(1 + e⁻ᶻ)",
    r"\frac{x-\mu}{\sqrt{\sigma^2+\epsilon}}": "(x - μ)/√(σ² + ε)",
    r"\left(\frac{w}{4}\right)^{L-1}": "(w/4)ᴸ⁻¹",
    r"3.4\times10^{-18}": "3.4×10⁻¹⁸",
    r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}": "(1 2; 3 4)",
    r"\begin{cases} x & x > 0 \\ 0 & \text{otherwise} \end{cases}": "{x if x > 0; 0 otherwise}",
    r"W^\top \delta^{(l+1)} \odot \sigma'(z^{(l)})": "Wᵀδ⁽ˡ⁺¹⁾ ⊙ σ′(z⁽ˡ⁾)",
    r"-\sum_k y_k \log \hat{y}_k": "-∑ₖ yₖ log ŷₖ",
    r"\frac{\partial C}{\partial a}\frac{\partial a}{\partial z}": "∂C/∂a · ∂a/∂z",
    r"\nabla_\theta J": "∇_θ J",
    r"\operatorname{Var}[x] \approx \tfrac12": "Var[x] ≈ 1/2",
    r"-1 + -2 \cdot (-3)": "-1 + -2 · (-3)",
    r"\lVert A^{(1)} \rVert_2 \le \varepsilon": "‖A⁽¹⁾‖₂ ≤ ε",
    r"e^{-\frac{x^2}{2}}": "e^(-x²/2)",
}

SPOKEN = {
    r"0.25 \cdot 2": "0.25 times 2",
    r"\sigma'(z_1) w_2": "sigma prime of z 1 times w 2",
    r"\frac{\partial C}{\partial b_1} = 1": "partial C over partial b 1 is 1",
    r"3.4\times10^{-18}": "3.4 times 10 to the power of minus 18",
    r"x_i^2": "x sub i squared",
    r"\frac{1}{1+e^{-z}}": "1 over (1 plus e to the power of minus z)",
    r"\prod_{l=1}^{L} w_l": "product over l from 1 to L of w sub l",
    r"\|x\|_2 \le 1": "norm of x 2 is at most 1",
    r"a(1-a)": "a times (1 minus a)",
}

HOSTILE = [
    "{" * 10_000,
    "{" * 1_900,
    "}",
    r"\frac{1}{" * 200,
    r"\frac" * 390,
    "x_{" * 25 + "y" + "}" * 25,
    "x^" * 900,
    "(" * 1_900,
    "(" * 900 + ")" * 900,
    "|" * 1_999,
    r"\left(" * 300,
    r"\begin{pmatrix}" * 100,
    r"\begin{nothing} x \end{nothing}",
    "\\",
    r"\sqrt[" * 300,
    "'" * 1_999,
    "\x1b[31mred\x00\x9b",
    "^",
    "_",
    "&",
    "",
]


@pytest.mark.parametrize(("latex", "expected"), INLINE.items())
def test_inline(latex: str, expected: str) -> None:
    assert inline(latex) == expected


@pytest.mark.parametrize(("latex", "expected"), SPOKEN.items())
def test_spoken(latex: str, expected: str) -> None:
    assert spoken(latex) == expected


def test_block_in_two_dimensions() -> None:
    latex = r"\frac{\partial C}{\partial b_1} = \sigma'(z_1) \prod_l w_l"
    assert block(latex, width=40) == (
        " ∂C            ┰─┰",
        "╶───╴ = σ'(z₁) ┃ ┃ wₗ",
        " ∂b₁           ┸ ┸",
        "                ˡ",
    )


def test_block_in_ascii_has_scripts_in_rows_of_their_own() -> None:
    assert block(r"\frac{1}{1+e^{-z}}", width=40, ascii=True) == (
        "    1",
        "---------",
        "      -z",
        " 1 + e",
    )
    assert block(r"3.4\times10^{-18}", width=40, ascii=True) == ("      -18", "3.4x10")


def test_block_that_is_too_wide_is_a_line_and_then_wraps() -> None:
    latex = " + ".join(rf"\frac{{a_{place}}}{{b_{place}}}" for place in range(9))
    assert block(latex, width=24) == (
        "a₀/b₀ + a₁/b₁ + a₂/b₂ +",
        "  a₃/b₃ + a₄/b₄ + a₅/b₅",
        "  + a₆/b₆ + a₇/b₇ +",
        "  a₈/b₈",
    )


@pytest.mark.parametrize("latex", HOSTILE)
def test_hostile_formulas_take_little_work_and_are_safe(latex: str) -> None:
    with at_most(4_000_000):
        texts = [inline(latex), spoken(latex), *block(latex, width=60), *block(latex, width=60, ascii=True)]
    assert all(
        ord(character) >= 32 and not 127 <= ord(character) < 160 for text in texts for character in text
    )


_COMMANDS = (
    r"\frac \sqrt \left( \right) \sum \hat \\ \text{a} \begin{pmatrix} \end{pmatrix} \sigma \partial \unknown "
    r"\mathbb{R} \| \cdot é ∂"
)
_PARTS = st.sampled_from([*r"{}[]()^_&|'+-=,x1 ", *_COMMANDS.split()])


@settings(deadline=None)
@given(st.lists(_PARTS, max_size=40).map("".join), st.integers(16, 80), st.booleans())
def test_formulas_never_raise_and_fit(latex: str, cells: int, ascii: bool) -> None:
    lines = block(latex, width=cells, ascii=ascii)
    assert all(width(line) <= cells for line in lines)
    assert not ascii or all(line.isascii() for line in lines)
    assert "\n" not in inline(latex)
    assert "\n" not in spoken(latex)


def test_formulas_in_running_text() -> None:
    text = r"It costs \$5, $x_1$ too; `$code$` stays, 3$ and 4$ stay."
    assert in_text(text) == "It costs $5, x₁ too; `$code$` stays, 3$ and 4$ stay."
    assert in_text("```\n$x_1$\n```\n$x_1$") == "```\n$x_1$\n```\nx₁"
    assert in_text(r"\$5 is $\nabla_\theta$", markdown=True) == r"\$5 is ∇\_θ"
    assert in_text("so $x^2$", words=True) == "so x squared"


def test_display_pieces() -> None:
    text = "before $x$\n\n$$\nx^2\n$$\n```mermaid\ngraph LR\n```\n~~~python\ny = 1\n~~~\n$$ z $$\nafter"
    kinds = [(piece.kind, piece.text) for piece in split_display(text)]
    assert kinds == [
        ("prose", "before $x$"),
        ("maths", "x^2"),
        ("mermaid", "graph LR"),
        ("code", "y = 1"),
        ("maths", " z "),
        ("prose", "after"),
    ]
