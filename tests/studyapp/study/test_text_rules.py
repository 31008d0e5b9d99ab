"""Addresses and lines that read as a list: what is let through, and what is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studyapp.study.link_check import _judged
from studyapp.study.pack_check import check
from studyapp.study.text_check import _no_list


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("https://example.org", None),
        ("https://sub.example.org:8443/a/b?c=d#e", None),
        ("https://bücher.example/", None),
        ("http://example.org/book", "insecure-url"),
        ("HTTP://example.org", "insecure-url"),
        ("https://localhost/book", "malformed-url"),
        ("https://10.0.0.1/", "malformed-url"),
        ("https://example..org/", "malformed-url"),
        ("https://-example.org/", "malformed-url"),
        ("https:///book", "malformed-url"),
        ("https://example.org:port/", "malformed-url"),
        ("https://example.org:99999/", "malformed-url"),
        ("https://you:secret@example.org/", "malformed-url"),
        ("https://[::1/", "malformed-url"),
        (f"https://{'a' * 64}.org/", "malformed-url"),
    ],
)
def test_addresses(address: str, code: str | None) -> None:
    assert [found.code for found in _judged(address, "q", ("references", 0, "url"))] == (
        [code] if code else []
    )


@given(st.text(max_size=200))
def test_any_text_is_judged_as_an_address(text: str) -> None:
    for found in _judged("https://" + text, None, ("guide", 1)):
        assert "\n" not in found.message


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("A line.\n0.25. It is small.", None),
        ("The factor is\n4. It grows.", "4. It grows."),
        ("1. First.\n2. Second.", None),
        ("Steps:\n\n1. First.\n   More of it.\n2) Second.\n\nAgain:\n1. One.\n2. Two.", None),
        ("1. Alone.", "1. Alone."),
        ("1. First.\n3. Third.", "3. Third."),
        ("It is\n{{w}}. That is all.", "{{w}}. That is all."),
        ("```\n12. code\n```", None),
        ("    12. code", None),
        ("12.5 and (3) and 4.", None),
        ("", None),
    ],
)
def test_lines_that_read_as_an_entry_of_a_list(text: str, line: str | None) -> None:
    assert _no_list(text) == line


def test_an_address_is_found_in_texts_terms_and_the_guide(packs: Path) -> None:
    folder = packs / "sigmoids"
    guide = next(folder.glob("*.md"))
    guide.write_text(guide.read_text(encoding="utf-8") + "\n[a book](http://example.org)\n", encoding="utf-8")
    lines = guide.read_text(encoding="utf-8").count("\n")
    found = [one for one in check(folder, run=False).warnings if one.code == "insecure-url"]
    assert [(one.file, one.line) for one in found] == [(guide.name, lines)]
