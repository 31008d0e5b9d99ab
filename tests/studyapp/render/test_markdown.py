from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studyapp.render.markdown import Block, Code, Prose, plain_text, prepare
from studyapp.render.spans import width
from tests.work import at_most

GUIDE = r"""# The problem

Gradients **shrink** by a *factor* of $\sigma'(z)$ per
layer, see [He](https://x.y/z); `$x$` costs \$5.

- one item that is long enough to be wrapped
1. first

> quoted $x_1$

| a | b |
|---|---|
| 1 | $x^2$ |

$$
\frac{a}{b}
$$

```python
y = 1
```

```mermaid
graph LR
  a --> b
```
snake_case_name stays.
"""


def test_plain_text() -> None:
    assert (
        plain_text(GUIDE, 36)
        == """\
The problem
===========

Gradients shrink by a factor of
σ′(z) per layer, see He
(https://x.y/z); $x$ costs $5.

- one item that is long enough to be
  wrapped
1. first

  quoted x₁

a  b
1  x²

   a
  ╶─╴
   b

  y = 1

┌───┐    ┌───┐
│ a ├───►│ b │
└───┘    └───┘

snake_case_name stays."""
    )


def test_in_words() -> None:
    text = plain_text(GUIDE, 60, words=True)
    assert "a factor of sigma prime of z per layer" in text
    assert "  a over b" in text
    assert "a leads to b." in text


def test_parts() -> None:
    parts = prepare(GUIDE, width=40)
    assert [type(part) for part in parts] == [Prose, Block, Code, Block, Prose]
    assert isinstance(parts[0], Prose)
    assert r"`$x$` costs \$5" in parts[0].text
    assert parts[1] == Block((" a", "╶─╴", " b"), "maths")
    assert parts[2] == Code("y = 1", "python")


HOSTILE = ["`" * 20_000, "` " * 9_000, "$a " * 6_000, "*a " * 6_000, "[a](" * 5_000, "$$\n" * 6_000]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_takes_little_work(text: str) -> None:
    with at_most(60 * len(text)):
        plain_text(text, 60)
        prepare(text, width=60)


_PARTS = st.sampled_from(
    ["# ", "- ", "1. ", "> ", "| ", "\n", "\n\n", "```\n", "$", "$$\n", "**", "`", "[a](b)", "\\", "word "]
)


@settings(deadline=None)
@given(st.lists(_PARTS | st.text(max_size=12), max_size=30).map("".join), st.integers(16, 80), st.booleans())
def test_lines_fit(text: str, cells: int, words: bool) -> None:
    assert all(width(line) <= cells for line in plain_text(text, cells, words=words).split("\n"))


def test_importing_loads_nothing_heavy() -> None:
    modules = ["charts", "maths", "diagrams", "trace", "markdown", "spans"]
    code = (
        "import sys\n"
        + "".join(f"import studyapp.render.{name}\n" for name in modules)
        + "names = ['texicode', 'pylatexenc', 'termaid', 'textual', 'rich', 'numpy', 'pydantic']\n"
        + "heavy = [name for name in names if name in sys.modules]\n"
        + "sys.exit(' '.join(heavy) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
