"""Cards that hold too much for one recall, ask twice, or show what they ask for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from studyapp.core.items import Cloze, Flashcard, ShortText
from studyapp.core.lint.found import Findings, quoted, warning
from studyapp.core.lint.texts import Told
from studyapp.core.lint.words import STEMS, STOP, content, exact_tokens, plain, tokens, words

CODES = {
    "answer-in-prompt": "Ask without the answer in the prompt.",
    "cloze-answer-elsewhere": "Say it differently in the rest of the text, or hide both places.",
    "long-answer": "Keep one fact a card: split the card, or move the rest to `explanation`.",
    "long-list": "Ask for the parts of the list in cards of their own, or with kind: matching.",
    "two-questions": "Ask one thing, and the other on a card of its own.",
}

MOST_WORDS = 40
"""Words of an answer that is recalled at once and compared in about ten seconds."""
MOST_ITEMS = 6
"""Entries of a list to recall."""

_LIST_LINE = re.compile(r"^\s*(?:[-*+•]|\d{1,3}[.)])\s+\S", re.MULTILINE)
_COMMAS = re.compile(r",(?!\d)|;|\band\b|\bor\b")
_SECOND = re.compile(
    r"(?:,|;| –| —)? and (?:(?:by|in|from|to|for|with|at|on) )?(?:why|what|how|which|when|where|who)\b"
    r"(?![^?]*\b(?:why|what|how|which|when|where|who)\b[^?]*,)",
    re.IGNORECASE,
)
_CLOSING = " \n\"'”’)]"
_SEVERAL_ANSWERS = frozenset({"open", "parts", "trace", "cloze", "true_false", "matching"})


def rules(told: Told) -> Findings:
    question = told.question
    if told.kind not in _SEVERAL_ANSWERS:
        yield from _two_questions(told)
    if isinstance(question, Flashcard):
        yield from _too_much(told, question)
        yield from _shown(told, question)
    elif isinstance(question, ShortText):
        for place, accepted in enumerate(question.answer.accept):
            if "or" not in told.tokens and (found := _occurs(exact_tokens(accepted), told.tokens)):
                message = f"the prompt holds the answer {quoted(found)}; ask without it"
                yield warning("answer-in-prompt", message, told.id, "answer", "accept", place)
                return
    elif isinstance(question, Cloze):
        yield from _elsewhere(told, question)


def _two_questions(told: Told) -> Findings:
    asked = [sentence for sentence in told.sentences if sentence.rstrip(_CLOSING).endswith("?")]
    second = asked[1] if len(asked) > 1 else ""
    if not second and told.kind in ("flashcard", "text") and asked and (match := _SECOND.search(asked[0])):
        second = asked[0][match.start() :].strip(" ,;")
    if second:
        message = (
            f"asks a second question, {quoted(second)}; ask one thing, and the other on a card of its own"
        )
        yield warning("two-questions", message, told.id, told.field)


def _too_much(told: Told, question: Flashcard) -> Findings:
    answer = plain(question.answer)
    count = len(words(answer))
    if count > MOST_WORDS:
        message = (
            f"the answer has {count} words, more than {MOST_WORDS};"
            " split the card, or move the rest to explanation"
        )
        yield warning("long-answer", message, told.id, "answer")
    if (items := _items(question.answer, answer)) > MOST_ITEMS:
        message = (
            f"the answer lists {items} things, more than {MOST_ITEMS} to recall at once;"
            " ask for parts of the list in cards of their own"
        )
        yield warning("long-list", message, told.id, "answer")


def _items(written: str, answer: str) -> int:
    """Entries of the longest list in an answer: lines with a mark, or short pieces between commas."""
    most = len(_LIST_LINE.findall(written))
    for sentence in re.split(r"[.!?:]\s|\n\s*\n", answer):
        if sentence.count(",") + sentence.count(";") < MOST_ITEMS - 1:
            continue
        pieces = [piece.split() for piece in _COMMAS.split(sentence)]
        most = max(most, sum(1 for piece in pieces if 1 <= len(piece) <= 4))
    return most


def _shown(told: Told, question: Flashcard) -> Findings:
    """Whether a side of the card holds the whole other side; `A or B?` is a choice and may."""
    back = exact_tokens(question.answer)
    if "or" not in told.tokens and _same_words(back, told.exact):
        message = f"the prompt holds the answer {quoted(question.answer)}; ask without it"
        yield warning("answer-in-prompt", message, told.id, "prompt")
    elif question.both:
        asked = tokens(plain(question.reverse_prompt or question.answer))
        if _occurs(told.tokens, asked):
            message = (
                f"asked the other way round, the card shows its answer {quoted(question.prompt)};"
                " say it differently, or give a reverse_prompt"
            )
            field = "reverse_prompt" if question.reverse_prompt else "answer"
            yield warning("answer-in-prompt", message, told.id, field)


def _same_words(answer: Sequence[str], prompt: Sequence[str]) -> bool:
    """Whether every word of the answer that says something stands in the prompt."""
    said = content(answer)
    return bool(said) and set(said) <= set(content(prompt))


def _elsewhere(told: Told, question: Cloze) -> Findings:
    """Blanks whose answer stands in the rest of the text that is shown with it."""
    hidden: set[str] = set()
    for blank in question.blanks:
        if blank.label in hidden:
            continue
        hidden.add(blank.label)
        answer = tokens(plain(blank.accept[0]))
        if _says_little(answer):
            continue
        # What is accepted besides may occur: only the answer that is meant is given away.
        if found := _occurs(answer, tokens(plain(question.shown(blank.label)))):
            message = (
                f"the answer {quoted(found)} of the blank {blank.label!r} stands elsewhere in the text;"
                " say it differently there, or hide both places"
            )
            yield warning("cloze-answer-elsewhere", message, told.id, "text")


def _occurs(answer: Sequence[str], shown: Sequence[str]) -> str:
    """The answer, if its words stand in this order in what is shown; words that say little do not count alone."""
    if _says_little(answer):
        return ""
    stems = [STEMS[word] for word in answer]
    first, length = stems[0], len(stems)
    for place in range(len(shown) - length + 1):
        if STEMS[shown[place]] == first and [STEMS[word] for word in shown[place : place + length]] == stems:
            return " ".join(answer)
    return ""


def _says_little(answer: Sequence[str]) -> bool:
    return all(word in STOP or len(word) < 3 or not word[0].isalpha() for word in answer)
