"""Code blocks: every line fits, goes on behind a mark, and keeps all its signs."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studyapp.core.text import safe
from studyapp.render.cells import width
from studyapp.tui.widgets.code import MOST_SIGNS, code_content
from tests.examples import examples

CODE = "def slope(z):\n\n    s = sigmoid(z)\n    return s * (1 - s)  # at most a quarter, at zero\n"


def test_code_is_colored_and_keeps_its_lines() -> None:
    content = code_content(CODE, "python", 80, ascii=False)
    assert content.plain.rstrip("\n") == CODE.rstrip("\n")
    assert content.spans


def test_a_long_line_goes_on_behind_a_mark() -> None:
    lines = code_content(CODE, "python", 20, ascii=False).plain.split("\n")
    assert max(map(width, lines)) <= 20
    assert "    return s * (1 - " in lines
    assert any(line.startswith("↳ ") for line in lines)
    ascii_lines = code_content(CODE, "python", 20, ascii=True).plain
    assert ascii_lines.isascii()
    assert "\n> " in ascii_lines


@pytest.mark.parametrize("language", ["", "nosuch", "python\x1b[31m", "../x", "c++"])
def test_any_language_is_fine(language: str) -> None:
    assert code_content("a = 1", language, 40, ascii=False).plain.rstrip("\n") == "a = 1"


def test_very_long_code_is_shown_without_color() -> None:
    content = code_content("x = 1\n" * MOST_SIGNS, "python", 40, ascii=False)
    assert not content.spans


@settings(max_examples=examples(50))
@given(st.text(max_size=120), st.integers(8, 40))
def test_no_sign_is_lost(text: str, cells: int) -> None:
    lines = code_content(text, "python", cells, ascii=False).plain.split("\n")
    assert all(width(line) <= cells for line in lines)
    kept = "".join(line.removeprefix("↳ ") for line in lines)
    wanted = safe(text).expandtabs(4).replace("\n", "").replace("↳ ", "")
    assert kept.replace("↳ ", "").replace(" ", "") == wanted.replace(" ", "")
