"""Lists: tasks as choices, facts under a lead-in, steps in order, and items that explain a term."""

from __future__ import annotations

import re

from studyapp.core.draft.candidates import Candidate, Defined, Dropped, capitalized, flashcard, without_end
from studyapp.core.draft.clozes import blanks
from studyapp.core.draft.english import DEICTIC, VERBS
from studyapp.core.draft.notes import Block, Passage
from studyapp.core.draft.spans import HIDDEN, plain

_MARK = re.compile(r"^(?:\*\*|__)?(?:Q|Question)\s{0,2}\d{0,3}\s{0,2}:\s*(?:\*\*|__)?\s*")
_IN_ORDER = re.compile(
    r"\b(?:order|steps?|stages?|phases?|sequence|procedure|recipe|pipeline|algorithm|checklist|in turn)\b",
    re.IGNORECASE,
)
_COLLECTIVE = re.compile(
    r"(?:advantages?|benefits?|causes?|components?|consequences?|disadvantages?|drawbacks?|examples?|kinds?|limitations?"
    r"|parts?|problems?|properties|pros|cons|reasons?|remedies|requirements?|symptoms?|types?|uses?|ingredients?)\b",
    re.IGNORECASE,
)
_LEAD_END = re.compile(r"[:：]\s*$")
_EXPLAINED = re.compile(
    r"(?P<left>[^:=\n]{1,100}?)(?P<sign>:\s+|\s+=\s+|\s+(?:->|=>|→|–|—)\s+)(?P<right>\S.*)$", re.DOTALL
)
_PREPOSITION = re.compile(
    r"\b(?:of|for|in|on|with|near|under|per|to|from|at|by|and|or|both|all|small|large|high|low|no)\b"
)
_NUMBER = re.compile(
    r"(?:about|around|roughly|typically|usually|norm|std)?\s*[~≈<>]?\s*[-+]?\d[\d.,]*(?:e[-+]?\d+)?(?![\w-])"
)
MOST_OPTIONS = 8
LONGEST_LEFT = 12
LONGEST_RIGHT = 45


def tasks(block: Block, question: str | None) -> Candidate | Dropped:
    """A task list under a question: ticked items are right, the others wrong."""
    options = [(plain(item.passage.text).text, bool(item.checked)) for item in block.items]
    right = [text for text, checked in options if checked]
    if question is None or not question.strip():
        return Dropped(block.first, "a task list without a question right above it")
    if not right or len(right) == len(options):
        return Dropped(block.first, "a task list without both right and wrong items")
    if len(options) > MOST_OPTIONS:
        return Dropped(block.first, f"a task list of more than {MOST_OPTIONS} items")
    says = "✓ " + "; ".join(right)
    kind = "choice" if len(right) == 1 else "choices"
    written = [
        {"text": t, "correct": True} if checked else {"text": t, "says": says} for t, checked in options
    ]
    fields = {"prompt": question, "options": written}
    return Candidate(block.first, block.last, question, kind, fields)


def question_above(above: Passage | None, heading: str | None) -> str | None:
    """The question that a task list answers: the text right above it, or a heading that asks."""
    if above is not None:
        text = plain(above.text).text
        return _MARK.sub("", text).strip()
    return heading if heading and heading.endswith("?") else None


def collected(block: Block, lead: Passage | None, heading: str | None) -> Candidate | None:
    """A list as a whole: steps to put in order, or facts to name; None where nothing leads in to it."""
    texts = [plain(item.passage.text).text for item in block.items]
    over = plain(lead.text).text if lead is not None and _LEAD_END.search(lead.text) else None
    last_sentence = re.split(r"(?<=[.!?])\s+(?=[A-Z])", over)[-1] if over else None
    first = (
        lead.line_at(lead.text.rfind(last_sentence[:12]))
        if lead is not None and last_sentence
        else block.first
    )
    if any(blanks(text) or len(text) > 300 for text in texts) or not 2 <= len(texts) <= MOST_OPTIONS:
        return None
    title = last_sentence or (heading if heading and _COLLECTIVE.match(_unnumbered(heading)) else None)
    in_order = block.ordered and _IN_ORDER.search(f"{last_sentence or ''} {heading or ''}")
    if in_order and len(texts) >= 3:
        return _ordered(block, first, last_sentence, heading, texts)
    if (
        title is None
        or DEICTIC.search(re.sub(r"\b(?:these|following)\b", "", title))
        or len(title.split()) > 30
    ):
        return None
    said = without_end(re.sub(r"\s*,?\s*\b(?:are|is|include|includes|like)\b\s*$", "", without_end(title)))
    if not re.search(r"\w", said):
        return None
    answer = "\n".join(
        f"{place}. {text}" if block.ordered else f"- {text}" for place, text in enumerate(texts, 1)
    )
    return flashcard(first, block.last, f"{said}. Name all {len(texts)}.", answer, said)


def _ordered(block: Block, first: int, lead: str | None, heading: str | None, texts: list[str]) -> Candidate:
    if lead and len(lead.split()) > 4:
        prompt = f"{without_end(lead)}. Put them in order."
    else:
        about = _unnumbered(heading) if heading else "the steps"
        prompt = f"Put these in the order of the notes: {about}."
    items = [{"text": text} for text in texts]
    return Candidate(
        first, block.last, heading or lead or "order", "ordering", {"prompt": prompt, "items": items}
    )


def _unnumbered(heading: str) -> str:
    return re.sub(r"^[\d.\s)]+", "", heading)


def explained(passage: Passage, heading: str | None) -> Candidate | None:
    """`term: explanation`, `term = explanation`, `case -> result`, `term – explanation`, as an item has it."""
    first, last = passage.first, passage.last
    cleaned = plain(passage.text)
    match = _EXPLAINED.match(cleaned.mask)
    if match is None or blanks(cleaned.mask):
        return None
    left = cleaned.text[slice(*match.span("left"))].strip("*_ ")
    right = without_end(cleaned.text[slice(*match.span("right"))])
    sign = match["sign"].strip()
    words = left.split()
    if not 1 <= len(words) <= LONGEST_LEFT or not right or len(right.split()) > LONGEST_RIGHT:
        return None
    if (
        re.search(r"[.!?]\s", left)
        or DEICTIC.search(left)
        or not re.search(r"[^\W\d_]{2}", left)
        or re.match(r"(?:https?|note|todo|tip|see)$", left, re.I)
    ):
        return None
    is_term = sign not in ("->", "=>", "→") and len(words) <= 4 and not _PREPOSITION.search(left)
    is_term = (
        is_term
        and "," not in left
        and HIDDEN not in match["left"]
        and not any(word.lower() in VERBS for word in words)
    )
    if is_term and not _NUMBER.match(right) and len(right.split()) >= 2:
        defined = Defined(left, right) if len(right.split()) >= 3 else None
        return flashcard(first, last, f"What does “{left}” mean?", right, left, defined)
    asked = f"{_unnumbered(heading)}: {left}" if heading else left
    ends = " → ?" if sign in ("->", "=>", "→") else "?"
    return flashcard(first, last, f"{capitalized(asked)}{ends}", right, f"{left} {right}"[:80])
