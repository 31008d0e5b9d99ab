"""What holds for any notes: every pair is recovered, nothing is invented, no formula or code is cut in two."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.core.draft import Extracted, answers_of, extract
from studyapp.core.items import Flashcard, Question, TrueFalse
from studyapp.core.text import folded
from studyapp.packs.draft_markdown import read_markdown
from tests.studyapp.core.draft.drafted import extracted, questions

NOTES = Path(__file__).parents[3] / "data" / "notes"
ARTICLES = sorted(NOTES.glob("*.md"))

_LINE = (
    st.text(
        st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp", "Zs"], include_characters=" "),
        min_size=1,
        max_size=40,
    )
    .map(lambda text: " ".join(text.split()))
    .filter(
        lambda text: (
            re.match(r"[^\W_]", text)  # begins with a letter or digit, so no fence, heading, quote or comment
            and not re.match(r"(?:Q|A|Question|Answer|QUESTION|ANSWER)\s{0,2}\d{0,3}\s{0,2}:", text)
            and "{{" not in text
            and "onfusable" not in text
            and text[-1] not in "*_"
        )
    )
)
_LINES = st.lists(_LINE, min_size=1, max_size=4)


@given(
    st.lists(
        st.tuples(_LINES, _LINES), min_size=1, max_size=6, unique_by=lambda pair: folded(" ".join(pair[0]))
    )
)
def test_every_pair_is_recovered(pairs: list[tuple[list[str], list[str]]]) -> None:
    text = "\n\n".join("Q: " + "\n".join(asked) + "\nA: " + "\n".join(said) for asked, said in pairs)
    found = [one for one in questions(text) if isinstance(one, Flashcard)]
    assert [(one.prompt, one.answer) for one in found] == [
        ("\n".join(asked), "\n".join(said)) for asked, said in pairs
    ]


_PIECES = st.sampled_from(
    [
        "A gate is a vector that scales `a == {b}` and $x_{i} == {y}$ by 0.25.",
        "A **valve** is a part of $x_{i} == {y}$ that opens.",
        "A *unit* is a node of the graph in `a == {b}`.",
        "The **loss** computes the distance of `a == {b}` from $x_{i} == {y}$.",
        "Unlike a gate, a valve computes $x_{i} == {y}$ in one step.",
        "At most ==$x_{i} == {y}$== or {half} of `a == {b}`.",
        "Q: What is $x_{i} == {y}$?",
        "A: It is `a == {b}`.",
        "gate: what `a == {b}` opens",
        "valve :: $x_{i} == {y}$ and more",
        "- [x] $x_{i} == {y}$",
        "- [ ] `a == {b}`",
        "- gate = opens `a == {b}`",
        "1. first",
        "2. $x_{i} == {y}$",
        "3. third",
        "The steps in order:",
        "| gate | `a == {b}` |",
        "|---|---|",
        "| valve | $x_{i} == {y}$ |",
        "# What is a gate?",
        "Which of them open?",
        "confusable: gate, valve",
        "<!-- a -->",
        "```",
        "$$",
        "> ",
        "    ",
    ]
)
_TEXTS = st.lists(st.tuples(_PIECES, st.sampled_from(["\n", "\n", "\n\n", " ", "\n  "])), max_size=16).map(
    lambda pieces: "".join(piece + end for piece, end in pieces)
)


@given(_TEXTS)
def test_nothing_is_invented_and_nothing_is_cut_in_two(text: str) -> None:
    for draft in extracted(text).drafts:
        assert_from_the_notes(draft.question, text)
        for answer in answers_of(draft.question):
            rest = answer.replace("`a == {b}`", "").replace("$x_{i} == {y}$", "")
            assert "{b}" not in rest
            assert "x_" not in rest
            assert "{y}" not in rest


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_every_answer_of_an_article_stands_in_its_source_lines(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for draft in drafts_of(path).drafts:
        assert_from_the_notes(draft.question, text)


def test_the_articles_are_long() -> None:
    assert len(ARTICLES) == 3
    assert all(len(path.read_text(encoding="utf-8").split()) >= 1_000 for path in ARTICLES)


def judged() -> dict[str, dict[str, bool]]:
    """Verdicts of a person on each draft, by file and id: whether it can be asked as it stands."""
    verdicts: dict[str, dict[str, bool]] = {}
    for line in (NOTES / "judged.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            verdicts[line[3:]] = {}
        elif line[:2] in ("+ ", "- "):
            verdicts[list(verdicts)[-1]][line.split()[3]] = line[0] == "+"
    return verdicts


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_four_of_five_drafts_can_be_asked_as_they_stand(path: Path) -> None:
    """A change of the rules changes the drafts: judge the new ones in judged.txt."""
    verdicts = judged()[path.name]
    assert [draft.question.id for draft in drafts_of(path).drafts] == list(verdicts)
    usable = sum(verdicts.values())
    assert usable >= 12
    assert usable / len(verdicts) >= 0.8


def drafts_of(path: Path) -> Extracted:
    return extract(read_markdown(path.name, path.read_text(encoding="utf-8")))


def assert_from_the_notes(question: Question, notes: str) -> None:
    source = question.source
    assert source is not None
    lines = notes.split("\n")
    assert "\n".join(lines[source.line - 1 : source.line + source.text.count("\n")]) == source.text
    here, anywhere = words_of(source.text), words_of(notes)
    if question.kind in ("choice", "choices"):
        right = [option.text for option in question.options if option.correct]
        assert all(words_of(text) in here for text in right)
        assert all(words_of(text) in anywhere for text in answers_of(question))
    elif isinstance(question, TrueFalse):
        assert words_of(str(question.explanation)) in here
        assert set(re.findall(r"\w+", words_of(question.prompt))) <= set(re.findall(r"\w+", anywhere))
    elif isinstance(question, Flashcard) and re.match(r"(?:- |1\. )", question.answer):
        assert all(
            words_of(re.sub(r"^(?:- |\d+\. )", "", line)) in here for line in question.answer.split("\n")
        )
    else:
        assert all(words_of(text) in here for text in answers_of(question))


def words_of(text: str) -> str:
    """Letters, digits and signs of a text without marks, list signs and spacing, for comparing."""
    text = re.sub(r"<!--.*?-->|==|\*\*|__|^[ \t]*(?:>[ \t]*)+", " ", text, flags=re.M)
    return " ".join(re.sub(r"[{}\[\]|]", " ", text).split()).casefold()
