"""How long drafting takes: an article, as many lines as are read, and lines that are made to be slow."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from studyapp.core.draft import extract
from studyapp.packs.draft_markdown import read_markdown
from studyapp.packs.draft_reading import MOST_BYTES, MOST_LINES, NotesError, read_notes
from studyapp.study import drafting

pytestmark = pytest.mark.benchmark

ARTICLES = sorted((Path(__file__).parents[1] / "data" / "notes").glob("*.md"))
SLOW: dict[str, Callable[[int], str]] = {
    "paragraphs": lambda at: f"A gate{at} is a vector of numbers that scales.\n\n",
    "items": lambda at: f"- gate{at}: a vector of numbers\n",
    "tasks": lambda at: f"- [x] gate{at}\n",
    "table": lambda at: f"| gate{at} | vector |\n" if at > 1 else "| a | b |\n" if at == 0 else "|---|---|\n",
    "pairs": lambda at: f"Q: What is {at}?\nA: A number.\n\n",
    "definitions": lambda at: f"gate{at} :: a vector of numbers\n",
    "headings": lambda at: f"# gate {at}\n",
    "brackets": lambda at: "[" * 400 + "\n",
    "dollars": lambda at: "$a " * 100 + "\n",
    "ticks": lambda at: "`" * (at % 90) + " a\n",
    "blanks": lambda at: "==a {b " * 40 + "\n",
    "spaces": lambda at: "a" + " " * 400 + ":: \n",
}


def test_articles(tmp_path: Path) -> None:
    began = time.perf_counter()
    report = drafting.draft(ARTICLES, tmp_path / "nets")
    seconds = time.perf_counter() - began
    print(f"\n{report.count} drafts of {len(ARTICLES)} articles, written as a pack, in {seconds:.2f} s")
    assert seconds < 2


@pytest.mark.parametrize("name", SLOW)
def test_as_much_as_is_read(name: str) -> None:
    lines = "".join(SLOW[name](at) for at in range(MOST_LINES)).split("\n")[:MOST_LINES]
    text = "\n".join(lines)[:MOST_BYTES]
    began = time.perf_counter()
    found = extract(read_markdown("notes.md", text))
    seconds = time.perf_counter() - began
    print(f"\n{name}: {len(found.drafts):,} drafts of {len(text):,} characters in {seconds:.2f} s")
    assert seconds < 5


def test_a_hundred_thousand_short_lines(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("ab\n" * 100_000)
    began = time.perf_counter()
    with pytest.raises(NotesError):
        read_notes([tmp_path / "notes.md"])
    assert time.perf_counter() - began < 2
