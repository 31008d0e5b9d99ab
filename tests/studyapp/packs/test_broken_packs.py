"""Faults of a size that no small pack has, and many at once; tests/data/broken-packs holds one fault each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from studyapp.packs.errors import PackErrors
from studyapp.packs.loader import load

Write = Callable[[dict[str, str | bytes | None]], Path]

PACK, GUIDE, GLOSSARY = "pack.yaml", "guide.md", "glossary.yaml"
WORDS, NUMBERS = "questions/words.yaml", "questions/numbers.yaml"


def problems(folder: Path) -> list[str]:
    with pytest.raises(PackErrors) as caught:
        load(folder)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("slope <= 1 / 4", "s" * 401, "11:9 example.claims[1] has 401 characters, at most 400 are allowed"),
        (
            "[1, 9]",
            f"[1, {'9' * 10_000}]",
            "6:60 whole number of 10,000 digits is too long; quote it if it is text",
        ),
        ('"{{x}}"', "[" * 20 + "]" * 20, "9:28 is nested deeper than 16 levels"),
        ('"{{x}}"', "[" * 100_000, "9:28 is nested deeper than 16 levels"),
    ],
)
def test_long_and_deep_values(
    old: str, new: str, problem: str, write: Write, small_files: dict[str, str]
) -> None:
    folder = write({NUMBERS: small_files[NUMBERS].replace(old, new, 1)})
    assert problems(folder) == [f"questions/numbers.yaml:{problem}"]


def test_every_fault_of_a_pack_is_told_at_once(write: Write, small_files: dict[str, str]) -> None:
    folder = write(
        {
            WORDS: small_files[WORDS]
            .replace("difficulty: easy", "difficulty: eays")
            .replace("both: true", "both: on"),
            NUMBERS: "- id: [",
            GLOSSARY: small_files[GLOSSARY].replace("term: ReLU", "name: ReLU"),
            PACK: small_files[PACK].replace("license: MIT\n", ""),
        }
    )
    assert problems(folder) == [
        "glossary.yaml:5:3 this term needs 'term'",
        "glossary.yaml:5:3 unknown field 'name'; there are term, aliases, definition, related",
        "pack.yaml:1:1 pack.yaml needs 'license'",
        "questions/numbers.yaml:1:7 the bracket that opens here is never closed",
        "questions/words.yaml:3:15 difficulty must be easy, medium or hard, got 'eays'",
        "questions/words.yaml:8:9 both must be true or false, got 'on'",
        "questions/words.yaml:13:15 difficulty must be easy, medium or hard, got 'eays'",
        "questions/words.yaml:43:15 difficulty must be easy, medium or hard, got 'eays'",
    ]


def test_many_problems_are_counted_not_listed(write: Write, small_files: dict[str, str]) -> None:
    shown = problems(write({WORDS: "- 1\n" * 250 + small_files[WORDS]}))
    assert len(shown) == 200
    assert shown[-1] == "questions/words.yaml:200:3 and 51 more problems from here on"
    shown = problems(write({WORDS: "- 1\n" * 90_000}))
    assert len(shown) == 200
    assert shown[-1] == "questions/words.yaml:200:3 and at least 801 more problems from here on"


def test_a_broken_manifest_hides_no_question(write: Write, small_files: dict[str, str]) -> None:
    words = small_files[WORDS].replace("kind: cloze", "kind: close")
    assert problems(write({PACK: "format: [", WORDS: words}))[1].startswith(
        "questions/words.yaml:12:9 kind must be"
    )
