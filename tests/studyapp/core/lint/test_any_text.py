"""No text makes a rule raise; the same pack gives the same findings; the founding pack has none."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from studyapp.core.codes import WarningCode
from studyapp.core.items import Question, Term
from studyapp.core.lint import CODES, findings, lint
from studyapp.core.text import unsafe_character
from studyapp.packs.loader import load
from tests.examples import examples
from tests.studyapp.core.lint.written import pack, question

FOUNDING = Path(__file__).parents[4] / "content" / "packs" / "vanishing-gradients"
_PIECES = """
not never all of the above and why? which a an ___ 1/4 0.5% between 1 and 2 less than 3 or more $x^2$ `code` $$
``` }} [[a|b]] e.g. ** * _ - . ! ? ( [ ]( σ′ − é ß İ ŉ don’t Gradient's usually 9e99 1e999 ² ½ 漢字 \u0301
"""
PIECES = (*_PIECES.split(), "\n", "\n\n")
texts = st.one_of(
    st.text(min_size=1, max_size=60),
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=30).map(" ".join),
).filter(lambda text: text.strip() and unsafe_character(text) is None and "{{" not in text)
lines = texts.map(lambda text: " ".join(text.split())).filter(bool)


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """A question of any kind that is answered in words, with any text in it."""
    kind = draw(
        st.sampled_from(("flashcard", "choice", "choices", "true_false", "text", "open", "cloze", "numeric"))
    )
    body: dict[str, Any] = {"prompt": draw(texts), "explanation": draw(texts)}
    if kind in ("choice", "choices"):
        folded = draw(st.lists(lines, min_size=2, max_size=5, unique_by=lambda text: text.casefold()))
        body["options"] = [
            {"text": f"{text} {'abcde'[place]}", "correct": place == 0, "says": "So."}
            for place, text in enumerate(folded)
        ]
    elif kind == "cloze":
        body = {
            "text": body["prompt"].replace("[", "(") + f" [[a|{draw(st.sampled_from(('x', 'not', '1')))}]]"
        }
    elif kind != "true_false":
        answers: dict[str, Any] = {"flashcard": draw(texts), "open": draw(texts), "numeric": {"value": 1}}
        answers["text"] = {"accept": [draw(lines)]}
        body["answer"] = answers[kind]
        body |= {"key_points": [{"text": draw(lines)}, {"text": "b"}]} if kind == "open" else {}
        body |= {"both": True} if kind == "flashcard" else {}
    else:
        body["answer"] = draw(st.booleans())
    return question(kind, **body)


@settings(max_examples=examples(150), deadline=None)
@given(
    st.lists(questions(), min_size=1, max_size=4), st.lists(st.tuples(lines, lines, texts), max_size=3), texts
)
def test_no_text_makes_a_rule_raise(
    asked: list[Question], terms: list[tuple[str, str, str]], guide: str
) -> None:
    glossary = [Term(term=term, aliases=(alias,), definition=text) for term, alias, text in terms]
    whole = pack(*asked, glossary=glossary, guide=guide)
    found = list(findings(whole))
    assert found == list(findings(whole))
    for one in found:
        assert one.code in CODES
        assert "\n" not in one.message
        assert unsafe_character(one.message) is None


def test_the_founding_pack_has_no_warning() -> None:
    assert list(lint(load(FOUNDING).pack, get_args(WarningCode))) == []
