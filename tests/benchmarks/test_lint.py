"""Every lint rule over a pack of 5,000 questions, and over packs that are made to be slow."""

from __future__ import annotations

import random
import re
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from studyapp.core.items import Flashcard, Pack
from studyapp.core.lint import findings, lint
from studyapp.core.lint.words import STEMS, SYLLABLES
from studyapp.packs.loader import load

pytestmark = pytest.mark.benchmark

FOUNDING = Path(__file__).parents[2] / "content" / "packs" / "vanishing-gradients"
QUESTIONS = 5_000
WORD = re.compile(r"(?<![{\w\[|])[a-z]{5,}(?![\w}\]|(])")


def big_pack() -> Pack:
    """The founding pack many times over; in each copy every word of five letters or more is another one."""
    founding = load(FOUNDING).pack
    source = random.Random(7)
    texts = [question.model_dump_json().replace("\\n", " ") for question in founding.questions]
    vocabulary = sorted({word for text in texts for word in WORD.findall(text)})
    questions: list[Any] = []
    copy = 0
    while len(questions) < QUESTIONS:
        others = dict(zip(vocabulary, source.sample(vocabulary, len(vocabulary)), strict=True))

        def other(match: re.Match[str], others: dict[str, str] = others) -> str:
            return others.get(match.group(), match.group())

        for question in founding.questions[: QUESTIONS - len(questions)]:
            questions.append(_reworded(question, other, copy))
        copy += 1
    return Pack(
        manifest=founding.manifest, guide=founding.guide, glossary=founding.glossary, questions=()
    ).model_copy(update={"questions": tuple(questions)})


def _reworded(value: Any, other: Any, copy: int) -> Any:
    """A question whose texts are put in other words; what a run computes stays."""
    changed: dict[str, Any] = {"id": f"{value.id}-{copy}"}
    for name in ("prompt", "text", "explanation", "hint", "title", "answer", "theory", "practice"):
        text = value.__dict__.get(name)
        if isinstance(text, str):
            changed[name] = WORD.sub(other, text)
    if options := value.__dict__.get("options"):
        changed["options"] = tuple(
            option.model_copy(update={"text": WORD.sub(other, option.text)}) for option in options
        )
    return value.model_copy(update=changed)


def cpu(pack: Pack) -> tuple[float, Counter[str]]:
    """Processor seconds of all rules from cold tables of words, and how often each code is found."""
    STEMS.clear()
    SYLLABLES.clear()
    start = time.process_time()
    found = Counter(one.code for one in findings(pack))
    return time.process_time() - start, found


def test_a_pack_of_5000_questions() -> None:
    pack = big_pack()
    times, found = zip(*(cpu(pack) for _ in range(5)), strict=True)
    sys.stdout.write(
        f"\nlint of {len(pack.questions)} questions: {min(times):.2f} s of processor time"
        f" (worst {max(times):.2f}), {sum(found[0].values())} findings: {dict(found[0].most_common())}\n"
    )
    assert len(set(map(str, found))) == 1, "two runs find different things"
    assert min(times) < 1.0


def template(number: int) -> Flashcard:
    body = {"id": f"gate-{number}", "kind": "flashcard", "difficulty": "easy", "topics": ["gates"]}
    body |= {
        "backed_by": "notes",
        "prompt": f"What does gate {number} of the long chain of gates do to its input?",
    }
    body |= {"answer": f"It multiplies the input by {number}.", "allow": ["not-backed", f"unknown-{number}"]}
    return Flashcard.model_validate(body)


@pytest.mark.parametrize(
    "prompt", ["gates", "( [ $ ` {{ ~ * _ . " * 400, "a. " * 6_000, "and what, " * 1_500]
)
def test_packs_made_to_be_slow(prompt: str) -> None:
    """5,000 cards of one sentence; fewer of texts in which a careless pattern would go back and forth."""
    count = 5_000 if prompt == "gates" else 100
    cards = [template(number) for number in range(count)]
    if prompt != "gates":
        cards = [card.model_copy(update={"prompt": prompt, "explanation": prompt}) for card in cards]
    pack = load(FOUNDING).pack.model_copy(update={"questions": tuple(cards)})
    start = time.process_time()
    found = Counter(one.code for one in lint(pack))
    seconds = time.process_time() - start
    sys.stdout.write(
        f"\n{count} times {prompt[:12]!r}: {seconds:.2f} s of processor time, {found.total()} findings\n"
    )
    assert seconds < 3.0
