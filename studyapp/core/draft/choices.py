"""Choices whose distractors stand in the notes and are of the same type: a term among terms, or a number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from studyapp.core.draft.candidates import Candidate, capitalized
from studyapp.core.text import folded

MOST_DISTRACTORS = 3
FEWEST_DISTRACTORS = 2
NEAR = 8
"""Definitions before and after a term among which its distractors are looked for."""
_NUMBER = re.compile(
    r"(?P<about>(?:about|around|roughly)\s+)?\d+(?:[.,]\d+)*(?:e-?\d+)?(?P<unit>\s*%|(?:\s+[^\W\d_]{2,}){0,3})"
)
_SMALL = re.compile(r"(?:the|and|for|with|from|that|this|over|than|each|some|functions?|layers?|networks?)$")


def answer_type(text: str) -> str:
    """`term`, `phrase`, or `number` with its unit; only answers of one type stand beside each other."""
    if match := _NUMBER.fullmatch(text.strip()):
        return f"number {' '.join(match['unit'].split())}"
    return "term" if len(text.split()) <= 5 else "phrase"


def term_choices(candidates: Sequence[Candidate], sections: Sequence[int]) -> Iterator[Candidate]:
    """Which term does a definition explain? The others are of the same section, else the nearest."""
    defined = [(place, found) for place, found in enumerate(candidates) if found.defined is not None]
    for at, (place, found) in enumerate(defined):
        assert found.defined is not None
        near = sorted(
            (other for other in range(max(at - NEAR, 0), min(at + NEAR + 1, len(defined))) if other != at),
            key=lambda other: (sections[defined[other][0]] != sections[place], abs(other - at)),
        )
        wrong: list[Candidate] = []
        for other in near:
            if len(wrong) < MOST_DISTRACTORS and _beside(found, defined[other][1], wrong):
                wrong.append(defined[other][1])
        said = found.defined.definition
        if (
            len(wrong) < FEWEST_DISTRACTORS
            or _gives_away(found)
            or not (len(said.split()) > 3 and len(said) <= 300)
        ):
            continue
        yield _choice(found, wrong)


def _choice(found: Candidate, wrong: Sequence[Candidate]) -> Candidate:
    assert found.defined is not None
    options: list[dict[str, object]] = [{"text": found.defined.term, "correct": True}]
    for other in wrong:
        assert other.defined is not None
        says = f"{capitalized(other.defined.term)}: {other.defined.definition}"
        options.append({"text": other.defined.term, "says": says})
    prompt = f"Which of these is meant? {capitalized(found.defined.definition)}."
    fields = {"prompt": prompt, "options": options}
    return Candidate(found.first, found.last, f"which {found.defined.term}", "choice", fields)


def _beside(found: Candidate, other: Candidate, wrong: Sequence[Candidate]) -> bool:
    """Whether another term can stand as a wrong option: of the same type, and neither name within the other."""
    assert found.defined is not None
    assert other.defined is not None
    mine, its = folded(found.defined.term), folded(other.defined.term)
    names = [folded(one.defined.term) for one in wrong if one.defined is not None]
    if its in names or mine in its or its in mine or answer_type(mine) != answer_type(its):
        return False
    return its not in folded(found.defined.definition)


def _gives_away(found: Candidate) -> bool:
    """Whether the definition names the term, or a word of it."""
    assert found.defined is not None
    words = {word for word in re.findall(r"\w{3,}", found.defined.term.lower()) if not _SMALL.match(word)}
    said = found.defined.definition.lower()
    return any(word.rstrip("s") in said for word in words) or bool(
        re.match(r"[a-z]+s\b", said) and len(said.split()) < 4
    )


def number_choices(candidates: Sequence[Candidate]) -> Iterator[Candidate]:
    """Which number? The others stand in the notes with the same unit."""
    numbers = [
        (found, str(found.fields["answer"]))
        for found in candidates
        if found.kind == "flashcard" and answer_type(str(found.fields["answer"])).startswith("number ")
    ]
    for found, answer in numbers:
        kind = answer_type(answer)
        if kind == "number ":
            continue  # bare numbers of anything would stand beside each other
        others = {text: other for other, text in numbers if text != answer and answer_type(text) == kind}
        if len(others) < FEWEST_DISTRACTORS:
            continue
        options: list[dict[str, object]] = [{"text": answer, "correct": True}]
        for text, other in list(others.items())[:MOST_DISTRACTORS]:
            options.append({"text": text, "says": f"{other.fields['prompt']} {text}"})
        fields = {"prompt": found.fields["prompt"], "options": options}
        yield Candidate(found.first, found.last, f"which {found.name}", "choice", fields)
