"""Explicit blanks in a sentence: `==hidden==` and `{hidden}`, outside formulas, code and links."""

from __future__ import annotations

import re
from collections.abc import Iterator

from studyapp.core.draft.candidates import Candidate, flashcard, slug
from studyapp.core.draft.notes import Passage
from studyapp.core.draft.sentences import Sentence, sentences
from studyapp.core.draft.spans import HIDDEN

BLANK = re.compile(
    r"==(?=[^\s=])([^=\n]{1,200}?)(?<=[^\s=])==(?!=)"
    r"|(?<![\w\\${}])\{(?=[^\s{}])([^{}\n]{1,200}?)(?<=\S)\}(?![}\w])"
)
_SET = re.compile(r"[\w.+-]{1,12}(\s*,\s*[\w.+…-]{1,12})+")
_UNTYPABLE = re.compile(rf"[\[\]|{HIDDEN}]")
MOST_BLANKS = 12


def blanks(mask: str) -> list[tuple[int, int, int, int]]:
    """(start, end, start of the answer, its end) of every blank; `{0, 1}` is a set and none."""
    found = []
    for match in BLANK.finditer(mask):
        group = 1 if match.group(1) is not None else 2
        if group == 2 and _SET.fullmatch(match.group(2)):
            continue
        found.append((*match.span(), *match.span(group)))
    return found


def clozes(passage: Passage) -> Iterator[Candidate]:
    """A cloze for each sentence with blanks. A blank that nobody could type becomes a flashcard."""
    if "==" not in passage.text and "{" not in passage.text:
        return
    for sentence in sentences(passage):
        places = blanks(sentence.mask)
        if not 1 <= len(places) <= MOST_BLANKS:
            continue
        answers = [sentence.text[start:end] for _, _, start, end in places]
        untypable = any(_UNTYPABLE.search(sentence.mask[start:end]) for _, _, start, end in places)
        if untypable or "[[" in sentence.text:
            shown = _filled(sentence, places, ["_____"] * len(places))
            answer = answers[0] if len(answers) == 1 else "\n".join(f"- {text}" for text in answers)
            yield flashcard(sentence.first, sentence.last, shown, answer, " ".join(answers))
            continue
        labels = _labels(answers)
        marked = [f"[[{label}|{answer}]]" for label, answer in zip(labels, answers, strict=True)]
        text = _filled(sentence, places, marked)
        name = _filled(sentence, places, answers)
        yield Candidate(sentence.first, sentence.last, name, "cloze", {"text": text})


def _filled(sentence: Sentence, places: list[tuple[int, int, int, int]], with_: list[str]) -> str:
    pieces, end = [], 0
    for (start, stop, _, _), piece in zip(places, with_, strict=True):
        pieces += [sentence.text[end:start], piece]
        end = stop
    return "".join([*pieces, sentence.text[end:]])


def _labels(answers: list[str]) -> list[str]:
    """A label for each answer; equal answers share one, as they are one card."""
    labels: dict[str, str] = {}
    for place, answer in enumerate(answers, start=1):
        label = slug(answer, 40) or f"blank-{place}"
        if answer not in labels:
            labels[answer] = label if label not in labels.values() else f"{label}-{place}"
    return [labels[answer] for answer in answers]
