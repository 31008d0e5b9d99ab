"""Markdown to the HTML of a note, and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.core.text import unsafe_character
from studyapp.packs.formats.from_html import has_html, markdown
from studyapp.packs.formats.to_html import html


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a **b** *c* and\nmore", "a <strong>b</strong> <em>c</em> and more"),
        ("$x<y$ & $$\\frac{a}{b}$$", r"\(x&lt;y\) &amp; \[\frac{a}{b}\]"),
        ("costs \\$5 and `$x$`", "costs $5 and <code>$x$</code>"),
        ("- a\n- b `c<d`", "<ul><li>a</li><li>b <code>c&lt;d</code></li></ul>"),
        ("one\n\ntwo", "<p>one</p><p>two</p>"),
        ("<script>x</script> [l](javascript:x)", "&lt;script&gt;x&lt;/script&gt; [l](javascript:x)"),
        ("```python\nx = 1\n  y\n```", '<pre><code class="language-python">x = 1<br>  y</code></pre>'),
        ("\ufdd00\ufdd1 spoof \ufdd09\ufdd1", "0 spoof 9"),
    ],
)
def test_markdown_as_html(text: str, expected: str) -> None:
    assert html(text) == expected


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("a <b>b</b> <i>c</i>&nbsp;d", "a **b** *c* d"),
        (r"\(x&lt;y\) and \[\frac{a}{b}\]", "$x<y$ and\n\n$$\\frac{a}{b}$$"),
        ("[$]x[/$] [latex]y[/latex] <anki-mathjax block=\"true\">z</anki-mathjax>", "$x$ $y$\n\n$$z$$"),
        ("one<br>two<div>three</div>", "one\ntwo\n\nthree"),
        ("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>", "- a\n- b\n  - c"),
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
        ('<ol type="A"><li>a</li><li>b</li></ol>', "- A. a\n- B. b"),
        ("H<sub>2</sub>O, x<sup>n</sup>", "H₂O, x^(n)"),
        ("<pre>x = 1\n  y</pre>", "```\nx = 1\n  y\n```"),
        ("<a href='javascript:x'>l</a> <a href='https://a.b/c'>m</a>", "[l] [m](https://a.b/c)"),
        ("1. no list<br>- nor this<br># nor that", "1\\. no list\n\\- nor this\n\\# nor that"),
        ("-0.5 and bias_gradient[1]", "-0.5 and bias_gradient[1]"),
        ("5 * 3 * 2, $5, _x_, 3 < 4", "5 \\* 3 \\* 2, \\$5, \\_x\\_, 3 < 4"),
        ("{{w}} {{{w}}}", "{ {w}} { { {w}}}"),
        ("<b></b>x<script>alert(1)</script><style>p{}</style><!-- no -->y", "xy"),
        ("<p>never closed <b>bold", "never closed bold"),
        ("a\u202eb\u200bc\x1b[2Jd", "abc[2Jd"),
        ("&lt;b&gt; is bold", "\\<b> is bold"),
    ],
)  # fmt: skip
def test_html_as_markdown(field: str, expected: str) -> None:
    assert markdown(field, html=True).text == expected


def test_pictures_and_sounds_are_counted() -> None:
    made = markdown('a <img src="x.png"> b [sound:y.mp3]', html=True)
    assert (made.text, made.media) == ("a  b", 2)


def test_plain_text_keeps_every_character() -> None:
    assert markdown("a <b> & c_d", html=False).text == "a \\<b> & c_d"


words = st.text("ab <>&;$*_`[]()\\{}|#-+1.\n\"'~!", max_size=40)


@given(words)
def test_markdown_there_and_back_says_the_same(text: str) -> None:
    """What a reader of HTML sees is the same after another way there and back."""
    once = html(text)
    again = markdown(once, html=True).text
    assert "{{" not in again
    assert html(markdown(html(again), html=True).text) == html(again)


@given(st.text(max_size=80) | st.text("<>/ab!-?='\"&;\\()[]$ {}:c1\n", max_size=80))
def test_any_field_becomes_safe_markdown(field: str) -> None:
    made = markdown(field, html=True)
    assert unsafe_character(made.text) is None
    assert "{{" not in made.text
    has_html(field)


@pytest.mark.parametrize(
    "part", ["<!", "<a ", "<", "</", "<!--", "\\(", "[$]", "<ul>", "<a b='", "&", "<b>", "<?"]
)
def test_a_field_of_openers_is_read_like_any_other(part: str) -> None:
    """Each of these once cost the square of the length: seconds for a cell, hours for a file."""
    assert len(markdown(part * (20_000 // len(part)), html=True).text) <= 60_000
