"""A pack of 5,000 questions, 500 of them generated, made of those of the founding pack; no two are the same."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from studyapp import resources

QUESTIONS, GENERATED = 5_000, 500
A_FILE = 250
"""Questions of a file, which may have 1 MB."""

FOUNDING = resources.packs_root() / "vanishing-gradients"
WORDS = (
    "amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "heath", "inlet", "jetty", "knoll", "larch",
    "marsh", "north", "ocean", "prism", "quarry", "ridge", "shore", "tundra",
)  # fmt: skip

_PROMPT = re.compile(r"(?ms)^  (?:prompt|text): .*?(?=^  \w+:|\Z)")
_WORD = re.compile(r"\$[^$]*\$|\{\{.*?\}\}|\[\[.*?\]\]|`[^`]*`|\b[a-z]{3,}\b(?!:)")
ENDINGS = ("", "s", "ed", "er", "ing", "ish", "like", "less", "ward", "most")


def big_pack(parent: Path, questions: int = QUESTIONS, generated: int = GENERATED) -> Path:
    """Write the pack and return its folder."""
    with_numbers: list[str] = []
    others: list[str] = []
    for path in sorted(FOUNDING.glob("questions/*.yaml")):
        for block in re.split(r"(?m)^(?=- id:)", path.read_text(encoding="utf-8"))[1:]:
            (with_numbers if re.search(r"(?m)^  variables:", block) else others).append(block)
    blocks = [*_copies(with_numbers, generated, 0), *_copies(others, questions - generated, generated)]
    folder = parent / "big"
    (folder / "questions").mkdir(parents=True)
    names = []
    for start in range(0, len(blocks), A_FILE):
        names.append(f"questions/part-{start // A_FILE:02}.yaml")
        (folder / names[-1]).write_text("".join(blocks[start : start + A_FILE]), encoding="utf-8")
    (folder / "pack.yaml").write_text(
        "{format: 1, id: big, title: Big, summary: Many questions., authors: [A benchmark], license: MIT,"
        f" questions: [{', '.join(names)}]}}\n"
    )
    return folder


def _copies(blocks: Sequence[str], count: int, first: int) -> Iterator[str]:
    """Blocks over and over, each with an id and a prompt of its own and without what refers to others."""
    for place in range(count):
        block = blocks[place % len(blocks)]
        number = first + place
        block = re.sub(r"\A- id: (\S+)", rf"- id: \1-{number}", block)
        block = re.sub(r"(?m)^  (related|requires|objectives): .*\n", "", block)
        block = re.sub(r"(?m)^  tests:\n(?:    .*\n)+", "", block)  # they name seeds, which go with the id
        another = partial(_another, number)
        prompt = _PROMPT.search(block)
        assert prompt is not None
        yield block[: prompt.start()] + _WORD.sub(another, prompt[0]) + block[prompt.end() :]


def _another(number: int, word: re.Match[str]) -> str:
    """Another word in this copy; formulas, variables, blanks and code stay."""
    if not word[0].isalpha():
        return word[0]
    pick = zlib.crc32(f"{word[0]} {number}".encode())
    return WORDS[pick % len(WORDS)] + ENDINGS[pick // len(WORDS) % len(ENDINGS)]
