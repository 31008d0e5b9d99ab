"""Questions that the notes ask and answer: as a heading, as a paragraph of their own, or inside one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from studyapp.core.draft.candidates import Candidate, flashcard
from studyapp.core.draft.english import DEICTIC
from studyapp.core.draft.notes import Block, Passage
from studyapp.core.draft.sentences import Sentence, sentences
from studyapp.core.draft.spans import plain

LONGEST_WHOLE = 70
"""Words of a paragraph that answers as a whole; of a longer one its first two sentences answer."""
_ASKS = re.compile(
    r"(?:what|why|how|when|where|which|who|does|do|is|are|can|should|will|would|did|was|were|has|have)\b",
    re.IGNORECASE,
)


def question_of(block: Block) -> str | None:
    """The question that a heading or a paragraph of one sentence asks."""
    if block.passage is None:
        return None
    text = plain(block.passage.text).text.strip()
    text = re.sub(r"^\d+(?:\.\d+)*[.)]?\s+", "", text) if block.kind == "heading" else text
    alone = text.endswith("?") and "?" not in text[:-1] and not re.search(r"[.!]\s", text)
    return text if alone and 3 <= len(text.split()) <= 40 else None


def answered_below(asked: Block, question: str, below: Passage) -> Candidate | None:
    """A question with the paragraph below it as its answer."""
    if below.text.rstrip().endswith(("?", ":")):
        return None
    if len(below.text.split()) <= LONGEST_WHOLE:
        return flashcard(asked.first, below.last, question, plain(below.text).text)
    first_two = list(sentences(below))[:2]
    if not first_two or len(first_two[0].text.split()) > LONGEST_WHOLE:
        return None
    answer = " ".join(sentence.text for sentence in first_two)
    return flashcard(asked.first, first_two[-1].last, question, answer)


def lines_answered(passage: Passage, lines: tuple[str, ...]) -> Candidate | None:
    """A paragraph whose first line asks and whose other lines answer."""
    texts = [line.strip() for line in lines]
    if len(texts) < 2 or not texts[0].endswith("?") or "?" in texts[0][:-1] or re.search(r"[.!]\s", texts[0]):
        return None
    answer = "\n".join(texts[1:])
    if answer.rstrip().endswith("?") or len(answer.split()) > 200 or len(texts[0].split()) < 2:
        return None
    return flashcard(passage.first, passage.last, plain(texts[0]).text, answer)


def inside(found: list[Sentence]) -> Iterator[Candidate]:
    """A question within a paragraph, answered by the sentences after it."""
    for place, sentence in enumerate(found[:-1]):
        text = sentence.text
        if not text.endswith("?") or not _ASKS.match(text) or not 4 <= len(text.split()) <= 30:
            continue
        if DEICTIC.search(text) or found[place + 1].text.endswith(("?", ":")):
            continue
        end = place + 2
        words = len(found[place + 1].text.split())
        while end < len(found) and end < place + 3 and words + len(found[end].text.split()) <= LONGEST_WHOLE:
            if found[end].text.endswith(("?", ":")):
                break
            words += len(found[end].text.split())
            end += 1
        answer = " ".join(part.text for part in found[place + 1 : end])
        yield flashcard(sentence.first, found[end - 1].last, text, answer)
