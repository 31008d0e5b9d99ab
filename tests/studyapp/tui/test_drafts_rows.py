"""The answer of a draft, marked in the line that it came from."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from studyapp.core.items import Flashcard
from studyapp.render.spans import plain, width
from studyapp.tui.rows.drafts import answer_places, source_section

TEXT = st.text(st.sampled_from("ab c\n\t«»[]=\u4e2d\u0301\x1b"), min_size=1, max_size=60)


def card(text: str, answer: str) -> Flashcard:
    return Flashcard.model_validate(
        {
            "id": "a", "kind": "flashcard", "difficulty": "easy", "topics": ["t"], "prompt": "What?",
            "answer": answer, "backed_by": "notes", "source": {"file": "n.md", "line": 3, "text": text},
        }
    )  # fmt: skip


def told(text: str, answer: str, *, cells: int = 40, ascii: bool = False) -> str:
    return plain(source_section(card(text, answer), cells=cells, ascii=ascii).rows)


def test_case_and_line_breaks_make_no_difference() -> None:
    assert told("A gate is the\nLargest  part.", "the largest part") == "│ A gate is «the\n│ Largest part»."
    assert told("A gate is 0.25 wide", "0.25", ascii=True) == "| A gate is [0.25] wide"


def test_a_word_inside_another_is_not_the_answer() -> None:
    assert answer_places("gates and a gate", ["gate"]) == [(12, 16)]
    assert answer_places("10 and 1", ["1"]) == [(7, 8)]


def test_two_answers_never_overlap() -> None:
    assert answer_places("one two one", ["one", "one", "one two"]) == [(0, 3), (8, 11)]


def test_an_answer_that_is_not_there_is_not_promised() -> None:
    section = source_section(card("Nothing of it.", "else"), cells=40, ascii=False)
    assert section.title == "From n.md:3"


@given(TEXT.filter(lambda text: text.strip()), st.integers(8, 60), st.booleans())
def test_any_text_fits_and_keeps_its_signs(text: str, cells: int, ascii: bool) -> None:
    from studyapp.core.text import safe

    section = source_section(card(safe(text) or "a", "a b"), cells=cells, ascii=ascii)
    assert all(sum(width(span.text) for span in row) <= max(cells, 10) for row in section.rows)
