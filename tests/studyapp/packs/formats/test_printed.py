"""Markdown that reads well and that no text of a pack can break; zips with the same bytes each time."""

from __future__ import annotations

import io
import zipfile

from markdown_it import MarkdownIt

from studyapp.core.items import Guide, Manifest, Pack, Reference, Term
from studyapp.packs.formats.as_zip import zipped
from studyapp.packs.formats.printed import body, printed
from studyapp.packs.formats.sides import Listed, Page, Sides

MANIFEST = Manifest(
    format=1,
    id="nets",
    title="Nets",
    summary="About nets.",
    authors=("A. Author",),
    license="MIT",
    questions=("a.yaml",),
)
BOOK = Reference(
    title="A book", authors="A. Author", year=2016, url="https://example.org/b", note="Chapter 2"
)


def page(identity: str, **changes: object) -> Page:
    front = ("Which of $|x|$ and $x$?", Listed(("One", "Two\nlines"), letters=True))
    whole = Page(
        identity,
        identity.capitalize(),
        "choice, easy, checked",
        (Sides("answer", front, ("A: One",)),),
        (("", "Because."), ("Theory", "More.")),
        (BOOK,),
        "relu",
    )
    return whole._replace(**changes)  # type: ignore[arg-type]


def pack(guide: str = "# Sigmoid\n\nIt saturates.\n\n## ReLU\n\n{{question: first}}\n") -> Pack:
    terms = (
        Term(
            term="norm", aliases=("length",), definition="Written $\\|x\\|$ or $|x|$, a | b.\nNever negative."
        ),
    )
    return Pack(manifest=MANIFEST, guide=Guide(text=guide), glossary=terms, questions=())


def test_the_whole_text() -> None:
    text = printed(
        pack(), [page("zero", section=None), page("first", references=(BOOK, Reference(title="Notes")))], 1
    )
    assert text == (
        "# Nets\n\nAbout nets.\n\nA. Author. License MIT. Version 1. Numbers that change are those of seed 1.\n\n"
        "## Guide\n\n### Sigmoid\n\nIt saturates.\n\n#### ReLU\n\n*Question 1: First*\n\n"
        "## Questions\n\n### ReLU\n\n"
        "#### 1. First\n\n*choice, easy, checked*\n\nWhich of $|x|$ and $x$?\n\n- A. One\n- B. Two lines\n\n---\n\n"
        "**Answer:** A: One\n\nBecause.\n\n**Theory**\n\nMore.\n\n"
        "References: [[1]](<https://example.org/b>), [2]\n\n"
        "### Further questions\n\n"
        "#### 2. Zero\n\n*choice, easy, checked*\n\nWhich of $|x|$ and $x$?\n\n- A. One\n- B. Two lines\n\n---\n\n"
        "**Answer:** A: One\n\nBecause.\n\n**Theory**\n\nMore.\n\nReferences: [[1]](<https://example.org/b>)\n\n"
        "## Glossary\n\n| Term | Meaning |\n| --- | --- |\n"
        "| **norm** (length) | Written $\\Vert x\\Vert $ or $\\vert x\\vert $, a \\| b. Never negative. |\n\n"
        "## References\n\n1. A. Author (2016). *A book*. Chapter 2. <https://example.org/b>\n2. *Notes*.\n"
    )


def headings(text: str) -> list[str]:
    tokens = MarkdownIt("commonmark").parse(text)
    return [tokens[place + 1].content for place, token in enumerate(tokens) if token.type == "heading_open"]


def test_no_text_of_a_question_breaks_what_follows() -> None:
    whole = headings(printed(pack(), [page("first"), page("second")], 1))
    fences = ["```\nopen", "~~~~\nopen", "a\n```", "$$\nopen"]
    others = ["<!-- open", "<div>\nx", "<script>", "- list\n\n      code", "> quote", "_____", "1. one"]
    for text in (*fences, *others):
        broken = page("first", texts=(("", text),), sides=(Sides("answer", (text,), (text,)),))
        assert headings(printed(pack(), [broken, page("second")], 1)) == whole, text


def test_an_answer_never_makes_a_heading_of_the_line_above_its_rule() -> None:
    tokens = MarkdownIt("commonmark").parse(printed(pack(), [page("first")], 1))
    assert [token.tag for token in tokens if token.type == "hr"] == ["hr"]


def test_headings_lie_deeper_but_not_in_code() -> None:
    assert body("# a\n```\n# b\n```\n###### c", 2) == "### a\n```\n# b\n```\n###### c"


def test_a_zip_has_the_same_bytes_whatever_the_order_and_the_time() -> None:
    files = {"pack.yaml": b"format: 1\n", "questions/a.yaml": b"[]\n" * 100}
    one = zipped("nets", files)
    assert one == zipped("nets", dict(reversed(files.items())))
    with zipfile.ZipFile(io.BytesIO(one)) as archive:
        assert archive.namelist() == ["nets/pack.yaml", "nets/questions/a.yaml"]
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {info.external_attr >> 16 for info in archive.infolist()} == {0o100644}
        assert archive.read("nets/pack.yaml") == files["pack.yaml"]
